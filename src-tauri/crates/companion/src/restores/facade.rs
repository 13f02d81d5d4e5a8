//! The methods of [`Companion`] about restores.

use std::collections::HashSet;
use std::sync::Arc;

use casebook::changed_fields;
use chrono::{DateTime, Utc};
use store::{Alongside, NewCommand, RestoreCaseRow, RestoreRow};
use uuid::Uuid;

use super::drill::{Order, begin};
use super::look::{Row, Seen, fields};
use super::room::is_under_way;
use super::task::{leave, start, view};
use super::writing::read;
use crate::Companion;
use crate::cases::field_changes;
use crate::connection::catalogue;
use crate::texts::{NotPossible, Trouble};
use crate::view::{
    CaseFieldChange, Drill, Event, Failure, RestoreAct, RestoreAnswer, RestoreChoice, RestoreKind,
    RestoreLook, RestoreOutcome, RestoreRows, RestoreState, RestoreView, RestoredCase, RestoredCases,
};

/// So many restores are shown.
const SHOWN: u32 = 20;
/// The most test cases of one page.
const MOST: u32 = 200;

impl Companion {
    /// The newest look at a project of the server in use.
    pub async fn restore_look(&self, project_id: i64) -> Result<Option<RestoreLook>, Failure> {
        let server = self.export_server().await?;
        let looks = self.inner.restores.looks();
        let look = looks.get(&project_id).filter(|look| Some(&look.server) == server.as_ref());
        Ok(look.map(|look| look.shown.clone()))
    }

    /// What the look found of a kind, by name.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn restore_rows(
        &self,
        project_id: i64,
        kind: RestoreKind,
        offset: u32,
        limit: u32,
    ) -> Result<RestoreRows, Failure> {
        let Some(seen) = self.seen(project_id) else {
            return Ok(RestoreRows { items: Vec::new(), total: 0 });
        };
        let of_kind = || seen.rows.iter().filter(|row| row.kind == kind);
        let page = of_kind().skip(offset as usize).take(limit.min(MOST) as usize);
        Ok(RestoreRows {
            items: page.map(|row| row.shown.clone()).collect(),
            total: of_kind().count() as u64,
        })
    }

    /// What would become of a test case: from the server's text to the copy's.
    pub async fn restore_changes(
        &self,
        project_id: i64,
        case_id: i64,
    ) -> Result<Vec<CaseFieldChange>, Failure> {
        let inner = &self.inner;
        let seen = self.seen(project_id).ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let row = seen.rows.iter().find(|row| row.kept.id == case_id);
        let row = row.map(|row| (row.kept.clone(), row.there));
        let (kept, there) = row.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let was = seen.copy.book.kept_fields(&kept).await.map_err(|error| inner.not_read(&error))?;
        let reading = seen.clone();
        let fields = move || there.map_or(Ok(None), |there| reading.now.fields(there));
        let is = inner.tasks.spawn_blocking(fields).await;
        let is = is.map_err(|_| inner.trouble(Trouble::Internal))?.map_err(|error| inner.not_read(&error))?;
        Ok(field_changes(changed_fields(&is.unwrap_or_default(), &was)))
    }

    fn seen(&self, project_id: i64) -> Option<Arc<Seen>> {
        self.inner.restores.looks().get(&project_id).and_then(|look| look.seen.clone())
    }

    /// Writes what was chosen of the look back; once for each key.
    pub async fn begin_restore(
        &self,
        key: String,
        project_id: i64,
        choice: RestoreChoice,
    ) -> Result<RestoreAnswer, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let _one = inner.restores.beginning.lock().await;
        let known = inner.store.commands().get(&key).await.map_err(|error| inner.stored(&error))?;
        if let Some(id) = known.and_then(|command| command.subject) {
            return Ok(RestoreAnswer::Begun { id });
        }
        let not_possible =
            |why| Ok(RestoreAnswer::NotPossible { why: inner.texts().not_possible(why).to_owned() });
        let server = self.export_server().await?.ok_or_else(|| inner.trouble(Trouble::NotConnected))?;
        let look = inner.restores.looks().get(&project_id).filter(|look| look.server == server).cloned();
        let Some((look, seen)) = look.and_then(|look| Some((look.clone(), look.seen?))) else {
            return not_possible(NotPossible::LookedTooLong);
        };
        let is_busy = |held: &super::room::Held| {
            held.view.project_id == look.shown.into_id
                && held.server == server
                && is_under_way(&held.view.state)
        };
        if inner.restores.held().values().any(is_busy) {
            return not_possible(NotPossible::RestoreRuns);
        }
        let cases = self.chosen(&seen, &choice).await?;
        if cases.is_empty() {
            return not_possible(NotPossible::NothingToRestore);
        }
        let now = inner.now().timestamp_millis();
        let row = RestoreRow {
            id: 0,
            server,
            project_id: look.shown.into_id,
            project_name: look.shown.into_name.clone(),
            source: seen.copy.source.clone(),
            drill: false,
            copy_at: look.shown.copy_at.timestamp_millis(),
            mark: Uuid::new_v4().simple().to_string().chars().take(12).collect(),
            columns: serde_json::to_string(&seen.columns).unwrap_or_default(),
            begun_at: now,
            finished_at: None,
        };
        let command = NewCommand { key, kind: "restore".to_owned(), subject: None, reply: None, at: now };
        let alongside = Alongside { command: Some(command), ..Alongside::default() };
        let id = inner.store.restores().begin(&row, &cases, &alongside).await;
        let row = RestoreRow { id: id.map_err(|error| inner.stored(&error))?, ..row };
        inner.restores.looks().remove(&project_id);
        let (id, shown) = (row.id, view(inner, &row).await);
        start(inner, &session, row, shown);
        Ok(RestoreAnswer::Begun { id })
    }

    /// Restores a sample of the copy of this moment into a scratch project, compares it, and deletes it there; once for
    /// each key.
    pub async fn begin_drill(
        &self,
        key: String,
        project_id: i64,
        copy_at: DateTime<Utc>,
        into: i64,
        cases: u32,
    ) -> Result<RestoreAnswer, Failure> {
        let inner = &self.inner;
        let not_possible =
            |why| Ok(RestoreAnswer::NotPossible { why: inner.texts().not_possible(why).to_owned() });
        if into == project_id {
            return not_possible(NotPossible::DrillAtHome);
        }
        let session = inner.session()?;
        let _one = inner.restores.beginning.lock().await;
        let known = inner.store.commands().get(&key).await.map_err(|error| inner.stored(&error))?;
        if let Some(id) = known.and_then(|command| command.subject) {
            return Ok(RestoreAnswer::Begun { id });
        }
        let (server, copy, plan) = self.day_copy(project_id, copy_at).await?;
        let project_name = catalogue::project_name(&inner.store, session.connection.id, into).await;
        let drill = Drill { project_id: into, project_name, cases: cases.clamp(1, MOST), every_days: 1 };
        let turn = usize::try_from(inner.now().timestamp()).unwrap_or_default();
        let order = Order { key, server, copy, copy_at, plan, drill, turn };
        match begin(inner, &session, order).await? {
            Some(id) => Ok(RestoreAnswer::Begun { id }),
            None => not_possible(NotPossible::NothingToRestore),
        }
    }

    /// With all that the copy says of each: the file may be gone by the time it is written.
    async fn chosen(&self, seen: &Seen, choice: &RestoreChoice) -> Result<Vec<RestoreCaseRow>, Failure> {
        let turned: HashSet<i64> = choice.turned.iter().copied().collect();
        let is_chosen = |row: &&Row| match row.kind {
            RestoreKind::Missing => choice.missing != turned.contains(&row.kept.id),
            RestoreKind::Changed => choice.changed != turned.contains(&row.kept.id),
            RestoreKind::Blocked => false,
        };
        let mut cases = Vec::new();
        for row in seen.rows.iter().filter(is_chosen) {
            let said = seen.copy.book.kept_fields(&row.kept).await;
            let said = said.map_err(|error| self.inner.not_read(&error))?;
            let act = match row.shown.act {
                Some(RestoreAct::BringBack) => "bring_back",
                Some(RestoreAct::Change) => "change",
                Some(RestoreAct::Make) | None => "make",
            };
            cases.push(RestoreCaseRow {
                case_id: row.kept.id,
                name: row.kept.name.clone(),
                act: act.to_owned(),
                cells: serde_json::to_string(&fields(said)).ok(),
                changes: serde_json::to_string(&row.shown.columns).ok(),
                seen_at: row.seen_at,
                state: "waiting".to_owned(),
                new_id: row.there.filter(|there| seen.elsewhere || *there != row.kept.id),
                told: None,
            });
        }
        Ok(cases)
    }

    /// Those of the server in use, the newest first.
    pub async fn restores(&self) -> Result<Vec<RestoreView>, Failure> {
        let inner = &self.inner;
        let Some(server) = self.export_server().await? else { return Ok(Vec::new()) };
        let rows = inner.store.restores().of_server(&server, SHOWN).await;
        let mut all = Vec::new();
        for row in rows.map_err(|error| inner.stored(&error))? {
            let held = inner.restores.held().get(&row.id).map(|held| held.view.clone());
            all.push(match held {
                Some(view) => view,
                None => view(inner, &row).await,
            });
        }
        Ok(all)
    }

    /// What became of each test case, in the order of the copy's numbers.
    pub async fn restored_cases(
        &self,
        id: i64,
        outcome: Option<RestoreOutcome>,
        offset: u32,
        limit: u32,
    ) -> Result<RestoredCases, Failure> {
        let states: &[&str] = match outcome {
            None => &["waiting", "asked", "made", "written", "restored", "differs", "conflict", "failed"],
            Some(RestoreOutcome::Waiting) => &["waiting", "asked", "made", "written"],
            Some(RestoreOutcome::Restored) => &["restored"],
            Some(RestoreOutcome::Differs) => &["differs"],
            Some(RestoreOutcome::Conflict) => &["conflict"],
            Some(RestoreOutcome::Failed) => &["failed"],
        };
        let read = self.inner.store.restores().page(id, states, offset, limit.min(MOST)).await;
        let (rows, total) = read.map_err(|error| self.inner.stored(&error))?;
        Ok(RestoredCases { items: rows.into_iter().map(restored).collect(), total })
    }

    /// Pauses it once the requests under way are answered.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn pause_restore(&self, id: i64) -> Result<(), Failure> {
        if let Some(held) = self.inner.restores.held().get_mut(&id)
            && held.view.state == RestoreState::Writing
        {
            held.view.state = RestoreState::Pausing;
            held.stop.cancel();
        }
        self.inner.emit(Event::RestoresChanged);
        Ok(())
    }

    /// Goes on with one that did not end.
    pub async fn resume_restore(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let row = inner.store.restores().get(id).await.map_err(|error| inner.stored(&error))?;
        let row = row.filter(|row| row.finished_at.is_none());
        let row = row.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        if self.export_server().await?.as_ref() != Some(&row.server) {
            return Err(inner.trouble(Trouble::OtherServer));
        }
        let shown = view(inner, &row).await;
        start(inner, &session, row, shown);
        Ok(())
    }

    /// Forgets one that is not under way. What was restored stays; what is half made goes into the server's bin.
    pub async fn forget_restore(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        if inner.restores.held().get(&id).is_some_and(|held| is_under_way(&held.view.state)) {
            return Ok(());
        }
        let row = inner.store.restores().get(id).await.map_err(|error| inner.stored(&error))?;
        if let Some(row) = row.filter(|row| row.finished_at.is_none()) {
            if self.export_server().await?.as_ref() != Some(&row.server) {
                return Err(inner.trouble(Trouble::OtherServer));
            }
            leave(inner, &inner.session()?, row).await?;
        }
        inner
            .store
            .restores()
            .forget(id, inner.now().timestamp_millis())
            .await
            .map_err(|error| inner.stored(&error))?;
        inner.restores.held().remove(&id);
        inner.emit(Event::RestoresChanged);
        Ok(())
    }
}

fn restored(row: RestoreCaseRow) -> RestoredCase {
    let outcome = match row.state.as_str() {
        "restored" => RestoreOutcome::Restored,
        "differs" => RestoreOutcome::Differs,
        "conflict" => RestoreOutcome::Conflict,
        "failed" => RestoreOutcome::Failed,
        _ => RestoreOutcome::Waiting,
    };
    let notes = read(row.told.as_deref());
    RestoredCase { id: row.case_id, new_id: row.new_id, name: row.name, outcome, notes }
}
