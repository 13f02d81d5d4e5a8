//! Reads launches and what their tests came to into the store: all once, then only what changed.

use std::collections::{BTreeMap, HashMap, HashSet};

use store::{TrendLaunchRow, TrendTestRow};
use testops::{Client, JobRunStage, LaunchPreview, LaunchQuery, MatrixMode, MatrixRow, PageRequest};

use super::cell::Cell;
use crate::companion::Inner;
use crate::core::session::Session;
use crate::view::{Failure, TrendCounts};

/// How many launches of a project are kept.
pub(super) const KEPT: usize = 500;
const PAGE: u32 = 100;
const TESTS: u32 = 500;
/// The launches of one matrix: its address stays short, and its answers small.
const AT_ONCE: usize = 10;

/// Reads the list of launches, then the tests of those among `wanted` that have changed. `wanted` is asked once the list is known.
pub(super) async fn read(
    inner: &Inner,
    session: &Session,
    project_id: i64,
    wanted: impl Fn(&[TrendLaunchRow]) -> Vec<i64>,
) -> Result<(), Failure> {
    let trends = inner.store.trends(session.connection.id, project_id);
    let known = trends.launches().await.map_err(|error| inner.stored(&error))?;
    let heard = list(&session.client, project_id, &known).await;
    let heard = heard.map_err(|error| inner.asked(session, &error))?;
    let taken = trends.take_in(&heard.rows, &heard.gone(&known), inner.now().timestamp_millis()).await;
    taken.map_err(|error| inner.stored(&error))?;
    let now = trends.launches().await.map_err(|error| inner.stored(&error))?;
    let wanted: HashSet<i64> = wanted(&now).into_iter().collect();
    let stale: Vec<&TrendLaunchRow> =
        now.iter().filter(|row| wanted.contains(&row.launch_id) && is_stale(row)).collect();
    for rows in stale.chunks(AT_ONCE) {
        let ids: Vec<i64> = rows.iter().map(|row| row.launch_id).collect();
        let matrix = matrix(&session.client, &ids).await.map_err(|error| inner.asked(session, &error))?;
        let cells = cells(inner, session, project_id, &matrix).await?;
        for row in rows {
            let cells: Vec<&Cell> =
                cells.get(&row.launch_id).into_iter().flat_map(BTreeMap::values).collect();
            let text = serde_json::to_string(&cells).unwrap_or_else(|_| "[]".to_owned());
            let read_as = row.closed.then(|| row.modified_at.unwrap_or_default());
            let kept = trends.keep_cells(row.launch_id, &text, read_as).await;
            kept.map_err(|error| inner.stored(&error))?;
        }
    }
    Ok(())
}

/// Whether its tests may have come to something else since they were read.
fn is_stale(row: &TrendLaunchRow) -> bool {
    row.cells.is_none() || !row.closed || row.read_as != Some(row.modified_at.unwrap_or_default())
}

/// What a reading of the list told.
struct Heard {
    rows: Vec<TrendLaunchRow>,
    /// The list was read to its end.
    whole: bool,
}

impl Heard {
    /// Launches that are known and should stand in the list, and those beyond what is kept.
    fn gone(&self, known: &[TrendLaunchRow]) -> Vec<i64> {
        let heard: HashSet<i64> = self.rows.iter().map(|row| row.launch_id).collect();
        let oldest = self.rows.last().map(|row| (row.created_at, row.launch_id));
        let left: Vec<&TrendLaunchRow> = known.iter().filter(|row| !heard.contains(&row.launch_id)).collect();
        let (listed, older): (Vec<_>, Vec<_>) = left.into_iter().partition(|row| {
            self.whole || oldest.is_some_and(|oldest| (row.created_at, row.launch_id) > oldest)
        });
        let surplus = older.into_iter().skip(KEPT.saturating_sub(self.rows.len()));
        listed.into_iter().chain(surplus).map(|row| row.launch_id).collect()
    }
}

/// The newest launches: all that are kept the first time, later only down to those that were known.
async fn list(client: &Client, project_id: i64, known: &[TrendLaunchRow]) -> testops::Result<Heard> {
    let known: HashSet<i64> = known.iter().map(|row| row.launch_id).collect();
    // With the id as well, or pages repeat and skip launches of the same moment.
    let sort = vec!["createdDate,desc".to_owned(), "id,desc".to_owned()];
    let query = LaunchQuery { sort, ..LaunchQuery::default() };
    let mut request = PageRequest::first(PAGE);
    let mut rows: Vec<TrendLaunchRow> = Vec::new();
    loop {
        let page = client.launches(project_id, &query, request).await?;
        let all_known = page.items.iter().all(|launch| known.contains(&launch.id));
        rows.extend(page.items.iter().map(row));
        if page.last || all_known || rows.len() >= KEPT {
            return Ok(Heard { rows, whole: page.last });
        }
        request = request.next();
    }
}

fn row(launch: &LaunchPreview) -> TrendLaunchRow {
    let mut jobs: Vec<(i64, &str)> = launch
        .jobs
        .iter()
        .filter_map(|run| run.job.as_ref())
        .filter_map(|job| Some((job.id?, job.name.as_str())))
        .collect();
    jobs.sort_unstable();
    jobs.dedup();
    TrendLaunchRow {
        launch_id: launch.id,
        name: launch.name.clone(),
        created_at: launch.created_date.map_or(0, |at| at.timestamp_millis()),
        modified_at: launch.last_modified_date.map(|at| at.timestamp_millis()),
        closed: launch.closed,
        jobs: serde_json::to_string(&jobs).unwrap_or_else(|_| "[]".to_owned()),
        duration: duration(launch),
        counts: counts(launch).and_then(|counts| serde_json::to_string(&counts).ok()),
        cells: None,
        read_as: None,
    }
}

/// Of its longest job run: a rerun days later makes a launch no longer.
fn duration(launch: &LaunchPreview) -> Option<i64> {
    let over = |stage: &Option<JobRunStage>| *stage == Some(JobRunStage::Finished);
    if !launch.jobs.iter().all(|run| over(&run.stage)) {
        return None;
    }
    let length = |run: &testops::JobRun| {
        Some((run.last_modified_date? - run.created_date?).num_milliseconds()).filter(|length| *length >= 0)
    };
    launch.jobs.iter().filter_map(length).max()
}

/// As the server counts them, of closed launches.
fn counts(launch: &LaunchPreview) -> Option<TrendCounts> {
    let statistic = launch.statistic.as_ref()?;
    let mut counts = TrendCounts::default();
    for one in statistic {
        let count = u32::try_from(one.count).unwrap_or(u32::MAX);
        let place = match one.status.as_ref() {
            Some(testops::Status::Passed) => &mut counts.passed,
            Some(testops::Status::Failed) => &mut counts.failed,
            Some(testops::Status::Broken) => &mut counts.broken,
            Some(testops::Status::Skipped) => &mut counts.skipped,
            Some(testops::Status::Unknown | testops::Status::Other(_)) => &mut counts.unknown,
            None => &mut counts.in_progress,
        };
        *place = place.saturating_add(count);
        counts.total = counts.total.saturating_add(count);
    }
    Some(counts)
}

async fn matrix(client: &Client, launch_ids: &[i64]) -> testops::Result<Vec<MatrixRow>> {
    let mut request = PageRequest::first(TESTS);
    let mut rows = Vec::new();
    loop {
        let page = client.launch_matrix(launch_ids, &MatrixMode::All, false, request).await?;
        rows.extend(page.items);
        if page.last {
            return Ok(rows);
        }
        request = request.next();
    }
}

/// By launch and test; tests that were unknown are stored.
async fn cells(
    inner: &Inner,
    session: &Session,
    project_id: i64,
    matrix: &[MatrixRow],
) -> Result<HashMap<i64, BTreeMap<i64, Cell>>, Failure> {
    let trends = inner.store.trends(session.connection.id, project_id);
    let known = trends.tests().await.map_err(|error| inner.stored(&error))?;
    let mut ids: HashMap<Identity, TrendTestRow> =
        known.into_iter().map(|test| (identity(&test), test)).collect();
    let mut changed: HashMap<Identity, TrendTestRow> = HashMap::new();
    for row in matrix {
        let told = TrendTestRow { id: 0, case_id: row.test_case_id, name: row.test_case_name.clone() };
        let who = identity(&told);
        match ids.get(&who) {
            Some(test) if test.name == told.name => {}
            Some(test) => drop(changed.insert(who, TrendTestRow { id: test.id, ..told })),
            None => drop(changed.insert(who, told)),
        }
    }
    let changed: Vec<TrendTestRow> = changed.into_values().collect();
    let made = trends.keep_tests(&changed).await.map_err(|error| inner.stored(&error))?;
    ids.extend(made.into_iter().map(|test| (identity(&test), test)));
    let mut cells: HashMap<i64, BTreeMap<i64, Cell>> = HashMap::new();
    for row in matrix {
        let who =
            identity(&TrendTestRow { id: 0, case_id: row.test_case_id, name: row.test_case_name.clone() });
        let Some(test) = ids.get(&who) else { continue };
        for told in &row.cells {
            let Some(cell) = Cell::of(test.id, told) else { continue };
            let of_launch = cells.entry(told.launch_id).or_default();
            let cell = match of_launch.remove(&test.id) {
                Some(known) => known.worse(cell),
                None => cell,
            };
            of_launch.insert(test.id, cell);
        }
    }
    Ok(cells)
}

/// A test case by its id; a test without one by its name.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    Case(i64),
    Name(String),
}

fn identity(test: &TrendTestRow) -> Identity {
    test.case_id.map_or_else(|| Identity::Name(test.name.clone()), Identity::Case)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(launch_id: i64) -> TrendLaunchRow {
        TrendLaunchRow { launch_id, created_at: launch_id, ..TrendLaunchRow::default() }
    }

    #[test]
    fn a_launch_that_is_missing_in_what_was_read_is_gone_and_an_older_one_stays() {
        let known: Vec<_> = [9, 8, 7, 2, 1].map(row).into();
        let heard = |ids: &[i64], whole| Heard { rows: ids.iter().map(|id| row(*id)).collect(), whole };
        assert_eq!(heard(&[10, 9, 7], false).gone(&known), [8]);
        assert_eq!(heard(&[10, 9, 7], true).gone(&known), [8, 2, 1]);
        assert_eq!(heard(&[], false).gone(&known), Vec::<i64>::new());
        let many: Vec<i64> = (10..510).rev().collect();
        assert_eq!(heard(&many, false).gone(&known), [9, 8, 7, 2, 1]);
    }

    #[test]
    fn tests_are_read_again_until_their_launch_was_closed_and_after_each_change() {
        let read = TrendLaunchRow { closed: true, cells: Some(String::new()), read_as: Some(3), ..row(1) };
        assert!(!is_stale(&TrendLaunchRow { modified_at: Some(3), ..read.clone() }));
        assert!(is_stale(&TrendLaunchRow { modified_at: Some(4), ..read.clone() }));
        assert!(is_stale(&TrendLaunchRow { closed: false, modified_at: Some(3), ..read.clone() }));
        assert!(is_stale(&TrendLaunchRow { cells: None, ..read }));
    }
}
