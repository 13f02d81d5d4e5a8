use chrono::NaiveDate;
use store::DecisionRow;
use testops::{DefectChange, PageRequest};
use tokio::sync::oneshot;

use crate::Companion;
use crate::companion::SPOKEN;
use crate::texts::{Trouble, Undecided};
use crate::triage::decision::Item;
use crate::triage::reading::if_there;
use crate::triage::request::{Kept, MOST_UNMUTED};
use crate::triage::undo::undoing;
use crate::view::{Decision, DecisionOutcome, DecisionRequest, DecisionView, Effect, Event, Failure};

/// So many decisions of all runs are shown.
const SHOWN: u32 = 200;

impl Companion {
    /// What was decided about results of the run, the newest first.
    pub async fn decisions(&self, run_id: i64) -> Result<Vec<DecisionView>, Failure> {
        let inner = &self.inner;
        let row = self.row(run_id).await?;
        let rows = inner.store.decisions().of_run(row.id).await.map_err(|error| inner.stored(&error))?;
        Ok(self.journal(rows).await)
    }

    /// What was decided about results of any run, the newest first.
    pub async fn latest_decisions(&self) -> Result<Vec<DecisionView>, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let rows = inner.store.decisions().latest(session.connection.id, SHOWN).await;
        Ok(self.journal(rows.map_err(|error| inner.stored(&error))?).await)
    }

    /// As the journal shows them. What came of one that was interrupted is read back first, where the server answers.
    async fn journal(&self, rows: Vec<DecisionRow>) -> Vec<DecisionView> {
        let inner = &self.inner;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let view = inner.decision(&row);
            if row.items.is_some() {
                views.extend(view);
                continue;
            }
            // One that is under way is not an interrupted one.
            let (Ok(_one_at_a_time), Ok(session)) = (inner.deciding.try_lock(), inner.session()) else {
                views.extend(view);
                continue;
            };
            views.extend(match inner.learn(&session, row).await {
                Ok(DecisionOutcome::Decided { decision }) => Some(*decision),
                Ok(DecisionOutcome::Refused { .. }) | Err(_) => view,
            });
        }
        views
    }

    /// Takes a decision back for the results in which it took, by decisions of their own; once for each key. Answers
    /// these. It counts as undone once none of them failed for any result.
    pub async fn undo_decision(&self, key: String, id: i64) -> Result<Vec<DecisionOutcome>, Failure> {
        let (reply, answer) = oneshot::channel();
        let (this, language) = (self.clone(), self.inner.language());
        // As with the decision itself.
        self.inner.spawn(SPOKEN.scope(language, async move {
            // Whoever asked may have gone.
            drop(reply.send(this.undo(&key, id).await));
        }));
        answer.await.map_err(|_| self.inner.trouble(Trouble::Internal))?
    }

    /// Mutes whose day to be asked about has come, the oldest day first.
    pub async fn mutes_to_review(&self, today: NaiveDate) -> Result<Vec<DecisionView>, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let rows = inner.store.decisions().to_remind(session.connection.id, &today.to_string()).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        Ok(rows.iter().filter_map(|row| inner.decision(row)).collect())
    }

    /// Reminds of a mute on another day, or no more.
    pub async fn remind_of_mute(&self, id: i64, on: Option<NaiveDate>) -> Result<(), Failure> {
        let inner = &self.inner;
        let day = on.map(|day| day.to_string());
        let changed = inner.store.decisions().remind_on(id, day.as_deref()).await;
        changed.map_err(|error| inner.stored(&error))?;
        inner.mutes_changed.notify_one();
        inner.emit(Event::MineChanged);
        Ok(())
    }

    async fn undo(&self, key: &str, id: i64) -> Result<Vec<DecisionOutcome>, Failure> {
        let inner = &self.inner;
        let stored = |error| inner.stored(&error);
        let row = inner.store.decisions().get(id).await.map_err(stored)?;
        let row = row.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let run_id = row.run_id.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let unreadable = |_| inner.trouble(Trouble::Storage);
        let kept: Kept = serde_json::from_str(&row.detail).map_err(unreadable)?;
        let before = serde_json::from_str(&row.before).map_err(unreadable)?;
        let items: Vec<Item> =
            serde_json::from_str(row.items.as_deref().unwrap_or("[]")).map_err(unreadable)?;
        let back = in_parts(undoing(&kept, &before, &items));
        if back.is_empty() {
            return Ok(vec![inner.undecided(&Undecided::NothingToUndo)]);
        }
        let mut outcomes = Vec::new();
        for (n, (decision, results)) in back.into_iter().enumerate() {
            let request = DecisionRequest { run_id, results, group: None, decision };
            outcomes.push(self.decide(&format!("{key}/{n}"), &request, None).await?);
        }
        let is_back = |outcome: &DecisionOutcome| match outcome {
            DecisionOutcome::Refused { .. } => false,
            DecisionOutcome::Decided { decision } => {
                decision.items.iter().all(|item| item.effect != Effect::NotTaken)
            }
        };
        if outcomes.iter().all(is_back) {
            if let (Decision::NewDefect { .. }, Some(defect_id)) = (&kept.decision, kept.defect_id) {
                self.close_defect(defect_id).await?;
            }
            inner.store.decisions().undone(id, inner.now().timestamp_millis()).await.map_err(stored)?;
            inner.decisions_changed(&row);
        }
        Ok(outcomes)
    }

    /// A defect that explains nothing any more, so that its rules explain nothing to come. One that others have linked
    /// meanwhile stays as it is.
    async fn close_defect(&self, defect_id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let asked = |error: testops::Error| inner.asked(&session, &error);
        let client = &session.client;
        let Some(rest) =
            if_there(client.defect_results(defect_id, PageRequest::first(1)).await).map_err(asked)?
        else {
            return Ok(());
        };
        if !rest.items.is_empty() {
            return Ok(());
        }
        let change = DefectChange { closed: Some(true), ..DefectChange::default() };
        client.change_defect(defect_id, &change).await.map_err(asked)?;
        Ok(())
    }
}

/// No more at once than may be decided at once.
fn in_parts(back: Vec<(Decision, Vec<i64>)>) -> Vec<(Decision, Vec<i64>)> {
    let parts = back.into_iter().flat_map(|(decision, ids)| {
        let most = if decision == Decision::Unmute { MOST_UNMUTED } else { ids.len().max(1) };
        let parts: Vec<_> = ids.chunks(most).map(|ids| (decision.clone(), ids.to_vec())).collect();
        parts
    });
    parts.collect()
}
