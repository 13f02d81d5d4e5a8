//! Telling a person: every announcement is kept in the inbox, and shown on the desktop when nothing holds it. Of a run
//! that is followed for a chat's subscription nothing is told here.

use super::{Conclusion, Watcher};
use crate::announce::{Announcement, Happening, Occasion, announce};
use crate::ports::Toast;
use crate::view::{Event, Outcome};

impl Watcher {
    pub(super) async fn tell_run(&mut self, run_id: i64, happening: Happening) {
        let Some(announcement) = self.worded(run_id, happening, None).await else { return };
        let Some(connection_id) = self.runs.get(&run_id).map(|run| run.row.connection_id) else { return };
        let entry = announcement.row(self.inner.now());
        if let Err(error) = self.inner.store.inbox().append(connection_id, &entry).await {
            tracing::error!(%error, run = run_id, "the inbox could not be written");
        }
        self.inbox_changed(connection_id).await;
        self.show(announcement.toast());
    }

    /// Tells how a run ended. It is stored as told together with its entry in the inbox, so that no restart tells it
    /// again, and shown after that, so that a person who clicks finds it there.
    pub(super) async fn tell_outcome(&mut self, run_id: i64, conclusion: Conclusion) {
        let announcement = self.worded(run_id, Happening::Finished, conclusion.previous).await;
        let base_url = self.base_url().to_owned();
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        run.told = true;
        run.touch();
        let Some(announcement) = announcement else { return };
        let (row, moments) = run.stored();
        let entry = announcement.row(self.inner.now());
        match self.inner.store.runs().save_told(&row, &moments, &entry).await {
            Ok(()) => {
                run.saved();
                let run = Box::new(run.view(&base_url));
                self.inner.emit(Event::RunChanged { run });
            }
            Err(error) => tracing::error!(%error, run = run_id, "the outcome could not be kept"),
        }
        self.inbox_changed(row.connection_id).await;
        self.show(announcement.toast());
    }

    fn show(&self, toast: Option<Toast>) {
        if let Some(toast) = toast {
            self.inner.ports.host.notify(toast);
        }
    }

    async fn worded(
        &self,
        run_id: i64,
        happening: Happening,
        previous: Option<Outcome>,
    ) -> Option<Announcement> {
        let run = self.runs.get(&run_id).filter(|run| !run.is_for_chats())?;
        let (connection_id, project_id) = (run.row.connection_id, run.row.project_id);
        let muted =
            self.inner.store.project_flags().is_muted(connection_id, project_id).await.unwrap_or(false);
        let settings = self.inner.settings.borrow().clone();
        announce(&Occasion {
            happening,
            run: &run.view(self.base_url()),
            previous,
            settings: &settings,
            muted,
            texts: self.inner.texts(),
            local: self.inner.ports.clock.local(self.inner.now()),
        })
    }

    pub(super) async fn inbox_changed(&mut self, connection_id: i64) {
        let unread = self.inner.store.inbox().unread(connection_id).await.unwrap_or(0);
        self.inner.emit(Event::InboxChanged { unread });
    }
}
