//! The earlier runs of a job, with the courses that their results told.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use store::{CachedRow, RunRow, Store, StoreError};

use super::decide::estimate::{Course, Past};
use super::record::is_of_chosen;
use crate::core::encoding::instant;

/// How many courses are kept of a job: as many as the store tells earlier runs.
const KEPT: usize = 10;

/// By the run.
type Courses = BTreeMap<i64, Course>;

/// Those of the job before `run`.
pub(crate) async fn before(store: &Store, run: &RunRow) -> Result<Vec<Past>, StoreError> {
    match run.job_id.filter(|_| !is_of_chosen(run)) {
        Some(job_id) => of_job(store, run.connection_id, run.project_id, job_id, Some(run)).await,
        None => Ok(Vec::new()),
    }
}

pub(crate) async fn of_job(
    store: &Store,
    connection_id: i64,
    project_id: i64,
    job_id: i64,
    before: Option<&RunRow>,
) -> Result<Vec<Past>, StoreError> {
    let rows = store.runs().past_of_job(connection_id, project_id, job_id, before).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut courses = courses(store, connection_id, &key(project_id, job_id)).await?;
    let past = rows.into_iter().map(|row| Past {
        length_ms: row.length_ms,
        results: row.results,
        course: courses.remove(&row.id),
    });
    Ok(past.collect())
}

/// Keeps how the results of a run came, from when each of them was there.
pub(crate) async fn keep_course(
    store: &Store,
    run: &RunRow,
    results: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(job_id) = run.job_id else { return Ok(()) };
    let began = instant(run.started_at.unwrap_or(run.asked_at));
    let times = results.iter().map(|at| (*at - began).num_milliseconds()).collect();
    let Some(course) = Course::of(times) else { return Ok(()) };
    let key = key(run.project_id, job_id);
    let mut courses = courses(store, run.connection_id, &key).await?;
    courses.insert(run.id, course);
    while courses.len() > KEPT {
        courses.pop_first();
    }
    let json = serde_json::to_string(&courses)?;
    store.cache().put(run.connection_id, &key, &CachedRow { json, at: now.timestamp_millis() }).await
}

/// What an earlier program kept otherwise is as if it were not there.
async fn courses(store: &Store, connection_id: i64, key: &str) -> Result<Courses, StoreError> {
    let kept = store.cache().get(connection_id, key).await?;
    Ok(kept.and_then(|row| serde_json::from_str(&row.json).ok()).unwrap_or_default())
}

fn key(project_id: i64, job_id: i64) -> String {
    format!("course/{project_id}/{job_id}")
}
