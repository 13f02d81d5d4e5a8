//! A rerun opens a run that is over once more. Until it goes out it can be taken back; then the run is over as before.

use chrono::{DateTime, Utc};

use super::machine::Step;
use super::pending::{Pending, Request, RerunResults};
use super::state::{Announcement, Effect, Ended};
use crate::view::{MomentKind, Phase};

impl Step<'_> {
    pub(super) fn rerun_asked(
        &mut self,
        key: String,
        results: Option<RerunResults>,
        send_at: DateTime<Utc>,
        told: bool,
    ) {
        if self.state.launch_id.is_none() || !self.state.is_finished() {
            return;
        }
        self.moment(MomentKind::RerunAsked, None);
        self.state.memory.before_rerun = Some(Ended {
            outcome: self.state.outcome.take(),
            finished_at: self.state.finished_at.take(),
            finished_seen: std::mem::take(&mut self.state.memory.only_seen.finished),
            message: self.state.message.take(),
            stalled: std::mem::take(&mut self.state.stalled),
            untold: !told,
        });
        self.state.phase = Phase::Pending;
        self.state.memory.pending = Some(Pending { send_at, what: Request::Rerun { key, results } });
    }

    pub(super) fn rerun_sent(&mut self) {
        self.state.phase = Phase::Scheduled;
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

    pub(super) fn rerun_refused(&mut self, cause: String) {
        self.moment(MomentKind::Refused, Some(cause.clone()));
        self.as_before_rerun(Some(cause));
    }

    /// `why` it did not begin; `None` where a person took it back.
    pub(super) fn as_before_rerun(&mut self, why: Option<String>) {
        if self.state.is_finished() {
            return;
        }
        let Some(ended) = self.state.memory.before_rerun.take() else { return };
        self.state.memory.pending = None;
        self.state.phase = Phase::Finished;
        self.state.outcome = ended.outcome;
        self.state.finished_at = ended.finished_at;
        self.state.memory.only_seen.finished = ended.finished_seen;
        self.state.message = ended.message;
        self.state.stalled = ended.stalled;
        self.state.memory.rerun_pending = false;
        self.state.memory.rerun.clear();
        if why.is_some() || !ended.untold {
            self.effects.push(Effect::Announce(Announcement::NotRerun { why }));
        }
        if ended.untold {
            self.effects.push(Effect::Announce(Announcement::Finished));
        }
    }
}
