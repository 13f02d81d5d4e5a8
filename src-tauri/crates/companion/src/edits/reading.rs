//! A test case as the server has it at this moment.

use store::Millis;
use testops::{CaseOverview, Client, Error, Named, Workflow};

use super::values::{steps, values};
use crate::view::{CaseValues, EditChoice, EditWhy};

pub(super) struct Live {
    pub(super) overview: CaseOverview,
    /// With the steps, where they were wanted and can be edited.
    pub(super) values: CaseValues,
    pub(super) steps_locked: Option<EditWhy>,
}

impl Live {
    pub(super) fn modified(&self) -> Option<Millis> {
        self.overview.facts.last_modified_date.map(|at| at.timestamp_millis())
    }

    pub(super) fn fields_told(&self) -> bool {
        self.overview.custom_fields.iter().all(|own| own.custom_field.is_some())
    }

    pub(super) fn changed_meanwhile(&self) -> EditWhy {
        let facts = &self.overview.facts;
        EditWhy::ChangedMeanwhile { by: facts.last_modified_by.clone(), at: facts.last_modified_date }
    }
}

pub(super) async fn read(
    client: &Client,
    id: i64,
    fields: &[EditChoice],
    with_steps: bool,
) -> Result<Live, Error> {
    let overview = client.case_overview(id).await?;
    let mut values = values(&overview, fields);
    let mut steps_locked = None;
    if with_steps {
        match steps(&overview, &client.case_scenario(id).await?) {
            Ok(steps) => values.steps = Some(steps),
            Err(why) => steps_locked = Some(why),
        }
    }
    Ok(Live { overview, values, steps_locked })
}

/// The workflow of a test case; what it has at the moment is enough where no other status is wanted.
pub(super) async fn workflow(client: &Client, id: i64, wanted: bool) -> Result<Option<Workflow>, Error> {
    if wanted { client.case_workflow(id).await.map(Some) } else { Ok(None) }
}

pub(super) fn choices(all: Vec<Named>) -> Vec<EditChoice> {
    all.into_iter().map(|one| EditChoice { id: one.id, name: one.name }).collect()
}
