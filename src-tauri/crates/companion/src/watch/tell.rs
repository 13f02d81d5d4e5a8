//! Telling a person: every announcement is kept in the inbox, and shown on the desktop when nothing holds it.

use store::NewInboxRow;

use super::{Conclusion, Watcher};
use crate::announce::{Happening, Occasion, announce};
use crate::run::record::word;
use crate::view::{Event, Outcome};

impl Watcher {
    pub(super) async fn tell_run(&mut self, run_id: i64, happening: Happening) {
        self.tell(run_id, happening, None).await;
    }

    pub(super) async fn tell_outcome(&mut self, run_id: i64, conclusion: Conclusion) {
        self.tell(run_id, Happening::Finished, conclusion.previous).await;
    }

    async fn tell(&mut self, run_id: i64, happening: Happening, previous: Option<Outcome>) {
        let Some(run) = self.runs.get(&run_id) else { return };
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
        let Some(announcement) = announce(&occasion) else { return };
        let row = NewInboxRow {
            at: now.timestamp_millis(),
            kind: word(&announcement.kind),
            title: announcement.title.clone(),
            body: announcement.body.clone(),
            place: serde_json::to_string(&announcement.place).ok(),
            held: announcement.held.is_some(),
            summarised: !announcement.waits_for_summary(),
        };
        if let Err(error) = self.inner.store.inbox().append(connection_id, &row).await {
            tracing::error!(%error, run = run_id, "the inbox could not be written");
        }
        if let Some(toast) = announcement.toast() {
            self.inner.ports.host.notify(toast);
        }
        self.inbox_changed(connection_id).await;
    }

    pub(super) async fn inbox_changed(&mut self, connection_id: i64) {
        let unread = self.inner.store.inbox().unread(connection_id).await.unwrap_or(0);
        self.inner.emit(Event::InboxChanged { unread });
    }
}
