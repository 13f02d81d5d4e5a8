//! How the last launches of jobs ended, whoever launched them.
//!
//! It is a background to the Launch screen: one list for each project, kept in memory, asked for in turn and within a
//! share of the request budget. What the server does not answer is left out and never told as a fault.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use testops::{JobRunStage, JobRunStatus, LaunchPreview};

use super::decide::{RunState, outcome};
use super::translate;
use crate::core::allowance::Allowance;
use crate::view::{Counts, Outcome};

/// How many results of a job are told.
pub(crate) const KEPT: usize = 10;

/// How many launches of a project are listed, newest first.
pub(crate) const LISTED: u32 = 100;

/// How long a project's list is good enough.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// Of so many projects the lists are remembered.
const PROJECTS: usize = 64;

/// The share of the request budget that this may use.
pub(crate) const SHARE: u32 = 4;

/// A project of a server. Its address too: what one server told says nothing of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) connection_id: i64,
    pub(crate) url: String,
    pub(crate) project_id: i64,
}

/// What was heard, and whose turn it is to ask.
#[derive(Default)]
pub(crate) struct History {
    lists: Mutex<HashMap<Place, List>>,
    /// Held by whoever asks: one request at a time.
    pub(crate) turn: tokio::sync::Mutex<Allowance>,
    /// How many wait for their turn.
    pub(crate) waiting: AtomicUsize,
}

/// The launches of a project as the server listed them.
#[derive(Clone)]
struct List {
    at: DateTime<Utc>,
    /// `None` until the server answered.
    launches: Option<Vec<Listed>>,
}

/// A launch of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) launch_id: i64,
    pub(crate) job_id: i64,
    pub(crate) job_name: String,
    pub(crate) ci: String,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) counts: Option<Counts>,
    pub(crate) at: DateTime<Utc>,
    /// Of the list's words about it; `counts` were asked for under these.
    pub(super) signature: u64,
}

impl History {
    pub(crate) fn is_fresh(&self, place: &Place, now: DateTime<Utc>) -> bool {
        self.lists().get(place).is_some_and(|list| list.at <= now && now - list.at < FRESH)
    }

    pub(crate) fn of(&self, place: &Place) -> Option<Vec<Listed>> {
        self.lists().get(place)?.launches.clone()
    }

    /// Without launches the server did not answer: what it told before stands, and it is left alone for as long.
    pub(crate) fn note(&self, place: &Place, at: DateTime<Utc>, launches: Option<Vec<Listed>>) {
        let launches = launches.or_else(|| self.of(place));
        let mut lists = self.lists();
        lists.insert(place.clone(), List { at, launches });
        while lists.len() > PROJECTS {
            let oldest = lists.iter().min_by_key(|(_, list)| list.at).map(|(place, _)| place.clone());
            oldest.and_then(|place| lists.remove(&place));
        }
    }

    fn lists(&self) -> MutexGuard<'_, HashMap<Place, List>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The launches of each job among those of a project; without those that do not say whose job they are of. `before` is
/// what was known: counts that were asked for hold while the list says nothing new.
pub(crate) fn listed(previews: &[LaunchPreview], before: &[Listed], ahead: TimeDelta) -> Vec<Listed> {
    let mut launches: Vec<Listed> = Vec::new();
    for preview in previews {
        let Some(at) = translate::ours(preview.created_date, ahead) else { continue };
        let signature = translate::signature(preview);
        let known = before.iter().find(|one| one.launch_id == preview.id && one.signature == signature);
        let told = preview.statistic.as_deref().filter(|_| preview.closed).map(translate::counts);
        let counted = known.and_then(|known| known.counts).filter(|counts| counts.in_progress == 0);
        let counts = told.or(counted);
        for job in preview.jobs.iter().filter_map(|run| run.job.as_ref()) {
            let Some(job_id) = job.id else { continue };
            if launches.iter().any(|one| (one.launch_id, one.job_id) == (preview.id, job_id)) {
                continue;
            }
            launches.push(Listed {
                launch_id: preview.id,
                job_id,
                job_name: job.name.clone(),
                ci: job.kind.clone().unwrap_or_default(),
                outcome: ended(preview, counts, ahead),
                counts,
                at,
                signature,
            });
        }
    }
    launches
}

/// Launches whose CI has begun and ended and whose counts nobody has told, newest first.
pub(crate) fn uncounted(launches: &[Listed]) -> Vec<i64> {
    let began = |outcome: Option<Outcome>| outcome.is_some_and(|outcome| outcome != Outcome::StartFailed);
    let wanted = launches.iter().filter(|one| began(one.outcome) && one.counts.is_none());
    let mut ids: Vec<i64> = wanted.map(|one| one.launch_id).collect();
    ids.dedup();
    ids
}

/// Takes in the counts of a launch that were asked for.
pub(crate) fn count(launches: &mut [Listed], previews: &[LaunchPreview], id: i64, counts: Counts) {
    let Some(preview) = previews.iter().find(|preview| preview.id == id) else { return };
    for one in launches.iter_mut().filter(|one| one.launch_id == id) {
        one.counts = Some(counts);
        one.outcome = ended(preview, Some(counts), TimeDelta::zero());
    }
}

/// How the launch ended as far as is told; `None` while it goes on.
fn ended(preview: &LaunchPreview, counts: Option<Counts>, ahead: TimeDelta) -> Option<Outcome> {
    let over =
        |stage: Option<&JobRunStage>| matches!(stage, Some(JobRunStage::Finished | JobRunStage::RunFailure));
    let all_over = !preview.jobs.is_empty() && preview.jobs.iter().all(|run| over(run.stage.as_ref()));
    if !preview.closed && !all_over {
        return None;
    }
    let Some(counts) = counts else { return Some(said_by_ci(preview)) };
    if !preview.closed && counts.in_progress > 0 {
        return None;
    }
    let job_runs = translate::job_runs(&preview.jobs, ahead);
    let state = RunState { job_runs, ..RunState::asked(preview.created_date?) };
    Some(outcome(&state, counts).0)
}

/// What the CI says of its job runs, the worst of it.
fn said_by_ci(preview: &LaunchPreview) -> Outcome {
    let any = |status: &JobRunStatus| preview.jobs.iter().any(|run| run.status.as_ref() == Some(status));
    if preview.jobs.iter().any(|run| run.stage == Some(JobRunStage::RunFailure)) {
        Outcome::StartFailed
    } else if any(&JobRunStatus::Cancelled) {
        Outcome::Cancelled
    } else if any(&JobRunStatus::Failed) {
        Outcome::Failed
    } else if any(&JobRunStatus::Passed) {
        Outcome::Passed
    } else {
        Outcome::NoResults
    }
}

#[cfg(test)]
mod tests;
