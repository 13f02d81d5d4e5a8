use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use store::StoreError;
use tokio::sync::oneshot;

use super::closely::LookedAt;
use super::looking::LookAt;
use super::tracked::{Asking, Tracked};
use super::{Message, past, retention, timing};
use crate::companion::Inner;
use crate::core::actor::{Owner, Panicked, Pause, Then, report};
use crate::core::failpoint::failpoint;
use crate::core::session::Session;
use crate::runs::decide::{Observation, Policy};
use crate::view::{Event, LinkState, Phase};

/// The owner of the runs: the only one that writes them, with what is owed because of them.
pub(crate) struct RunsOwner {
    pub(super) inner: Arc<Inner>,
    pub(super) session: Option<Session>,
    pub(super) runs: BTreeMap<i64, Tracked>,
    /// Bumped on a reconnect, a rebuild or a step of the clock; what reports from an older one is dropped.
    pub(super) epoch: u64,
    /// The look under way.
    pub(super) looking: Option<LookAt>,
    pub(super) look_again: bool,
    pub(super) failed_looks: u32,
    pub(super) looked_at: LookedAt,
    pub(super) next_look: DateTime<Utc>,
    last_now: DateTime<Utc>,
    pub(super) keep_at: DateTime<Utc>,
    /// When a write that failed is tried again.
    pub(super) store_at: Option<DateTime<Utc>>,
    pub(super) store_pause: Pause,
    /// The projects of which a run is known.
    pub(super) projects: BTreeSet<i64>,
    /// The project whose list was read last for a subscription alone.
    pub(super) last_in_turn: i64,
    /// Who waits for the runs of a changed connection to be in.
    waiting: Vec<oneshot::Sender<()>>,
    /// Who waits to end the program.
    pub(super) quitting: Vec<oneshot::Sender<()>>,
    pub(super) tray: Option<crate::core::ports::TrayView>,
    pub(super) tray_is_stale: bool,
}

impl Owner for RunsOwner {
    type Message = Message;
    const NAME: &'static str = "runs";

    async fn load(&mut self) -> Result<(), StoreError> {
        self.epoch = self.inner.next_epoch();
        self.looking = None;
        self.look_again = false;
        self.runs.clear();
        self.projects.clear();
        self.next_look = self.inner.now();
        let session = self.inner.session.borrow().clone();
        self.session = session;
        let is_reconnected = !self.waiting.is_empty();
        if is_reconnected {
            self.failed_looks = 0;
            let link = if self.session.is_some() { LinkState::Connecting } else { LinkState::None };
            self.change_link(link);
        }
        if let Some(session) = self.session.clone() {
            self.projects.extend(self.inner.store.runs().projects(session.connection.id).await?);
            for row in self.inner.store.runs().open_runs(session.connection.id).await? {
                let run_id = row.id;
                self.take_in(row).await;
                let Some(run) = self.runs.get(&run_id) else { continue };
                if run.state.phase == Phase::Asked {
                    self.observe(run_id, Observation::AnswerLost { cause: String::new() });
                } else if run.state.is_finished() {
                    self.conclude(run_id);
                }
            }
        }
        failpoint!("runs/loaded");
        self.tray_is_stale = true;
        // Whoever owed something may have panicked before it said so.
        self.inner.outbox.wake();
        for waiting in self.waiting.drain(..) {
            // A face that has gone away needs no answer.
            let _ = waiting.send(());
        }
        Ok(())
    }

    async fn hear(&mut self, message: Message) -> Then {
        failpoint!("runs/hear");
        self.notice_clock();
        match message {
            Message::Session(done) => {
                self.waiting.push(done);
                return Then::Reload;
            }
            Message::Launch(new, reply) => self.launch(*new, reply).await,
            Message::Undo { run_id, reply } => {
                let undone = self.undo(run_id).await;
                let _ = reply.send(undone);
            }
            Message::Quit(done) => {
                self.hurry();
                self.quitting.push(done);
            }
            Message::Follow(row, reply) => {
                let followed = self.follow(*row).await.map_err(|error| self.inner.stored(&error));
                let _ = reply.send(followed);
            }
            Message::FollowInChat { chat, user_id, run_id, reply } => {
                let watched = self.follow_in_chat(chat, user_id, run_id).await;
                let _ = reply.send(watched.map_err(|error| self.inner.stored(&error)));
            }
            Message::Rerun { key, run_id, results, follower, reply } => {
                let answer = self.rerun(&key, run_id, results, follower).await;
                let _ = reply.send(answer);
            }
            Message::Close { key, run_id, reply } => self.close(key, run_id, reply).await,
            Message::Fate { run_id, answer, reply } => {
                let answered = self.answer_fate(run_id, answer).await;
                let _ = reply.send(answered);
            }
            Message::Stop { run_id, reply } => {
                let stopped = self.stop(run_id).await.map_err(|error| self.inner.stored(&error));
                let _ = reply.send(stopped);
            }
            Message::Posted { run_id, answer } => self.posted(run_id, answer),
            Message::Looked { epoch, report } if epoch == self.epoch => self.looked(report).await,
            Message::LookedUp { epoch, run_id, answer } if epoch == self.epoch => {
                self.looked_up(run_id, answer).await;
            }
            Message::Looked { .. } | Message::LookedUp { .. } => {}
            Message::Concluded { run_id, conclusion } => self.concluded(run_id, conclusion),
            Message::Reran { key, run_id, outcome } => self.reran(&key, run_id, outcome).await,
            Message::Closed { key, run_id, outcome, reply } => {
                self.closed(&key, run_id, outcome, reply).await;
            }
            Message::Reopened { run_id, reply } => {
                let _ = reply.send(self.reopened(run_id).await);
            }
            Message::LookNow => self.look_now(),
            Message::LookClosely(run_ids) => self.looked_at.add(&run_ids, self.inner.now()),
            Message::SettingsChanged => {
                let runs_open = self.runs_open();
                let wait = timing::wait(&self.inner.settings.borrow(), runs_open, self.failed_looks, 0.5);
                self.next_look = self.next_look.min(self.inner.now() + wait);
                self.tray_is_stale = true;
            }
            Message::ShowTray => self.tray_is_stale = true,
            Message::Views(reply) => {
                let views = self.runs.values().map(|run| run.view(self.base_url())).collect();
                drop(reply.send(views));
            }
        }
        Then::GoOn
    }

    async fn act(&mut self) {
        self.notice_clock();
        let now = self.inner.now();
        if self.session.is_some() && self.looking.is_none() && now >= self.next_look {
            self.start_look().await;
        } else if self.is_due_closely(now) {
            self.start_close_look();
        }
        self.look_up_lost_answers();
        if now >= self.keep_at {
            self.keep_at = now + retention::EVERY;
            retention::start(&self.inner);
        }
        self.send_pending().await;
        self.settle().await;
        self.let_quit();
        if std::mem::take(&mut self.tray_is_stale) {
            self.show_tray().await;
        }
    }

    fn due(&self) -> DateTime<Utc> {
        let look =
            if self.session.is_some() && self.looking.is_none() { self.next_look } else { self.keep_at };
        let lookups = self
            .runs
            .values()
            .filter(|run| run.asking == Asking::Nothing)
            .filter_map(|run| run.state.memory.next_look_at);
        let closely = self.due_closely();
        let sending = self.runs.values().filter_map(|run| run.state.memory.pending.as_ref());
        let sending =
            sending.map(|pending| self.store_at.map_or(pending.send_at, |at| at.max(pending.send_at)));
        lookups.chain(self.store_at).chain(closely).chain(sending).fold(look.min(self.keep_at), DateTime::min)
    }
}

impl RunsOwner {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        let now = inner.now();
        Self {
            inner,
            session: None,
            runs: BTreeMap::new(),
            epoch: 0,
            looking: None,
            look_again: false,
            failed_looks: 0,
            looked_at: LookedAt::default(),
            next_look: now,
            last_now: now,
            keep_at: now,
            store_at: None,
            store_pause: Pause::default(),
            projects: BTreeSet::new(),
            last_in_turn: 0,
            waiting: Vec::new(),
            quitting: Vec::new(),
            tray: None,
            tray_is_stale: true,
        }
    }

    fn notice_clock(&mut self) {
        let now = self.inner.now();
        if timing::went_back(self.last_now, now) {
            tracing::info!("the clock was set back: everything is looked at anew");
            self.runs.values_mut().for_each(|run| run.clock_went_back(now));
            // What the look under way tells would be dated later than all that comes after it.
            self.epoch = self.inner.next_epoch();
            self.looking = None;
            self.looked_at.clock_went_back(now);
            self.next_look = now;
            self.keep_at = self.keep_at.min(now + retention::EVERY);
            self.store_at = self.store_at.map(|at| at.min(now));
        }
        self.last_now = now;
    }

    /// Takes a run of the connection in use in; one of another waits for its own.
    pub(super) async fn take_in(&mut self, row: store::RunRow) {
        if self.session.as_ref().is_none_or(|session| session.connection.id != row.connection_id) {
            return;
        }
        // Without them there is no estimate.
        let past = past::before(&self.inner.store, &row).await.unwrap_or_default();
        let mut run = Tracked::new(row, past);
        // The clock may have been set back while nothing was running.
        run.clock_went_back(self.inner.now());
        self.inner.emit(Event::RunChanged { run: Box::new(run.view(self.base_url())) });
        self.tray_is_stale = true;
        self.projects.insert(run.row.project_id);
        self.runs.insert(run.row.id, run);
    }

    /// Forgets a run that is over, told and stored.
    pub(super) fn let_go(&mut self, run_id: i64) {
        if self.runs.get(&run_id).is_some_and(|run| run.told && run.state.is_finished() && !run.is_dirty()) {
            self.runs.remove(&run_id);
        }
    }

    /// Runs a task and hears its outcome, also when it panics.
    pub(super) fn report<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
        message: impl FnOnce(Result<T, Panicked>) -> Message + Send + 'static,
    ) {
        self.inner.spawn(report(task, message, self.inner.runs.clone()));
    }

    pub(super) fn observe_all(&mut self, observation: &Observation) {
        for id in self.runs.keys().copied().collect::<Vec<_>>() {
            self.observe(id, observation.clone());
        }
    }

    /// Feeds a run's machine; what is to be told waits until the run is stored.
    pub(super) fn observe(&mut self, run_id: i64, observation: Observation) {
        let policy = self.policy();
        let now = self.inner.now();
        if let Some(run) = self.runs.get_mut(&run_id) {
            run.observe(observation, now, &policy);
        }
    }

    pub(super) fn policy(&self) -> Policy {
        let settings = self.inner.settings.borrow();
        Policy::new(settings.timeout_hours, settings.stalled_minutes)
    }

    pub(super) fn base_url(&self) -> &str {
        self.session.as_ref().map_or("", |session| session.connection.url.as_str())
    }
}
