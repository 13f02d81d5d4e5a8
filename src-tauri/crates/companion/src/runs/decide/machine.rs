use chrono::{DateTime, Utc};

use super::state::{Announcement, Effect, JobRunSeen, Observation, Policy, RunState, Seen, Stage};
use super::{ending, lookup, times};
use crate::view::{MomentKind, Outcome, Phase};

/// How often in a row the server must say that the launch is gone. A launch deleted on the server answers with
/// 500, as an overloaded server may, so that one such answer proves nothing.
const MISSING_TO_BE_LOST: u8 = 3;

/// How often in a row the launch must be refused before a run that is past its time-out is given up. The first answer
/// after a sleep may come from a captive portal or a proxy.
const REFUSED_TO_BE_GIVEN_UP: u8 = 3;

/// One step of a run. What does not fit the phase changes nothing: answers may come twice or out of order.
pub(crate) fn step(
    state: &RunState,
    observation: Observation,
    now: DateTime<Utc>,
    policy: &Policy,
) -> (RunState, Vec<Effect>) {
    let mut step = Step { state: state.clone(), effects: Vec::new(), now, policy };
    step.take(observation);
    (step.state, step.effects)
}

pub(super) struct Step<'a> {
    pub(super) state: RunState,
    pub(super) effects: Vec<Effect>,
    pub(super) now: DateTime<Utc>,
    policy: &'a Policy,
}

impl Step<'_> {
    fn take(&mut self, observation: Observation) {
        match observation {
            Observation::Sending => self.sending(),
            Observation::TakenBack => self.taken_back(),
            Observation::NotSent { cause } => self.not_sent(cause),
            Observation::Accepted { launch_id } => self.accepted(launch_id),
            Observation::Refused { cause } => self.refused(cause),
            Observation::AnswerLost { cause } => self.answer_lost(cause),
            Observation::LookedUp { candidates } => self.looked_up(&candidates),
            Observation::LookFailed => self.look_failed(),
            Observation::LookRefused => self.look_refused(),
            Observation::PersonAdopts { launch_id } => self.adopted_by_person(launch_id),
            Observation::PersonSaysNeverStarted => self.never_started(),
            Observation::PersonLooksAgain => self.look_again(),
            Observation::Seen(seen) => self.seen(&seen),
            Observation::Missing { asked_at } => self.missing(asked_at),
            Observation::NotShown => self.not_shown(),
            Observation::Replaced => self.replaced(),
            Observation::LinkLost => self.link(true, MomentKind::LinkLost),
            Observation::LinkBack => self.link(false, MomentKind::LinkBack),
            Observation::RerunAsked { key, results, send_at, told } => {
                self.rerun_asked(key, results, send_at, told);
            }
            Observation::RerunRefused { cause } => self.rerun_refused(cause),
            Observation::RerunUnanswered { cause } => self.moment(MomentKind::AnswerLost, Some(cause)),
            Observation::CloseAsked => self.moment(MomentKind::CloseAsked, None),
        }
    }

    fn accepted(&mut self, launch_id: i64) {
        // Also while checking: the answer came after all, later than we were ready to wait.
        if !matches!(self.state.phase, Phase::Asked | Phase::Checking | Phase::Unknown) {
            return;
        }
        self.found(launch_id);
        self.moment(MomentKind::Accepted, Some(launch_id.to_string()));
    }

    fn refused(&mut self, cause: String) {
        // Also while checking: a request that was refused after all started nothing.
        if !matches!(self.state.phase, Phase::Asked | Phase::Checking) {
            return;
        }
        self.moment(MomentKind::Refused, Some(cause.clone()));
        self.finish_seen(Outcome::StartFailed, Some(cause));
    }

    fn answer_lost(&mut self, cause: String) {
        if self.state.phase != Phase::Asked {
            return;
        }
        self.moment(MomentKind::AnswerLost, Some(cause));
        self.check();
    }

    fn looked_up(&mut self, candidates: &[i64]) {
        if self.state.phase != Phase::Checking {
            return;
        }
        match candidates {
            [launch_id] => {
                self.found(*launch_id);
                self.moment(MomentKind::Adopted, Some(launch_id.to_string()));
            }
            [] => {
                self.state.memory.looks += 1;
                match lookup::wait_after(self.state.memory.looks) {
                    Some(wait) => self.state.memory.next_look_at = Some(self.now + wait),
                    None => self.cannot_tell(),
                }
            }
            [_, ..] => self.cannot_tell(),
        }
    }

    /// A lookup without an answer proves nothing, however late it is: the network may not be up yet after a sleep.
    fn look_failed(&mut self) {
        if self.state.phase == Phase::Checking {
            self.state.memory.next_look_at = Some(self.now + lookup::WAIT_UNANSWERED);
        }
    }

    fn look_refused(&mut self) {
        if self.state.phase != Phase::Checking {
            return;
        }
        self.state.memory.next_look_at = Some(self.now + lookup::WAIT_UNANSWERED);
        if self.is_given_up() {
            self.state.memory.refused += 1;
        }
        if self.state.memory.refused >= REFUSED_TO_BE_GIVEN_UP {
            self.cannot_tell();
        }
    }

    fn adopted_by_person(&mut self, launch_id: i64) {
        if self.state.phase == Phase::Unknown {
            self.found(launch_id);
            self.moment(MomentKind::AnsweredByPerson, Some(launch_id.to_string()));
        }
    }

    fn never_started(&mut self) {
        if self.state.phase == Phase::Unknown {
            self.moment(MomentKind::AnsweredByPerson, None);
            self.finish_seen(Outcome::StartFailed, None);
        }
    }

    fn look_again(&mut self) {
        if self.state.phase == Phase::Unknown {
            self.moment(MomentKind::AnsweredByPerson, None);
            self.check();
        }
    }

    fn seen(&mut self, seen: &Seen) {
        if !self.state.is_watched() || self.is_old(seen.asked_at) {
            return;
        }
        let is_first = self.state.observed_at.replace(seen.asked_at).is_none();
        self.state.memory.missing = 0;
        self.state.memory.refused = 0;
        let changed = self.note_changes(seen);

        if ending::is_over(&self.state, seen, self.now, self.policy) {
            let (outcome, message) = ending::outcome(&self.state, self.state.counts);
            match self.ended(seen) {
                Some(at) => self.finish(outcome, message, at, false),
                // Of an upload nobody says that it ended: it did with the last that was seen of it.
                None if self.state.job_runs.is_empty() && !seen.closed => {
                    self.finish(outcome, message, self.state.memory.changed_at, true);
                }
                None => self.finish_seen(outcome, message),
            }
            return;
        }
        if is_first && self.state.memory.only_seen.started {
            // Under way when it was first seen: its length counts from when the server made it.
            self.state.started_at = self.state.memory.created.or(self.state.started_at);
        }
        self.state.memory.ended_unprocessed = self.state.all_job_runs_over();
        if self.is_given_up() && seen.is_conclusive() {
            self.finish_seen(Outcome::TimedOut, None);
            return;
        }
        self.note_stalling(changed, seen.counts.is_some());
    }

    /// Takes in what was seen; its moments come in the order in which they must have happened.
    fn note_changes(&mut self, seen: &Seen) -> bool {
        let before = self.state.counts;
        let newly_closed = seen.closed && !self.state.closed;
        let mut progress = false;
        self.state.closed = seen.closed;
        if let Some(job_runs) = &seen.job_runs {
            progress |= !same_progress(job_runs, &self.state.job_runs);
            self.state.job_runs = times::remembering(&self.state.job_runs, job_runs);
        }
        if let Some(counts) = seen.counts {
            progress |= counts != before;
            self.state.counts = counts;
        }
        let changed = progress || newly_closed;
        if changed {
            self.state.memory.changed_at = self.now;
        }
        // That the launch is closed is no news of a rerun: the server opens it again for that in its own time.
        if progress || self.now - self.state.memory.timed_from >= self.policy.rerun_grace {
            self.state.memory.rerun_pending = false;
        }
        self.note_beginning();
        if before.done() == 0 && self.state.counts.done() > 0 {
            self.seen_moment(MomentKind::FirstResult);
        }
        if before.bad() == 0 && self.state.counts.bad() > 0 {
            self.seen_moment(MomentKind::FirstFailure);
        }
        if newly_closed {
            let closed = times::credible(seen.modified, self.state.earliest(), self.now);
            self.moment_at(MomentKind::Closed, closed);
        }
        changed
    }

    fn note_beginning(&mut self) {
        let began = self.state.ci_began(self.now);
        if self.state.memory.only_seen.started && began.is_some() {
            self.state.started_at = began;
            self.state.memory.only_seen.started = false;
        }
        if self.state.phase != Phase::Scheduled || self.state.memory.rerun_pending {
            return;
        }
        let ci_began =
            self.state.job_runs.iter().any(|run| matches!(run.stage, Stage::InProgress | Stage::Finished));
        if !ci_began && self.state.counts.total() == 0 {
            return;
        }
        self.state.phase = Phase::Running;
        if self.state.started_at.is_none() {
            self.state.started_at = Some(began.unwrap_or(self.now));
            self.state.memory.only_seen.started = began.is_none();
        }
        self.moment_at(MomentKind::Started, began);
        self.effects.push(Effect::Announce(Announcement::Started));
    }

    fn note_stalling(&mut self, changed: bool, counted: bool) {
        if changed && self.state.stalled {
            self.state.stalled = false;
            self.moment(MomentKind::Resumed, None);
            return;
        }
        let resting = self.now - self.state.memory.changed_at;
        let stalls = self.state.phase == Phase::Running && counted && resting >= self.policy.stalled_after;
        if stalls && !self.state.stalled {
            self.state.stalled = true;
            self.moment(MomentKind::Stalled, None);
            self.effects.push(Effect::Announce(Announcement::Stalled));
        }
    }

    fn missing(&mut self, asked_at: DateTime<Utc>) {
        if !self.state.is_watched() || self.is_old(asked_at) {
            return;
        }
        self.state.observed_at = Some(asked_at);
        self.state.memory.missing += 1;
        if self.state.memory.missing >= MISSING_TO_BE_LOST {
            self.finish_seen(Outcome::Lost, None);
        }
    }

    fn replaced(&mut self) {
        if self.state.is_watched() {
            self.finish_seen(Outcome::Lost, None);
        }
        self.state.launch_id = None;
    }

    fn not_shown(&mut self) {
        if !self.state.is_watched() || !self.is_given_up() {
            return;
        }
        self.state.memory.refused += 1;
        if self.state.memory.refused >= REFUSED_TO_BE_GIVEN_UP {
            self.finish_seen(Outcome::TimedOut, None);
        }
    }

    fn is_given_up(&self) -> bool {
        self.now - self.state.memory.timed_from >= self.policy.timeout
    }

    fn link(&mut self, lost: bool, kind: MomentKind) {
        if self.state.is_finished() || self.state.memory.link_lost == lost {
            return;
        }
        self.state.memory.link_lost = lost;
        self.moment(kind, None);
    }

    fn found(&mut self, launch_id: i64) {
        self.state.launch_id = Some(launch_id);
        self.state.phase = Phase::Scheduled;
        self.state.memory.next_look_at = None;
        self.state.memory.refused = 0;
        self.state.memory.changed_at = self.now;
    }

    fn check(&mut self) {
        self.state.phase = Phase::Checking;
        self.state.memory.looks = 0;
        self.state.memory.refused = 0;
        self.state.memory.next_look_at = Some(self.now);
    }

    fn cannot_tell(&mut self) {
        self.state.phase = Phase::Unknown;
        self.state.memory.next_look_at = None;
        self.moment(MomentKind::CannotTell, None);
        self.effects.push(Effect::Announce(Announcement::Question));
    }

    /// When the run that is over ended, where the server says so.
    fn ended(&self, seen: &Seen) -> Option<DateTime<Utc>> {
        if self.state.all_job_runs_over() {
            self.state.ci_ended(self.now)
        } else if seen.closed {
            times::credible(seen.modified, self.state.earliest(), self.now)
        } else {
            None
        }
    }

    pub(super) fn finish_seen(&mut self, outcome: Outcome, message: Option<String>) {
        self.finish(outcome, message, self.now, true);
    }

    /// `seen`: all that is known of its end is that it was over by then.
    fn finish(&mut self, outcome: Outcome, message: Option<String>, at: DateTime<Utc>, seen: bool) {
        let at = at.max(self.state.began_at_earliest()).min(self.now);
        self.state.phase = Phase::Finished;
        self.state.outcome = Some(outcome);
        self.state.message = message;
        self.state.finished_at = Some(at);
        self.state.memory.only_seen.finished = seen;
        if self.state.memory.only_seen.started && self.state.started_at >= Some(at) {
            // Begun and over between two looks: when it began is not known, so its length counts from the request.
            self.state.started_at = None;
        }
        self.state.memory.next_look_at = None;
        // What is only seen now had happened by then.
        for effect in &mut self.effects {
            if let Effect::Moment { at: known, seen: true, .. } = effect {
                *known = at.min(*known);
            }
        }
        self.effects.push(Effect::Moment { kind: MomentKind::Finished, detail: None, at, seen });
        self.effects.push(Effect::Announce(Announcement::Finished));
    }

    fn is_old(&self, asked_at: DateTime<Utc>) -> bool {
        self.state.observed_at.is_some_and(|newest| asked_at <= newest)
    }

    /// What happens now, and is ours.
    pub(super) fn moment(&mut self, kind: MomentKind, detail: Option<String>) {
        self.effects.push(Effect::Moment { kind, detail, at: self.now, seen: false });
    }

    /// What happened at the server, where it says when.
    fn moment_at(&mut self, kind: MomentKind, at: Option<DateTime<Utc>>) {
        let (at, seen) = (at.unwrap_or(self.now), at.is_none());
        self.effects.push(Effect::Moment { kind, detail: None, at, seen });
    }

    fn seen_moment(&mut self, kind: MomentKind) {
        self.moment_at(kind, None);
    }
}

/// Whether two looks saw the CI equally far.
fn same_progress(left: &[JobRunSeen], right: &[JobRunSeen]) -> bool {
    left.len() == right.len()
        && left.iter().all(|run| {
            right
                .iter()
                .any(|other| other.id == run.id && other.stage == run.stage && other.status == run.status)
        })
}
