//! What waits for the person in the launches of a project.

use std::collections::HashMap;

use store::MineRow;
use testops::{Criterion, Error, LaunchPreview, LaunchQuery, PageRequest, Status, TestResult};

use super::found::{Found, number, row};
use super::reading::{Asker, FORGOTTEN};
use crate::view::MineKind;

/// Of a project so many open launches are looked at, the newest first.
const OPEN: u32 = 20;

/// In so many of them, and in so many of the newest that the person follows, results are looked at.
const READ: usize = 5;

/// Of the results of a launch so many are looked through, a thousand at a time.
const PAGES: u32 = 5;

/// Of one launch so many results are told.
const TOLD: usize = 50;

/// The open launches of a project.
pub(super) struct Launches {
    open: Vec<LaunchPreview>,
    /// The person's user name, as far as the server tells it.
    me: Option<String>,
    /// Ours, by the server's.
    followed: HashMap<i64, i64>,
    /// Launches that the person follows and that have failures: id and name, the newest first.
    failed: Vec<(i64, String)>,
}

impl Launches {
    pub(super) async fn read(asker: &mut Asker<'_>, project_id: i64) -> Result<Self, Error> {
        let me = asker.turn().await.account().await?.username;
        let query = LaunchQuery { search: vec![Criterion::Closed(false)], ..LaunchQuery::default() };
        let page = asker.turn().await.launches(project_id, &query, PageRequest::first(OPEN)).await?;
        let open: Vec<LaunchPreview> = page.items.into_iter().filter(|launch| !launch.closed).collect();
        let connection_id = asker.session.connection.id;
        let runs = asker.inner.store.runs();
        let ids: Vec<i64> = open.iter().map(|launch| launch.id).collect();
        let followed = runs.followed(connection_id, &ids).await.unwrap_or_default().into_iter().collect();
        let ended = runs.last_finished(connection_id, 100).await.unwrap_or_default().into_iter();
        let of_project = ended.filter(|run| run.project_id == project_id && run.failed + run.broken > 0);
        let failed = of_project.filter_map(|run| Some((run.launch_id?, run.name))).take(READ).collect();
        Ok(Self { open, me, followed, failed })
    }

    /// Launches of the person's, or that the person follows, which nobody closed.
    pub(super) fn left_open(&self, asker: &Asker<'_>) -> Found {
        let now = asker.inner.now();
        let mut found = Found::new(MineKind::LeftOpen);
        for launch in &self.open {
            let mine = self.followed.contains_key(&launch.id)
                || launch.created_by.is_some() && launch.created_by == self.me;
            let touched = launch.last_modified_date.max(launch.created_date);
            if mine && touched.is_some_and(|touched| now - touched >= FORGOTTEN) {
                found.add(of_launch(launch.id, &launch.name, row(launch.id, &launch.name, touched)));
            }
        }
        found
    }

    /// Results that are the person's: those that the person is to run, and the others.
    pub(super) async fn assigned(&self, asker: &mut Asker<'_>) -> Result<[Found; 2], Error> {
        let mut to_run = Found::new(MineKind::Manual);
        let mut found = Found::new(MineKind::Assigned);
        let Some(me) = &self.me else { return Ok([to_run, found]) };
        for launch in self.open.iter().take(READ) {
            let mut mine = Vec::new();
            let mut request = PageRequest::first(1_000);
            while request.number < PAGES {
                let page = asker.turn().await.test_results(launch.id, request).await?;
                mine.extend(page.items.into_iter().filter(|result| waits_for(result, me)));
                if page.last {
                    break;
                }
                request = request.next();
            }
            for result in mine.iter().take(TOLD) {
                let at = result.created_date.or(launch.created_date);
                let waits = result.manual && result.status.is_none();
                let found = if waits { &mut to_run } else { &mut found };
                found.add(of_launch(launch.id, &launch.name, row(result.id, &result.name, at)));
            }
        }
        Ok([to_run, found])
    }

    pub(super) async fn unexplained(&self, asker: &mut Asker<'_>) -> Result<Found, Error> {
        let mut found = Found::new(MineKind::Unexplained);
        for (id, name) in &self.failed {
            let page = asker.turn().await.unresolved_results(*id, PageRequest::first(1)).await?;
            let count = page.total.unwrap_or(page.items.len() as u64);
            if count > 0 {
                found.add(MineRow { count: number(count), ..of_launch(*id, name, row(*id, name, None)) });
            }
        }
        Ok(found)
    }
}

/// Whether somebody still has to do something about it.
fn waits_for(result: &TestResult, username: &str) -> bool {
    let is_done = result.muted || matches!(result.status, Some(Status::Passed | Status::Skipped));
    result.assignee.as_deref() == Some(username) && !result.hidden && !is_done
}

fn of_launch(id: i64, name: &str, row: MineRow) -> MineRow {
    MineRow { launch_id: Some(id), launch_name: Some(name.to_owned()), ..row }
}
