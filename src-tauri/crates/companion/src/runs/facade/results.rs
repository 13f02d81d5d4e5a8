use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, TimeDelta, Utc};
use fingerprint::Fingerprint;
use store::{ResultRow, RunRow};
use testops::{Client, PageRequest, TestResult};
use tokio::sync::OnceCell;

use crate::Companion;
use crate::core::encoding::instant;
use crate::runs::translate;
use crate::texts::Trouble;
use crate::triage::{Failing, Grouped};
use crate::view::{Failure, TestPage, TestQuery, TestSource, TestStatus, TestView};

/// The most tests of one page.
const MOST: usize = 500;

/// How long the results that were read serve further pages and searches.
const KEPT: TimeDelta = TimeDelta::minutes(1);

/// How long the results of a run that goes on serve, for each request after the first that they took.
const EACH_REQUEST: TimeDelta = TimeDelta::seconds(5);

/// How the server is asked; retries are told among the results, so that they are sorted out here.
const PAGE: u32 = 1_000;
const MOST_PAGES: u32 = 50;

impl Companion {
    /// A page of a run's results: from the server, and from what was kept when it cannot be asked.
    pub async fn run_tests(&self, query: TestQuery) -> Result<TestPage, Failure> {
        let row = self.row(query.run_id).await?;
        if query.source == TestSource::Kept
            && let Some(page) = self.kept_page(&row, &query).await?
        {
            return Ok(page);
        }
        match self.read_tests(&row).await {
            Ok(read) => {
                let newly_failed = self.newly_failed(&row).await?;
                let members = match &query.group {
                    Some(key) => Some(self.members(&row, &read, key).await?),
                    None => None,
                };
                Ok(page(&read.tests, &query, members.as_ref(), &newly_failed, read.as_of))
            }
            Err(failure) => self.kept_page(&row, &query).await?.ok_or(failure),
        }
    }

    /// The tests of a run as the server tells them, or told them a moment ago.
    pub(crate) async fn read_tests(&self, row: &RunRow) -> Result<Arc<ReadTests>, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let Some(launch_id) = row.launch_id else { return Err(inner.trouble(Trouble::NotFound)) };
        if let Some(read) = inner.read_tests.borrow().clone().filter(|read| read.serves(row, inner.now())) {
            return Ok(read);
        }
        let base = session.connection.url.trim_end_matches('/');
        let tests = live(&session.client, launch_id, base).await;
        Ok(self.remember(row, tests.map_err(|error| inner.asked(&session, &error))?))
    }

    /// `None` when nothing of the run's results is kept.
    async fn kept_page(&self, row: &RunRow, query: &TestQuery) -> Result<Option<TestPage>, Failure> {
        let inner = &self.inner;
        let stored = |error| inner.stored(&error);
        let session = inner.session()?;
        let base = session.connection.url.trim_end_matches('/');
        let rows = inner.store.results().list(row.id).await.map_err(stored)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let tests: Vec<TestView> = rows.into_iter().map(|row| kept(row, base)).collect();
        let groups = match &query.group {
            Some(_) => self.kept_groups(row).await?,
            None => None,
        };
        let members = query.group.as_deref().map(|key| groups.unwrap_or_default().members(key));
        let as_of = instant(row.finished_at.unwrap_or(row.asked_at));
        let mut page = page(&tests, query, members.as_ref(), &self.newly_failed(row).await?, as_of);
        self.with_failures(row.id, &mut page.items).await?;
        Ok(Some(page))
    }

    /// Puts in what is kept of what went wrong.
    pub(super) async fn with_failures(&self, run_id: i64, tests: &mut [TestView]) -> Result<(), Failure> {
        let inner = &self.inner;
        let ids: Vec<i64> = tests.iter().map(|test| test.id).collect();
        let rows =
            inner.store.failures().of_results(run_id, &ids).await.map_err(|error| inner.stored(&error))?;
        let mut rows: HashMap<i64, _> = rows.into_iter().map(|row| (row.test_result_id, row)).collect();
        for test in tests {
            let Some(row) = rows.remove(&test.id) else { continue };
            (test.full_name, test.message, test.trace) = (row.full_name, row.message, row.trace);
        }
        Ok(())
    }

    /// The tests that failed or broke, as they are kept; `None` when nothing of the run's failures is.
    pub(crate) async fn kept_failing(&self, row: &RunRow) -> Result<Option<Vec<Failing>>, Failure> {
        let inner = &self.inner;
        let rows = inner.store.failures().of_run(row.id, &["failed", "broken"]).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        // Results that were kept before failures were have no fingerprint.
        if rows.iter().all(|row| row.fingerprint.is_none()) {
            return Ok(None);
        }
        let failing = rows.into_iter().map(|row| Failing {
            id: row.test_result_id,
            name: row.name,
            status: row.status.parse().unwrap_or(TestStatus::Unknown),
            muted: false,
            fingerprint: Fingerprint::from_text(row.fingerprint.unwrap_or_default()),
        });
        Ok(Some(failing.collect()))
    }

    /// Keeps what was read for the next pages and searches of the same run, for a minute.
    fn remember(&self, row: &RunRow, tests: Vec<TestView>) -> Arc<ReadTests> {
        let inner = &self.inner;
        let (grouped, theirs) = (OnceLock::new(), OnceCell::new());
        let read = Arc::new(ReadTests { run: state_of(row), tests, grouped, theirs, as_of: inner.now() });
        inner.read_tests.send_replace(Some(read.clone()));
        let (inner, this) = (inner.clone(), Arc::downgrade(&read));
        let until = read.as_of + KEPT;
        self.inner.spawn(async move {
            inner.ports.clock.sleep_until(until).await;
            inner.read_tests.send_if_modified(|kept| {
                let is_this = kept.as_ref().is_some_and(|kept| Arc::as_ptr(kept) == this.as_ptr());
                is_this && kept.take().is_some()
            });
        });
        read
    }
}

/// The tests of one run as the server told them.
pub(crate) struct ReadTests {
    run: RunState,
    tests: Vec<TestView>,
    grouped: OnceLock<Grouped>,
    /// As the server groups them; asked for when somebody wants it.
    pub(crate) theirs: OnceCell<Grouped>,
    pub(crate) as_of: DateTime<Utc>,
}

impl ReadTests {
    /// What went wrong; worked out when somebody asks for it.
    pub(crate) fn grouped(&self) -> &Grouped {
        self.grouped.get_or_init(|| {
            let bad = |test: &&TestView| matches!(test.status, TestStatus::Failed | TestStatus::Broken);
            let failing = self.tests.iter().filter(bad).map(|test| Failing {
                id: test.id,
                name: test.name.clone(),
                status: test.status,
                muted: test.muted,
                fingerprint: Fingerprint::of(test.message.as_deref(), test.trace.as_deref()),
            });
            Grouped::of(&failing.collect::<Vec<_>>())
        })
    }

    /// Whether it tells of the run what a page may show. The results of a run that goes on are read anew when they have
    /// changed, but large ones more seldom: each thousand is a request.
    fn serves(&self, row: &RunRow, now: DateTime<Utc>) -> bool {
        let requests = i32::try_from(self.tests.len() / PAGE as usize).unwrap_or(i32::MAX);
        let goes_on = row.finished_at.is_none() && self.run.0 == row.id;
        self.run == state_of(row) || goes_on && now - self.as_of < EACH_REQUEST * requests
    }
}

/// What is told anew when the results may have changed: the run, its phase and end, and its counts.
type RunState = (i64, String, Option<i64>, [u32; 6]);

fn state_of(row: &RunRow) -> RunState {
    let counts = [row.passed, row.failed, row.broken, row.skipped, row.unknown, row.in_progress];
    (row.id, row.phase.clone(), row.finished_at, counts)
}

/// The last try of every test, with the number of tries before it.
async fn live(client: &Client, launch_id: i64, base: &str) -> Result<Vec<TestView>, testops::Error> {
    let mut tests = Vec::new();
    let mut earlier: HashMap<String, u32> = HashMap::new();
    let mut request = PageRequest::first(PAGE);
    while request.number < MOST_PAGES {
        let page = client.test_results(launch_id, request).await?;
        for result in page.items {
            if result.hidden {
                *earlier.entry(translate::test_key(&result)).or_default() += 1;
            } else {
                tests.push(result);
            }
        }
        if page.last {
            break;
        }
        request = request.next();
    }
    Ok(tests
        .into_iter()
        .map(|result| {
            let retries = earlier.get(&translate::test_key(&result)).copied().unwrap_or(0);
            shown(result, retries, base)
        })
        .collect())
}

/// As it was kept, without what went wrong.
pub(super) fn kept(row: ResultRow, base: &str) -> TestView {
    TestView {
        id: row.test_result_id,
        name: row.name,
        full_name: None,
        status: row.status.parse().unwrap_or(TestStatus::Unknown),
        duration_ms: row.duration_ms,
        message: None,
        trace: None,
        muted: false,
        flaky: false,
        retries: 0,
        newly_failed: false,
        url: url(base, row.test_result_id),
    }
}

pub(super) fn shown(result: TestResult, retries: u32, base: &str) -> TestView {
    TestView {
        id: result.id,
        status: translate::status(&result),
        name: result.name,
        full_name: result.full_name,
        duration_ms: result.duration,
        message: result.message,
        trace: result.trace,
        muted: result.muted,
        flaky: result.flaky,
        retries,
        newly_failed: false,
        url: url(base, result.id),
    }
}

fn url(base: &str, test_result_id: i64) -> String {
    format!("{base}/testresult/{test_result_id}")
}

/// Of the `members` of a group, or of all.
fn page(
    tests: &[TestView],
    query: &TestQuery,
    members: Option<&HashSet<i64>>,
    newly_failed: &HashSet<i64>,
    as_of: DateTime<Utc>,
) -> TestPage {
    let text = query.text.trim().to_lowercase();
    let fits = |test: &&TestView| {
        let status = query.statuses.is_empty() || query.statuses.contains(&test.status);
        let named = |name: &str| name.to_lowercase().contains(&text);
        let member = members.is_none_or(|members| members.contains(&test.id));
        member
            && status
            && (text.is_empty() || named(&test.name) || test.full_name.as_deref().is_some_and(named))
    };
    let found: Vec<&TestView> = tests.iter().filter(fits).collect();
    let total = found.len() as u64;
    let (offset, limit) = (query.offset as usize, (query.limit as usize).clamp(1, MOST));
    let shown = found.into_iter().skip(offset).take(limit);
    let items = shown
        .map(|test| TestView { newly_failed: newly_failed.contains(&test.id), ..test.clone() })
        .collect();
    TestPage { items, total, as_of }
}
