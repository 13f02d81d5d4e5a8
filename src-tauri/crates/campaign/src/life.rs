//! One life of the program: from its start to the moment when it is quit, killed, or the story ends.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use companion::Companion;
use futures::FutureExt as _;
use tokio::sync::watch;

use crate::doubts::Of;
use crate::model::Figure;
use crate::outside::Lock;
use crate::step::{Machine, Server, Step, Timed};
use crate::trouble::SETTLING;
use crate::world::{Failed, World};
use crate::{chat, exports, schedules, servers, window};

/// How long somebody waits for an answer, in simulated time. No request takes that long, repetitions included.
const PATIENCE: Duration = Duration::from_mins(20);
/// How soon somebody tries again to start a program that did not start.
const NEXT_TRY: Duration = Duration::from_secs(30);

/// Why a life is over.
pub(crate) enum End {
    /// The program is off for so long.
    Off(Duration),
    /// Nothing is left to happen.
    Over,
}

/// The program as people meet it; cheap to clone.
#[derive(Clone)]
pub(crate) struct Life {
    pub(crate) world: Arc<World>,
    running: watch::Receiver<Option<Companion>>,
}

/// Lives through the steps from `at` on, which it moves.
pub(crate) async fn live(world: &Arc<World>, steps: &[Timed], at: &mut usize) -> Result<End, Failed> {
    world.clock.begin();
    world.serve()?;
    // A kill that came as the life before was over anyway.
    let _ = world.pace.killed.notified().now_or_never();
    let off = watch::Sender::new(Duration::ZERO);
    let end = tokio::select! {
        biased;
        () = world.pace.killed.notified() => {
            world.history.note("the program is killed");
            world.doubts.add(Of::Notes, Duration::ZERO);
            Ok(End::Off(*off.borrow()))
        }
        end = play(world, steps, at, &off) => end,
    };
    world.pace.spare();
    world.clock.end();
    end
}

impl Life {
    /// Starts the program, again and again until it starts.
    pub(crate) fn begin(world: &Arc<World>) -> Self {
        let (started, running) = watch::channel(None);
        let starting = world.clone();
        tokio::task::spawn_local(async move {
            loop {
                match Companion::start(starting.ports()).await {
                    Ok(companion) => {
                        starting.history.note("the program runs");
                        started.send_replace(Some(companion));
                        return started.closed().await;
                    }
                    Err(failure) => {
                        let details = failure.details.unwrap_or_default();
                        starting.history.note(format!("it does not start: {} {details}", failure.message));
                        tokio::time::sleep(NEXT_TRY).await;
                    }
                }
            }
        });
        Self { world: world.clone(), running }
    }

    /// The program, once it runs.
    pub(crate) async fn companion(&self) -> Companion {
        let mut running = self.running.clone();
        loop {
            if let Some(companion) = running.borrow_and_update().clone() {
                return companion;
            }
            if running.changed().await.is_err() {
                // The runtime ends.
                return std::future::pending().await;
            }
        }
    }

    /// Somebody does something, while others go on; what comes of it is noted.
    pub(crate) fn act(
        &self,
        name: String,
        act: impl Future<Output = Result<String, Failed>> + Send + 'static,
    ) {
        let world = self.world.clone();
        world.clone().alongside(async move {
            match tokio::time::timeout(PATIENCE, act).await {
                Ok(Ok(said)) => world.history.note(format!("  {name}: {said}")),
                Ok(Err(error)) => world.history.note(format!("  {name}: no: {error}")),
                Err(_) if world.keyring.locked() => {
                    world.history.note(format!("  {name}: the keyring is locked"));
                }
                Err(_) => world.model().find(Figure::Stuck, format!("{name} was never answered")),
            }
        });
    }
}

async fn play(
    world: &Arc<World>,
    steps: &[Timed],
    at: &mut usize,
    off: &watch::Sender<Duration>,
) -> Result<End, Failed> {
    let life = Life::begin(world);
    while let Some(Timed { after, step }) = steps.get(*at) {
        tokio::time::sleep(*after).await;
        *at += 1;
        world.history.note(format!("{step:?}"));
        match step {
            Step::Window(step) => window::act(&life, step),
            Step::Chat(step) => chat::act(&life, step),
            Step::Export(step) => exports::act(&life, step),
            Step::Schedule(step) => schedules::act(&life, step),
            Step::Server(Server::Trouble { side, what, lasting }) => {
                world.trouble(*side, *what, *lasting).await?;
            }
            Step::Server(Server::Upgrade) => world.telegram.upgrade().await?,
            Step::Server(Server::Renumber { from }) => world.telegram.bot.restart_update_ids(*from).await?,
            Step::Server(step) => servers::act(world, step),
            Step::Machine(Machine::Quit { off }) => {
                let running = life.running.borrow().clone();
                if let Some(companion) = running {
                    companion.shutdown().await;
                }
                world.history.note("the program is quit");
                return Ok(End::Off(*off));
            }
            Step::Machine(Machine::Kill { moments, off: length }) => {
                off.send_replace(*length);
                world.pace.kill_after(*moments);
            }
            Step::Machine(Machine::Strike { after, blow, off: length }) => {
                off.send_replace(*length);
                world.pace.strike_after(*after, *blow);
            }
            Step::Machine(Machine::Sleep { length }) => {
                world.doubts.add(Of::Telegram, SETTLING);
                world.sleep(*length)?;
                world.end_troubles(false).await?;
            }
            Step::Machine(step) => machine(world, step)?,
        }
        world.watch();
    }
    Ok(End::Over)
}

fn machine(world: &World, step: &Machine) -> Result<(), Failed> {
    match step {
        Machine::SetClock { by } => {
            world.model().clock_was_set = true;
            world.clock.step(TimeDelta::milliseconds(*by));
        }
        Machine::CorrectClock => world.clock.correct(),
        Machine::Desktop { silent, lasting } => world.desktop.trouble(*silent, *lasting, &world.doubts),
        Machine::Keyring { open: true, .. } => world.keyring.turn(Lock::Open),
        Machine::Keyring { asks: true, .. } => world.keyring.turn(Lock::Asking),
        Machine::Keyring { .. } => world.keyring.turn(Lock::Locked),
        Machine::Disk { of, broken, lasting } => world.spoil(*of, *broken, *lasting)?,
        Machine::Sleep { .. } | Machine::Strike { .. } | Machine::Quit { .. } | Machine::Kill { .. } => {}
    }
    Ok(())
}
