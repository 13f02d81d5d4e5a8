use super::{RunRow, Runs};
use crate::sql::query_as;
use crate::{Millis, StoreError};

impl Runs<'_> {
    /// The run of the job that was asked for last, whatever became of it.
    pub async fn last_of_job(
        &self,
        connection_id: i64,
        project_id: i64,
        job_id: i64,
    ) -> Result<Option<RunRow>, StoreError> {
        let sql = "SELECT * FROM runs WHERE connection_id = $1 AND project_id = $2 AND job_id = $3
            ORDER BY asked_at DESC, id DESC LIMIT 1";
        Ok(query_as(sql).bind(connection_id).bind(project_id).bind(job_id).fetch_optional(self.0).await?)
    }

    /// The last run of each job of a project.
    pub async fn last_of_each_job(
        &self,
        connection_id: i64,
        project_id: i64,
    ) -> Result<Vec<RunRow>, StoreError> {
        // From one job to the next, past all their runs.
        let sql = "WITH RECURSIVE jobs (id) AS (
                SELECT min(job_id) FROM runs WHERE connection_id = $1 AND project_id = $2
                UNION ALL
                SELECT (SELECT min(job_id) FROM runs
                    WHERE connection_id = $1 AND project_id = $2 AND job_id > jobs.id)
                FROM jobs WHERE jobs.id IS NOT NULL
            )
            SELECT last.* FROM jobs CROSS JOIN runs AS last WHERE last.id = (
                SELECT id FROM runs WHERE connection_id = $1 AND project_id = $2 AND job_id = jobs.id
                ORDER BY asked_at DESC, id DESC LIMIT 1)
            AND jobs.id IS NOT NULL ORDER BY jobs.id";
        Ok(query_as(sql).bind(connection_id).bind(project_id).fetch_all(self.0).await?)
    }

    /// The last runs of each job of a project, at most `of_each` of a job; those that were asked for last come first.
    pub async fn latest_of_each_job(
        &self,
        connection_id: i64,
        project_id: i64,
        of_each: u32,
    ) -> Result<Vec<RunRow>, StoreError> {
        // From one job to the next, past all their runs.
        let sql = "WITH RECURSIVE jobs (id) AS (
                SELECT min(job_id) FROM runs WHERE connection_id = $1 AND project_id = $2
                UNION ALL
                SELECT (SELECT min(job_id) FROM runs
                    WHERE connection_id = $1 AND project_id = $2 AND job_id > jobs.id)
                FROM jobs WHERE jobs.id IS NOT NULL
            )
            SELECT latest.* FROM jobs CROSS JOIN runs AS latest WHERE latest.id IN (
                SELECT id FROM runs WHERE connection_id = $1 AND project_id = $2 AND job_id = jobs.id
                ORDER BY asked_at DESC, id DESC LIMIT $3)
            AND jobs.id IS NOT NULL ORDER BY latest.asked_at DESC, latest.id DESC";
        Ok(query_as(sql).bind(connection_id).bind(project_id).bind(of_each).fetch_all(self.0).await?)
    }

    /// The run with results (`passed` or `failed`) of the same job that was asked for before `run`. A run of chosen tests is
    /// no measure for others, and is left out.
    pub async fn previous_finished_of_job(&self, run: &RunRow) -> Result<Option<RunRow>, StoreError> {
        let sql = "SELECT * FROM runs
            WHERE connection_id = $1 AND project_id = $2 AND job_id = $3 AND (asked_at, id) < ($4, $5)
                AND phase = 'finished' AND outcome IN ('passed', 'failed')
                AND CASE WHEN json_valid(request) THEN json_extract(request, '$.choice') END IS NULL
            ORDER BY asked_at DESC, id DESC LIMIT 1";
        Ok(query_as(sql)
            .bind(run.connection_id)
            .bind(run.project_id)
            .bind(run.job_id)
            .bind(run.asked_at)
            .bind(run.id)
            .fetch_optional(self.0)
            .await?)
    }

    /// The last run of each job that was launched from here, the latest job first.
    pub async fn recent_jobs(&self, connection_id: i64, limit: u32) -> Result<Vec<RunRow>, StoreError> {
        // A sum, for SQLite prepares a statement anew whenever its bare limit is bound.
        let sql = "SELECT r.* FROM last_jobs l JOIN runs r ON r.id = l.run_id WHERE l.connection_id = $1
            ORDER BY l.asked_at DESC, l.run_id DESC LIMIT 0 + $2";
        Ok(query_as(sql).bind(connection_id).bind(limit).fetch_all(self.0).await?)
    }

    /// The last ten runs with results of a job, the latest first; with `before` those that were asked for before it.
    pub async fn past_of_job(
        &self,
        connection_id: i64,
        project_id: i64,
        job_id: i64,
        before: Option<&RunRow>,
    ) -> Result<Vec<PastRunRow>, StoreError> {
        let sql = "SELECT id, finished_at - coalesce(started_at, asked_at) AS length_ms,
                passed + failed + broken + skipped + unknown AS results FROM runs
            WHERE connection_id = $1 AND project_id = $2 AND job_id = $3 AND (asked_at, id) < ($4, $5)
                AND phase = 'finished' AND outcome IN ('passed', 'failed')
                AND finished_at >= coalesce(started_at, asked_at)
                AND (started_at IS NOT NULL OR origin = 'here')
                AND CASE WHEN json_valid(request) THEN json_extract(request, '$.choice') END IS NULL
            ORDER BY asked_at DESC, id DESC LIMIT 10";
        let (asked_at, id) = before.map_or((Millis::MAX, i64::MAX), |run| (run.asked_at, run.id));
        let past = query_as(sql).bind(connection_id).bind(project_id).bind(job_id).bind(asked_at).bind(id);
        Ok(past.fetch_all(self.0).await?)
    }
}

/// An earlier run of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PastRunRow {
    pub id: i64,
    /// From the start, or from when it was asked for, to the end.
    pub length_ms: Millis,
    #[sqlx(try_from = "i64")]
    pub results: u32,
}
