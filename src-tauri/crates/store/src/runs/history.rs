use super::{RunRow, Runs, folded};
use crate::StoreError;
use crate::sql::{QueryBuilder, query_as};

/// Which finished runs are wanted; what is empty or `None` does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Each of its words must be in the run's, the job's or the project's name.
    pub text: String,
    pub outcomes: Vec<String>,
    pub project_id: Option<i64>,
    pub job_id: Option<i64>,
}

impl Runs<'_> {
    /// The latest finished first, with the number of all that match.
    pub async fn history(
        &self,
        connection_id: i64,
        filter: &HistoryFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<RunRow>, u64), StoreError> {
        // An index has all that narrows: only the runs of the page are read.
        let mut rows = QueryBuilder::new("SELECT * FROM runs WHERE id IN (SELECT id FROM runs");
        narrow(&mut rows, connection_id, filter);
        rows.push(" ORDER BY finished_at DESC, id DESC LIMIT ").push_bind(limit);
        rows.push(" OFFSET ").push_bind(offset);
        rows.push(") ORDER BY finished_at DESC, id DESC");
        let rows = rows.build_query_as().fetch_all(self.0).await?;

        let mut count = QueryBuilder::new("SELECT count(*) FROM runs");
        narrow(&mut count, connection_id, filter);
        let total: i64 = count.build_query_scalar().fetch_one(self.0).await?;
        Ok((rows, total.unsigned_abs()))
    }

    /// The runs that finished last and were not followed for a subscription alone, the latest first.
    pub async fn last_finished(&self, connection_id: i64, limit: u32) -> Result<Vec<RunRow>, StoreError> {
        let sql =
            "SELECT * FROM runs WHERE phase = 'finished' AND connection_id = $1 AND origin <> 'subscribed'
            ORDER BY finished_at DESC, id DESC LIMIT $2";
        Ok(query_as(sql).bind(connection_id).bind(limit).fetch_all(self.0).await?)
    }
}

fn narrow(query: &mut QueryBuilder, connection_id: i64, filter: &HistoryFilter) {
    query.push(" WHERE phase = 'finished' AND connection_id = ").push_bind(connection_id);
    for word in folded(&filter.text).split_whitespace().take(16) {
        query.push(" AND instr(haystack, ").push_bind(word.to_owned()).push(") > 0");
    }
    if !filter.outcomes.is_empty() {
        query.push(" AND outcome IN (").push_list(&filter.outcomes).push(")");
    }
    if let Some(project) = filter.project_id {
        query.push(" AND project_id = ").push_bind(project);
    }
    if let Some(job) = filter.job_id {
        query.push(" AND job_id = ").push_bind(job);
    }
}
