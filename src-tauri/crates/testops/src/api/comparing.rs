//! Launches side by side, and how long their tests took.

use crate::client::{Call, Client};
use crate::model::{DiffKind, DiffRow, DurationCount, MatrixMode, MatrixRow, QueryCheck, Validity};
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /launch/diff/matrix`: tests by launches, in the order of their ids. `changes` leaves out those that ended alike
    /// everywhere.
    pub async fn launch_matrix(
        &self,
        launch_ids: &[i64],
        mode: &MatrixMode,
        changes: bool,
        page: PageRequest,
    ) -> Result<Page<MatrixRow>> {
        let call = Call::get("/launch/diff/matrix").query("mode", mode).query("statusChange", changes);
        self.read_page(launch_ids.iter().fold(call, |call, id| call.query("launchIds", id)), page).await
    }

    /// `GET /launch/diff/…`: what differs between two launches. Results that only one has are told as its side.
    pub async fn launch_diff(&self, kind: &DiffKind, from: i64, to: i64) -> Result<Vec<DiffRow>> {
        let call = || Call::get(format!("/launch/diff/{kind}")).query("from", from).query("to", to);
        let mut rows: Vec<DiffRow> = self.read_list(call).await?;
        if *kind == DiffKind::Missed {
            rows.iter_mut().filter(|row| row.from.is_none()).for_each(|row| row.from = row.to.take());
        }
        Ok(rows)
    }

    /// `GET /launch/{id}/duration`: a histogram of how long results took.
    pub async fn launch_durations(&self, id: i64) -> Result<Vec<DurationCount>> {
        self.read_list(|| Call::get(format!("/launch/{id}/duration"))).await
    }

    /// `GET /testresult/query/validate`: whether an AQL of test results is valid, and how many it selects.
    pub async fn check_result_query(&self, project_id: i64, rql: &str) -> Result<QueryCheck> {
        let call = Call::get("/testresult/query/validate").query("projectId", project_id).query("rql", rql);
        let validity: Validity = self.read(call).await?;
        Ok(QueryCheck { valid: validity.valid, count: validity.valid.then_some(validity.count) })
    }
}
