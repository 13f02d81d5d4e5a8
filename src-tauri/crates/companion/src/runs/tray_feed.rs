use super::owner::RunsOwner;
use crate::Companion;
use crate::bot::{Kept, NOTICE};
use crate::notifications::tray::{OUTCOMES, TrayBot, TrayFacts, TrayRun, view};
use crate::runs::record::{recent_job, stored_view};
use crate::view::{BotGlance, NoticeKind, RunView, TrayRule};

/// How many of the last jobs are known to the tray.
const RECENT: u32 = 5;

/// What the tray counts as a failure until it was read.
const FAILURES: [NoticeKind; 4] =
    [NoticeKind::Failed, NoticeKind::StillFailing, NoticeKind::NotFinished, NoticeKind::Question];

impl RunsOwner {
    /// Shows the tray anew where it changed.
    pub(super) async fn show_tray(&mut self) {
        // Read one after the other: a second look at the settings waits for whoever waits to change them.
        let rule = self.inner.settings.borrow().tray_rule;
        let owner = self.inner.bot_owner().await;
        let (unread_failures, failed_exports, recent, ended): (_, _, _, Vec<RunView>) = match &self.session {
            Some(session) => {
                let kinds = FAILURES.map(|kind| kind.to_string());
                let kinds = [&*kinds[0], &*kinds[1], &*kinds[2], &*kinds[3]];
                let connection_id = session.connection.id;
                let unread = match rule {
                    TrayRule::OnlyMine => {
                        self.inner.store.inbox().unread_of_mine(connection_id, &kinds, owner).await
                    }
                    TrayRule::FailuresFirst | TrayRule::RunningFirst => {
                        self.inner.store.inbox().unread_of(connection_id, &kinds).await
                    }
                };
                let rows =
                    self.inner.store.runs().recent_jobs(connection_id, RECENT).await.unwrap_or_default();
                let server = crate::exports::record::server_of(&session.connection);
                let failed = self.inner.store.export_plans().failed(&server).await.unwrap_or(0);
                let ended = self.inner.store.runs().last_finished(connection_id, OUTCOMES).await;
                let ended = ended.unwrap_or_default();
                let ended = ended.iter().map(|row| stored_view(row, &[], self.base_url())).collect();
                (unread.unwrap_or(0), failed, rows.iter().filter_map(recent_job).collect(), ended)
            }
            None => (0, 0, Vec::new(), Vec::new()),
        };
        let running: Vec<TrayRun> = self
            .runs
            .values()
            .filter(|run| !run.state.is_finished() && !run.is_for_chats())
            .map(|run| TrayRun { run: run.view(self.base_url()), mine: run.is_mine(owner) })
            .collect();
        let upcoming = self.inner.next_scheduled.borrow().clone();
        let scheduled = upcoming.as_ref();
        let scheduled = scheduled.map(|next| (next.name.as_str(), self.inner.ports.clock.local(next.at)));
        let link = self.inner.link.borrow().clone();
        let texts = self.inner.texts();
        let bot = self.bot().await;
        let shown = view(&TrayFacts {
            running: &running,
            ended: &ended,
            unread_failures,
            failed_exports,
            scheduled,
            link: &link,
            rule,
            recent: &recent,
            bot,
            texts,
            now: self.inner.now(),
        });
        if self.tray.as_ref() != Some(&shown) {
            self.inner.ports.host.show_tray(shown.clone());
            self.tray = Some(shown);
        }
    }

    async fn bot(&self) -> TrayBot {
        let Kept { token_set, .. } = *self.inner.bot.settings.borrow();
        let BotGlance { on, troubled, requests } = self.companion().bot_glance().await;
        let told = self.inner.notices.borrow().iter().any(|notice| notice.id == NOTICE);
        TrayBot { known: on || token_set, on, troubled, told, requests }
    }

    fn companion(&self) -> Companion {
        Companion { inner: self.inner.clone() }
    }
}
