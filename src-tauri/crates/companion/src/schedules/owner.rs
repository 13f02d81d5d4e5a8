use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::StoreError;
use tokio::sync::oneshot;

use super::Message;
use super::entry::{Aims, Entry, Upcoming};
use crate::companion::Inner;
use crate::core::actor::{Owner, Panicked, Then, report};
use crate::core::failpoint::failpoint;
use crate::core::session::Session;
use crate::exports::server_of;
use crate::runs;
use crate::view::{Event, ScheduleView};

/// Between two tries while the server does not answer, or the store does not take what happened.
pub(super) const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(30);

const PRUNE_EVERY: TimeDelta = TimeDelta::hours(24);

/// How long it is known what became of due times.
const KEPT: TimeDelta = TimeDelta::days(365);

/// How many of the last due times are shown.
const SHOWN: u32 = 20;

/// The owner of the schedules of the connection in use: the only one that writes them, with what is owed because of them.
pub(crate) struct Scheduler {
    pub(super) inner: Arc<Inner>,
    pub(super) session: Option<Session>,
    pub(super) server: String,
    pub(super) entries: BTreeMap<i64, Entry>,
    /// Greater after each load; what reports from an earlier one is dropped.
    pub(super) epoch: u64,
    prune_at: DateTime<Utc>,
    /// Who waits for the schedules of a changed connection to be in.
    waiting: Vec<oneshot::Sender<()>>,
}

impl Owner for Scheduler {
    type Message = Message;
    const NAME: &'static str = "schedules";

    async fn load(&mut self) -> Result<(), StoreError> {
        self.epoch = self.inner.next_epoch();
        self.entries.clear();
        self.session.clone_from(&self.inner.session.borrow());
        let connection = self.session.as_ref().map(|session| &session.connection);
        self.server = connection.map(|connection| server_of(connection)).unwrap_or_default();
        if self.session.is_some() {
            for row in self.inner.store.schedules().of_server(&self.server).await? {
                let id = row.id;
                if let Some(aims) = Aims::of(row) {
                    self.entries.insert(id, Entry::new(aims));
                } else {
                    tracing::error!(schedule = id, "a schedule could not be understood");
                }
            }
        }
        failpoint!("schedules/loaded");
        for waiting in self.waiting.drain(..) {
            // A face that has gone away needs no answer.
            let _ = waiting.send(());
        }
        self.changed();
        Ok(())
    }

    async fn hear(&mut self, message: Message) -> Then {
        failpoint!("schedules/hear");
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
            Message::Answer(id, launch, reply) => drop(reply.send(self.answer(id, launch).await)),
            Message::See(id, reply) => drop(reply.send(self.see(id).await)),
            Message::Launched { epoch, id, attempt } if epoch == self.epoch => {
                self.launched(id, *attempt).await;
            }
            Message::Checked { epoch, id, problem } if epoch == self.epoch => self.checked(id, problem).await,
            Message::RunEnded | Message::Launched { .. } | Message::Checked { .. } => {}
            Message::Views(reply) => drop(reply.send(self.views().await)),
            Message::Drafts(reply) => {
                let drafts = self.entries.values().map(|entry| entry.aims.draft.clone());
                drop(reply.send(drafts.collect()));
            }
        }
        Then::GoOn
    }

    async fn act(&mut self) {
        let now = self.inner.now();
        for entry in self.entries.values_mut() {
            entry.meet_clock(now, LOOK_AGAIN);
        }
        self.pass_due_times().await;
        self.launch_what_is_due();
        self.look_ahead();
        self.prune_at = self.prune_at.min(now + PRUNE_EVERY);
        if now >= self.prune_at {
            self.prune_at = now + PRUNE_EVERY;
            let before = (now - KEPT).timestamp_millis();
            if let Err(error) = self.inner.store.schedules().prune(before).await {
                tracing::warn!(%error, "what became of old due times could not be forgotten");
            }
        }
    }

    fn due(&self) -> DateTime<Utc> {
        self.entries.values().filter_map(Entry::due).fold(self.prune_at, DateTime::min)
    }
}

impl Scheduler {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self {
            session: None,
            server: String::new(),
            entries: BTreeMap::new(),
            epoch: 0,
            prune_at: inner.now(),
            waiting: Vec::new(),
            inner,
        }
    }

    async fn views(&self) -> Vec<ScheduleView> {
        let texts = self.inner.texts();
        let turns = self.inner.store.schedules().turns_of_server(&self.server, SHOWN).await;
        let mut turns = turns.unwrap_or_default();
        let views = self.entries.iter();
        views.map(|(id, entry)| entry.view(turns.remove(id).unwrap_or_default(), texts)).collect()
    }

    /// Something of what is shown changed.
    pub(super) fn changed(&self) {
        self.inner.emit(Event::SchedulesChanged);
        let upcoming = |entry: &Entry| {
            let name = entry.aims.draft.name.clone();
            entry.aims.next_at().map(|at| Upcoming { name, at })
        };
        let next = self.entries.values().filter_map(upcoming).min_by_key(|next| next.at);
        let is_news = self.inner.next_scheduled.send_if_modified(|known| {
            let is_news = *known != next;
            *known = next;
            is_news
        });
        if is_news {
            // Where their owner is busy the tray follows with the next change.
            let _ = self.inner.runs.try_send(runs::Message::ShowTray);
        }
    }

    /// Runs a task and hears its outcome, also when it panics.
    pub(super) fn report<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
        message: impl FnOnce(Result<T, Panicked>) -> Message + Send + 'static,
    ) {
        self.inner.spawn(report(task, message, self.inner.schedules.clone()));
    }
}
