//! What was decided is stored together with what is owed because of it, and only then shown: a kill in between tells late
//! and never forgets.

use std::sync::atomic::Ordering;

use store::{Alongside, StoreError};

use super::identity::Known;
use super::owner::RunsOwner;
use super::tracked::Tracked;
use crate::bot::followers_owed;
use crate::core::actor::Pause;
use crate::core::failpoint::failpoint;
use crate::runs::decide::Observation;
use crate::schedules;
use crate::view::{Event, Origin, Phase};

impl RunsOwner {
    /// Writes every run that changed. What cannot be written stays as it is and is tried again.
    pub(super) async fn settle(&mut self) {
        if self.store_at.is_some_and(|at| at > self.inner.now()) {
            return;
        }
        let settled = match self.write_changes().await {
            Ok(()) => self.tell_outcomes().await,
            Err(error) => Err(error),
        };
        if let Err(error) = settled {
            tracing::error!(%error, "the runs could not be stored; it is tried again");
            self.store_at = Some(self.inner.now() + self.store_pause.next());
        } else {
            self.store_at = None;
            self.store_pause = Pause::default();
        }
    }

    async fn write_changes(&mut self) -> Result<(), StoreError> {
        let changed: Vec<i64> =
            self.runs.iter().filter(|(_, run)| run.is_dirty()).map(|(id, _)| *id).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let (mut rows, mut alongside) = (Vec::with_capacity(changed.len()), Alongside::default());
        for run_id in &changed {
            if let Some(run) = self.runs.get(run_id) {
                self.owe_announcements(run, &mut alongside).await;
            }
            rows.extend(self.runs.get_mut(run_id).map(Tracked::stored));
        }
        failpoint!("runs/write");
        match self.inner.store.runs().write_all(&rows, &alongside).await {
            Ok(()) => {
                failpoint!("runs/written");
                for run_id in changed {
                    self.written(run_id).await;
                }
            }
            // One launch is followed by one run.
            Err(StoreError::Conflict(_)) => {
                for run_id in changed {
                    self.write_or_merge(run_id).await?;
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Two runs that turn out to follow one launch become one: whoever is owed the outcome of either is owed it. The one
    /// that was asked for here stays, with its key and what it was asked with.
    async fn write_or_merge(&mut self, run_id: i64) -> Result<(), StoreError> {
        let Some(run) = self.runs.get(&run_id).cloned() else { return Ok(()) };
        match self.store_and_swap(run.clone(), Alongside::default()).await {
            Err(StoreError::Conflict(_)) => {}
            stored => return stored,
        }
        let runs = self.inner.store.runs();
        let Some(launch_id) = run.state.launch_id else { return Ok(()) };
        let other = runs.of_launch(run.row.connection_id, launch_id).await?;
        let Some(other) = other.filter(|other| other.id != run_id) else { return Ok(()) };
        if !Known::of(&run.row_told()).is_same(Known::of(&other)) {
            self.give_up_id(other).await?;
            return self.store_and_swap(run, Alongside::default()).await;
        }
        let (double, into) =
            if other.origin == Origin::Here.to_string() { (&run.row, &other) } else { (&other, &run.row) };
        tracing::warn!(double = double.id, into = into.id, "two runs follow one launch and become one");
        let is_over = into.phase == Phase::Finished.to_string();
        let mut alongside = Alongside::default();
        alongside.followers.extend(is_over.then(|| followers_owed(into, &[], self.inner.now())));
        let (double, into) = (double.id, into.id);
        runs.merge(double, into, &alongside).await?;
        self.runs.remove(&double);
        self.inner.emit(Event::RunRemoved { id: double });
        self.inner.outbox.chat.notify_one();
        self.tray_is_stale = true;
        if into == run_id { self.store_and_swap(run, Alongside::default()).await } else { Ok(()) }
    }

    async fn written(&mut self, run_id: i64) {
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        let told = !run.announcements.is_empty();
        let ended = run.saved();
        self.shown(run_id);
        if told {
            self.inner.outbox.desktop.notify_one();
            self.inner.outbox.chat.notify_one();
            self.inner.inbox_changed().await;
        }
        if ended {
            self.inner.runs_ended.fetch_add(1, Ordering::Release);
            // A job may be waiting for it; where its owner is busy it looks at the number soon.
            drop(self.inner.schedules.try_send(schedules::Message::RunEnded));
            self.conclude(run_id);
        }
        self.let_go(run_id);
    }

    /// Tells the faces what a run is like by now.
    fn shown(&mut self, run_id: i64) {
        let Some(run) = self.runs.get(&run_id) else { return };
        self.inner.emit(Event::RunChanged { run: Box::new(run.view(self.base_url())) });
        self.tray_is_stale = true;
    }

    /// Lets the run observe, stores what comes of it together with `alongside`, and only then takes it in. Nothing changes
    /// where it cannot be stored; `Conflict` where the command's key is there already.
    pub(super) async fn apply(
        &mut self,
        mut run: Tracked,
        observation: Observation,
        alongside: Alongside,
    ) -> Result<(), StoreError> {
        run.observe(observation, self.inner.now(), &self.policy());
        self.store_and_swap(run, alongside).await
    }

    /// A run that was deleted meanwhile stays deleted.
    pub(super) async fn store_and_swap(
        &mut self,
        mut run: Tracked,
        mut alongside: Alongside,
    ) -> Result<(), StoreError> {
        self.owe_announcements(&run, &mut alongside).await;
        let (row, moments) = run.stored();
        let run_id = row.id;
        if !self.inner.store.runs().write(&row, &moments, &alongside).await? {
            self.runs.remove(&run_id);
            return Ok(());
        }
        self.runs.insert(run_id, run);
        self.written(run_id).await;
        Ok(())
    }
}
