//! The last run of each job that was launched from here, so that nobody looks for it among all runs.

use crate::db::Write;
use crate::sql::{query, query_as};

use crate::{RunRow, StoreError};

/// To be called for every run that is inserted.
pub(crate) async fn note(db: &mut Write, run: &RunRow) -> Result<(), StoreError> {
    if run.job_id.is_none() || run.request.is_none() {
        return Ok(());
    }
    let sql =
        "INSERT INTO last_jobs (connection_id, project_id, job_id, run_id, asked_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (connection_id, project_id, job_id)
        DO UPDATE SET run_id = excluded.run_id, asked_at = excluded.asked_at
        WHERE (excluded.asked_at, excluded.run_id) > (last_jobs.asked_at, last_jobs.run_id)";
    query(sql)
        .bind(run.connection_id)
        .bind(run.project_id)
        .bind(run.job_id)
        .bind(run.id)
        .bind(run.asked_at)
        .execute(db)
        .await?;
    Ok(())
}

/// A job by its connection, its project and its id.
pub(crate) type Job = (i64, i64, i64);

/// The job whose last run this is.
pub(crate) async fn of_run(db: &mut Write, run_id: i64) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT connection_id, project_id, job_id FROM last_jobs WHERE run_id = $1";
    Ok(query_as(sql).bind(run_id).fetch_all(db).await?)
}

/// The jobs whose last run finished before then.
pub(crate) async fn finished_before(
    db: &mut Write,
    connection_id: i64,
    before: i64,
) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT connection_id, project_id, job_id FROM last_jobs WHERE run_id IN (
        SELECT id FROM runs WHERE connection_id = $1 AND phase = 'finished' AND finished_at < $2)";
    Ok(query_as(sql).bind(connection_id).bind(before).fetch_all(db).await?)
}

/// To be called after the deletion: the newest of what is left takes the place.
pub(crate) async fn choose_anew(db: &mut Write, jobs: &[Job]) -> Result<(), StoreError> {
    for (connection_id, project_id, job_id) in jobs {
        let sql = "INSERT INTO last_jobs (connection_id, project_id, job_id, run_id, asked_at)
            SELECT connection_id, project_id, job_id, id, asked_at FROM runs
            WHERE connection_id = $1 AND project_id = $2 AND job_id = $3 AND request IS NOT NULL
            ORDER BY asked_at DESC, id DESC LIMIT 1
            ON CONFLICT (connection_id, project_id, job_id) DO NOTHING";
        query(sql).bind(connection_id).bind(project_id).bind(job_id).execute(&mut *db).await?;
    }
    Ok(())
}
