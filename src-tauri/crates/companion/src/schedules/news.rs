//! What a person is told of schedules.

use chrono::{DateTime, Utc};
use store::Alongside;

use super::entry::Aims;
use super::owner::Scheduler;
use crate::exports::Missed;
use crate::notifications::announce::PlanNews;
use crate::view::{NoticeKind, Place};

impl Scheduler {
    pub(super) fn news_of_missed(&self, aims: &Aims, number: usize, missed: Missed) -> PlanNews {
        let texts = self.inner.texts();
        let title = texts.launch_missed_title(&aims.draft.name);
        news(aims, NoticeKind::LaunchMissed, title, vec![texts.missed_launches(number as u64, missed)])
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
        match (news, &self.session) {
            (Some(news), Some(session)) => {
                self.inner.owe_plan_news(&session.connection, aims.draft.project_id, key, news).await
            }
            _ => Alongside::default(),
        }
    }
}

fn news(aims: &Aims, kind: NoticeKind, title: String, body: Vec<String>) -> PlanNews {
    PlanNews { kind, tag: format!("schedule-{}", aims.row.id), title, body, place: Place::Runs }
}
