//! A rerun opens a run that is over once more.

use super::machine::Step;
use super::state::{Announcement, Effect, Ended};
use crate::view::{MomentKind, Phase};

impl Step<'_> {
    pub(super) fn rerun_asked(&mut self) {
        if self.state.launch_id.is_none() {
            return;
        }
        self.moment(MomentKind::RerunAsked, None);
        if !self.state.is_finished() {
            return;
        }
        self.state.memory.before_rerun = Some(Ended {
            outcome: self.state.outcome.take(),
            finished_at: self.state.finished_at.take(),
            finished_seen: std::mem::take(&mut self.state.memory.only_seen.finished),
            message: self.state.message.take(),
            stalled: std::mem::take(&mut self.state.stalled),
        });
        self.state.phase = Phase::Scheduled;
        self.state.closed = false;
        self.state.memory.timed_from = self.now;
        self.state.memory.changed_at = self.now;
        self.state.memory.missing = 0;
        self.state.memory.refused = 0;
        self.state.memory.rerun_pending = true;
        self.state.memory.rerun = self.state.job_runs.iter().map(|run| run.id).collect();
        self.state.memory.ended_unprocessed = false;
        // What was asked before the rerun must not finish the run again.
        self.state.observed_at = self.state.observed_at.max(Some(self.now));
    }

    /// It is over as it was before, which was told already.
    pub(super) fn rerun_refused(&mut self, cause: String) {
        self.moment(MomentKind::Refused, Some(cause));
        let Some(ended) = self.state.memory.before_rerun.take().filter(|_| !self.state.is_finished()) else {
            return;
        };
        self.state.phase = Phase::Finished;
        self.state.outcome = ended.outcome;
        self.state.finished_at = ended.finished_at;
        self.state.memory.only_seen.finished = ended.finished_seen;
        self.state.message = ended.message;
        self.state.stalled = ended.stalled;
        self.state.memory.rerun_pending = false;
        self.state.memory.rerun.clear();
        self.effects.push(Effect::Announce(Announcement::AsBefore));
    }
}
