//! One job run. Nothing ticks: stage, results and counts are worked out from the plan and the time of asking;
//! only what was done by hand (`advance`) is written down, and what clients sent in.

use super::sent::Session;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed,
    Broken,
    Skipped,
    Unknown,
}

impl Verdict {
    pub(crate) const ALL: [Self; 5] =
        [Self::Failed, Self::Broken, Self::Passed, Self::Skipped, Self::Unknown];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Broken => "broken",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) fn is_bad(self) -> bool {
        matches!(self, Self::Failed | Self::Broken)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Scheduled,
    InProgress,
    Finished,
    RunFailure,
}

impl Stage {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::InProgress => "in_progress",
            Self::Finished => "finished",
            Self::RunFailure => "run_failure",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    Runs,
    StartFails(String),
    Cancelled,
}

/// One test in a run: its place among the project's cases, and how it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) place: u16,
    /// Above 0 when a script asks for more tests than the project has: the same case with other parameters.
    pub(crate) lap: u16,
    pub(crate) verdict: Verdict,
    /// Failed at first and was tried again.
    pub(crate) retried: bool,
}

/// Simulated milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    pub(crate) queue: i64,
    pub(crate) duration: i64,
    pub(crate) held: bool,
    pub(crate) stall_after: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) id: i64,
    pub(crate) job: i64,
    pub(crate) created: i64,
    pub(crate) created_by: String,
    pub(crate) pace: Pace,
    pub(crate) fate: Fate,
    pub(crate) slots: Vec<Slot>,
    /// Result ids: slot `n` has `first_result + 2n` for a first attempt that was retried, `+ 2n + 1` for the last.
    pub(crate) first_result: i64,
    /// What `advance` did: so many results were there at that time.
    pub(crate) marks: Vec<(usize, i64)>,
    pub(crate) ended_by_hand: Option<i64>,
    /// What a client sends in: then this is no job run.
    pub(crate) session: Option<Session>,
    /// Tests that wait for people: then this is no job run either.
    pub(crate) by_hand: bool,
    /// How its CI says that it ended.
    pub(crate) told: Option<&'static str>,
}

impl Run {
    pub(crate) fn is_job_run(&self) -> bool {
        self.session.is_none() && !self.by_hand
    }

    /// When tests begin; `None` while a held run was never advanced.
    pub(crate) fn starts(&self) -> Option<i64> {
        if self.by_hand {
            return Some(self.created);
        }
        let by_clock = (!self.pace.held).then_some(self.created + self.pace.queue);
        let by_hand = self.marks.first().map(|(_, at)| *at).or(self.ended_by_hand);
        earliest(by_clock, by_hand)
    }

    /// When the job run ends, as far as that is settled.
    pub(crate) fn ends(&self) -> Option<i64> {
        if let Some(session) = &self.session {
            return Some(session.last);
        }
        if self.by_hand {
            return Some(self.created);
        }
        let begin = self.created + self.pace.queue;
        let by_clock = match self.fate {
            Fate::StartFails(_) => Some(begin),
            Fate::Runs | Fate::Cancelled if self.pace.held || self.pace.stall_after.is_some() => None,
            Fate::Cancelled => Some(begin + self.pace.duration / 2),
            Fate::Runs => Some(begin + self.pace.duration),
        };
        earliest(by_clock, self.ended_by_hand)
    }

    pub(crate) fn stage(&self, now: i64) -> Stage {
        if self.ends().is_some_and(|at| at <= now) {
            return if matches!(self.fate, Fate::StartFails(_)) {
                Stage::RunFailure
            } else {
                Stage::Finished
            };
        }
        if self.starts().is_some_and(|at| at <= now) { Stage::InProgress } else { Stage::Scheduled }
    }

    /// The CI's word, once the run has ended.
    pub(crate) fn status(&self, now: i64) -> Option<&'static str> {
        if self.stage(now) != Stage::Finished {
            return None;
        }
        if self.told.is_some() {
            return self.told;
        }
        let bad = self.slots.iter().any(|slot| slot.verdict.is_bad());
        Some(match self.fate {
            Fate::Cancelled => "cancelled",
            Fate::Runs | Fate::StartFails(_) if bad => "failed",
            Fate::Runs | Fate::StartFails(_) => "passed",
        })
    }

    /// Whether the slot's result is there at all: from the start of the run on, and for a cancelled run only what
    /// was reported before its end.
    pub(crate) fn exists(&self, slot: usize, now: i64) -> bool {
        if self.session.is_some() {
            return self.is_done(slot, now);
        }
        if matches!(self.fate, Fate::StartFails(_)) || self.starts().is_none_or(|at| at > now) {
            return false;
        }
        let over = self.fate == Fate::Cancelled && self.ends().is_some_and(|at| at <= now);
        !over || self.is_done(slot, now)
    }

    pub(crate) fn is_done(&self, slot: usize, now: i64) -> bool {
        self.stops(slot).is_some_and(|at| at <= now)
    }

    /// When the slot's last attempt ends, as far as that is settled.
    pub(crate) fn stops(&self, slot: usize) -> Option<i64> {
        if let Some(session) = &self.session {
            return session.results.get(slot).map(|arrived| arrived.at);
        }
        // Only what somebody decides ends it.
        if self.by_hand {
            return None;
        }
        let stalled = self.pace.stall_after.is_some_and(|limit| slot >= limit);
        let by_clock =
            (!self.pace.held && !stalled).then(|| self.created + self.pace.queue + self.offset(slot));
        let by_clock =
            by_clock.filter(|at| self.fate != Fate::Cancelled || self.ends().is_none_or(|end| *at <= end));
        let mark = self.marks.partition_point(|(upto, _)| *upto <= slot);
        let by_hand = self.marks.get(mark).map(|(_, at)| *at);
        let at_the_end = self.ended_by_hand.filter(|_| self.fate != Fate::Cancelled);
        earliest(earliest(by_clock, by_hand), at_the_end)
    }

    pub(crate) fn starts_slot(&self, slot: usize) -> Option<i64> {
        let stop = self.stops(slot)?;
        let length = 400 + (self.first_result + slot as i64 * 7_919) % 9_000;
        if self.pace.held {
            // Time may stand still between its start and a result by hand; the test took its time all the same.
            return Some(stop - length);
        }
        Some((stop - length.min(self.pace.duration.max(1))).max(self.starts().unwrap_or(self.created)))
    }

    pub(crate) fn done(&self, now: i64) -> usize {
        (0..self.slots.len()).filter(|&slot| self.is_done(slot, now)).count()
    }

    /// Results arrive by hand.
    pub(crate) fn advance(&mut self, results: usize, now: i64) {
        let upto = (self.done(now) + results).min(self.slots.len());
        self.marks.push((upto, now));
    }

    pub(crate) fn finish(&mut self, now: i64) {
        if self.ends().is_none_or(|at| at > now) {
            self.ended_by_hand = Some(now);
        }
    }

    pub(crate) fn result_id(&self, slot: usize, first_attempt: bool) -> i64 {
        self.first_result + slot as i64 * 2 + i64::from(!first_attempt)
    }

    /// Evenly spread over the duration; the last result comes a little before the end of the CI job.
    fn offset(&self, slot: usize) -> i64 {
        self.pace.duration * 96 / 100 * (slot as i64 + 1) / self.slots.len().max(1) as i64
    }
}

fn earliest(a: Option<i64>, b: Option<i64>) -> Option<i64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, None) | (None, one) => one,
    }
}
