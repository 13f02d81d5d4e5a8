//! What a person is told: an entry of the inbox always, a notification on the desktop when nothing holds it. Both are
//! owed in the transaction of what happened.

use chrono::{DateTime, Utc};
use store::{Alongside, ExportAttemptRow};

use super::Ended;
use super::exporter::Exporter;
use super::plan::PlanAims;
use crate::cron::Missed;
use crate::notifications::announce::PlanNews;
use crate::notifications::{Worded, Words};
use crate::texts::Texts;
use crate::view::{AttemptOutcome, Failure, NoticeKind, Place};

impl Exporter {
    pub(super) fn news_of_end(
        &self,
        aims: &PlanAims,
        row: &ExportAttemptRow,
        ended: &Ended,
    ) -> Option<PlanNews> {
        let name = aims.draft.name.as_str();
        match (ended.outcome, &ended.failure) {
            (AttemptOutcome::Done, _) if self.is_gift_of_demo(aims, ended) => None,
            (AttemptOutcome::Done, _) => {
                let local = |at: DateTime<Utc>| self.inner.ports.clock.local(at);
                let now = local(self.inner.now());
                let words = |texts: Texts| {
                    let mut body = vec![texts.test_cases(row.rows.unsigned_abs())];
                    if ended.files.len() > 1 {
                        body.push(texts.files(ended.files.len() as u64));
                    }
                    if let (Some(changes), Some(since)) = (ended.changes, ended.compared_with) {
                        body.push(texts.changes_since(changes, local(since), now));
                    }
                    Words::of_parts(texts.export_done_title(name), body)
                };
                let place = match ended.files.as_slice() {
                    [file] => Place::ExportFile { id: file.id },
                    _ => Place::Exports,
                };
                Some(news(aims, NoticeKind::ExportDone, words, place))
            }
            (AttemptOutcome::Failed, Some(failure)) => {
                let again = aims.pending.as_ref().map(|pending| self.inner.ports.clock.local(pending.at));
                // The first failure and the last: those between tell nothing that these do not.
                if row.number > 1 && again.is_some() {
                    return None;
                }
                let words = |texts: Texts| {
                    let next = match again {
                        Some(at) => texts.export_again(at),
                        None => texts.export_given_up(row.number),
                    };
                    Words::of_parts(texts.export_failed_title(name), vec![failure.message.clone(), next])
                };
                Some(news(aims, NoticeKind::ExportFailed, words, Place::Exports))
            }
            _ => None,
        }
    }

    /// The demo begins with a plan that nobody made; its first file is there to be looked at and no news.
    fn is_gift_of_demo(&self, aims: &PlanAims, ended: &Ended) -> bool {
        aims.is_demo() && ended.compared_with.is_none() && self.plans.keys().min() == Some(&aims.row.id)
    }

    pub(super) fn news_of_waiting(aims: &PlanAims, failure: &Failure) -> PlanNews {
        let words = |texts: Texts| {
            let title = texts.export_waits_title(&aims.draft.name);
            Words::of_parts(title, vec![failure.message.clone(), failure.advice.clone()])
        };
        news(aims, NoticeKind::ExportFailed, words, Place::Exports)
    }

    pub(super) fn news_of_missed(aims: &PlanAims, number: usize, missed: Missed) -> PlanNews {
        let words = |texts: Texts| {
            let title = texts.export_missed_title(&aims.draft.name);
            Words::new(title, texts.missed(number as u64, missed))
        };
        news(aims, NoticeKind::ExportMissed, words, Place::Exports)
    }

    /// What is to be written with the change that is the news; `key` names what happened.
    pub(super) async fn owed(&self, aims: &PlanAims, key: &str, news: Option<PlanNews>) -> Alongside {
        match (news, &self.session) {
            (Some(news), Some(session)) => {
                self.inner.owe_plan_news(&session.connection, aims.draft.project_id, key, news).await
            }
            _ => Alongside::default(),
        }
    }
}

fn news(aims: &PlanAims, kind: NoticeKind, words: impl Fn(Texts) -> Words, place: Place) -> PlanNews {
    PlanNews { kind, tag: format!("export-{}", aims.row.id), worded: Worded::by(words), place }
}
