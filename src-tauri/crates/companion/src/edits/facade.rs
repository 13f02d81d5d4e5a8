//! The methods of [`Companion`] about edits of test cases.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use store::{Alongside, CaseEditRow, EditedCaseRow, NewCommand};
use uuid::Uuid;

use super::adding::{added, named};
use super::preview::Previewed;
use super::reading::{choices, read};
use super::rewritten::rewritten;
use super::task::start;
use super::undo::undoing;
use super::view;
use crate::Companion;
use crate::core::session::Session;
use crate::texts::{NotPossible, Trouble};
use crate::view::{
    CaseEdit, CaseStep, EditAnswer, EditChoices, EditPreview, EditView, EditedCase, Failure, LiveCase,
};

/// The most test cases of one edit.
const MOST: usize = 500;
/// So many edits are shown, and kept so long.
const SHOWN: u32 = 20;
const KEPT: TimeDelta = TimeDelta::days(90);
/// So many previews are kept.
const PREVIEWS: usize = 4;

impl Companion {
    /// A test case as the server has it at this moment.
    pub async fn live_case(&self, case_id: i64) -> Result<LiveCase, Failure> {
        let session = self.inner.session()?;
        let asked = |error| self.inner.asked(&session, &error);
        let overview = session.client.case_overview(case_id).await.map_err(asked)?;
        let project_id = overview.project_id.unwrap_or_default();
        let choices = self.choices(&session, project_id, case_id).await?;
        let live = read(&session.client, case_id, &choices.fields, true).await.map_err(asked)?;
        let automated = live.overview.facts.automated;
        let rewritten =
            if automated { rewritten(&session.client, project_id, &choices.fields).await } else { None };
        Ok(LiveCase {
            project_id,
            id: case_id,
            steps_locked: live.steps_locked,
            automated,
            rewritten,
            changed_by: live.overview.facts.last_modified_by,
            changed_at: live.overview.facts.last_modified_date,
            values: live.values,
            choices,
        })
    }

    /// What test cases of a project can be given; the statuses are those of one of them.
    pub async fn edit_choices(&self, project_id: i64, case_id: i64) -> Result<EditChoices, Failure> {
        self.choices(&self.inner.session()?, project_id, case_id).await
    }

    async fn choices(
        &self,
        session: &Session,
        project_id: i64,
        case_id: i64,
    ) -> Result<EditChoices, Failure> {
        let asked = |error| self.inner.asked(session, &error);
        let client = &session.client;
        let workflow = client.case_workflow(case_id).await.map_err(asked)?;
        Ok(EditChoices {
            statuses: workflow.statuses.into_iter().map(|status| status.name).collect(),
            layers: choices(client.case_layers().await.map_err(asked)?),
            fields: choices(client.custom_fields(project_id).await.map_err(asked)?),
        })
    }

    /// Reads test cases, and tells what an edit would make of each. Nothing is written.
    pub async fn preview_case_edit(
        &self,
        project_id: i64,
        mut cases: Vec<i64>,
        edit: CaseEdit,
    ) -> Result<EditPreview, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let server = self.export_server().await?.ok_or_else(|| inner.trouble(Trouble::NotConnected))?;
        let mut known = HashSet::new();
        cases.retain(|case| known.insert(*case));
        if cases.len() > MOST {
            return Err(inner.trouble(Trouble::TooManyCases { most: MOST }));
        }
        let asked = |error| inner.asked(&session, &error);
        let client = &session.client;
        let fields = if edit.fields.is_empty() {
            Vec::new()
        } else {
            choices(client.custom_fields(project_id).await.map_err(asked)?)
        };
        let id = inner.edits.number.fetch_add(1, Ordering::Relaxed);
        let previewed = Previewed::of(client, (id, server, project_id), &cases, &edit, &fields).await;
        let previewed = Arc::new(previewed.map_err(asked)?);
        let mut previews = inner.edits.previews();
        previews.push_back(previewed.clone());
        while previews.len() > PREVIEWS {
            previews.pop_front();
        }
        Ok(previewed.shown())
    }

    /// Writes what a preview showed, without some of its test cases; once for each key.
    pub async fn begin_case_edit(
        &self,
        key: String,
        preview_id: u32,
        without: Vec<i64>,
    ) -> Result<EditAnswer, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let server = self.export_server().await?;
        let found = inner.edits.previews().iter().find(|one| one.id == preview_id).cloned();
        let found = found.filter(|one| Some(&one.server) == server.as_ref());
        self.begin_edit(key, &session, move || {
            let previewed = found.ok_or(NotPossible::PreviewGone)?;
            let row = CaseEditRow {
                server: previewed.server.clone(),
                project_id: previewed.project_id,
                ..CaseEditRow::default()
            };
            Ok((row, previewed.to_write(&without)))
        })
        .await
    }

    /// Takes an edit back where nobody changed its test cases since; once for each key.
    pub async fn undo_case_edit(&self, key: String, id: i64) -> Result<EditAnswer, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let row = self.edit_here(id).await?;
        let edits = inner.store.case_edits();
        let undone = edits.undo_of(id).await.map_err(|error| inner.stored(&error))?;
        let cases = edits.cases(id).await.map_err(|error| inner.stored(&error))?;
        let is_under_way = inner.edits.is_under_way(id);
        self.begin_edit(key, &session, move || {
            if undone.is_some() || row.undoes.is_some() || is_under_way {
                return Err(NotPossible::CannotUndo);
            }
            let undo = CaseEditRow { id: 0, undoes: Some(row.id), ..row };
            Ok((undo, undoing(cases)))
        })
        .await
    }

    /// Adds a test case to a project; once for each key.
    pub async fn add_test_case(
        &self,
        key: String,
        project_id: i64,
        name: String,
        steps: Vec<CaseStep>,
    ) -> Result<EditAnswer, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let server = self.export_server().await?.ok_or_else(|| inner.trouble(Trouble::NotConnected))?;
        let name = name.trim().to_owned();
        if name.is_empty() {
            let why = inner.texts().not_possible(NotPossible::NothingToEdit).to_owned();
            return Ok(EditAnswer::NotPossible { why });
        }
        let twins = named(&session.client, project_id, &name).await;
        let twins = twins.map_err(|error| inner.asked(&session, &error))?;
        self.begin_edit(key, &session, move || {
            let row = CaseEditRow { server, project_id, ..CaseEditRow::default() };
            Ok((row, vec![added(name, steps, &twins)]))
        })
        .await
    }

    async fn begin_edit(
        &self,
        key: String,
        session: &Session,
        prepare: impl FnOnce() -> Result<(CaseEditRow, Vec<EditedCaseRow>), NotPossible> + Send,
    ) -> Result<EditAnswer, Failure> {
        let inner = &self.inner;
        let stored = |error| inner.stored(&error);
        let _one = inner.edits.beginning.lock().await;
        let known = inner.store.commands().get(&key).await.map_err(stored)?;
        if let Some(id) = known.and_then(|command| command.subject) {
            return Ok(EditAnswer::Begun { id });
        }
        let not_possible =
            |why| Ok(EditAnswer::NotPossible { why: inner.texts().not_possible(why).to_owned() });
        let (row, cases) = match prepare() {
            Ok(prepared) => prepared,
            Err(why) => return not_possible(why),
        };
        if cases.is_empty() {
            return not_possible(NotPossible::NothingToEdit);
        }
        let now = inner.now().timestamp_millis();
        let row = CaseEditRow {
            at: now,
            by_whom: session.connection.user_name.clone(),
            mark: Uuid::new_v4().simple().to_string().chars().take(12).collect(),
            finished_at: None,
            ..row
        };
        let command = NewCommand { key, kind: "case_edit".to_owned(), subject: None, reply: None, at: now };
        let alongside = Alongside { command: Some(command), ..Alongside::default() };
        let edits = inner.store.case_edits();
        edits.prune(now - KEPT.num_milliseconds()).await.map_err(stored)?;
        let id = edits.begin(&row, &cases, &alongside).await.map_err(stored)?;
        if let Some(undone) = row.undoes {
            inner.edits.held().remove(&undone);
        }
        start(inner, session, CaseEditRow { id, ..row });
        Ok(EditAnswer::Begun { id })
    }

    /// Goes on with an edit that did not end.
    pub async fn resume_case_edit(&self, id: i64) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let row = self.edit_here(id).await?;
        if row.finished_at.is_none() {
            start(&self.inner, &session, row);
        }
        Ok(())
    }

    /// One of the server in use.
    async fn edit_here(&self, id: i64) -> Result<CaseEditRow, Failure> {
        let inner = &self.inner;
        let row = inner.store.case_edits().get(id).await.map_err(|error| inner.stored(&error))?;
        let row = row.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        if self.export_server().await?.as_ref() != Some(&row.server) {
            return Err(inner.trouble(Trouble::OtherServer));
        }
        Ok(row)
    }

    /// Those of the server in use, the newest first.
    pub async fn case_edits(&self) -> Result<Vec<EditView>, Failure> {
        let inner = &self.inner;
        let Some(server) = self.export_server().await? else { return Ok(Vec::new()) };
        let (edits, stored) = (inner.store.case_edits(), |error| inner.stored(&error));
        let mut all = Vec::new();
        for row in edits.of_server(&server, SHOWN).await.map_err(stored)? {
            let held = inner.edits.held().get(&row.id).map(|held| held.state.clone());
            let undone = edits.undo_of(row.id).await.map_err(stored)?.is_some();
            let cases = edits.cases(row.id).await.map_err(stored)?;
            all.push(view::edit(row, &cases, held, undone));
        }
        Ok(all)
    }

    /// What becomes of each test case of an edit, in their order.
    pub async fn edited_cases(&self, id: i64) -> Result<Vec<EditedCase>, Failure> {
        let cases = self.inner.store.case_edits().cases(id).await;
        let cases = cases.map_err(|error| self.inner.stored(&error))?;
        Ok(cases.into_iter().map(view::case).collect())
    }
}
