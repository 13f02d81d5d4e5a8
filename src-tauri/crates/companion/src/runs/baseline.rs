//! What a run is compared with where no run of ours fits: the newest earlier launch of the same job that is over on the
//! server, whoever started it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::{ResultRow, RunRow};
use testops::{Client, LaunchPreview, LaunchQuery, PageRequest};

use super::compare::Changes;
use super::decide::Stage;
use super::results::all_results;
use super::translate;
use crate::view::TestChange;

/// How many of the project's newest launches are looked through.
const PAGE: u32 = 100;
const MOST_PAGES: u32 = 3;

/// Of each kind of change so many are kept by name; the counts tell of all.
const NAMED: usize = 1_000;

/// A launch on the server, as a run's comparison with it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Baseline {
    pub(crate) launch_id: i64,
    pub(crate) name: String,
    /// On our clock.
    pub(crate) created_at: Option<DateTime<Utc>>,
    pub(crate) newly_failed: Vec<TestChange>,
    pub(crate) fixed: Vec<TestChange>,
    pub(crate) gone: Vec<TestChange>,
    pub(crate) slower: Vec<TestChange>,
}

impl Baseline {
    pub(super) fn new(launch: LaunchPreview, ahead: TimeDelta, changes: &Changes) -> Self {
        let named = |changes: &[TestChange]| changes.iter().take(NAMED).cloned().collect();
        Self {
            launch_id: launch.id,
            name: launch.name,
            created_at: translate::ours(launch.created_date, ahead),
            newly_failed: named(&changes.newly_failed),
            fixed: named(&changes.fixed),
            gone: named(&changes.gone),
            slower: named(&changes.slower),
        }
    }
}

/// The launch, with its results.
pub(super) async fn on_server(client: &Client, run: &RunRow) -> Option<(LaunchPreview, Vec<ResultRow>)> {
    let found = async {
        let Some(launch) = earlier(client, run).await? else { return Ok(None) };
        let results = all_results(client, launch.id).await?;
        Ok(results.map(|results| (launch, results.rows)).filter(|(_, results)| !results.is_empty()))
    };
    found.await.unwrap_or_else(|error: testops::Error| {
        tracing::warn!(%error, run = run.id, "no earlier launch could be read to compare with");
        None
    })
}

async fn earlier(client: &Client, run: &RunRow) -> Result<Option<LaunchPreview>, testops::Error> {
    let (Some(job_id), Some(launch_id)) = (run.job_id, run.launch_id) else { return Ok(None) };
    let mut request = PageRequest::first(PAGE);
    while request.number < MOST_PAGES {
        let page = client.launches(run.project_id, &LaunchQuery::default(), request).await?;
        let fits = |launch: &LaunchPreview| launch.id < launch_id && is_of(launch, job_id) && is_over(launch);
        if let Some(launch) = page.items.into_iter().find(fits) {
            return Ok(Some(launch));
        }
        if page.last {
            break;
        }
        request = request.next();
    }
    Ok(None)
}

fn is_of(launch: &LaunchPreview, job_id: i64) -> bool {
    launch.jobs.iter().any(|run| run.job.as_ref().and_then(|job| job.id) == Some(job_id))
}

/// Over, and not because the CI could not start it.
fn is_over(launch: &LaunchPreview) -> bool {
    let job_runs = translate::job_runs(&launch.jobs, TimeDelta::zero());
    let began = job_runs.iter().any(|run| run.stage != Stage::RunFailure);
    began && (launch.closed || job_runs.iter().all(|run| run.stage.is_over()))
}
