use std::collections::{BTreeMap, BTreeSet, HashMap};

use store::TrendLaunchRow;

use super::cell::{ABSENT, Cell, status};
use super::{difference, history, reading};
use crate::Companion;
use crate::connection::catalogue;
use crate::core::encoding::instant;
use crate::texts::Trouble;
use crate::view::{
    Failure, LaunchDifference, TrendCell, TrendCounts, TrendJob, TrendLaunch, TrendTest, Trends,
};

/// So many launches are shown.
const SHOWN: usize = 100;

impl Companion {
    /// The last launches of a project, or of a job of it, by what is kept here; asks nobody.
    pub async fn trends(&self, project_id: i64, job_id: Option<i64>) -> Result<Trends, Failure> {
        let inner = &self.inner;
        let connection_id = inner.session()?.connection.id;
        let stored = |error| inner.stored(&error);
        let kept = inner.store.trends(connection_id, project_id);
        let all = kept.launches().await.map_err(stored)?;
        let mut jobs = BTreeMap::new();
        for (id, name) in all.iter().rev().flat_map(jobs_of) {
            jobs.insert(id, name);
        }
        let mut rows: Vec<&TrendLaunchRow> = shown(&all, job_id).collect();
        rows.reverse();
        let ids: Vec<i64> = rows.iter().map(|row| row.launch_id).collect();
        let texts: HashMap<i64, String> = kept.cells(&ids).await.map_err(stored)?.into_iter().collect();
        let cells: Vec<Vec<Cell>> = ids.iter().map(|id| parsed(texts.get(id))).collect();
        let followed = inner.store.runs().followed(connection_id, &ids).await.map_err(stored)?;
        let runs: HashMap<i64, i64> = followed.into_iter().collect();
        let of_cells: BTreeSet<i64> = cells.iter().flatten().map(|cell| cell.0).collect();
        let names = kept.test_names(&Vec::from_iter(of_cells)).await.map_err(stored)?;
        let names: HashMap<i64, String> = names.into_iter().collect();
        let launches = rows.iter().zip(&cells).map(|(row, cells)| {
            let run_id = runs.get(&row.launch_id).copied();
            launch(row, cells, run_id)
        });
        let of_launches: Vec<Vec<i64>> =
            rows.iter().map(|row| jobs_of(row).into_iter().map(|(id, _)| id).collect()).collect();
        let mut jobs: Vec<TrendJob> = jobs.into_iter().map(|(id, name)| TrendJob { id, name }).collect();
        jobs.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Trends {
            project_id,
            project_name: catalogue::project_name(&inner.store, connection_id, project_id).await,
            jobs,
            as_of: kept.told_at().await.map_err(stored)?.map(instant),
            launches: launches.collect(),
            tests: tests(&cells, &of_launches, &names),
        })
    }

    /// Asks the server for what changed since, and keeps it. The first time that is every launch that is shown.
    pub async fn read_trends(&self, project_id: i64, job_id: Option<i64>) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let _one_at_a_time = inner.reading_trends.lock().await;
        let wanted = |rows: &[TrendLaunchRow]| shown(rows, job_id).map(|row| row.launch_id).collect();
        reading::read(inner, &session, project_id, wanted).await
    }

    /// What a test came to in a launch, as far as it is kept.
    pub async fn trend_cell(
        &self,
        project_id: i64,
        launch_id: i64,
        test_id: i64,
    ) -> Result<TrendCell, Failure> {
        let cell = self.kept_cells(project_id, launch_id).await?.into_iter().find(|cell| cell.0 == test_id);
        let Some(Cell(_, letter, result_id, duration)) = cell else {
            return Err(self.inner.trouble(Trouble::NotFound));
        };
        let duration_ms = duration.and_then(|length| u64::try_from(length).ok());
        Ok(TrendCell { status: status(letter), result_id, duration_ms })
    }

    /// How two launches differ, by what is kept of them.
    pub async fn launch_difference(
        &self,
        project_id: i64,
        from: i64,
        to: i64,
    ) -> Result<LaunchDifference, Failure> {
        let inner = &self.inner;
        let from = self.kept_cells(project_id, from).await?;
        let to = self.kept_cells(project_id, to).await?;
        let kept = inner.store.trends(inner.session()?.connection.id, project_id);
        let tests: BTreeSet<i64> = from.iter().chain(&to).map(|cell| cell.0).collect();
        let names = kept.test_names(&Vec::from_iter(tests)).await.map_err(|error| inner.stored(&error))?;
        let names: HashMap<i64, String> = names.into_iter().collect();
        Ok(difference::between(&from, &to, |test| names.get(&test).cloned().unwrap_or_default()))
    }

    /// Opens a launch of the server in the browser.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn open_server_launch(&self, launch_id: i64) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let base = session.connection.url.trim_end_matches('/');
        self.open(Some(&format!("{base}/launch/{launch_id}")))
    }

    /// Opens a result of the server in the browser.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn open_server_result(&self, result_id: i64) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let base = session.connection.url.trim_end_matches('/');
        self.open(Some(&format!("{base}/testresult/{result_id}")))
    }

    async fn kept_cells(&self, project_id: i64, launch_id: i64) -> Result<Vec<Cell>, Failure> {
        let inner = &self.inner;
        let kept = inner.store.trends(inner.session()?.connection.id, project_id);
        let cells = kept.cells(&[launch_id]).await.map_err(|error| inner.stored(&error))?;
        match cells.first() {
            Some((_, text)) => Ok(parsed(Some(text))),
            None => Err(inner.trouble(Trouble::NotFound)),
        }
    }
}

/// The newest of them, of the job where one is named.
fn shown(rows: &[TrendLaunchRow], job_id: Option<i64>) -> impl Iterator<Item = &TrendLaunchRow> {
    let is_of_job =
        move |row: &&TrendLaunchRow| job_id.is_none_or(|job| jobs_of(row).iter().any(|(id, _)| *id == job));
    rows.iter().filter(is_of_job).take(SHOWN)
}

fn jobs_of(row: &TrendLaunchRow) -> Vec<(i64, String)> {
    serde_json::from_str(&row.jobs).unwrap_or_default()
}

fn parsed(text: Option<&String>) -> Vec<Cell> {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn launch(row: &TrendLaunchRow, cells: &[Cell], run_id: Option<i64>) -> TrendLaunch {
    let told = row.counts.as_ref().and_then(|counts| serde_json::from_str::<TrendCounts>(counts).ok());
    let counts = told.unwrap_or_else(|| counted(cells));
    let over = counts.total.saturating_sub(counts.in_progress);
    let rate = |over: u32| u64::from(counts.passed) * 1_000 / u64::from(over);
    TrendLaunch {
        launch_id: row.launch_id,
        run_id,
        name: row.name.clone(),
        created_at: instant(row.created_at),
        closed: row.closed,
        counts,
        pass_rate: (over > 0).then(|| u32::try_from(rate(over)).unwrap_or(1_000)),
        duration_ms: row.duration.and_then(|length| u64::try_from(length).ok()),
    }
}

fn counted(cells: &[Cell]) -> TrendCounts {
    let of = |letter| cells.iter().filter(|cell| cell.1 == letter).count();
    let count = |letter| u32::try_from(of(letter)).unwrap_or(u32::MAX);
    TrendCounts {
        total: u32::try_from(cells.len()).unwrap_or(u32::MAX),
        passed: count('p'),
        failed: count('f'),
        broken: count('b'),
        skipped: count('s'),
        unknown: count('u'),
        in_progress: count('i'),
    }
}

/// One for each test of the launches, by name.
fn tests(cells: &[Vec<Cell>], jobs: &[Vec<i64>], names: &HashMap<i64, String>) -> Vec<TrendTest> {
    struct Test {
        letters: Vec<char>,
        took: Vec<i64>,
    }
    let mut by_test: HashMap<i64, Test> = HashMap::new();
    for (at, cells) in cells.iter().enumerate() {
        for cell in cells {
            let fresh = || Test { letters: vec![ABSENT; jobs.len()], took: Vec::new() };
            let test = by_test.entry(cell.0).or_insert_with(fresh);
            if let Some(letter) = test.letters.get_mut(at) {
                *letter = cell.1;
            }
            test.took.extend(cell.3.filter(|length| *length >= 0));
        }
    }
    let mut tests: Vec<TrendTest> = by_test
        .into_iter()
        .map(|(id, test)| {
            let told = history::of(&test.letters, jobs);
            let sum = test.took.iter().fold(0_i64, |sum, length| sum.saturating_add(*length));
            let mean = i64::try_from(test.took.len()).ok().filter(|n| *n > 0).map(|n| sum / n);
            TrendTest {
                id,
                name: names.get(&id).cloned().unwrap_or_default(),
                statuses: test.letters.into_iter().collect(),
                marks: told.marks,
                runs: told.runs,
                failed: told.failed,
                changes: told.changes,
                flaky: told.flaky,
                mean_ms: mean.and_then(|mean| u64::try_from(mean).ok()),
            }
        })
        .collect();
    tests.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    tests
}
