//! What is owed because of what happened to a run: to the desktop, and to the chats that follow it or subscribed to such
//! runs. Of a run that is followed for a subscription alone the desktop is told nothing.

use store::{Alongside, StoreError};

use super::owner::RunsOwner;
use super::results::Conclusion;
use super::tracked::Tracked;
use crate::bot::server_subscriptions;
use crate::bot::{ended_key, followers_owed, not_rerun_owed, subscribers_owed};
use crate::notifications::announce::{self, Happening, Occasion, announce};
use crate::notifications::outbox::About;
use crate::runs::decide::Announcement;
use crate::runs::record::asked_of;
use crate::view::{NotifyPreset, Outcome};

impl RunsOwner {
    /// Adds what the run's announcements owe at once. The outcome is owed when it is concluded.
    pub(super) async fn owe_announcements(&self, run: &Tracked, alongside: &mut Alongside) {
        for announcement in &run.announcements {
            let (happening, name) = match announcement {
                Announcement::Started => (Happening::Started, "started"),
                Announcement::Stalled => (Happening::Stalled, "stalled"),
                Announcement::Question => (Happening::Question, "question"),
                Announcement::TakenBack => {
                    alongside.followers.push(followers_owed(&run.row_told(), &[], self.inner.now()));
                    continue;
                }
                Announcement::NotRerun { why } => {
                    let now = self.inner.now();
                    alongside.followers.push(not_rerun_owed(&run.row, why.as_deref(), now));
                    let Some(why) = why else { continue };
                    (Happening::NotRerun { why }, "not-rerun")
                }
                Announcement::Finished => continue,
            };
            if let Some(worded) = self.worded(run, happening, None).await {
                let key = format!("run/{}/{name}/{}", run.row.id, self.inner.now().timestamp_millis());
                self.inner.owe_desktop(&worded, about(run, &key), alongside);
            }
        }
    }

    /// All that is owed because the run ended. Its key holds when it ended: a rerun ends it once more.
    pub(super) async fn owe_outcome(
        &self,
        run: &Tracked,
        conclusion: &Conclusion,
    ) -> Result<Alongside, StoreError> {
        let mut alongside = Alongside::default();
        let key = ended_key(&run.row_told());
        if let Some(worded) = self.worded(run, Happening::Finished, conclusion.previous).await {
            self.inner.owe_desktop(&worded, about(run, &key), &mut alongside);
        }
        let Some(session) = &self.session else { return Ok(alongside) };
        let now = self.inner.now();
        let row = run.row_told();
        alongside.followers.push(followers_owed(&row, &conclusion.failed, now));
        let subscriptions = server_subscriptions(&self.inner.store, &session.connection).await?;
        let view = run.view(self.base_url());
        alongside.deliveries.extend(subscribers_owed(&subscriptions, &row, &view, &conclusion.failed, now));
        Ok(alongside)
    }

    async fn worded(
        &self,
        run: &Tracked,
        happening: Happening<'_>,
        previous: Option<Outcome>,
    ) -> Option<announce::Announcement> {
        if run.is_for_chats() {
            return None;
        }
        let connection = &self.session.as_ref()?.connection;
        let mut project = self.inner.project_rules(connection, run.row.project_id).await;
        if asked_of(&run.row).is_some_and(|asked| asked.only_new) {
            project.preset = Some(NotifyPreset::OnlyNew);
        }
        let settings = self.inner.settings.borrow().clone();
        announce(&Occasion {
            happening,
            run: &run.view(self.base_url()),
            previous,
            settings: &settings,
            project,
            // Of a rerun that was asked for here, whoever launched the run.
            mine: matches!(happening, Happening::NotRerun { .. })
                || run.is_mine(self.inner.bot_owner().await),
            local: self.inner.ports.clock.local(self.inner.now()),
        })
    }
}

fn about<'a>(run: &Tracked, key: &'a str) -> About<'a> {
    About { connection_id: Some(run.row.connection_id), run_id: Some(run.row.id), key }
}
