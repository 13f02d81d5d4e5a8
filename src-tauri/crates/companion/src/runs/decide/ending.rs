//! When a run is over, and how it ended.
//!
//! The server has no "finished": a launch may stay open for a day after the CI stopped. A run is over when its
//! launch is closed, or when every job run ended, all that was uploaded is processed and nothing is in progress.

use chrono::{DateTime, Utc};

use super::state::{Policy, RunState, Seen, Stage};
use crate::view::{Counts, Outcome};

/// Whether `seen`, already taken into `state`, says that the run is over.
pub(super) fn is_over(state: &RunState, seen: &Seen, now: DateTime<Utc>, policy: &Policy) -> bool {
    // Without counts of this very look the outcome would be told from old numbers.
    let Some(counts) = seen.counts else { return false };
    if state.memory.rerun_pending {
        return false;
    }
    if seen.closed {
        return true;
    }
    let settled = seen.ready == Some(true) && counts.in_progress == 0;
    if !settled {
        return false;
    }
    if state.job_runs.is_empty() {
        // Created by an upload: nobody says that it ended, so it must have rested for a while.
        return counts.total() > 0 && now - state.memory.changed_at >= policy.quiet;
    }
    state.all_job_runs_over()
}

/// How a run that is over ended, with the CI's words where it has any.
pub(crate) fn outcome(state: &RunState, counts: Counts) -> (Outcome, Option<String>) {
    let job_runs = state.counting();
    if let Some(failure) = job_runs.iter().find(|run| run.stage == Stage::RunFailure) {
        return (Outcome::StartFailed, failure.error.clone());
    }
    let cancelled = job_runs.iter().any(|run| run.status.as_deref() == Some("cancelled"));
    let outcome = if cancelled {
        Outcome::Cancelled
    } else if counts.bad() > 0 {
        Outcome::Failed
    } else if counts.done() == 0 {
        Outcome::NoResults
    } else {
        Outcome::Passed
    };
    (outcome, None)
}
