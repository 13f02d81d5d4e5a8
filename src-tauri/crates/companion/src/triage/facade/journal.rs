use chrono::NaiveDate;
use tokio::sync::oneshot;

use crate::Companion;
use crate::companion::SPOKEN;
use crate::texts::{Trouble, Undecided};
use crate::triage::decision::Item;
use crate::triage::request::Kept;
use crate::triage::undo::undoing;
use crate::view::{DecisionOutcome, DecisionRequest, DecisionView, Effect, Failure};

impl Companion {
    /// What was decided about results of the run, the newest first.
    pub async fn decisions(&self, run_id: i64) -> Result<Vec<DecisionView>, Failure> {
        let inner = &self.inner;
        let row = self.row(run_id).await?;
        let rows = inner.store.decisions().of_run(row.id).await.map_err(|error| inner.stored(&error))?;
        Ok(rows.iter().filter_map(|row| inner.decision(row)).collect())
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
        let back = undoing(&kept, &before, &items);
        if back.is_empty() {
            return Ok(vec![inner.undecided(&Undecided::NothingToUndo)]);
        }
        let mut outcomes = Vec::new();
        for (n, (decision, results)) in back.into_iter().enumerate() {
            let request = DecisionRequest { run_id, results, group: None, decision };
            outcomes.push(self.decide(&format!("{key}/{n}"), &request).await?);
        }
        let is_back = |outcome: &DecisionOutcome| match outcome {
            DecisionOutcome::Refused { .. } => false,
            DecisionOutcome::Decided { decision } => {
                decision.items.iter().all(|item| item.effect != Effect::NotTaken)
            }
        };
        if outcomes.iter().all(is_back) {
            inner.store.decisions().undone(id, inner.now().timestamp_millis()).await.map_err(stored)?;
        }
        Ok(outcomes)
    }
}
