//! When what happened to a run did happen: by the server's clock, told on ours. Where the server does not say it, or says
//! what cannot be, all that is known is when it was seen.

use chrono::{DateTime, TimeDelta, Utc};

use super::state::{JobRunSeen, RunState, Stage};
use crate::view::MomentKind;

/// How far off a time may be: the server's clock is known to half a second, and moves.
const SLACK: TimeDelta = TimeDelta::seconds(2);

/// When the tests of a run ran, on our clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResultTimes {
    /// When the first test began.
    pub(crate) began: Option<DateTime<Utc>>,
    /// When the first result was there, and the first of a test that failed or broke.
    pub(crate) first: Option<DateTime<Utc>>,
    pub(crate) first_bad: Option<DateTime<Utc>>,
    pub(crate) ended: Option<DateTime<Utc>>,
}

/// The server's time, where it lies between two moments that are known.
pub(super) fn credible(
    at: Option<DateTime<Utc>>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let until = until.max(from);
    at.filter(|at| *at >= from - SLACK && *at <= until + SLACK).map(|at| at.clamp(from, until))
}

/// Job runs as they are seen now, with what earlier looks learned of their beginnings: the server keeps only the time of
/// the last change. A time that differs by no more than the server's clock is known to is the same time.
pub(super) fn remembering(before: &[JobRunSeen], seen: &[JobRunSeen]) -> Vec<JobRunSeen> {
    let remembered = |run: &JobRunSeen| {
        let known = before.iter().find(|known| known.id == run.id);
        let steady = known.filter(|known| known.stage == run.stage).and_then(|known| known.modified);
        let modified =
            run.modified.map(|at| steady.filter(|steady| (at - *steady).abs() <= SLACK).unwrap_or(at));
        let began = known.and_then(|known| known.began);
        let began = began.or_else(|| modified.filter(|_| run.stage == Stage::InProgress));
        JobRunSeen { modified, began, ..run.clone() }
    };
    seen.iter().map(remembered).collect()
}

impl RunState {
    /// Before then nothing of it happened.
    pub(super) fn earliest(&self) -> DateTime<Utc> {
        let memory = &self.memory;
        memory.created.filter(|_| memory.before_rerun.is_none()).unwrap_or(memory.timed_from)
    }

    /// When it began, where that is known, and no earlier than it could.
    pub(super) fn began_at_earliest(&self) -> DateTime<Utc> {
        let began = self.started_at.filter(|_| !self.memory.only_seen.started);
        began.map_or(self.earliest(), |began| began.max(self.earliest()))
    }

    pub(super) fn ci_began(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        credible(self.counting().iter().filter_map(|run| run.began).min(), self.earliest(), now)
    }

    pub(super) fn ci_ended(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let ended = self.counting().iter().map(|run| run.modified).max().flatten();
        credible(ended, self.began_at_earliest(), now)
    }

    /// The job runs that decide: after a rerun those that it brought, as far as it brought any.
    pub(super) fn counting(&self) -> Vec<&JobRunSeen> {
        let newer = self.job_runs.iter().filter(|run| !self.memory.rerun.contains(&run.id));
        let newer = newer.collect::<Vec<_>>();
        if newer.is_empty() { self.job_runs.iter().collect() } else { newer }
    }

    /// Takes in what the results of a run that is over tell. Answers the moments whose times are known by now.
    pub(crate) fn settle(&mut self, results: &ResultTimes) -> Vec<(MomentKind, DateTime<Utc>)> {
        let Some(seen_over) = self.finished_at else { return Vec::new() };
        let mut known = Vec::new();
        let from = self.earliest();
        if self.memory.only_seen.finished
            && let Some(ended) = credible(results.ended, self.began_at_earliest(), seen_over)
        {
            self.finished_at = Some(ended);
            self.memory.only_seen.finished = false;
            known.push((MomentKind::Finished, ended));
        }
        // The beginning of a run that was rerun is that of its first course.
        if self.memory.before_rerun.is_some() {
            return known;
        }
        let until = self.finished_at.unwrap_or(seen_over);
        let began = self.started_at.filter(|_| !self.memory.only_seen.started);
        if let Some(began) = began.or_else(|| credible(results.began, from, until)) {
            self.started_at = Some(began);
            self.memory.only_seen.started = false;
            known.push((MomentKind::Started, began));
        }
        let firsts =
            [(MomentKind::FirstResult, results.first), (MomentKind::FirstFailure, results.first_bad)];
        let from = self.started_at.unwrap_or(from);
        known.extend(firsts.into_iter().filter_map(|(kind, at)| Some((kind, credible(at, from, until)?))));
        known
    }
}
