//! A launch of 50 000 results, of which 10 000 failed for 300 reasons, as it is kept.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, Utc};
use companion::Companion;
use companion::view::TestSource;
use fingerprint::{Fingerprint, fixture};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use store::{Alongside, FailureRow, Intent, NewConnection, ResultRow, RunRow, Store};

use crate::{Trouble, outside};

const RESULTS: usize = 50_000;
const FAILED: usize = 10_000;
const REASONS: usize = 300;
const TURNS: usize = 7;

pub(crate) async fn measure(figures: &mut Map<String, Value>) -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let failures = fixture::failures(REASONS, FAILED, 7);
    let (precision, recall) = quality(&failures);
    let run_id = fill(folder.path(), &failures).await?;
    drop(failures);
    let ports = outside::ports(folder.path(), |_| {});
    let token = SecretString::from("token");
    ports.secrets.set("connection/1/token", token).await.map_err(|error| error.to_string())?;
    let companion = Companion::start(ports).await.map_err(|failure| failure.message)?;
    let before = resident_mb("VmRSS:")?;
    // From here on the highest is counted anew.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let mut took = Vec::new();
    for _ in 0..TURNS {
        let began = Instant::now();
        let groups = companion.failure_groups(run_id, String::new(), TestSource::Kept).await;
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
        let groups = groups.map_err(|failure| failure.message)?.ok_or("nothing is kept")?.groups;
        let tests: u32 = groups.iter().map(|group| group.failed + group.broken).sum();
        if usize::try_from(tests)? != FAILED {
            return Err(format!("the groups hold {tests} tests").into());
        }
    }
    let growth = resident_mb("VmHWM:")? - before;
    companion.shutdown().await;
    took.sort_by(f64::total_cmp);
    figures.insert("group_ms".to_owned(), json!(rounded(took[took.len() / 2])));
    figures.insert("group_precision".to_owned(), json!(rounded(precision)));
    figures.insert("group_recall".to_owned(), json!(rounded(recall)));
    figures.insert("memory_growth_mb".to_owned(), json!(rounded(growth)));
    Ok(())
}

/// By what is kept of each failure.
fn quality(failures: &[fixture::Failed]) -> (f64, f64) {
    let fingerprints: Vec<_> = failures.iter().map(fingerprint_of).collect();
    let groups: Vec<_> = fingerprint::group(&fingerprints).into_iter().map(|group| group.members).collect();
    fixture::quality(failures, &groups)
}

fn fingerprint_of(failed: &fixture::Failed) -> Fingerprint {
    Fingerprint::of(Some(&failed.message), failed.trace.as_deref())
}

async fn fill(folder: &Path, failures: &[fixture::Failed]) -> Result<i64, Trouble> {
    let store = Store::open(folder, now()).await?.store;
    let new = NewConnection { url: "http://127.0.0.1:1".to_owned(), ..NewConnection::default() };
    let connection = store.connections().save(&new).await?.id;
    let run = run(connection, now().timestamp_millis());
    let (Intent::New(run) | Intent::Existing(run)) =
        store.runs().intend(&run, &[], None, &Alongside::default()).await?;
    let results: Vec<_> = (0..RESULTS).map(result).collect::<Result<_, _>>()?;
    let mut traces = BTreeMap::new();
    let kept = failures.iter().enumerate().map(|(place, failed)| kept(place, failed, &mut traces));
    store.results().replace_all(run.id, &results, &kept.collect::<Result<Vec<_>, _>>()?, 5).await?;
    store.close().await;
    Ok(run.id)
}

fn result(place: usize) -> Result<ResultRow, Trouble> {
    Ok(ResultRow {
        test_key: format!("com.example.shop.CartTest.{place}"),
        test_result_id: i64::try_from(place)?,
        name: format!("Cart {place}"),
        status: if place < FAILED { "failed" } else { "passed" }.to_owned(),
        duration_ms: Some(1_000),
    })
}

/// As the domain keeps it: of those that are alike, twenty with their trace.
fn kept(
    place: usize,
    failed: &fixture::Failed,
    traces: &mut BTreeMap<String, u32>,
) -> Result<FailureRow, Trouble> {
    let fingerprint = fingerprint_of(failed).as_text().to_owned();
    let seen = traces.entry(fingerprint.clone()).or_default();
    *seen += 1;
    Ok(FailureRow {
        test_result_id: i64::try_from(place)?,
        fingerprint,
        full_name: Some(format!("com.example.shop.CartTest.{place}")),
        message: Some(failed.message.clone()),
        trace: failed.trace.clone().filter(|_| *seen <= 20),
    })
}

fn run(connection_id: i64, at: i64) -> RunRow {
    RunRow {
        id: 0,
        connection_id,
        request_key: "key".to_owned(),
        project_id: 1,
        project_name: "Shop".to_owned(),
        job_id: Some(1),
        job_name: Some("Regression".to_owned()),
        ci: Some("jenkins".to_owned()),
        launch_id: Some(1),
        name: "Nightly".to_owned(),
        origin: "here".to_owned(),
        phase: "finished".to_owned(),
        outcome: Some("failed".to_owned()),
        stalled: false,
        passed: 40_000,
        failed: 10_000,
        broken: 0,
        skipped: 0,
        unknown: 0,
        in_progress: 0,
        message: None,
        closed: true,
        asked_at: at,
        started_at: Some(at + 1_000),
        finished_at: Some(at + 10_000),
        observed_at: Some(at + 10_000),
        request: Some("{\"values\":{}}".to_owned()),
        machine: "{\"memory\":{},\"job_runs\":[]}".to_owned(),
        change: None,
    }
}

fn resident_mb(which: &str) -> Result<f64, Trouble> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(which)).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

#[expect(clippy::disallowed_methods, reason = "a store of the present")]
fn now() -> DateTime<Utc> {
    Utc::now()
}
