//! How launches are on the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use testops::{Client, ErrorKind, JobRunStage, Launch, PageRequest, Result};

/// A launch, with what an act has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) name: String,
    pub(super) closed: bool,
    pub(super) tags: Vec<String>,
    pub(super) modified_at: Option<i64>,
}

/// Those that are there. A launch is looked for by a query: asked for by its id, a deleted one is a failure of some servers.
pub(super) async fn states(client: &Client, project_id: i64, ids: &[i64]) -> Result<BTreeMap<i64, State>> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(100) {
        let list: Vec<String> = ids.iter().map(i64::to_string).collect();
        let query = format!("id in [{}]", list.join(","));
        let mut request = PageRequest::first(100);
        loop {
            let page = client.search_launches(project_id, &query, request).await?;
            found.extend(page.items.into_iter().map(|launch| (launch.id, State::of(launch))));
            if page.last {
                break;
            }
            request = request.next();
        }
    }
    Ok(found)
}

impl State {
    fn of(launch: Launch) -> Self {
        Self {
            name: launch.name,
            closed: launch.closed,
            tags: launch.tags.into_iter().map(|tag| tag.name).collect(),
            modified_at: launch.last_modified_date.map(|at| at.timestamp_millis()),
        }
    }
}

/// How many results it has, and how many of its job runs are under way.
pub(super) async fn weight(client: &Client, launch_id: i64) -> Result<(u32, u32)> {
    let statistic = if_there(client.launch_statistic(launch_id).await)?.unwrap_or_default();
    let results: u64 = statistic.iter().map(|one| one.count).sum();
    let runs = if_there(client.launch_job_runs(launch_id).await)?.unwrap_or_default();
    let under_way =
        |stage: &Option<JobRunStage>| matches!(stage, Some(JobRunStage::Scheduled | JobRunStage::InProgress));
    let running = runs.iter().filter(|run| under_way(&run.stage)).count();
    Ok((u32::try_from(results).unwrap_or(u32::MAX), u32::try_from(running).unwrap_or(u32::MAX)))
}

fn if_there<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
