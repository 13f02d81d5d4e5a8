use std::sync::Arc;

use store::{Alongside, DecisionRow, NewCommand, RunRow};
use testops::{ErrorKind, Permission};
use tokio::sync::oneshot;

use crate::Companion;
use crate::companion::{Inner, SPOKEN};
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::texts::{Trouble, Undecided};
use crate::triage::decision::{Item, States, judge, to_ask};
use crate::triage::doing::{Asked, ask, defect_of, named};
use crate::triage::reading::{At, if_there, is_certain, states};
use crate::triage::request::{Kept, fault, remind_on};
use crate::triage::undo::is_final;
use crate::view::{
    DecidedResult, Decision, DecisionOutcome, DecisionRequest, DecisionView, Effect, Event, Failure,
};

impl Companion {
    /// Decides about results of a run, once for each key, and answers what came of it for each as it was read back. The
    /// same key asked again answers the same; after a failure it reads back what came of it and asks nothing anew.
    pub async fn decide_results(
        &self,
        key: String,
        request: DecisionRequest,
    ) -> Result<DecisionOutcome, Failure> {
        self.decide_for(key, request, None).await
    }

    /// As [`decide_results`](Self::decide_results); `by` is who asked for it, where it is not the user of the token.
    pub(super) async fn decide_for(
        &self,
        key: String,
        request: DecisionRequest,
        by: Option<String>,
    ) -> Result<DecisionOutcome, Failure> {
        let (reply, answer) = oneshot::channel();
        let (this, language) = (self.clone(), self.inner.language());
        // A page that goes away does not stop half-way what it asked for.
        self.inner.spawn(SPOKEN.scope(language, async move {
            // Whoever asked may have gone.
            drop(reply.send(this.decide(&key, &request, by).await));
        }));
        answer.await.map_err(|_| self.inner.trouble(Trouble::Internal))?
    }

    pub(super) async fn decide(
        &self,
        key: &str,
        request: &DecisionRequest,
        by: Option<String>,
    ) -> Result<DecisionOutcome, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let run = self.row(request.run_id).await?;
        let _one_at_a_time = inner.deciding.lock().await;
        if let Some(row) = inner.decided_before(key).await? {
            return inner.learn(&session, row).await;
        }
        let Some(launch_id) = run.launch_id else { return Ok(inner.undecided(&Undecided::NoLaunch)) };
        let at = At { project_id: run.project_id, launch_id };
        let ids = self.meant(&run, request).await?;
        if ids.is_empty() {
            return Ok(inner.undecided(&Undecided::NothingChosen));
        }
        if let Some(why) = fault(&request.decision, ids.len()) {
            return Ok(inner.undecided(&why));
        }
        if let Some(why) = inner.barred(&session, at).await? {
            return Ok(inner.undecided(&why));
        }
        let by = by.or_else(|| session.connection.user_name.clone());
        inner.carry_out(&session, &run, at, (key, by), request, &ids).await
    }

    /// The chosen results, or those of the group as it is by now; each once.
    async fn meant(&self, run: &RunRow, request: &DecisionRequest) -> Result<Vec<i64>, Failure> {
        let mut ids: Vec<i64> = match &request.group {
            Some(key) => {
                let read = self.read_tests(run).await?;
                self.members(run, &read, key).await?.into_iter().collect()
            }
            None => request.results.clone(),
        };
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}

impl Inner {
    pub(super) fn undecided(&self, why: &Undecided) -> DecisionOutcome {
        let closed = *why == Undecided::LaunchClosed;
        DecisionOutcome::Refused { why: self.texts().undecided(why), closed }
    }

    async fn decided_before(&self, key: &str) -> Result<Option<DecisionRow>, Failure> {
        let command = self.store.commands().get(key).await.map_err(|error| self.stored(&error))?;
        let Some(id) = command.filter(|command| command.kind == "decide").and_then(|command| command.subject)
        else {
            return Ok(None);
        };
        self.store.decisions().get(id).await.map_err(|error| self.stored(&error))
    }

    /// Why nothing can be decided in this launch.
    pub(super) async fn barred(&self, session: &Session, at: At) -> Result<Option<Undecided>, Failure> {
        let failed = |error: &testops::Error| self.asked(session, error);
        match if_there(session.client.launch(at.launch_id).await) {
            Ok(Some(launch)) if launch.closed => return Ok(Some(Undecided::LaunchClosed)),
            Ok(Some(_)) => {}
            Ok(None) => return Ok(Some(Undecided::LaunchGone)),
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden { .. }) => {
                return Ok(Some(Undecided::NoRights));
            }
            Err(error) => return Err(failed(&error)),
        }
        match session.client.permissions(at.project_id).await {
            Ok(rights) if rights.contains(&Permission::Write) => Ok(None),
            Ok(_) => Ok(Some(Undecided::NoRights)),
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden { .. }) => {
                Ok(Some(Undecided::NoRights))
            }
            Err(error) => Err(failed(&error)),
        }
    }

    async fn carry_out(
        self: &Arc<Self>,
        session: &Session,
        run: &RunRow,
        at: At,
        (key, by): (&str, Option<String>),
        request: &DecisionRequest,
        ids: &[i64],
    ) -> Result<DecisionOutcome, Failure> {
        let decision = &request.decision;
        if let Some(defect_id) = defect_of(decision) {
            let defect = if_there(session.client.defect(defect_id).await);
            if defect.map_err(|error| self.asked(session, &error))?.is_none() {
                return Ok(self.undecided(&Undecided::DefectGone));
            }
        }
        let before = states(&session.client, at, ids, decision, defect_of(decision)).await;
        let before = before.map_err(|error| self.asked(session, &error))?;
        let kept = Kept { decision: decision.clone(), ids: ids.to_vec(), defect_id: None, problem: None };
        let row = DecisionRow {
            connection_id: run.connection_id,
            run_id: Some(run.id),
            launch_id: at.launch_id,
            project_id: at.project_id,
            at: self.now().timestamp_millis(),
            by_whom: by,
            kind: decision.kind().to_string(),
            detail: self.json(&kept)?,
            before: self.json(&before)?,
            remind_on: remind_on(decision),
            ..DecisionRow::default()
        };
        let command = NewCommand {
            key: key.to_owned(),
            kind: "decide".to_owned(),
            subject: None,
            reply: None,
            at: row.at,
        };
        let alongside = Alongside { command: Some(command), ..Alongside::default() };
        let id = self.store.decisions().begin(&row, &alongside).await.map_err(|error| self.stored(&error))?;
        let row = DecisionRow { id, ..row };
        let asked = ask(&session.client, at, decision, &to_ask(decision, ids, &before), &before).await;
        let answer = self.read_back(session, row, kept, &before, &asked).await?;
        if let (DecisionOutcome::Decided { decision }, Some(error)) = (&answer, &asked.error)
            && is_certain(error)
            && decision.items.iter().all(|item| item.effect != Effect::Took)
        {
            // Nothing was done: the key may act again.
            self.store.commands().forget(key).await.map_err(|error| self.stored(&error))?;
        }
        Ok(answer)
    }

    /// What came of a decision whose key is known. Where it was interrupted it is read back; nothing is asked anew.
    pub(super) async fn learn(
        &self,
        session: &Session,
        row: DecisionRow,
    ) -> Result<DecisionOutcome, Failure> {
        if row.items.is_some() {
            return self
                .decision(&row)
                .map(|decision| DecisionOutcome::Decided { decision: Box::new(decision) })
                .ok_or_else(|| self.trouble(Trouble::Storage));
        }
        let unreadable = |_| self.trouble(Trouble::Storage);
        let kept: Kept = serde_json::from_str(&row.detail).map_err(unreadable)?;
        let before: States = serde_json::from_str(&row.before).map_err(unreadable)?;
        let at = At { project_id: row.project_id, launch_id: row.launch_id };
        let defect_id = match (&kept.decision, defect_of(&kept.decision)) {
            (Decision::NewDefect { name, .. }, _) => {
                let defects = named(&session.client, at, name.trim()).await;
                defects.map_err(|error| self.asked(session, &error))?.first().copied()
            }
            (_, defect_id) => defect_id,
        };
        let failed = to_ask(&kept.decision, &kept.ids, &before);
        let asked = Asked { defect_id, failed, error: None };
        self.read_back(session, row, kept, &before, &asked).await
    }

    async fn read_back(
        &self,
        session: &Session,
        mut row: DecisionRow,
        mut kept: Kept,
        before: &States,
        asked: &Asked,
    ) -> Result<DecisionOutcome, Failure> {
        // What was read before is another by now.
        self.read_tests.send_replace(None);
        let at = At { project_id: row.project_id, launch_id: row.launch_id };
        let after = states(&session.client, at, &kept.ids, &kept.decision, asked.defect_id).await;
        let after = after.map_err(|error| self.asked(session, &error))?;
        let items = judge(&kept.decision, &kept.ids, (before, &after), &asked.failed);
        kept.defect_id = asked.defect_id;
        kept.problem = asked.error.as_ref().map(|error| self.asked(session, error).message);
        (row.detail, row.items) = (self.json(&kept)?, Some(self.json(&items)?));
        let concluded =
            self.store.decisions().conclude(row.id, &row.detail, row.items.as_deref().unwrap_or("[]")).await;
        concluded.map_err(|error| self.stored(&error))?;
        self.decisions_changed(&row);
        self.decision(&row)
            .map(|decision| DecisionOutcome::Decided { decision: Box::new(decision) })
            .ok_or_else(|| self.trouble(Trouble::Storage))
    }

    /// Tells the page.
    pub(super) fn decisions_changed(&self, row: &DecisionRow) {
        self.mutes_changed.notify_one();
        if let Some(run_id) = row.run_id {
            self.emit(Event::DecisionsChanged { run_id });
        }
    }

    fn json(&self, value: &impl serde::Serialize) -> Result<String, Failure> {
        serde_json::to_string(value).map_err(|_| self.trouble(Trouble::Internal))
    }

    /// `None` for a row of a program that knows other decisions.
    pub(super) fn decision(&self, row: &DecisionRow) -> Option<DecisionView> {
        let kept: Kept = serde_json::from_str(&row.detail).ok()?;
        let items: Vec<Item> = match &row.items {
            Some(items) => serde_json::from_str(items).ok()?,
            None => Vec::new(),
        };
        let before: States = serde_json::from_str(&row.before).unwrap_or_default();
        let name = |id: i64| before.get(&id).map(|state| state.name.clone()).filter(|name| !name.is_empty());
        let texts = self.texts();
        let items = items.into_iter().map(|item| DecidedResult {
            result_id: item.id,
            name: name(item.id),
            effect: item.effect,
            why: item.why.map(|why| texts.not_taken(why).to_owned()),
        });
        let not_undoable = is_final(kept.decision.kind()).map(|why| texts.is_final(why).to_owned());
        Some(DecisionView {
            id: row.id,
            run_id: row.run_id,
            at: instant(row.at),
            by: row.by_whom.clone(),
            decision: kept.decision,
            defect_id: kept.defect_id,
            items: items.collect(),
            problem: kept.problem,
            remind_on: row.remind_on.as_deref().and_then(|day| day.parse().ok()),
            undone_at: row.undone_at.map(instant),
            not_undoable,
        })
    }
}
