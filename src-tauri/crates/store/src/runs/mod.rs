mod history;
mod of_job;
mod write;

use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};

pub use history::HistoryFilter;
pub use of_job::PastRunRow;
pub use write::Intent;

use crate::{Millis, StoreError, last_jobs};

/// A launch that we follow, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RunRow {
    /// Given by the store; ignored when inserting.
    pub id: i64,
    pub connection_id: i64,
    /// The same key never launches twice.
    pub request_key: String,
    pub project_id: i64,
    pub project_name: String,
    pub job_id: Option<i64>,
    pub job_name: Option<String>,
    pub ci: Option<String>,
    /// The server's; one launch is followed by one run of a connection.
    pub launch_id: Option<i64>,
    pub name: String,
    pub origin: String,
    /// `finished` ends the watching; the other words are the caller's.
    pub phase: String,
    /// `passed` and `failed` are runs with results; the other words are the caller's.
    pub outcome: Option<String>,
    pub stalled: bool,
    #[sqlx(try_from = "i64")]
    pub passed: u32,
    #[sqlx(try_from = "i64")]
    pub failed: u32,
    #[sqlx(try_from = "i64")]
    pub broken: u32,
    #[sqlx(try_from = "i64")]
    pub skipped: u32,
    #[sqlx(try_from = "i64")]
    pub unknown: u32,
    #[sqlx(try_from = "i64")]
    pub in_progress: u32,
    pub message: Option<String>,
    pub closed: bool,
    pub asked_at: Millis,
    pub started_at: Option<Millis>,
    pub finished_at: Option<Millis>,
    pub observed_at: Option<Millis>,
    /// What was asked for, as JSON; `None` for a launch that was started elsewhere.
    pub request: Option<String>,
    /// The state machine, as JSON.
    pub machine: String,
    /// The counts against the previous run, as JSON.
    pub change: Option<String>,
}

pub struct Runs<'a>(pub(crate) &'a Db);

impl Runs<'_> {
    pub async fn get(&self, id: i64) -> Result<Option<RunRow>, StoreError> {
        Ok(query_as("SELECT * FROM runs WHERE id = $1").bind(id).fetch_optional(self.0).await?)
    }

    /// The run that was asked for under this key.
    pub async fn of_key(&self, key: &str) -> Result<Option<RunRow>, StoreError> {
        let sql = "SELECT * FROM runs WHERE request_key = $1";
        Ok(query_as(sql).bind(key).fetch_optional(self.0).await?)
    }

    /// Those that are not finished, oldest first.
    pub async fn open_runs(&self, connection_id: i64) -> Result<Vec<RunRow>, StoreError> {
        let sql = "SELECT * FROM runs WHERE connection_id = $1 AND phase <> 'finished' ORDER BY id";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    /// The run that follows the launch of the server.
    pub async fn of_launch(&self, connection_id: i64, launch_id: i64) -> Result<Option<RunRow>, StoreError> {
        let sql = "SELECT * FROM runs WHERE connection_id = $1 AND launch_id = $2";
        Ok(query_as(sql).bind(connection_id).bind(launch_id).fetch_optional(self.0).await?)
    }

    /// Which of these launches are followed already: the server's id and ours.
    pub async fn followed(
        &self,
        connection_id: i64,
        launch_ids: &[i64],
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "SELECT launch_id, id FROM runs
            WHERE connection_id = $1 AND launch_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))";
        let launch_ids = serde_json::to_string(launch_ids)?;
        Ok(query_as(sql).bind(connection_id).bind(launch_ids).fetch_all(self.0).await?)
    }

    /// The projects that have a run.
    pub async fn projects(&self, connection_id: i64) -> Result<Vec<i64>, StoreError> {
        // From one project to the next, past all their runs.
        let sql = "WITH RECURSIVE found (id) AS (
                SELECT min(project_id) FROM runs WHERE connection_id = $1
                UNION ALL
                SELECT (SELECT min(project_id) FROM runs WHERE connection_id = $1 AND project_id > found.id)
                FROM found WHERE found.id IS NOT NULL
            ) SELECT id FROM found WHERE id IS NOT NULL";
        Ok(query_scalar(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    /// How many runs the connection has.
    pub async fn count(&self, connection_id: i64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM runs WHERE connection_id = $1";
        let count: i64 = query_scalar(sql).bind(connection_id).fetch_one(self.0).await?;
        Ok(count.unsigned_abs())
    }

    pub async fn delete(&self, id: i64) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        write::delete(&mut tx, id).await?;
        tx.commit().await
    }

    /// Drops the runs of a connection that finished before `before`, with their timelines and results; answers how
    /// many went.
    pub async fn delete_finished_before(
        &self,
        connection_id: i64,
        before: Millis,
    ) -> Result<u64, StoreError> {
        let mut tx = self.0.write().await?;
        let jobs = last_jobs::finished_before(&mut tx, connection_id, before).await?;
        let sql = "DELETE FROM runs WHERE connection_id = $1 AND phase = 'finished' AND finished_at < $2";
        let gone = query(sql).bind(connection_id).bind(before).execute(&mut tx).await?.rows_affected();
        last_jobs::choose_anew(&mut tx, &jobs).await?;
        tx.commit().await?;
        Ok(gone)
    }
}

/// How text is folded for a search: small letters in every script, and ё as е, as people type it.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod write_tests;
