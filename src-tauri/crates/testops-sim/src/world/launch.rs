//! Launches: what is written down about them, and what follows from their runs and the time of asking.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::environment::EnvValue;
use super::run::{Run, Stage, Verdict};
use super::sent::Sent;
use super::triage::Decision;

const AUTOCLOSE_AFTER: i64 = 30_000;
/// The server's policy for finished launches: a day.
const CLOSE_FINISHED_AFTER: i64 = 86_400_000;
/// Uploaded data is processed for so long after the last result.
const PROCESSING: i64 = 1_500;
/// The server's policy for launches in which something waits: a week.
const CLOSE_WAITING_AFTER: i64 = 7 * CLOSE_FINISHED_AFTER;

#[derive(Debug, Clone)]
pub(crate) struct Launch {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) created: i64,
    pub(crate) created_by: String,
    pub(crate) patched: Option<i64>,
    pub(crate) autoclose: bool,
    pub(crate) never_closed: bool,
    pub(crate) external: bool,
    pub(crate) tags: Vec<(i64, String)>,
    pub(crate) links: serde_json::Value,
    pub(crate) issues: serde_json::Value,
    pub(crate) environment: Vec<EnvValue>,
    pub(crate) runs: Vec<Run>,
    /// Closed (true) or reopened (false) by hand, each from a time on.
    pub(crate) switches: Vec<(i64, bool)>,
    /// What was decided about results, by their ids.
    pub(crate) decisions: BTreeMap<i64, Decision>,
    /// Attempts that were sent in, by place and lap: start and id, the first one first.
    pub(crate) attempts: HashMap<(u16, u16), Vec<(i64, i64)>>,
}

/// One test result: which run, which slot, and whether it is the earlier of two attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResultKey {
    pub(crate) run: usize,
    pub(crate) slot: usize,
    pub(crate) first_attempt: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) by_verdict: [usize; 5],
    pub(crate) in_progress: usize,
}

impl Counts {
    pub(crate) fn of(&self, verdict: Verdict) -> usize {
        Verdict::ALL.iter().position(|one| *one == verdict).map_or(0, |n| self.by_verdict[n])
    }

    pub(crate) fn add(&mut self, verdict: Option<Verdict>) {
        match verdict.and_then(|verdict| Verdict::ALL.iter().position(|one| *one == verdict)) {
            Some(n) => self.by_verdict[n] += 1,
            None => self.in_progress += 1,
        }
    }

    pub(crate) fn done(&self) -> usize {
        self.by_verdict.iter().sum()
    }

    pub(crate) fn total(&self) -> usize {
        self.done() + self.in_progress
    }
}

impl Launch {
    pub(crate) fn closed(&self, now: i64) -> bool {
        let switched = self.switches.iter().rev().find(|(at, _)| *at <= now);
        if let Some((_, true)) = switched {
            return true;
        }
        let since = switched.map_or(self.created, |(at, _)| *at);
        self.closes_itself(since).is_some_and(|at| at <= now)
    }

    pub(crate) fn ready(&self, now: i64) -> bool {
        self.runs.iter().all(|run| run.ends().is_some_and(|at| at + PROCESSING <= now))
    }

    /// The runs of jobs, without what clients sent in.
    pub(crate) fn job_runs(&self) -> impl DoubleEndedIterator<Item = &Run> {
        self.runs.iter().filter(|run| run.is_job_run())
    }

    pub(crate) fn add_environment(&mut self, values: &[EnvValue]) {
        for value in values {
            if !self.environment.contains(value) {
                self.environment.push(value.clone());
            }
        }
    }

    pub(crate) fn sent(&self, key: ResultKey) -> Option<&Arc<Sent>> {
        let session = self.runs[key.run].session.as_ref()?;
        session.results.get(key.slot).map(|arrived| &arrived.sent)
    }

    /// The attempts at what was sent in, the first one first.
    pub(crate) fn attempts_at(&self, key: ResultKey) -> &[(i64, i64)] {
        let slot = &self.runs[key.run].slots[key.slot];
        self.attempts.get(&(slot.place, slot.lap)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn ended(&self, now: i64) -> bool {
        self.runs.iter().all(|run| matches!(run.stage(now), Stage::Finished | Stage::RunFailure))
    }

    pub(crate) fn modified(&self, now: i64) -> i64 {
        let runs = self
            .runs
            .iter()
            .flat_map(|run| [Some(run.created), run.starts(), run.ends()].into_iter().flatten());
        let decided = self.decisions.values().map(|decision| decision.at);
        let all = runs.chain(self.switches.iter().map(|(at, _)| *at)).chain(self.patched).chain(decided);
        all.filter(|at| *at <= now).fold(self.created, i64::max)
    }

    /// The stage of the run that is least far.
    pub(crate) fn stage(&self, now: i64) -> Option<Stage> {
        let rank = |stage: &Stage| match stage {
            Stage::InProgress => 0,
            Stage::Scheduled => 1,
            Stage::RunFailure => 2,
            Stage::Finished => 3,
        };
        self.runs.iter().map(|run| run.stage(now)).min_by_key(rank)
    }

    pub(crate) fn counts(&self, now: i64) -> Counts {
        let mut counts = Counts::default();
        for key in self.visible(now) {
            counts.add(self.verdict(key, now));
        }
        counts
    }

    /// Every result, earlier attempts before the later ones.
    pub(crate) fn results(&self, now: i64) -> Vec<ResultKey> {
        let mut keys = Vec::new();
        for (run, this) in self.runs.iter().enumerate() {
            for slot in 0..this.slots.len() {
                if !this.exists(slot, now) {
                    continue;
                }
                if this.slots[slot].retried && this.is_done(slot, now) {
                    keys.push(ResultKey { run, slot, first_attempt: true });
                }
                keys.push(ResultKey { run, slot, first_attempt: false });
            }
        }
        if !self.decisions.is_empty() {
            keys.retain(|key| !self.is_deleted(*key));
        }
        keys
    }

    pub(crate) fn decision(&self, key: ResultKey) -> Option<&Decision> {
        if self.decisions.is_empty() { None } else { self.decisions.get(&self.result_id(key)) }
    }

    pub(crate) fn is_deleted(&self, key: ResultKey) -> bool {
        self.decision(key).is_some_and(|decision| decision.deleted)
    }

    /// Replaced by a later attempt, or hidden by hand.
    pub(crate) fn is_hidden(&self, key: ResultKey, now: i64) -> bool {
        self.retried_by(key, now).is_some() || self.decision(key).is_some_and(|decision| decision.hidden)
    }

    /// Results that no later attempt replaces.
    pub(crate) fn visible(&self, now: i64) -> Vec<ResultKey> {
        let mut replaced: Vec<HashSet<(u16, u16)>> = vec![HashSet::new(); self.runs.len()];
        for run in (1..self.runs.len()).rev() {
            let mut later = replaced[run].clone();
            let this = &self.runs[run];
            let slots = if this.session.is_some() { 0 } else { this.slots.len() };
            later.extend(
                (0..slots).filter(|&n| this.exists(n, now)).map(|n| (this.slots[n].place, this.slots[n].lap)),
            );
            replaced[run - 1] = later;
        }
        let shown = |key: &ResultKey| {
            let slot = &self.runs[key.run].slots[key.slot];
            !key.first_attempt
                && !replaced[key.run].contains(&(slot.place, slot.lap))
                && self.later_attempt(*key).is_none()
                && !self.decision(*key).is_some_and(|decision| decision.hidden)
        };
        self.results(now).into_iter().filter(shown).collect()
    }

    /// The last attempt of a test; of any of its variants without `lap`.
    pub(crate) fn last_of(&self, place: u16, lap: Option<u16>, now: i64) -> Option<ResultKey> {
        let of_run = |(run, this): (usize, &Run)| {
            let same = |slot: &usize| {
                let own = &this.slots[*slot];
                own.place == place && lap.is_none_or(|lap| own.lap == lap) && this.exists(*slot, now)
            };
            let slot = (0..this.slots.len()).find(same)?;
            Some(ResultKey { run, slot, first_attempt: false })
        };
        self.runs.iter().enumerate().rev().find_map(of_run)
    }

    /// The attempt that replaced this one.
    pub(crate) fn retried_by(&self, key: ResultKey, now: i64) -> Option<ResultKey> {
        if key.first_attempt {
            return Some(ResultKey { first_attempt: false, ..key });
        }
        if self.runs[key.run].session.is_some() {
            return self.later_attempt(key).and_then(|id| self.key_of(id));
        }
        let slot = &self.runs[key.run].slots[key.slot];
        self.runs.iter().enumerate().skip(key.run + 1).find_map(|(run, this)| {
            let same = |n: &usize| {
                this.slots[*n].place == slot.place && this.slots[*n].lap == slot.lap && this.exists(*n, now)
            };
            (0..this.slots.len()).find(same).map(|slot| ResultKey { run, slot, first_attempt: false })
        })
    }

    /// The id of the next attempt at what was sent in.
    fn later_attempt(&self, key: ResultKey) -> Option<i64> {
        self.runs[key.run].session.as_ref()?;
        let (attempts, id) = (self.attempts_at(key), self.result_id(key));
        let own = attempts.iter().position(|(_, other)| *other == id)?;
        attempts.get(own + 1).map(|(_, id)| *id)
    }

    /// The result with this id.
    pub(crate) fn key_of(&self, id: i64) -> Option<ResultKey> {
        self.runs.iter().enumerate().find_map(|(run, this)| {
            let nth = usize::try_from(id - this.first_result).ok()?;
            let key = ResultKey { run, slot: nth / 2, first_attempt: nth % 2 == 0 };
            (key.slot < this.slots.len()).then_some(key)
        })
    }

    /// How a result ended; `None` while it is in progress.
    pub(crate) fn verdict(&self, key: ResultKey, now: i64) -> Option<Verdict> {
        if let Some(status) = self.decision(key).and_then(|decision| decision.status) {
            return Some(status);
        }
        let run = &self.runs[key.run];
        if key.first_attempt {
            let last = run.slots[key.slot].verdict;
            return Some(if last.is_bad() { last } else { Verdict::Failed });
        }
        run.is_done(key.slot, now).then(|| run.slots[key.slot].verdict)
    }

    pub(crate) fn result_id(&self, key: ResultKey) -> i64 {
        self.runs[key.run].result_id(key.slot, key.first_attempt)
    }

    /// Counts per group, for trees: the caller says which group a place belongs to.
    pub(crate) fn counts_by<G: Ord>(
        &self,
        now: i64,
        group: impl Fn(ResultKey) -> Option<G>,
    ) -> BTreeMap<G, Counts> {
        let mut groups: BTreeMap<G, Counts> = BTreeMap::new();
        for key in self.visible(now) {
            if let Some(name) = group(key) {
                groups.entry(name).or_default().add(self.verdict(key, now));
            }
        }
        groups
    }

    fn waits_for_people(&self) -> bool {
        let by_hand = self.runs.iter().filter(|run| run.by_hand);
        let mut ids = by_hand.flat_map(|run| (0..run.slots.len()).map(|slot| run.result_id(slot, false)));
        ids.any(|id| self.decisions.get(&id).is_none_or(|own| own.status.is_none() && !own.deleted))
    }

    fn closes_itself(&self, since: i64) -> Option<i64> {
        if self.never_closed || self.runs.is_empty() {
            return None;
        }
        let ends: Option<Vec<i64>> = self.runs.iter().map(Run::ends).collect();
        let end = ends?.into_iter().fold(since, i64::max);
        if self.waits_for_people() {
            return Some(end + CLOSE_WAITING_AFTER);
        }
        Some(end + if self.autoclose { AUTOCLOSE_AFTER } else { CLOSE_FINISHED_AFTER })
    }
}
