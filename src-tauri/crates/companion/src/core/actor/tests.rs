use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use chrono::NaiveDateTime;
use futures::future::BoxFuture;
use tokio::sync::oneshot;

use super::*;

/// Each sleep is over at once; the clock shows the time that was waited for.
#[derive(Default)]
struct Jumping(AtomicI64);

impl Clock for Jumping {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.fetch_max(at.timestamp_millis(), Ordering::SeqCst);
        })
    }
}

#[derive(Default)]
struct World {
    /// So many tries to load fail.
    refusals: AtomicU32,
    lives: AtomicU32,
    told: Mutex<Vec<&'static str>>,
}

impl Observer for Arc<World> {
    fn cannot_load(&self, _: &'static str, _: &StoreError) {
        self.told.lock().expect("not poisoned").push("cannot load");
    }

    fn loaded(&self, _: &'static str) {
        self.told.lock().expect("not poisoned").push("loaded");
    }

    fn broke(&self, _: &'static str) {
        self.told.lock().expect("not poisoned").push("broke");
    }
}

/// Counts; what it counted is gone with it.
struct Counter {
    world: Arc<World>,
    count: u32,
}

enum Ask {
    Count(oneshot::Sender<u32>),
    Panic(oneshot::Sender<u32>),
    Reload,
}

impl Owner for Counter {
    type Message = Ask;
    const NAME: &'static str = "counter";

    async fn load(&mut self) -> Result<(), StoreError> {
        let left = &self.world.refusals;
        if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(StoreError::Busy);
        }
        self.count = 10;
        Ok(())
    }

    async fn hear(&mut self, message: Ask) -> Then {
        self.count += 1;
        match message {
            Ask::Count(reply) => drop(reply.send(self.count)),
            Ask::Panic(_never_answered) => panic!("as asked"),
            Ask::Reload => return Then::Reload,
        }
        Then::GoOn
    }

    async fn act(&mut self) {}

    fn due(&self) -> DateTime<Utc> {
        DateTime::<Utc>::MAX_UTC
    }
}

fn start(world: &Arc<World>) -> (Arc<Jumping>, mpsc::Sender<Ask>, tokio::task::JoinHandle<()>) {
    let (messages, inbox) = mpsc::channel(8);
    let clock = Arc::new(Jumping::default());
    let making = world.clone();
    let make = move || {
        making.lives.fetch_add(1, Ordering::SeqCst);
        Counter { world: making.clone(), count: 0 }
    };
    #[expect(clippy::disallowed_methods, reason = "the test waits for the end itself")]
    let task = tokio::spawn(live(make, clock.clone(), world.clone(), inbox));
    (clock, messages, task)
}

async fn ask(
    messages: &mpsc::Sender<Ask>,
    ask: impl FnOnce(oneshot::Sender<u32>) -> Ask,
) -> Result<u32, oneshot::error::RecvError> {
    let (reply, answer) = oneshot::channel();
    messages.send(ask(reply)).await.expect("it lives");
    answer.await
}

#[tokio::test]
async fn what_cannot_be_loaded_is_loaded_later_and_messages_wait_for_it() {
    let world = Arc::new(World { refusals: 9.into(), ..World::default() });
    let (clock, messages, task) = start(&world);
    assert_eq!(ask(&messages, Ask::Count).await, Ok(11));
    assert!(
        clock.now().timestamp() >= 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 + 60,
        "the waits grow up to a minute"
    );
    let told = world.told.lock().expect("not poisoned").clone();
    assert_eq!((told.len(), told.last()), (10, Some(&"loaded")));
    drop(messages);
    task.await.expect("it ended with its last sender");
}

#[tokio::test]
async fn an_owner_that_panics_is_rebuilt_and_answers_again() {
    let world = Arc::new(World::default());
    let (_clock, messages, task) = start(&world);
    assert_eq!(ask(&messages, Ask::Count).await, Ok(11));
    assert!(ask(&messages, Ask::Panic).await.is_err(), "whoever waited is told");
    assert_eq!(ask(&messages, Ask::Count).await, Ok(11), "loaded anew");
    assert_eq!(world.lives.load(Ordering::SeqCst), 2);
    assert_eq!(*world.told.lock().expect("not poisoned"), ["broke"]);
    drop(messages);
    task.await.expect("it ended with its last sender");
}

#[tokio::test]
async fn a_message_may_have_it_load_anew() {
    let world = Arc::new(World::default());
    let (_clock, messages, task) = start(&world);
    assert_eq!(ask(&messages, Ask::Count).await, Ok(11));
    messages.send(Ask::Reload).await.expect("it lives");
    assert_eq!(ask(&messages, Ask::Count).await, Ok(11));
    assert_eq!(world.lives.load(Ordering::SeqCst), 1);
    drop(messages);
    task.await.expect("it ended with its last sender");
}

#[tokio::test]
async fn a_task_that_panics_has_an_outcome() {
    assert_eq!(outcome_of(async { 3 }).await, Ok(3));
    let broken: Result<(), _> = outcome_of(async { panic!("as asked") }).await;
    assert_eq!(broken, Err(Panicked));
}
