//! Test cases that are added, and thrown away again where that is taken back.

use store::EditedCaseRow;
use testops::{CaseFacts, Client, Error, PageRequest, Sent, aql};

use super::values::{restricted, same};
use super::writing::{Halt, LAG, LOOKS, Writer, ended, parsed, why};
use crate::core::failpoint::failpoint;
use crate::core::patience::Refusal;
use crate::view::{CaseStep, CaseValues, EditNote};

/// So many of one name are looked at.
const LOOKED_AT: u32 = 500;

/// The test cases that are called so.
pub(super) async fn named(client: &Client, project_id: i64, name: &str) -> Result<Vec<CaseFacts>, Error> {
    let query = format!("name = {}", aql::text(name));
    let found = client.case_facts(project_id, &query, PageRequest::first(LOOKED_AT)).await?;
    Ok(found.items.into_iter().filter(|case| case.name == name).collect())
}

pub(super) fn added(name: String, steps: Vec<CaseStep>, twins: &[CaseFacts]) -> EditedCaseRow {
    let twins: Vec<i64> = twins.iter().map(|case| case.id).collect();
    let steps = Some(steps).filter(|steps| !steps.is_empty());
    let wanted = CaseValues { name: Some(name.clone()), steps, ..CaseValues::default() };
    EditedCaseRow {
        name,
        act: "add".to_owned(),
        was: "{}".to_owned(),
        wanted: serde_json::to_string(&wanted).unwrap_or_default(),
        twins: serde_json::to_string(&twins).ok(),
        state: "waiting".to_owned(),
        ..EditedCaseRow::default()
    }
}

impl Writer {
    pub(super) async fn add(&self, case: &mut EditedCaseRow) -> Result<Vec<EditNote>, Halt> {
        let wanted = parsed(&case.wanted);
        let id = match case.case_id {
            Some(id) => id,
            None => match self.made(case).await? {
                Ok(id) => id,
                Err(refusal) => return Ok(ended(case, "failed", why(&refusal))),
            },
        };
        let notes = match self.live(id, &wanted).await? {
            Some(live) => self.put(id, &live, &restricted(&live.values, &wanted), &wanted).await?,
            None => Vec::new(),
        };
        self.judge(case, id, &wanted, notes).await
    }

    /// The number of the test case on the server: of one that was asked for before, or of a new one.
    async fn made(&self, case: &mut EditedCaseRow) -> Result<Result<i64, Refusal>, Halt> {
        let mut found = if case.state == "writing" { self.appeared(case).await? } else { None };
        if found.is_none() {
            self.note(case, "writing").await?;
        }
        let mut failed = 0;
        let id = loop {
            if let Some(id) = found {
                break id;
            }
            failpoint!("edits/add");
            match self.client().create_case(self.row.project_id, &case.name).await {
                Ok(made) => break made.id,
                Err(error) => {
                    if error.sent() == Sent::Maybe {
                        self.patience().sleep(LAG).await?;
                        found = self.appeared(case).await?;
                        if found.is_some() {
                            continue;
                        }
                    }
                    if let Some(refusal) = self.patience().wait(error, &mut failed).await? {
                        return Ok(Err(refusal));
                    }
                }
            }
        };
        case.case_id = Some(id);
        self.note(case, "writing").await?;
        Ok(Ok(id))
    }

    /// One of this name that was not there before.
    async fn appeared(&self, case: &EditedCaseRow) -> Result<Option<i64>, Halt> {
        let twins = case.twins.as_deref().and_then(|json| serde_json::from_str(json).ok());
        let twins: Vec<i64> = twins.unwrap_or_default();
        let all = named(self.client(), self.row.project_id, &case.name).await.map_err(Halt::Server)?;
        Ok(all.iter().map(|found| found.id).find(|id| !twins.contains(id)))
    }

    /// Into the bin, where nobody changed it.
    pub(super) async fn remove(&self, case: &mut EditedCaseRow) -> Result<Vec<EditNote>, Halt> {
        let was = parsed(&case.was);
        if case.case_id.is_none() {
            case.case_id = self.appeared(case).await?;
        }
        let Some(id) = case.case_id else { return Ok(gone(case)) };
        if self.is_gone(id).await? {
            return Ok(gone(case));
        }
        if let Some(live) = self.live(id, &was).await?
            && case.state == "waiting"
            && !(same(&restricted(&live.values, &was), &was) && live.modified() == case.seen_at)
        {
            return Ok(ended(case, "conflict", live.changed_meanwhile()));
        }
        self.note(case, "writing").await?;
        if let Err(refusal) = self.patience().patiently(|| self.client().delete_case(id)).await? {
            return Ok(ended(case, "failed", why(&refusal)));
        }
        for _ in 0..LOOKS {
            if self.is_gone(id).await? {
                return Ok(gone(case));
            }
            self.patience().sleep(LAG).await?;
        }
        "differs".clone_into(&mut case.state);
        Ok(Vec::new())
    }

    async fn is_gone(&self, id: i64) -> Result<bool, Halt> {
        let query = format!("id in [{id}]");
        let look = || self.client().case_facts(self.row.project_id, &query, PageRequest::first(1));
        let found = self.patience().patiently(look).await?;
        Ok(found.is_ok_and(|page| page.items.is_empty()))
    }
}

fn gone(case: &mut EditedCaseRow) -> Vec<EditNote> {
    "written".clone_into(&mut case.state);
    Vec::new()
}
