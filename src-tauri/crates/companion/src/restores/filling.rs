//! What a test case is to be, written into one that is there.

use testops::{CaseChange, CaseOverview, Error};

use super::cells::Wish;
use super::columns::{Meaning, meaning};
use super::judge::loses;
use super::writing::{Halt, Writer, why};
use crate::cases::add_steps;
use crate::core::patience::Refusal;
use crate::view::{CaseStep, ExportColumn, RestoreNote, RestoreWhy};

impl Writer {
    /// Writes all that is wished of a test case; what there is to say of it.
    pub(super) async fn fill(
        &self,
        id: i64,
        wish: &Wish,
        live: &CaseOverview,
        is_blank: bool,
    ) -> Result<Vec<RestoreNote>, Halt> {
        let mut notes = Vec::new();
        if let Some(steps) = &wish.scenario {
            notes.extend(self.scenario(id, steps, is_blank).await?);
        }
        if let Some(examples) = wish.examples.as_ref().filter(|all| !is_blank || !all.is_empty()) {
            let set = || self.client().set_case_examples(id, examples);
            notes.extend(self.refused(self.patiently(set).await?, |own| own == Meaning::Examples));
        }
        if let Some(issues) = wish.issues(live).filter(|all| !is_blank || !all.is_empty()) {
            let set = || self.client().set_case_issues(id, &issues);
            let is_of = |own| matches!(own, Meaning::Issues(_));
            notes.extend(self.refused(self.patiently(set).await?, is_of));
        }
        let mut change = CaseChange { members: wish.members(&live.members), ..wish.change.clone() };
        change.custom_fields = wish.values(&live.custom_fields);
        if !wish.fields.is_empty() && change.custom_fields.is_none() {
            notes.extend(self.about(|own| matches!(own, Meaning::Field(_)), &RestoreWhy::NoValue));
        }
        if let Some(name) = &wish.status {
            match self.status(id, name).await? {
                Some((status, workflow)) => {
                    (change.status_id, change.workflow_id) = (Some(status), Some(workflow));
                }
                None => notes.extend(self.about(|own| own == Meaning::Status, &RestoreWhy::NoValue)),
            }
        }
        if change != CaseChange::default() {
            notes.extend(self.patch(id, change).await?);
        }
        Ok(notes)
    }

    /// All at once and, where the server refuses that, part by part, so that one value that is gone takes no other along.
    async fn patch(&self, id: i64, change: CaseChange) -> Result<Vec<RestoreNote>, Halt> {
        if self.patiently(|| self.client().change_case(id, &change)).await?.is_ok() {
            return Ok(Vec::new());
        }
        let mut notes = Vec::new();
        for (part, is_of) in parts(change) {
            if part != CaseChange::default() {
                let set = || self.client().change_case(id, &part);
                notes.extend(self.refused(self.patiently(set).await?, is_of));
            }
        }
        Ok(notes)
    }

    async fn status(&self, id: i64, name: &str) -> Result<Option<(i64, i64)>, Halt> {
        let Ok(workflow) = self.patiently(|| self.client().case_workflow(id)).await? else {
            return Ok(None);
        };
        let status = workflow.statuses.iter().find(|status| status.name == name);
        Ok(status.map(|status| (status.id, workflow.id)))
    }

    /// In place of the steps that are there.
    async fn scenario(&self, id: i64, steps: &[CaseStep], is_blank: bool) -> Result<Vec<RestoreNote>, Halt> {
        let is_of = |own| own == Meaning::Scenario;
        let (mut is_blank, mut failed) = (is_blank, 0);
        loop {
            match self.scenario_once(id, steps, is_blank).await {
                Ok(None) => return Ok(Vec::new()),
                Ok(Some(why)) => return Ok(self.about(is_of, &why)),
                Err(error) => {
                    if let Some(refusal) = self.wait(error, &mut failed).await? {
                        return Ok(self.about(is_of, &why(&refusal)));
                    }
                }
            }
            is_blank = false;
        }
    }

    async fn scenario_once(
        &self,
        id: i64,
        steps: &[CaseStep],
        is_blank: bool,
    ) -> Result<Option<RestoreWhy>, Error> {
        if !is_blank {
            let live = self.client().case_scenario(id).await?;
            if let Some(note) = loses(&live, "") {
                return Ok(Some(note.why));
            }
            if !live.is_empty() {
                self.client().clear_scenario(id).await?;
            }
        }
        add_steps(self.client(), id, steps).await?;
        Ok(None)
    }

    fn refused<T>(&self, asked: Result<T, Refusal>, is_of: impl Fn(Meaning) -> bool) -> Vec<RestoreNote> {
        asked.err().map(|refusal| self.about(is_of, &why(&refusal))).unwrap_or_default()
    }

    /// The same of every column of a kind.
    fn about(&self, is_of: impl Fn(Meaning) -> bool, why: &RestoreWhy) -> Vec<RestoreNote> {
        let is_meant = |column: &&ExportColumn| meaning(&self.columns, &column.name).is_some_and(&is_of);
        let note =
            |column: &ExportColumn| RestoreNote { column: Some(column.name.clone()), why: why.clone() };
        self.columns.iter().filter(is_meant).map(note).collect()
    }
}

type Part = (CaseChange, fn(Meaning) -> bool);

fn parts(change: CaseChange) -> [Part; 8] {
    let none = CaseChange::default;
    [
        (CaseChange { name: change.name, ..none() }, |own| own == Meaning::Name),
        (CaseChange { full_name: change.full_name, ..none() }, |own| own == Meaning::FullName),
        (
            CaseChange {
                automated: change.automated,
                description: change.description,
                precondition: change.precondition,
                expected_result: change.expected_result,
                ..none()
            },
            |own| {
                matches!(
                    own,
                    Meaning::Automated | Meaning::Description | Meaning::Precondition | Meaning::Expected
                )
            },
        ),
        (CaseChange { status_id: change.status_id, workflow_id: change.workflow_id, ..none() }, |own| {
            own == Meaning::Status
        }),
        (CaseChange { tags: change.tags, ..none() }, |own| own == Meaning::Tags),
        (CaseChange { links: change.links, ..none() }, |own| own == Meaning::Links),
        (CaseChange { members: change.members, ..none() }, |own| matches!(own, Meaning::Member(_))),
        (CaseChange { custom_fields: change.custom_fields, ..none() }, |own| {
            matches!(own, Meaning::Field(_))
        }),
    ]
}
