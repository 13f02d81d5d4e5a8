//! What a person is told of schedules.

use chrono::{DateTime, Utc};
use store::Alongside;

use super::entry::Aims;
use super::owner::Scheduler;
use crate::cron::Missed;
use crate::notifications::announce::PlanNews;
use crate::notifications::{Worded, Words};
use crate::texts::Texts;
use crate::view::{NoticeKind, Place};

impl Scheduler {
    pub(super) fn news_of_missed(aims: &Aims, number: usize, missed: Missed) -> PlanNews {
        news(aims, NoticeKind::LaunchMissed, |texts| {
            let title = texts.launch_missed_title(&aims.draft.name);
            Words::new(title, texts.missed_launches(number as u64, missed))
        })
    }

    pub(super) fn news_of_refusal(aims: &Aims, why: &str) -> PlanNews {
        let name = &aims.draft.name;
        news(aims, NoticeKind::NotFinished, |texts| Words::new(texts.not_launched_title(name), why))
    }

    /// Told before it is due.
    pub(super) fn news_ahead(&self, aims: &Aims, due: Option<DateTime<Utc>>, why: &str) -> PlanNews {
        let due = due.map(|due| self.inner.ports.clock.local(due));
        let name = &aims.draft.name;
        news(aims, NoticeKind::NotFinished, |texts| Words::new(texts.will_not_launch_title(name, due), why))
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

fn news(aims: &Aims, kind: NoticeKind, words: impl Fn(Texts) -> Words) -> PlanNews {
    let tag = format!("schedule-{}", aims.row.id);
    PlanNews { kind, tag, worded: Worded::by(words), place: Place::Runs }
}
