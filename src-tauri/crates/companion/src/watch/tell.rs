//! Telling a person: every announcement is kept in the inbox, and shown on the desktop when nothing holds it.

use store::NewInboxRow;

use super::{Conclusion, Watcher};
use crate::announce::{Happening, Occasion, announce};
use crate::ports::Toast;
use crate::run::record::word;
use crate::view::{Event, Outcome};

impl Watcher {
    pub(super) async fn tell_run(&mut self, run_id: i64, happening: Happening) {
        let toast = self.keep(run_id, happening, None).await;
        self.show(toast);
    }

    /// Keeps the outcome in the inbox; what is answered is shown once the run is stored as told, so that a person
    /// who clicks finds it there and no restart tells it again.
    pub(super) async fn keep_outcome(&mut self, run_id: i64, conclusion: Conclusion) -> Option<Toast> {
        self.keep(run_id, Happening::Finished, conclusion.previous).await
    }

    pub(super) fn show(&self, toast: Option<Toast>) {
        if let Some(toast) = toast {
            self.inner.ports.host.notify(toast);
        }
    }

    async fn keep(&mut self, run_id: i64, happening: Happening, previous: Option<Outcome>) -> Option<Toast> {
        let run = self.runs.get(&run_id)?;
        let (connection_id, project_id) = (run.row.connection_id, run.row.project_id);
        let muted =
            self.inner.store.project_flags().is_muted(connection_id, project_id).await.unwrap_or(false);
        let now = self.inner.now();
        let settings = self.inner.settings.borrow().clone();
        let occasion = Occasion {
            happening,
            run: &run.view(self.base_url()),
            previous,
            settings: &settings,
            muted,
            texts: self.inner.texts(),
            local: self.inner.ports.clock.local(now),
        };
        let announcement = announce(&occasion)?;
        let row = NewInboxRow {
            at: now.timestamp_millis(),
            kind: word(&announcement.kind),
            title: announcement.title.clone(),
            body: announcement.body.clone(),
            place: serde_json::to_string(&announcement.place).ok(),
            read: announcement.is_unwanted(),
            held: announcement.held.is_some(),
            summarised: !announcement.waits_for_summary(),
        };
        if let Err(error) = self.inner.store.inbox().append(connection_id, &row).await {
            tracing::error!(%error, run = run_id, "the inbox could not be written");
        }
        self.inbox_changed(connection_id).await;
        announcement.toast()
    }

    pub(super) async fn inbox_changed(&mut self, connection_id: i64) {
        let unread = self.inner.store.inbox().unread(connection_id).await.unwrap_or(0);
        self.inner.emit(Event::InboxChanged { unread });
    }
}
