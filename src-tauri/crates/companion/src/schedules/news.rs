//! What a person is told of schedules.

use chrono::{DateTime, Utc};
use store::Alongside;

use super::entry::Aims;
use super::owner::Scheduler;
use crate::exports::Missed;
use crate::notifications::announce::{PlanNews, announce_plan};
use crate::notifications::outbox::About;
use crate::view::{NoticeKind, Place};

impl Scheduler {
    pub(super) fn news_of_missed(&self, aims: &Aims, number: usize, missed: Missed) -> PlanNews {
        let texts = self.inner.texts();
        let title = texts.launch_missed_title(&aims.draft.name);
        news(aims, NoticeKind::ExportMissed, title, vec![texts.missed_launches(number as u64, missed)])
    }

    pub(super) fn news_of_refusal(&self, aims: &Aims, why: String) -> PlanNews {
        let title = self.inner.texts().not_launched_title(&aims.draft.name);
        news(aims, NoticeKind::NotFinished, title, vec![why])
    }

    /// Told before it is due.
    pub(super) fn news_ahead(&self, aims: &Aims, due: Option<DateTime<Utc>>, why: String) -> PlanNews {
        let due = due.map(|due| self.inner.ports.clock.local(due));
        let title = self.inner.texts().will_not_launch_title(&aims.draft.name, due);
        news(aims, NoticeKind::NotFinished, title, vec![why])
    }

    /// What is to be written with the change that is the news; `key` names what happened.
    pub(super) async fn owed(&self, aims: &Aims, key: &str, news: Option<PlanNews>) -> Alongside {
        let mut owed = Alongside::default();
        let (Some(news), Some(session)) = (news, &self.session) else { return owed };
        let (inner, connection_id) = (&self.inner, session.connection.id);
        let project = inner.project_rules(&session.connection, aims.draft.project_id).await;
        let settings = inner.settings.borrow().clone();
        let announcement = announce_plan(news, &settings, project, inner.ports.clock.local(inner.now()));
        inner.owe_desktop(
            &announcement,
            About { connection_id: Some(connection_id), run_id: None, key },
            &mut owed,
        );
        owed
    }

    /// What was owed is stored: it can be delivered.
    pub(super) async fn told(&self, owed: &Alongside) {
        if !owed.inbox.is_empty() {
            self.inner.outbox.desktop.notify_one();
            self.inner.inbox_changed().await;
        }
    }
}

fn news(aims: &Aims, kind: NoticeKind, title: String, body: Vec<String>) -> PlanNews {
    PlanNews { kind, tag: format!("schedule-{}", aims.row.id), title, body, place: Place::Runs }
}
