use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use bot_runner::{Fault, Runner};
use chrono::{DateTime, TimeDelta, Utc};
use store::{Alongside, StoreError};
use tokio_util::sync::CancellationToken;

use super::entry::Entry;
use super::{Message, request};
use crate::companion::Inner;
use crate::core::actor::{Owner, Panicked, Pause, Then, report};
use crate::view::{DeploymentsView, EngineView, Event};

/// Whoever reads the list looks at it for so long.
pub(super) const WATCHED: TimeDelta = TimeDelta::seconds(15);
pub(super) const USAGE_EVERY: TimeDelta = TimeDelta::seconds(5);
/// Events tell what happens; this is for those that got lost.
pub(super) const LOOK_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Between two tellings of what grows.
pub(super) const TELLING: TimeDelta = TimeDelta::milliseconds(200);

pub(super) enum Engine {
    /// Nobody has asked yet.
    Unasked,
    Looking,
    Ready(Arc<Runner>),
    Missing(Fault),
}

/// The owner of the bots in containers.
pub(crate) struct Keeper {
    pub(super) inner: Arc<Inner>,
    pub(super) engine: Engine,
    /// Greater with each engine that is found; what reports from an earlier one is dropped.
    pub(super) epoch: u64,
    /// Ends what listens to the engine.
    pub(super) listening: CancellationToken,
    pub(super) entries: BTreeMap<String, Entry>,
    /// Containers that others asked to end, and when.
    pub(super) asked_to_end: HashMap<String, DateTime<Utc>>,
    pub(super) out_of_memory: HashSet<String>,
    pub(super) looking: bool,
    pub(super) look_again: bool,
    pub(super) using: bool,
    pub(super) as_of: Option<DateTime<Utc>>,
    pub(super) watched_until: DateTime<Utc>,
    pub(super) use_at: DateTime<Utc>,
    pub(super) look_at: DateTime<Utc>,
    /// When the engine is looked for again.
    pub(super) find_at: Option<DateTime<Utc>>,
    pub(super) pause: Pause,
}

impl Owner for Keeper {
    type Message = Message;
    const NAME: &'static str = "deployments";

    async fn load(&mut self) -> Result<(), StoreError> {
        let rows = self.inner.store.deployments().list().await?;
        self.entries = rows.into_iter().map(|row| (row.name.clone(), Entry::of(row))).collect();
        if !self.entries.is_empty() {
            self.find_engine();
        }
        Ok(())
    }

    async fn hear(&mut self, message: Message) -> Then {
        // Whoever asked and has gone away needs no answer.
        match message {
            Message::Views(reply) => {
                let now = self.inner.now();
                if self.watched_until < now {
                    self.use_at = now;
                }
                self.watched_until = now + WATCHED;
                if matches!(self.engine, Engine::Unasked) {
                    self.find_engine();
                }
                drop(reply.send(self.view()));
            }
            Message::FindEngine => self.find_engine(),
            Message::Known(name, reply) => {
                let entry = self.entries.get(&name);
                let draft = entry.and_then(|entry| entry.draft.clone());
                drop(reply.send((draft, entry.is_some_and(|entry| entry.seen.is_some()))));
            }
            Message::Deploy(order, reply) => drop(reply.send(self.deploy(*order).await)),
            Message::Act(key, name, act, reply) => drop(reply.send(self.act_on(&key, &name, act).await)),
            Message::PutUp(key, name, variables, reply) => {
                drop(reply.send(self.put_up(&key, &name, *variables).await));
            }
            Message::Found(epoch, found) if epoch == self.epoch => self.found(*found),
            Message::Stirred(epoch, stir) if epoch == self.epoch => self.stirred(vec![stir]),
            Message::Remembered(epoch, stirs) if epoch == self.epoch => self.stirred(stirs),
            Message::Lost(epoch) if epoch == self.epoch => self.lost(),
            Message::Looked(epoch, looked) if epoch == self.epoch => self.looked(looked).await,
            Message::Used(epoch, used) if epoch == self.epoch => self.used(&used),
            Message::Found(..)
            | Message::Stirred(..)
            | Message::Remembered(..)
            | Message::Lost(_)
            | Message::Looked(..)
            | Message::Used(..) => {}
            Message::Built(name, outcome) => self.built(&name, outcome).await,
            Message::Done(name, act, outcome) => self.done(&name, act, outcome).await,
            Message::StartedAgain(name, outcome) => self.started_again(&name, outcome).await,
        }
        Then::GoOn
    }

    async fn act(&mut self) {
        let now = self.inner.now();
        if self.find_at.is_some_and(|at| at <= now) {
            self.find_engine();
        }
        self.start_again_what_is_due(now).await;
        let overdue = |entry: &Entry| entry.is_running() && entry.ends_at().is_some_and(|ends| ends <= now);
        if self.look_at <= now || self.entries.values().any(overdue) {
            self.look();
        }
        if self.watched_until > now && self.use_at <= now {
            self.use_at = now + USAGE_EVERY;
            self.measure();
        }
    }

    fn due(&self) -> DateTime<Utc> {
        let now = self.inner.now();
        let mut due = vec![now + LOOK_EVERY];
        due.extend(self.find_at);
        if let Engine::Ready(_) = self.engine {
            due.push(self.look_at);
            due.extend(
                self.entries.values().filter(|entry| !entry.is_busy()).filter_map(|e| e.memory.again_at),
            );
            // While a look is under way, its answer is what comes next.
            let running = self.entries.values().filter(|entry| entry.is_running() && !self.looking);
            due.extend(running.filter_map(Entry::ends_at));
            if self.watched_until > now {
                due.push(self.use_at);
            }
        }
        due.into_iter().min().unwrap_or(now + LOOK_EVERY)
    }
}

impl Keeper {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        let now = inner.now();
        Self {
            engine: Engine::Unasked,
            epoch: 0,
            listening: inner.cancel.child_token(),
            entries: BTreeMap::new(),
            asked_to_end: HashMap::new(),
            out_of_memory: HashSet::new(),
            looking: false,
            look_again: false,
            using: false,
            as_of: None,
            watched_until: now,
            use_at: now,
            look_at: now + LOOK_EVERY,
            find_at: None,
            pause: Pause::default(),
            inner,
        }
    }

    fn view(&self) -> DeploymentsView {
        let (now, texts) = (self.inner.now(), self.inner.texts());
        let engine = match &self.engine {
            Engine::Unasked | Engine::Looking => EngineView::Looking,
            Engine::Ready(runner) => EngineView::Ready {
                name: runner.engine().name().to_owned(),
                version: runner.engine().version().to_owned(),
                address: runner.engine().address().to_owned(),
            },
            Engine::Missing(fault) => {
                EngineView::Missing { problem: request::problem(fault, self.inner.language()) }
            }
        };
        let bots = self.entries.iter().map(|(name, entry)| entry.view(name, now, texts));
        let most = u32::try_from(bot_runner::MOST_BOTS).unwrap_or(u32::MAX);
        DeploymentsView { engine, bots: bots.collect(), most, as_of: self.as_of }
    }

    pub(super) fn changed(&self) {
        self.inner.emit(Event::DeploymentsChanged);
    }

    pub(super) fn runner(&self) -> Option<Arc<Runner>> {
        match &self.engine {
            Engine::Ready(runner) => Some(runner.clone()),
            Engine::Unasked | Engine::Looking | Engine::Missing(_) => None,
        }
    }

    pub(super) async fn store(&self, name: &str, alongside: &Alongside) -> Result<(), StoreError> {
        let Some(entry) = self.entries.get(name) else { return Ok(()) };
        self.inner.store.deployments().write(&entry.row(name), alongside).await?;
        self.inner.owed_is_stored(alongside).await;
        if !alongside.deliveries.is_empty() {
            self.inner.outbox.wake();
        }
        Ok(())
    }

    /// Runs a task and hears its outcome, also when it panics.
    pub(super) fn report<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
        message: impl FnOnce(Result<T, Panicked>) -> Message + Send + 'static,
    ) {
        self.inner.spawn(report(task, message, self.inner.deployments.clone()));
    }
}
