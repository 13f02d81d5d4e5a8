//! After a run is over: its results are fetched, kept, and compared with the previous run of the same job. The
//! outcome is told in any case, without the comparison if the results cannot be had.

use chrono::TimeDelta;
use store::{ResultRow, RunRow, Store};
use testops::{Client, PageRequest};

use super::{Message, Watcher, read};
use crate::compare::{Compared, compare};
use crate::ports::Clock;
use crate::run::record::{from_word, outcome_of, word};
use crate::view::{ChangeCounts, Event, Outcome, TestStatus};

/// How long the results may take: a server that trickles them must not keep the outcome from being told.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);

/// How often the results are asked for; each time the client itself repeats what looks passing.
const TRIES: u32 = 2;

const PAGE: u32 = 1_000;

/// Runs with more results than this are told without a comparison.
const MOST_PAGES: u32 = 50;

/// What is known of a run that is over.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Conclusion {
    pub(crate) change: Option<ChangeCounts>,
    /// How the previous run of the same job ended.
    pub(crate) previous: Option<Outcome>,
}

impl Watcher {
    pub(super) fn conclude(&mut self, run_id: i64) {
        let Some(session) = self.session.clone() else { return };
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        let row = run.row.clone();
        let inner = self.inner.clone();
        self.inner.spawn(async move {
            let conclusion = conclusion(&session.client, &*inner.ports.clock, &inner.store, &row).await;
            let message = Message::Concluded { run_id, conclusion: Box::new(conclusion) };
            drop(inner.tell_watcher(message).await);
        });
    }

    pub(super) async fn concluded(&mut self, run_id: i64, conclusion: Conclusion) {
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        // It was rerun while its results were fetched.
        if !run.state.is_finished() || run.told {
            return;
        }
        run.row.change = conclusion.change.and_then(|change| serde_json::to_string(&change).ok());
        self.tell_outcome(run_id, conclusion).await;
        self.settle().await;
        self.let_go(run_id);
        self.inner.emit(Event::CatalogueChanged);
        self.show_tray().await;
    }
}

async fn conclusion(client: &Client, clock: &dyn Clock, store: &Store, row: &RunRow) -> Conclusion {
    let previous = match store.runs().previous_finished_of_job(row).await {
        Ok(previous) => previous,
        Err(error) => {
            tracing::warn!(%error, run = row.id, "the previous run could not be read");
            None
        }
    };
    let mut conclusion = Conclusion { change: None, previous: previous.as_ref().and_then(outcome_of) };
    let has_results = matches!(outcome_of(row), Some(Outcome::Passed | Outcome::Failed));
    let Some(launch_id) = row.launch_id.filter(|_| has_results) else { return conclusion };
    let Some(results) = fetch(client, clock, launch_id).await else { return conclusion };
    if let Err(error) = store.results().replace_all(row.id, &results).await {
        tracing::warn!(%error, run = row.id, "the results could not be stored");
    }
    if let Some(previous) = previous
        && let Ok(before) = store.results().list(previous.id).await
        && !before.is_empty()
    {
        conclusion.change = Some(compare(&compared(&before), &compared(&results)).counts);
    }
    conclusion
}

async fn fetch(client: &Client, clock: &dyn Clock, launch_id: i64) -> Option<Vec<ResultRow>> {
    tokio::select! {
        results = some_tries(client, launch_id) => results,
        () = clock.sleep_until(clock.now() + PATIENCE) => {
            tracing::warn!(launch_id, "the results took too long");
            None
        }
    }
}

async fn some_tries(client: &Client, launch_id: i64) -> Option<Vec<ResultRow>> {
    for attempt in 1..=TRIES {
        match all_results(client, launch_id).await {
            Ok(results) => return results,
            Err(error) => tracing::warn!(%error, launch_id, attempt, "the results could not be fetched"),
        }
    }
    None
}

/// Every test's last try; `None` when there are too many.
async fn all_results(client: &Client, launch_id: i64) -> Result<Option<Vec<ResultRow>>, testops::Error> {
    let mut rows = Vec::new();
    let mut request = PageRequest::first(PAGE);
    while request.number < MOST_PAGES {
        let page = client.test_results(launch_id, request).await?;
        rows.extend(page.items.iter().filter(|result| !result.hidden).map(|result| ResultRow {
            test_key: read::test_key(result),
            test_result_id: result.id,
            name: result.name.clone(),
            status: word(&read::status(result)),
            duration_ms: result.duration,
        }));
        if page.last {
            // Of two results of a test the store keeps the later one: the one that the server made last.
            rows.sort_unstable_by_key(|row| row.test_result_id);
            return Ok(Some(rows));
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
            status: from_word(&row.status).unwrap_or(TestStatus::Unknown),
            duration_ms: row.duration_ms,
        })
        .collect()
}
