//! After a run is over: its results are fetched, kept, and compared with the previous run of the same job. The
//! outcome is told in any case, without the comparison if the results cannot be had.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use store::{FailureRow, ResultRow, RunRow, Store, StoreError};
use testops::{Client, PageRequest};

use super::baseline::{self, Baseline};
use super::owner::RunsOwner;
use super::{Message, past, translate};
use crate::bot::FailedTest;
use crate::core::actor::Panicked;

use crate::core::failpoint::failpoint;
use crate::core::ports::Clock;
use crate::runs::compare::{Changes, Compared, compare};
use crate::runs::decide::times::ResultTimes;
use crate::runs::record::{StoredChange, is_of_chosen, outcome_of};
use crate::triage;
use crate::view::{Event, Outcome, TestStatus};

/// How long the results, of the run and of what it is compared with, may take: a server that trickles them must not keep the outcome from being told.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);

/// How often the results are asked for; each time the client itself repeats what looks passing.
const TRIES: u32 = 2;

const PAGE: u32 = 1_000;

/// How many of the failed tests are named where the outcome is told.
const FAILED_NAMED: usize = 10;

/// Runs with more results than this are told without a comparison.
const MOST_PAGES: u32 = 50;

/// Runs of each job whose results are kept for comparisons.
const RUNS_KEPT: u32 = 5;

/// What is known of a run that is over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conclusion {
    pub(crate) change: Option<StoredChange>,
    /// How the previous run of the same job ended.
    pub(crate) previous: Option<Outcome>,
    /// The first of the tests that failed or broke, newly failed ones first.
    pub(crate) failed: Vec<FailedTest>,
    pub(crate) times: ResultTimes,
}

impl RunsOwner {
    /// Reads the results of a run that is over; what is known then comes back as a message.
    pub(super) fn conclude(&mut self, run_id: i64) {
        let (Some(session), Some(run)) = (self.session.clone(), self.runs.get(&run_id)) else { return };
        let (row, inner) = (run.row.clone(), self.inner.clone());
        let concluding =
            async move { conclusion(&session.client, &*inner.ports.clock, &inner.store, &row).await };
        self.report(concluding, move |conclusion| Message::Concluded { run_id, conclusion });
    }

    pub(super) fn concluded(&mut self, run_id: i64, conclusion: Result<Conclusion, Panicked>) {
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        // It was rerun while its results were fetched.
        if !run.state.is_finished() || run.told {
            return;
        }
        run.conclusion = Some(conclusion.unwrap_or_default());
    }

    /// Stores the outcomes that are known as told, each together with all that is owed because of it.
    pub(super) async fn tell_outcomes(&mut self) -> Result<(), StoreError> {
        let known: Vec<(i64, Conclusion)> =
            self.runs.iter().filter_map(|(id, run)| Some((*id, run.conclusion.clone()?))).collect();
        for (run_id, conclusion) in known {
            let Some(mut run) = self.runs.get(&run_id).cloned() else { continue };
            run.row.change = conclusion.change.as_ref().and_then(|change| serde_json::to_string(change).ok());
            run.conclusion = None;
            run.told = true;
            run.touch();
            let timing = run.settle(&conclusion.times);
            let mut alongside = self.owe_outcome(&run, &conclusion).await?;
            alongside.timings.extend(timing);
            failpoint!("runs/outcome/write");
            self.store_and_swap(run, alongside).await?;
            failpoint!("runs/outcome/written");
            self.inner.outbox.wake();
            self.inner.inbox_changed().await;
            self.inner.emit(Event::CatalogueChanged);
        }
        Ok(())
    }
}

async fn conclusion(client: &Client, clock: &dyn Clock, store: &Store, row: &RunRow) -> Conclusion {
    failpoint!("runs/results");
    let previous = match store.runs().previous_finished_of_job(row).await {
        Ok(previous) => previous,
        Err(error) => {
            tracing::warn!(%error, run = row.id, "the previous run could not be read");
            None
        }
    };
    let previous_outcome = previous.as_ref().and_then(outcome_of);
    let mut conclusion = Conclusion { previous: previous_outcome, ..Conclusion::default() };
    let has_results = matches!(outcome_of(row), Some(Outcome::Passed | Outcome::Failed));
    let Some(launch_id) = row.launch_id.filter(|_| has_results) else { return conclusion };
    let until = clock.now() + PATIENCE;
    let fetched = in_time(clock, until, some_tries(client, launch_id)).await;
    let Some(Fetched { rows: results, failures, times, came }) = fetched else { return conclusion };
    conclusion.times = times;
    if let Err(error) = past::keep_course(store, row, &came, clock.now()).await {
        tracing::warn!(%error, run = row.id, "the course of the results could not be kept");
    }
    if let Err(error) = store.results().replace_all(row.id, &results, &failures, RUNS_KEPT).await {
        tracing::warn!(%error, run = row.id, "the results could not be stored");
    }
    let results = compared(&results);
    let mut newly_failed = HashSet::new();
    if let Some((changes, change)) = change(client, clock, until, store, row, previous, &results).await {
        newly_failed.extend(changes.newly_failed.iter().filter_map(|change| change.test_result_id));
        conclusion.change = Some(change);
    }
    conclusion.failed = failed_tests(&results, &newly_failed);
    conclusion
}

/// Against the previous run of ours whose results are kept, else against the newest earlier launch on the server.
async fn change(
    client: &Client,
    clock: &dyn Clock,
    until: DateTime<Utc>,
    store: &Store,
    row: &RunRow,
    previous: Option<RunRow>,
    results: &[Compared],
) -> Option<(Changes, StoredChange)> {
    let before = match previous {
        Some(previous) => store.results().list(previous.id).await.unwrap_or_default(),
        None => Vec::new(),
    };
    if !before.is_empty() {
        let changes = changes_of(row, compare(&compared(&before), results));
        let stored = StoredChange { counts: changes.counts, baseline: None };
        return Some((changes, stored));
    }
    let (launch, before) = in_time(clock, until, baseline::on_server(client, row)).await?;
    let changes = changes_of(row, compare(&compared(&before), results));
    let ahead = client.clock_offset().unwrap_or_default();
    let baseline = Some(Baseline::new(launch, ahead, &changes));
    let stored = StoredChange { counts: changes.counts, baseline };
    Some((changes, stored))
}

pub(crate) fn changes_of(row: &RunRow, changes: Changes) -> Changes {
    if is_of_chosen(row) { changes.of_chosen() } else { changes }
}

fn failed_tests(results: &[Compared], newly_failed: &HashSet<i64>) -> Vec<FailedTest> {
    let bad = results.iter().filter(|test| matches!(test.status, TestStatus::Failed | TestStatus::Broken));
    let mut failed: Vec<FailedTest> = bad
        .map(|test| FailedTest { name: test.name.clone(), newly_failed: newly_failed.contains(&test.id) })
        .collect();
    failed.sort_by_key(|test| !test.newly_failed);
    failed.truncate(FAILED_NAMED);
    failed
}

async fn in_time<T>(
    clock: &dyn Clock,
    until: DateTime<Utc>,
    read: impl Future<Output = Option<T>>,
) -> Option<T> {
    tokio::select! {
        read = read => read,
        () = clock.sleep_until(until) => {
            tracing::warn!("the results took too long");
            None
        }
    }
}

async fn some_tries(client: &Client, launch_id: i64) -> Option<Fetched> {
    for attempt in 1..=TRIES {
        match all_results(client, launch_id).await {
            Ok(results) => return results,
            Err(error) => tracing::warn!(%error, launch_id, attempt, "the results could not be fetched"),
        }
    }
    None
}

/// The results of a run.
pub(super) struct Fetched {
    /// Every test's last try.
    pub(super) rows: Vec<ResultRow>,
    /// Of those that failed or broke.
    failures: Vec<FailureRow>,
    times: ResultTimes,
    /// When each of them was there, where it says so.
    came: Vec<DateTime<Utc>>,
}

/// Every test's last try, and when the tests ran; `None` when there are too many.
pub(super) async fn all_results(client: &Client, launch_id: i64) -> Result<Option<Fetched>, testops::Error> {
    let (mut rows, mut results) = (Vec::new(), Vec::new());
    let (mut times, mut came) = (ResultTimes::default(), Vec::new());
    let mut request = PageRequest::first(PAGE);
    while request.number < MOST_PAGES {
        let page = client.test_results(launch_id, request).await?;
        let ahead = client.clock_offset().unwrap_or_default();
        page.items.iter().for_each(|result| translate::note_times(&mut times, result, ahead));
        came.extend(page.items.iter().filter_map(|result| translate::ours(result.stop, ahead)));
        rows.extend(page.items.iter().filter(|result| !result.hidden).map(|result| ResultRow {
            test_key: translate::test_key(result),
            test_result_id: result.id,
            name: result.name.clone(),
            status: translate::status(result).to_string(),
            duration_ms: result.duration,
        }));
        results.extend(page.items.into_iter().filter(|result| !result.hidden && translate::is_bad(result)));
        if page.last {
            // Of two results of a test the store keeps the later one: the one that the server made last.
            rows.sort_unstable_by_key(|row| row.test_result_id);
            let failures = triage::failures(&results);
            return Ok(Some(Fetched { rows, failures, times, came }));
        }
        request = request.next();
    }
    Ok(None)
}

pub(crate) fn compared(rows: &[ResultRow]) -> Vec<Compared> {
    rows.iter()
        .map(|row| Compared {
            key: row.test_key.clone(),
            id: row.test_result_id,
            name: row.name.clone(),
            status: row.status.parse().unwrap_or(TestStatus::Unknown),
            duration_ms: row.duration_ms,
        })
        .collect()
}
