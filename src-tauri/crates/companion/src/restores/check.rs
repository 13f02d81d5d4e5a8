//! What was written, read back and compared with the copy.

use std::path::Path;

use store::RestoreCaseRow;

use super::judge::otherwise;
use super::look::fields;
use super::moment::{Wanted, moment};
use super::writing::{Halt, Writer, cells, read};
use crate::view::{RestoreNote, RestoreWhy};

/// So many are read from the store at once.
const BATCH: u32 = 500;

impl Writer {
    /// Of all that was written one export is enough.
    pub(super) async fn check(&self, file: &Path, tell: impl Fn()) -> Result<(), Halt> {
        let restores = self.inner.store.restores();
        let written = restores.numbers(self.row.id, "written").await?;
        if written.is_empty() {
            return Ok(());
        }
        let wanted = Wanted {
            server: &self.row.server,
            project_id: self.row.project_id,
            cases: &written,
            columns: &self.columns,
        };
        let now = moment(&self.inner, &self.session, &wanted, file).await.map_err(Halt::Unread)?;
        let mut after = i64::MIN;
        loop {
            let mut batch = restores.cases(self.row.id, &["written"], after, BATCH).await?;
            let Some(last) = batch.last() else { return Ok(()) };
            after = last.case_id;
            for case in &mut batch {
                let is = case.new_id.and_then(|id| now.fields(id).ok().flatten()).map(fields);
                self.judge(case, is.as_deref());
            }
            restores.write_all(self.row.id, &batch).await?;
            tell();
        }
    }

    fn judge(&self, case: &mut RestoreCaseRow, is: Option<&[crate::view::CaseField]>) {
        let mut notes: Vec<RestoreNote> = read(case.told.as_deref());
        let Some(is) = is else {
            "failed".clone_into(&mut case.state);
            notes.push(RestoreNote { column: None, why: RestoreWhy::Gone });
            case.told = serde_json::to_string(&notes).ok();
            return;
        };
        let differing = otherwise(&cells(case), is, &self.columns);
        let state = if differing.is_empty() { "restored" } else { "differs" };
        // Why a column could not be written says more than that it differs.
        notes.retain(|note| note.column.is_none() || differing.iter().any(|own| own.column == note.column));
        let told: Vec<_> = notes.iter().map(|note| note.column.clone()).collect();
        notes.extend(differing.into_iter().filter(|own| !told.contains(&own.column)));
        state.clone_into(&mut case.state);
        case.told = if notes.is_empty() { None } else { serde_json::to_string(&notes).ok() };
        case.cells = None;
    }
}
