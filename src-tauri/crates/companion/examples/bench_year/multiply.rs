//! Many runs from one that the store wrote itself: through the store they would take minutes.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use crate::Trouble;
use crate::fill::APART_MS;

/// The results of five runs of each job are kept; a project has 400 jobs.
const RUNS: &str =
    "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ?2),
        job (n, id, project) AS (SELECT n, n / 5 % 20000, n / 5 % 20000 / 400 FROM number)
    INSERT INTO runs (connection_id, request_key, project_id, project_name, job_id, job_name, ci, launch_id, name,
        origin, phase, outcome, stalled, passed, failed, broken, skipped, unknown, in_progress, message, closed,
        asked_at, started_at, finished_at, observed_at, request, machine, change, haystack)
    SELECT connection_id, 'key-' || n, job.project, 'Проект ' || job.project, job.id, 'Regression ' || job.id, ci, n + 1,
        'Ночной прогон ' || n, origin, phase, CASE n % 3 WHEN 0 THEN 'failed' ELSE 'passed' END, stalled, passed,
        failed, broken, skipped, unknown, in_progress, message, closed, asked_at + n * ?3, started_at + n * ?3,
        finished_at + n * ?3, observed_at + n * ?3, request, machine, change,
        'ночной прогон ' || n || char(10) || 'regression ' || job.id || char(10) || 'проект ' || job.project
    FROM job CROSS JOIN runs WHERE runs.id = ?1";

const WHAT_THEY_HAVE: [&str; 3] = [
    "INSERT INTO moments (run_id, at, kind, detail)
    SELECT runs.id, moments.at - first.asked_at + runs.asked_at, kind, detail
    FROM runs, moments JOIN runs AS first ON first.id = ?1
    WHERE moments.run_id = ?1 AND runs.id <> ?1 ORDER BY runs.id, moments.id",
    "INSERT INTO results (run_id, test_key, test_result_id, name, status, duration_ms)
    SELECT runs.id, test_key, runs.id * 100 + test_result_id, results.name, status, duration_ms
    FROM runs CROSS JOIN results
    WHERE results.run_id = ?1 AND runs.id <> ?1 ORDER BY runs.id, test_key",
    "INSERT INTO last_jobs (connection_id, project_id, job_id, run_id, asked_at)
    SELECT connection_id, project_id, job_id, max(id), max(asked_at) FROM runs WHERE id >= ?1
    GROUP BY connection_id, project_id, job_id
    ON CONFLICT (connection_id, project_id, job_id)
    DO UPDATE SET run_id = excluded.run_id, asked_at = excluded.asked_at",
];

/// `count` runs, each with the timeline and the results of the first one.
pub(crate) async fn runs(folder: &Path, first: i64, count: i64) -> Result<(), Trouble> {
    let options = SqliteConnectOptions::new().filename(folder.join("companion.db"));
    let mut db = SqliteConnection::connect_with(&options).await?;
    let mut tx = db.begin().await?;
    sqlx::query(RUNS).bind(first).bind(count).bind(APART_MS).execute(&mut *tx).await?;
    for statement in WHAT_THEY_HAVE {
        sqlx::query(statement).bind(first).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    db.close().await?;
    Ok(())
}
