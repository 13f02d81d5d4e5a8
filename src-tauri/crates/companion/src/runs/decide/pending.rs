//! A launch or a rerun that is stored and not yet sent: for a few seconds it can be taken back.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::machine::Step;
use super::state::{Announcement, Effect};
use crate::view::{MomentKind, Outcome, Phase};

/// What was asked for longer ago than this is not sent any more: nobody expects it to begin now.
const LATEST: TimeDelta = TimeDelta::minutes(1);

/// The longest time that a request can be taken back, in seconds.
pub(crate) const LONGEST_UNDO: u32 = 10;

/// The request that is to go out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) send_at: DateTime<Utc>,
    #[serde(flatten)]
    pub(crate) what: Request,
}

/// Untagged: launches were stored as pending before reruns were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Request {
    Launch {
        job_id: i64,
        /// The body as the client reads it back.
        body: Value,
    },
    /// Of the failed tests of the run's launch, or of `results`. The key of the command may act again where nothing begins.
    Rerun {
        key: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        results: Option<RerunResults>,
    },
    /// Of chosen tests only.
    Tests { by: By, body: Value },
}

/// Who runs chosen tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// One job, which has them all.
    Job(i64),
    /// Each by a job that has it.
    Jobs,
    /// The jobs of a test plan.
    Plan(i64),
}

/// Results that are to run again; never none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RerunResults {
    pub(crate) ids: Vec<i64>,
    pub(crate) by_hand: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    NotYet,
    Send,
    /// The program or the machine slept through the time.
    TooLate,
}

impl Pending {
    pub(crate) fn due(&self, now: DateTime<Utc>) -> Due {
        if now < self.send_at {
            Due::NotYet
        } else if now - self.send_at <= LATEST {
            Due::Send
        } else {
            Due::TooLate
        }
    }

    /// After the clock was set back it waits no longer than it can have had to.
    pub(crate) fn clock_went_back(&mut self, now: DateTime<Utc>) {
        self.send_at = self.send_at.min(now + TimeDelta::seconds(LONGEST_UNDO.into()));
    }
}

impl Step<'_> {
    pub(super) fn sending(&mut self) {
        match self.state.memory.pending.take().map(|pending| pending.what) {
            Some(Request::Launch { .. } | Request::Tests { .. }) => self.state.phase = Phase::Asked,
            Some(Request::Rerun { .. }) => self.rerun_sent(),
            None => {}
        }
    }

    /// The desktop, where it was taken back, is told nothing; whoever follows it in a chat is.
    pub(super) fn taken_back(&mut self) {
        let Some(pending) = self.state.memory.pending.take() else { return };
        self.moment(MomentKind::TakenBack, None);
        if let Request::Rerun { .. } = pending.what {
            return self.as_before_rerun(None);
        }
        self.finish_seen(Outcome::Cancelled, None);
        self.effects.retain(|effect| *effect != Effect::Announce(Announcement::Finished));
        self.effects.push(Effect::Announce(Announcement::TakenBack));
    }

    pub(super) fn not_sent(&mut self, cause: String) {
        let Some(pending) = self.state.memory.pending.take() else { return };
        self.moment(MomentKind::NotSent, None);
        match pending.what {
            Request::Launch { .. } | Request::Tests { .. } => {
                self.finish_seen(Outcome::StartFailed, Some(cause));
            }
            Request::Rerun { .. } => self.as_before_rerun(Some(cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::decide::{Observation, Policy, RunState, step};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
    }

    fn pending() -> Pending {
        Pending { send_at: at(4), what: Request::Launch { job_id: 3, body: Value::Null } }
    }

    #[test]
    fn it_goes_out_at_its_time_or_not_at_all() {
        let due = |seconds| pending().due(at(seconds));
        assert_eq!([due(0), due(3)], [Due::NotYet; 2]);
        assert_eq!([due(4), due(64)], [Due::Send; 2]);
        assert_eq!([due(65), due(1_000_000)], [Due::TooLate; 2]);
    }

    #[test]
    fn what_was_stored_before_reruns_could_wait_is_a_launch() {
        let stored = r#"{"send_at":"2026-10-01T00:00:00Z","job_id":3,"body":{"launchName":"x"}}"#;
        let read: Pending = serde_json::from_str(stored).expect("read");
        assert!(matches!(read.what, Request::Launch { job_id: 3, .. }), "{read:?}");
        let old = r#"{"send_at":"2026-10-01T00:00:00Z","key":"press"}"#;
        let rerun =
            Pending { what: Request::Rerun { key: "press".to_owned(), results: None }, ..read.clone() };
        assert_eq!(serde_json::from_str::<Pending>(old).expect("read"), rerun);
        let results = Some(RerunResults { ids: vec![5], by_hand: false });
        let body = serde_json::json!({"launchName": "x", "selection": {}});
        let tests = |by| Request::Tests { by, body: body.clone() };
        for what in [
            Request::Rerun { key: "press".to_owned(), results },
            tests(By::Job(3)),
            tests(By::Jobs),
            tests(By::Plan(9)),
        ] {
            let pending = Pending { what, ..read.clone() };
            let text = serde_json::to_string(&pending).expect("written");
            assert_eq!(serde_json::from_str::<Pending>(&text).expect("read"), pending);
        }
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait_longer() {
        let mut moved = pending();
        moved.clock_went_back(at(-100_000));
        assert_eq!(moved.send_at, at(-100_000 + i64::from(LONGEST_UNDO)));
    }

    #[test]
    fn once_it_goes_out_it_cannot_be_taken_back_and_the_other_way_round() {
        let policy = Policy::new(12, 30);
        let waiting = RunState::asked(at(0)).pending(pending());
        let take = |state: &RunState, observation| step(state, observation, at(1), &policy);
        let (sent, effects) = take(&waiting, Observation::Sending);
        assert_eq!((sent.phase, effects.len()), (Phase::Asked, 0));
        assert_eq!(take(&sent, Observation::TakenBack), (sent.clone(), Vec::new()));
        let (back, _) = take(&waiting, Observation::TakenBack);
        assert_eq!((back.phase, back.outcome), (Phase::Finished, Some(Outcome::Cancelled)));
        assert_eq!(take(&back, Observation::Sending), (back.clone(), Vec::new()));
        // An answer to a request that did not go out is nobody's.
        assert_eq!(take(&waiting, Observation::Accepted { launch_id: 5 }).0, waiting);
    }
}
