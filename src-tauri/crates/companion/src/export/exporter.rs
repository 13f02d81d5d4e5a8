use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::ExportAttemptRow;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::plan::{Doing, Pending, Plan};
use super::{Message, keep, leftovers, record};
use crate::companion::Inner;
use crate::run::record::{from_word, instant, word};
use crate::session::Session;
use crate::view::{AttemptCause, AttemptOutcome, Event};
use crate::watch;

/// The longest sleep: often enough to see that the clock was set back.
const LONGEST_SLEEP: TimeDelta = TimeDelta::seconds(60);

/// Between two looks at a folder that another export holds.
pub(super) const LOOK_SOON: TimeDelta = TimeDelta::seconds(2);

/// Between two tries to delete what is left on the server.
const CLEAN_AGAIN: TimeDelta = TimeDelta::minutes(10);

const RETAIN_EVERY: TimeDelta = TimeDelta::hours(24);

/// The owner of the plans of the connection in use.
pub(crate) struct Exporter {
    pub(super) inner: Arc<Inner>,
    pub(super) session: Option<Session>,
    pub(super) server: String,
    pub(super) plans: BTreeMap<i64, Plan>,
    /// Ends the tasks of this connection.
    round: CancellationToken,
    retain_at: DateTime<Utc>,
    /// When the server is asked again to delete what is left; `None` while nothing is.
    clean_at: Option<DateTime<Utc>>,
    cleaning: bool,
}

impl Exporter {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        let retain_at = inner.now();
        Self {
            inner,
            session: None,
            server: String::new(),
            plans: BTreeMap::new(),
            round: CancellationToken::new(),
            retain_at,
            clean_at: None,
            cleaning: false,
        }
    }

    pub(crate) async fn live(mut self, mut messages: mpsc::Receiver<Message>) {
        let clock = self.inner.ports.clock.clone();
        loop {
            let now = clock.now();
            let due = [self.due(), self.clean_at.filter(|_| !self.cleaning), Some(self.retain_at)];
            let due = due.into_iter().flatten().fold(now + LONGEST_SLEEP, DateTime::min);
            tokio::select! {
                message = messages.recv() => match message {
                    Some(message) => self.hear(message).await,
                    None => return,
                },
                () = clock.sleep_until(due) => {}
            }
            self.act().await;
        }
    }

    async fn hear(&mut self, message: Message) {
        // Whoever asked and has gone away needs no answer.
        match message {
            Message::Session(session, done) => self.change_session(session, done).await,
            Message::Save(draft, reply) => drop(reply.send(self.save(*draft).await)),
            Message::Delete(id, reply) => drop(reply.send(self.delete(id).await)),
            Message::Pause(id, on, reply) => drop(reply.send(self.pause(id, on).await)),
            Message::Skip(id, on, reply) => drop(reply.send(self.skip(id, on).await)),
            Message::Run(id, reply) => drop(reply.send(self.run(id).await)),
            Message::Cancel(id, reply) => drop(reply.send(self.cancel(id).await)),
            Message::Answer(id, run, reply) => drop(reply.send(self.answer(id, run).await)),
            Message::See(id, reply) => drop(reply.send(self.see(id).await)),
            Message::Opened { plan_id, opened } => self.opened(plan_id, opened).await,
            Message::Ended { plan_id, attempt_id, ended } => self.ended(plan_id, attempt_id, *ended).await,
            Message::Cleaned(left) => {
                self.cleaning = false;
                self.clean_at = left.then(|| self.inner.now() + CLEAN_AGAIN);
            }
            Message::SettingsChanged => self.look_at_folders(),
            Message::Shown(reply) => {
                let now = self.inner.now();
                drop(reply.send(self.plans.values().map(|plan| plan.shown(now)).collect()));
            }
        }
    }

    /// Does what is due.
    async fn act(&mut self) {
        let now = self.inner.now();
        self.meet_clock(now);
        self.pass_due_times().await;
        self.open_folders();
        if now >= self.retain_at {
            self.retain_at = now + RETAIN_EVERY;
            let plans = self.plans.values().map(|plan| (plan.row.id, plan.draft.retention_days));
            self.retain(plans.collect());
        }
        if self.clean_at.is_some_and(|at| now >= at) && !self.cleaning {
            self.clean();
        }
    }

    /// A clock that was set back must not hold anything up.
    fn meet_clock(&mut self, now: DateTime<Utc>) {
        self.retain_at = self.retain_at.min(now + RETAIN_EVERY);
        self.clean_at = self.clean_at.map(|at| at.min(now + CLEAN_AGAIN));
        for plan in self.plans.values_mut() {
            plan.meet_clock(now);
        }
    }

    async fn change_session(&mut self, session: Option<Session>, done: oneshot::Sender<()>) {
        self.round.cancel();
        self.round = self.inner.cancel.child_token();
        self.plans.clear();
        self.cleaning = false;
        self.server =
            session.as_ref().map(|session| record::server_of(&session.connection)).unwrap_or_default();
        self.session = session;
        if self.session.is_some() {
            drop(self.inner.store.export_requests().all_over().await);
            self.read_plans().await;
            self.retain_at = self.inner.now();
            self.clean_at = Some(self.inner.now());
        }
        self.changed().await;
        let _ = done.send(());
    }

    /// Goes on with what was under way when the program ended.
    async fn read_plans(&mut self) {
        let rows = match self.inner.store.export_plans().of_server(&self.server).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "the export plans could not be read");
                return;
            }
        };
        let now = self.inner.now();
        for row in rows {
            let id = row.id;
            let Some(mut plan) = Plan::of(row) else {
                tracing::error!(plan = id, "an export plan could not be understood");
                continue;
            };
            if let Ok(Some(attempt)) = self.inner.store.export_attempts().open(id).await {
                plan.pending = Some(Pending {
                    cause: from_word(&attempt.cause).unwrap_or(AttemptCause::Scheduled),
                    number: attempt.number,
                    chain_id: attempt.chain_id,
                    due_at: attempt.due_at.map(instant),
                    at: now,
                });
                let interrupted = ExportAttemptRow {
                    finished_at: Some(now.timestamp_millis()),
                    outcome: word(&AttemptOutcome::Interrupted),
                    ..attempt
                };
                if let Err(error) = self.inner.store.export_attempts().end(&plan.stored(), &interrupted).await
                {
                    tracing::error!(%error, plan = id, "an interrupted export could not be stored");
                }
            }
            self.plans.insert(id, plan);
        }
    }

    /// Waiting plans look at their folders at once: one may be free, or another.
    pub(super) fn look_at_folders(&mut self) {
        let now = self.inner.now();
        for plan in self.plans.values_mut() {
            if let Doing::Waiting { look_at, .. } = &mut plan.doing {
                *look_at = now;
            }
        }
    }

    pub(super) fn retain(&self, plans: Vec<(i64, Option<u32>)>) {
        let inner = self.inner.clone();
        self.inner.spawn(async move {
            let mut removed = false;
            for (id, days) in plans {
                removed |= keep::retain(&inner, id, days).await;
            }
            if removed {
                inner.emit(Event::ExportsChanged);
            }
        });
    }

    pub(super) fn clean(&mut self) {
        let Some(session) = self.session.clone() else { return };
        if self.cleaning {
            self.clean_at = Some(self.inner.now() + LOOK_SOON);
            return;
        }
        self.cleaning = true;
        let (inner, server) = (self.inner.clone(), self.server.clone());
        self.spawn(async move {
            let left = leftovers::delete(&inner, &session, &server).await;
            drop(inner.exports.send(Message::Cleaned(left)).await);
        });
    }

    pub(super) async fn store_plan(&self, plan_id: i64) {
        let Some(plan) = self.plans.get(&plan_id) else { return };
        if let Err(error) = self.inner.store.export_plans().update(&plan.stored()).await {
            tracing::error!(%error, plan = plan_id, "a plan could not be stored");
        }
    }

    /// Something of what is shown changed.
    pub(super) async fn changed(&self) {
        self.inner.emit(Event::ExportsChanged);
        drop(self.inner.tell_watcher(watch::Message::ShowTray).await);
    }

    /// Runs a task that ends with the connection.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let round = self.round.clone();
        self.inner.spawn(async move {
            tokio::select! {
                () = round.cancelled() => {}
                () = task => {}
            }
        });
    }
}
