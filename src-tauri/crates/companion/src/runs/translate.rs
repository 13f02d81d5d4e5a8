//! The server's words in the machine's terms.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};
use testops::{JobRun, LaunchPreview, Status, StatusCount, TestResult};

use crate::runs::decide::lookup::Listed;
use crate::runs::decide::times::ResultTimes;
use crate::runs::decide::{JobRunSeen, Stage};
use crate::view::{Counts, TestStatus};

pub(crate) fn counts(statistic: &[StatusCount]) -> Counts {
    let mut counts = Counts::default();
    for entry in statistic {
        let slot = match &entry.status {
            None => &mut counts.in_progress,
            Some(Status::Passed) => &mut counts.passed,
            Some(Status::Failed) => &mut counts.failed,
            Some(Status::Broken) => &mut counts.broken,
            Some(Status::Skipped) => &mut counts.skipped,
            Some(Status::Unknown | Status::Other(_)) => &mut counts.unknown,
        };
        *slot = slot.saturating_add(u32::try_from(entry.count).unwrap_or(u32::MAX));
    }
    counts
}

pub(crate) fn status(result: &TestResult) -> TestStatus {
    match &result.status {
        None => TestStatus::InProgress,
        Some(Status::Passed) => TestStatus::Passed,
        Some(Status::Failed) => TestStatus::Failed,
        Some(Status::Broken) => TestStatus::Broken,
        Some(Status::Skipped) => TestStatus::Skipped,
        Some(Status::Unknown | Status::Other(_)) => TestStatus::Unknown,
    }
}

pub(crate) fn is_bad(result: &TestResult) -> bool {
    matches!(status(result), TestStatus::Failed | TestStatus::Broken)
}

/// A time of the server, whose clock is `ahead` of ours, on our clock.
pub(crate) fn ours(at: Option<DateTime<Utc>>, ahead: TimeDelta) -> Option<DateTime<Utc>> {
    at?.checked_sub_signed(ahead)
}

/// Takes in when a test ran. The times of results are those of the machine that ran the tests; the server passes them on.
pub(crate) fn note_times(times: &mut ResultTimes, result: &TestResult, ahead: TimeDelta) {
    let earlier = |known: Option<DateTime<Utc>>, at: Option<DateTime<Utc>>| known.into_iter().chain(at).min();
    let (start, stop) = (ours(result.start, ahead), ours(result.stop, ahead));
    times.began = earlier(times.began, start);
    times.first = earlier(times.first, stop);
    if is_bad(result) {
        times.first_bad = earlier(times.first_bad, stop);
    }
    times.ended = times.ended.max(stop);
}

pub(crate) fn job_runs(runs: &[JobRun], ahead: TimeDelta) -> Vec<JobRunSeen> {
    runs.iter().map(|run| job_run(run, ahead)).collect()
}

fn job_run(run: &JobRun, ahead: TimeDelta) -> JobRunSeen {
    let job_name = run.job.as_ref().map(|job| job.name.clone()).filter(|name| !name.is_empty());
    JobRunSeen {
        id: run.id,
        name: if run.name.is_empty() { job_name.unwrap_or_default() } else { run.name.clone() },
        stage: run.stage.as_ref().map_or(Stage::Scheduled, |stage| Stage::read(stage.as_str())),
        status: run.status.as_ref().map(|status| status.as_str().to_owned()),
        url: run.url.clone(),
        error: run.error_message.clone(),
        modified: ours(run.last_modified_date, ahead),
        began: None,
    }
}

pub(crate) fn listed(preview: &LaunchPreview) -> Listed {
    Listed {
        launch_id: preview.id,
        name: preview.name.clone(),
        created_at: preview.created_date,
        job_ids: preview.jobs.iter().filter_map(|run| run.job.as_ref()?.id).collect(),
    }
}

/// Differs when the list said something new about the launch.
pub(crate) fn signature(preview: &LaunchPreview) -> u64 {
    let mut hasher = DefaultHasher::new();
    preview.closed.hash(&mut hasher);
    preview.last_modified_date.hash(&mut hasher);
    for run in &preview.jobs {
        run.id.hash(&mut hasher);
        run.stage.hash(&mut hasher);
        run.status.hash(&mut hasher);
        run.last_modified_date.hash(&mut hasher);
    }
    for entry in preview.statistic.iter().flatten() {
        entry.status.hash(&mut hasher);
        entry.count.hash(&mut hasher);
    }
    hasher.finish()
}

/// What makes a test the same in every run.
pub(crate) fn test_key(result: &TestResult) -> String {
    if let Some(key) = &result.history_key {
        return key.clone();
    }
    let name = result.full_name.as_deref().unwrap_or(&result.name);
    let parameters: Vec<String> = result
        .parameters
        .iter()
        .filter(|parameter| !parameter.hidden)
        .map(|parameter| format!("{}={}", parameter.name, parameter.value.as_deref().unwrap_or_default()))
        .collect();
    match result.test_case_id {
        Some(id) => format!("{id}|{}", parameters.join("|")),
        None => format!("{name}|{}", parameters.join("|")),
    }
}
