//! What happens whenever nothing can run in the simulation's thread: time goes on, and a kill that is due comes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use companion::failpoints::{self, Fate};
use store::simulation::{self, Fault};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::doubts::{Doubts, Of};

/// Counts the moments at which time goes on.
#[derive(Default)]
pub(crate) struct Pace {
    /// How many such moments are left until the program is killed; 0 for never.
    left: AtomicU64,
    /// Tokio's time when everything last waited.
    last: Mutex<Option<Instant>>,
    pub(crate) killed: Notify,
    /// The clock does not go on by itself.
    stuck: Notify,
    /// How many milliseconds it would wait then.
    wait: AtomicU64,
    /// How many statements or places are left until the blow.
    strike: Mutex<Option<(u64, Blow)>>,
    dead: AtomicBool,
}

/// What happens at a statement of the store, or at a named place of the domain.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Blow {
    Fail(Fault),
    KillAtStatement,
    Panic,
    Kill,
}

impl Blow {
    fn at_statement(self) -> bool {
        matches!(self, Self::Fail(_) | Self::KillAtStatement)
    }
}

/// Set by `turns.c`: so many milliseconds would be waited in real time.
const WAIT: &str = "CAMPAIGN_WAIT";

impl Pace {
    /// Kills the program after so many moments.
    pub(crate) fn kill_after(&self, moments: u64) {
        self.left.store(moments, Ordering::Relaxed);
    }

    /// Moves the clock where a thread that waits for this one keeps it from going on by itself.
    pub(crate) async fn go_on(&self) {
        loop {
            self.stuck.notified().await;
            let wait = self.wait.swap(0, Ordering::Relaxed);
            if wait > 0 {
                tokio::time::advance(Duration::from_millis(wait)).await;
            }
        }
    }

    /// Something happens to the statement, or the named place, that is reached after so many others.
    pub(crate) fn strike_after(&self, count: u64, blow: Blow) {
        *self.strike() = Some((count, blow));
    }

    /// Nothing happens any more, and what was dead lives again.
    pub(crate) fn spare(&self) {
        self.kill_after(0);
        *self.strike() = None;
        self.dead.store(false, Ordering::Relaxed);
    }

    fn strike(&self) -> MutexGuard<'_, Option<(u64, Blow)>> {
        self.strike.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A program that was killed writes nothing more, though its last tasks may still run.
    fn die(&self) {
        self.dead.store(true, Ordering::Relaxed);
        self.killed.notify_one();
    }

    /// The blow, when it falls at this place.
    fn falls(&self, at_statement: bool) -> Option<Blow> {
        let mut strike = self.strike();
        let (left, blow) = strike.as_mut().filter(|(_, blow)| blow.at_statement() == at_statement)?;
        if *left > 0 {
            *left -= 1;
            return None;
        }
        let blow = *blow;
        *strike = None;
        Some(blow)
    }

    fn statement(&self) -> Option<Fault> {
        if self.dead.load(Ordering::Relaxed) {
            return Some(Fault::Database);
        }
        match self.falls(true)? {
            Blow::Fail(fault) => Some(fault),
            Blow::KillAtStatement => {
                self.die();
                Some(Fault::Database)
            }
            Blow::Panic | Blow::Kill => None,
        }
    }

    fn reached(&self) -> Fate {
        if self.dead.load(Ordering::Relaxed) {
            return Fate::Hang;
        }
        match self.falls(false) {
            Some(Blow::Panic) => Fate::Panic,
            Some(Blow::Kill) => {
                self.die();
                Fate::Hang
            }
            Some(Blow::Fail(_) | Blow::KillAtStatement) | None => Fate::GoOn,
        }
    }

    fn rest(&self) {
        if let Some(wait) = std::env::var(WAIT).ok().and_then(|wait| wait.parse().ok()) {
            self.wait.store(wait, Ordering::Relaxed);
            self.stuck.notify_one();
        }
        let now = Instant::now();
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        let left = self.left.load(Ordering::Relaxed);
        if left > 0 && last != Some(now) {
            self.left.store(left - 1, Ordering::Relaxed);
            if left == 1 {
                self.die();
            }
        }
    }
}

/// From here on, stores that are opened and the domain on this thread meet what `pace` holds ready. What fails so is
/// told to `doubts`.
pub(crate) fn rule(pace: &Arc<Pace>, doubts: Arc<Doubts>) {
    let (own, other) = (pace.clone(), pace.clone());
    simulation::set(Some(Box::new(move |_| {
        let fault = own.statement();
        if fault.is_some() {
            doubts.add(Of::Notes, Duration::ZERO);
        }
        fault
    })));
    failpoints::set(Some(Box::new(move |_| other.reached())));
}

/// A runtime of one thread whose clock stands still while anything can be done.
pub(crate) fn runtime(pace: &Arc<Pace>) -> std::io::Result<Runtime> {
    let pace = pace.clone();
    let mut builder = Builder::new_current_thread();
    // Its idle threads stay: they would go by the machine's time.
    builder
        .enable_all()
        .start_paused(true)
        .max_blocking_threads(8)
        .thread_keep_alive(Duration::from_hours(1));
    builder.event_interval(1_000_000).global_queue_interval(1_000_000);
    builder.on_thread_park(move || pace.rest());
    builder.build()
}

/// Keeps this process on one processor, so that its threads take turns.
pub(crate) fn stay_on(cpu: usize) {
    #[cfg(target_os = "linux")]
    {
        let mut set = rustix::thread::CpuSet::new();
        set.set(cpu);
        // On a machine with fewer processors the simulation runs all the same.
        let _ = rustix::thread::sched_setaffinity(None, &set);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = cpu;
}

/// Drops everything in a runtime where it stands, and waits for the threads of its databases.
pub(crate) fn end(runtime: Runtime) {
    drop(runtime);
    #[cfg(target_os = "linux")]
    for _ in 0..2_000 {
        let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let name =
            |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        if !tasks.map(name).any(|name| name.starts_with("sqlx-sqlite")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
