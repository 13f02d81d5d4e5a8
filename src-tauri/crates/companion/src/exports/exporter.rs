use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::{ExportAttemptRow, ExportPlanRow, StoreError, Term};
use tokio::sync::oneshot;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::plan::{Doing, Pending, Plan, PlanAims};
use super::{Message, leftovers, record, retention};
use crate::companion::Inner;
use crate::core::actor::{Owner, Panicked, Then, report};
use crate::core::failpoint::failpoint;
use crate::core::session::Session;
use crate::runs;
use crate::view::{AttemptOutcome, Event};

/// Between two looks at a folder that another export holds.
pub(super) const LOOK_SOON: TimeDelta = TimeDelta::seconds(2);

/// Between two tries to delete what is left on the server.
const CLEAN_AGAIN: TimeDelta = TimeDelta::minutes(10);

const RETAIN_EVERY: TimeDelta = TimeDelta::hours(24);

/// The owner of the plans of the connection in use: the only one that writes them and their attempts, with what is owed
/// because of them. Memory follows the store: what could not be written did not happen.
pub(crate) struct Exporter {
    pub(super) inner: Arc<Inner>,
    pub(super) session: Option<Session>,
    pub(super) server: String,
    /// Of a shared database.
    pub(super) term: Option<Term>,
    pub(super) plans: BTreeMap<i64, Plan>,
    /// Greater after each load; what reports from an earlier one is dropped.
    pub(super) epoch: u64,
    /// Ends the tasks of this epoch, also when this owner is gone.
    round: DropGuard,
    retain_at: DateTime<Utc>,
    /// When the server is asked again to delete what is left; `None` while nothing is.
    clean_at: Option<DateTime<Utc>>,
    cleaning: bool,
    /// Who waits for the plans of a changed connection to be in.
    waiting: Vec<oneshot::Sender<()>>,
}

impl Owner for Exporter {
    type Message = Message;
    const NAME: &'static str = "exports";

    async fn load(&mut self) -> Result<(), StoreError> {
        self.round = round(&self.inner);
        self.epoch = self.inner.next_epoch();
        self.plans.clear();
        self.cleaning = false;
        self.session.clone_from(&self.inner.session.borrow());
        let connection = self.session.as_ref().map(|session| &session.connection);
        self.server = connection.map(|connection| record::server_of(connection)).unwrap_or_default();
        if self.session.is_some() {
            self.term = self.inner.store.term().await?;
            self.inner.store.export_requests().all_over().await?;
            for row in self.inner.store.export_plans().of_server(&self.server).await? {
                self.read_plan(row).await?;
            }
            self.retain_at = self.inner.now();
            self.clean_at = Some(self.inner.now());
        }
        failpoint!("exports/loaded");
        for waiting in self.waiting.drain(..) {
            // A face that has gone away needs no answer.
            let _ = waiting.send(());
        }
        self.changed().await;
        Ok(())
    }

    async fn hear(&mut self, message: Message) -> Then {
        failpoint!("exports/hear");
        // Whoever asked and has gone away needs no answer.
        match message {
            Message::Session(done) => {
                self.waiting.push(done);
                return Then::Reload;
            }
            Message::Save(draft, reply) => drop(reply.send(self.save(*draft).await)),
            Message::Delete(id, reply) => drop(reply.send(self.delete(id).await)),
            Message::Pause(id, on, reply) => drop(reply.send(self.pause(id, on).await)),
            Message::Skip(id, on, reply) => drop(reply.send(self.skip(id, on).await)),
            Message::Run { key, plan_id, reply } => drop(reply.send(self.run(key, plan_id).await)),
            Message::Cancel(id, reply) => drop(reply.send(self.cancel(id).await)),
            Message::Answer(id, run, reply) => drop(reply.send(self.answer(id, run).await)),
            Message::See(id, reply) => drop(reply.send(self.see(id).await)),
            Message::Opened { epoch, plan_id, opened } if epoch == self.epoch => {
                self.opened(plan_id, opened).await;
            }
            Message::Ended { epoch, plan_id, attempt_id, ended } if epoch == self.epoch => {
                self.ended(plan_id, attempt_id, *ended);
            }
            Message::Cleaned { epoch, left } if epoch == self.epoch => {
                self.cleaning = false;
                self.clean_at = left.then(|| self.inner.now() + CLEAN_AGAIN);
            }
            Message::Opened { .. } | Message::Ended { .. } | Message::Cleaned { .. } => {}
            Message::SettingsChanged => self.look_at_folders(),
            Message::Shown(reply) => {
                let now = self.inner.now();
                drop(reply.send(self.plans.values().map(|plan| plan.shown(now)).collect()));
            }
        }
        Then::GoOn
    }

    async fn act(&mut self) {
        let now = self.inner.now();
        self.meet_clock(now);
        self.store_ends().await;
        self.pass_due_times().await;
        self.open_folders();
        if now >= self.retain_at {
            self.retain_at = now + RETAIN_EVERY;
            let plans = self.plans.values().map(|plan| (plan.id(), plan.aims.draft.retention_days));
            self.retain(plans.collect());
        }
        if self.clean_at.is_some_and(|at| now >= at) && !self.cleaning {
            self.clean();
        }
    }

    fn due(&self) -> DateTime<Utc> {
        let due = [self.plans_due(), self.clean_at.filter(|_| !self.cleaning)];
        due.into_iter().flatten().fold(self.retain_at, DateTime::min)
    }
}

fn round(inner: &Inner) -> DropGuard {
    inner.cancel.child_token().drop_guard()
}

impl Exporter {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self {
            session: None,
            server: String::new(),
            term: None,
            plans: BTreeMap::new(),
            epoch: 0,
            round: round(&inner),
            retain_at: inner.now(),
            clean_at: None,
            cleaning: false,
            waiting: Vec::new(),
            inner,
        }
    }

    /// Goes on with what was under way when the program, or this owner, ended.
    async fn read_plan(&mut self, row: ExportPlanRow) -> Result<(), StoreError> {
        let (id, now) = (row.id, self.inner.now());
        let Some(mut aims) = PlanAims::of(row) else {
            tracing::error!(plan = id, "an export plan could not be understood");
            return Ok(());
        };
        let attempts = self.inner.store.export_attempts();
        if let Some(attempt) = attempts.open(id).await? {
            aims.pending = Some(Pending::after_interruption(&attempt, now));
            let interrupted = ExportAttemptRow {
                finished_at: Some(now.timestamp_millis()),
                outcome: AttemptOutcome::Interrupted.to_string(),
                ..attempt
            };
            attempts.finish(&aims.stored(), &interrupted, &store::Alongside::default()).await?;
        }
        self.plans.insert(id, Plan::new(aims));
        Ok(())
    }

    /// A clock that was set back must not hold anything up.
    fn meet_clock(&mut self, now: DateTime<Utc>) {
        self.retain_at = self.retain_at.min(now + RETAIN_EVERY);
        self.clean_at = self.clean_at.map(|at| at.min(now + CLEAN_AGAIN));
        for plan in self.plans.values_mut() {
            plan.meet_clock(now);
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
                removed |= retention::retain(&inner, id, days).await;
            }
            if removed {
                inner.emit(Event::ExportsChanged);
            }
            inner.bucket.look();
        });
    }

    pub(super) fn clean(&mut self) {
        let Some(session) = self.session.clone() else { return };
        if self.cleaning {
            self.clean_at = Some(self.inner.now() + LOOK_SOON);
            return;
        }
        self.cleaning = true;
        let (inner, server, epoch) = (self.inner.clone(), self.server.clone(), self.epoch);
        let deleted = async move { leftovers::delete(&inner, &session, &server).await };
        self.report(deleted, move |left| Message::Cleaned { epoch, left: left.unwrap_or(true) });
    }

    /// Something of what is shown changed.
    pub(super) async fn changed(&self) {
        self.inner.emit(Event::ExportsChanged);
        drop(self.inner.tell_runs(runs::Message::ShowTray).await);
    }

    /// Runs a task that ends with the connection, and hears its outcome, also when it panics.
    pub(super) fn report<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
        message: impl FnOnce(Result<T, Panicked>) -> Message + Send + 'static,
    ) {
        let (round, report) = (self.round_token(), report(task, message, self.inner.exports.clone()));
        self.inner.spawn(async move {
            round.run_until_cancelled(report).await;
        });
    }

    /// Also ends with the connection.
    pub(super) fn round_token(&self) -> CancellationToken {
        self.round.token().clone()
    }
}
