//! What was decided is stored, then shown, then told: in this order, so that a kill in between tells late and
//! never forgets.

use store::{MomentRow, RunRow, StoreError};

use super::Watcher;
use super::tracked::Tracked;
use crate::announce::Happening;
use crate::run::Announcement;
use crate::view::Event;

impl Watcher {
    pub(super) async fn settle(&mut self) {
        if self.to_tell.is_empty() && !self.runs.values().any(Tracked::is_dirty) {
            return;
        }
        let changed: Vec<(RunRow, Vec<MomentRow>)> =
            self.runs.values_mut().filter(|run| run.is_dirty()).map(Tracked::stored).collect();
        let saved = match self.inner.store.runs().save_all(&changed).await {
            Ok(()) => Ok(()),
            Err(StoreError::Conflict(_)) => self.save_one_by_one(&changed).await,
            Err(error) => Err(error),
        };
        if let Err(error) = saved {
            // They stay dirty, and what is to be told waits for the next attempt.
            tracing::error!(%error, "the runs could not be stored");
            return;
        }
        for (row, _) in &changed {
            let Some(run) = self.runs.get_mut(&row.id) else { continue };
            run.saved();
            let view =
                Box::new(run.view(self.session.as_ref().map_or("", |session| &session.connection.url)));
            self.inner.emit(Event::RunChanged { run: view });
        }
        for (run_id, announcement) in std::mem::take(&mut self.to_tell) {
            match announcement {
                Announcement::Started => self.tell_run(run_id, Happening::Started).await,
                Announcement::Stalled => self.tell_run(run_id, Happening::Stalled).await,
                Announcement::Question => self.tell_run(run_id, Happening::Question).await,
                Announcement::Finished => self.conclude(run_id),
            }
        }
        self.show_tray().await;
    }

    /// One launch is followed by one run. A run that turns out to be the double of another is forgotten.
    async fn save_one_by_one(&mut self, changed: &[(RunRow, Vec<MomentRow>)]) -> Result<(), StoreError> {
        for (row, moments) in changed {
            match self.inner.store.runs().save_with_moments(row, moments).await {
                // Saved already, should a later one fail: told again of its moments would be wrong.
                Ok(()) => {
                    if let Some(run) = self.runs.get_mut(&row.id) {
                        run.saved();
                    }
                }
                Err(StoreError::Conflict(_)) => {
                    tracing::warn!(
                        run = row.id,
                        launch = row.launch_id,
                        "the launch is followed by another run"
                    );
                    self.runs.remove(&row.id);
                    self.to_tell.retain(|(run_id, _)| *run_id != row.id);
                    if let Err(error) = self.inner.store.runs().delete(row.id).await {
                        tracing::error!(%error, "a double could not be forgotten");
                    }
                    self.inner.emit(Event::RunRemoved { id: row.id });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
