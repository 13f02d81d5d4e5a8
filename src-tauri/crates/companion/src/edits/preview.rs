//! What an edit would make of test cases, read afresh.

use futures::{FutureExt as _, StreamExt as _, stream};
use store::{EditedCaseRow, Millis};
use testops::{Client, Error, ErrorKind};

use super::reading::{read, workflow};
use super::rewritten::rewritten;
use super::values::changes;
use super::wish::{Known, Wish, wish};
use crate::view::{CaseEdit, EditChoice, EditNote, EditPreview, EditWhy, PreviewedCase};

const AT_A_TIME: usize = 4;

/// What a person was shown.
pub(super) struct Previewed {
    pub(super) id: u32,
    pub(super) server: String,
    pub(super) project_id: i64,
    rows: Vec<Row>,
    /// The columns that launches write over in automated test cases; `None` where the server does not say.
    rewritten: Option<Vec<String>>,
}

struct Row {
    id: i64,
    name: String,
    wish: Wish,
    automated: bool,
    seen_at: Option<Millis>,
}

impl Previewed {
    pub(super) async fn of(
        client: &Client,
        (id, server, project_id): (u32, String, i64),
        cases: &[i64],
        edit: &CaseEdit,
        fields: &[EditChoice],
    ) -> Result<Self, Error> {
        let looks: Vec<_> =
            cases.iter().map(|case| look(client, project_id, *case, edit, fields).boxed()).collect();
        let mut all = stream::iter(looks).buffered(AT_A_TIME);
        let mut rows = Vec::with_capacity(cases.len());
        while let Some(row) = all.next().await {
            rows.push(row?);
        }
        let rewritten = if rows.iter().any(|row| row.automated) {
            rewritten(client, project_id, fields).await
        } else {
            None
        };
        Ok(Self { id, server, project_id, rows, rewritten })
    }

    pub(super) fn shown(&self) -> EditPreview {
        let row = |row: &Row| {
            let changes = changes(&row.wish.was, &row.wish.wanted);
            let is_edited = |column: &&String| changes.iter().any(|change| change.name == **column);
            let rewritten = self.rewritten.as_ref().filter(|_| row.automated);
            PreviewedCase {
                id: row.id,
                name: row.name.clone(),
                rewritten: rewritten.map(|all| all.iter().filter(is_edited).cloned().collect()),
                changes,
                notes: row.wish.notes.clone(),
                automated: row.automated,
            }
        };
        let changing = self.rows.iter().filter(|row| !row.wish.is_empty()).count();
        EditPreview {
            id: self.id,
            project_id: self.project_id,
            cases: self.rows.iter().map(row).collect(),
            changing: u32::try_from(changing).unwrap_or(u32::MAX),
        }
    }

    /// Those that would be written, without some of them.
    pub(super) fn to_write(&self, without: &[i64]) -> Vec<EditedCaseRow> {
        let wanted = self.rows.iter().filter(|row| !row.wish.is_empty() && !without.contains(&row.id));
        let stored = (0_i64..).zip(wanted).map(|(position, row)| EditedCaseRow {
            position,
            case_id: Some(row.id),
            name: row.name.clone(),
            act: "change".to_owned(),
            was: serde_json::to_string(&row.wish.was).unwrap_or_default(),
            wanted: serde_json::to_string(&row.wish.wanted).unwrap_or_default(),
            seen_at: row.seen_at,
            state: "waiting".to_owned(),
            ..EditedCaseRow::default()
        });
        stored.collect()
    }
}

async fn look(
    client: &Client,
    project_id: i64,
    id: i64,
    edit: &CaseEdit,
    fields: &[EditChoice],
) -> Result<Row, Error> {
    let cannot = |name: String, why| Row {
        id,
        name,
        wish: Wish { notes: vec![EditNote { column: None, why }], ..Wish::default() },
        automated: false,
        seen_at: None,
    };
    let live = match read(client, id, fields, edit.steps.is_some()).await {
        Ok(live) => live,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
            return Ok(cannot(format!("#{id}"), EditWhy::Gone));
        }
        Err(error) => return Err(error),
    };
    let name = live.overview.facts.name.clone();
    if live.overview.project_id.is_some_and(|own| own != project_id) {
        return Ok(cannot(name, EditWhy::OtherProject));
    }
    let workflow = workflow(client, id, edit.status.is_some()).await?;
    let known = Known {
        values: &live.values,
        steps_locked: live.steps_locked.clone(),
        workflow: workflow.as_ref(),
        fields_told: live.fields_told(),
    };
    let wish = wish(edit, &known);
    let (automated, seen_at) = (live.overview.facts.automated, live.modified());
    Ok(Row { id, name, wish, automated, seen_at })
}
