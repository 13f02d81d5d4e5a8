//! Telling a person: an entry of the inbox always, a notification on the desktop when nothing holds it.

use chrono::{DateTime, Utc};
use store::ExportAttemptRow;

use super::Ended;
use super::exporter::Exporter;
use crate::announce::{ExportNews, announce_export};
use crate::view::{AttemptOutcome, Event, Failure, NoticeKind, Place};

/// What becomes of due times that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    PassedOver,
    /// One export for all of them.
    MadeUpFor,
    /// A person decides.
    Asked,
}

impl Exporter {
    pub(super) async fn tell_ended(&self, plan_id: i64, row: &ExportAttemptRow, ended: &Ended) {
        let Some(plan) = self.plans.get(&plan_id) else { return };
        let (texts, name) = (self.inner.texts(), plan.draft.name.as_str());
        match (ended.outcome, &ended.failure) {
            (AttemptOutcome::Done, _) => {
                let mut body = vec![texts.test_cases(row.rows.unsigned_abs())];
                if ended.files.len() > 1 {
                    body.push(texts.files(ended.files.len() as u64));
                }
                if let (Some(changes), Some(since)) = (ended.changes, ended.compared_with) {
                    let local = |at: DateTime<Utc>| self.inner.ports.clock.local(at);
                    body.push(texts.changes_since(changes, local(since), local(self.inner.now())));
                }
                let place = match ended.files.as_slice() {
                    [file] => Place::ExportFile { id: file.id },
                    _ => Place::Exports,
                };
                self.tell(plan_id, NoticeKind::ExportDone, texts.export_done_title(name), body, place).await;
            }
            (AttemptOutcome::Failed, Some(failure)) => {
                let again = plan.pending.as_ref().map(|pending| self.inner.ports.clock.local(pending.at));
                // The first failure and the last: those between tell nothing that these do not.
                if row.number > 1 && again.is_some() {
                    return;
                }
                let next = match again {
                    Some(at) => texts.export_again(at),
                    None => texts.export_given_up(row.number),
                };
                let body = vec![failure.message.clone(), next];
                let title = texts.export_failed_title(name);
                self.tell(plan_id, NoticeKind::ExportFailed, title, body, Place::Exports).await;
            }
            _ => {}
        }
    }

    pub(super) async fn tell_waiting(&self, plan_id: i64, failure: &Failure) {
        let Some(plan) = self.plans.get(&plan_id) else { return };
        let title = self.inner.texts().export_waits_title(&plan.draft.name);
        let body = vec![failure.message.clone(), failure.advice.clone()];
        self.tell(plan_id, NoticeKind::ExportFailed, title, body, Place::Exports).await;
    }

    pub(super) async fn tell_missed(&self, plan_id: i64, number: usize, missed: Missed) {
        let Some(plan) = self.plans.get(&plan_id) else { return };
        let texts = self.inner.texts();
        let title = texts.export_missed_title(&plan.draft.name);
        let body = vec![texts.missed(number as u64, missed)];
        self.tell(plan_id, NoticeKind::ExportMissed, title, body, Place::Exports).await;
    }

    async fn tell(&self, plan_id: i64, kind: NoticeKind, title: String, body: Vec<String>, place: Place) {
        let (Some(plan), Some(session)) = (self.plans.get(&plan_id), &self.session) else { return };
        let (inner, connection_id) = (&self.inner, session.connection.id);
        let flags = inner.store.project_flags();
        let muted = flags.is_muted(connection_id, plan.draft.project_id).await.unwrap_or(false);
        let now = inner.now();
        let settings = inner.settings.borrow().clone();
        let news = ExportNews { kind, plan_id, title, body, place };
        let announcement = announce_export(news, &settings, muted, inner.ports.clock.local(now));
        if let Err(error) = inner.store.inbox().append(connection_id, &announcement.row(now)).await {
            tracing::error!(%error, plan = plan_id, "the inbox could not be written");
        }
        let unread = inner.store.inbox().unread(connection_id).await.unwrap_or(0);
        inner.emit(Event::InboxChanged { unread });
        if let Some(toast) = announcement.toast() {
            inner.ports.host.notify(toast);
        }
    }
}
