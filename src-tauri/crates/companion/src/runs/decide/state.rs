use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::pending::{Pending, RerunResults};
use crate::view::{Counts, MomentKind, Outcome, Phase, WaitingFor};

/// A run as the machine sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RunState {
    pub(crate) phase: Phase,
    /// Set exactly when `phase` is finished.
    pub(crate) outcome: Option<Outcome>,
    pub(crate) stalled: bool,
    pub(crate) counts: Counts,
    pub(crate) launch_id: Option<i64>,
    pub(crate) closed: bool,
    pub(crate) message: Option<String>,
    pub(crate) started_at: Option<DateTime<Utc>>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
    /// When the newest observation was asked for.
    pub(crate) observed_at: Option<DateTime<Utc>>,
    pub(crate) job_runs: Vec<JobRunSeen>,
    pub(crate) memory: Memory,
}

/// What the machine remembers beyond what is shown; survives a restart with the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// From when the time-out counts: the request, the following, or the newest rerun.
    pub(crate) timed_from: DateTime<Utc>,
    /// When a count or a stage last changed.
    pub(crate) changed_at: DateTime<Utc>,
    /// How often in a row the server said that the launch does not exist.
    #[serde(default)]
    pub(crate) missing: u8,
    /// How often in a row the server refused to tell of the launch, once the run was past its time-out.
    #[serde(default)]
    pub(crate) refused: u8,
    /// When it was asked by the server's clock, where that was known then: that clock may be moved, or run at
    /// another pace, before an answer that was lost is looked up.
    #[serde(default)]
    pub(crate) asked_there: Option<DateTime<Utc>>,
    /// Answered looks for a launch whose answer was lost.
    #[serde(default)]
    pub(crate) looks: u8,
    #[serde(default)]
    pub(crate) next_look_at: Option<DateTime<Utc>>,
    /// A rerun was asked and nothing new has been seen of it yet.
    #[serde(default)]
    pub(crate) rerun_pending: bool,
    /// How it had ended when the newest rerun was asked.
    #[serde(default)]
    pub(crate) before_rerun: Option<Ended>,
    /// The job runs that were over when a rerun was asked: how they ended counts no more once others take their place.
    #[serde(default)]
    pub(crate) rerun: Vec<i64>,
    /// When the server made the launch, by its own clock.
    #[serde(default)]
    pub(crate) created_there: Option<DateTime<Utc>>,
    /// When the server made a launch that is followed.
    #[serde(default)]
    pub(crate) created: Option<DateTime<Utc>>,
    /// All is over except that the server has not said so of what it processes.
    #[serde(default)]
    pub(crate) ended_unprocessed: bool,
    #[serde(default)]
    pub(crate) link_lost: bool,
    #[serde(default)]
    pub(crate) only_seen: OnlySeen,
    /// Set exactly while `phase` is pending.
    #[serde(default)]
    pub(crate) pending: Option<Pending>,
}

/// Which times are those of a look: the server did not say since when it was so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OnlySeen {
    pub(crate) started: bool,
    pub(crate) finished: bool,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) outcome: Option<Outcome>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub(crate) finished_seen: bool,
    pub(crate) message: Option<String>,
    pub(crate) stalled: bool,
    /// The outcome was not told yet.
    #[serde(default)]
    pub(crate) untold: bool,
}

/// One execution of the job by the CI, as far as the outcome needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JobRunSeen {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) stage: Stage,
    /// passed, failed, cancelled, unknown; `None` until finished.
    pub(crate) status: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) error: Option<String>,
    /// When the server changed it last, on our clock.
    #[serde(default)]
    pub(crate) modified: Option<DateTime<Utc>>,
    /// When it came under way, where a look met it so.
    #[serde(default)]
    pub(crate) began: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    Scheduled,
    InProgress,
    Finished,
    RunFailure,
    /// A stage that this version does not know; it counts as under way.
    Other(String),
}

impl Stage {
    pub(crate) fn read(word: &str) -> Self {
        match word {
            "scheduled" => Self::Scheduled,
            "in_progress" => Self::InProgress,
            "finished" => Self::Finished,
            "run_failure" => Self::RunFailure,
            other => Self::Other(other.to_owned()),
        }
    }

    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Scheduled => "scheduled",
            Self::InProgress => "in_progress",
            Self::Finished => "finished",
            Self::RunFailure => "run_failure",
            Self::Other(word) => word,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::Finished | Self::RunFailure)
    }
}

/// What the server said of the launch in one look.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// When the look began; an older one never undoes a newer one.
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) closed: bool,
    /// When the server changed the launch last, on our clock.
    pub(crate) modified: Option<DateTime<Utc>>,
    /// `None` when this look did not learn them.
    pub(crate) job_runs: Option<Vec<JobRunSeen>>,
    pub(crate) counts: Option<Counts>,
    /// Whether the server has processed all that was uploaded.
    pub(crate) ready: Option<bool>,
}

impl Seen {
    /// Whether the look learned all that decides if the run is over. One that failed in a part, or had no budget for it,
    /// must not end a run.
    pub(crate) fn is_conclusive(&self) -> bool {
        let Some(counts) = self.counts else { return false };
        let under_way = self.job_runs.as_ref().is_none_or(|runs| runs.iter().any(|run| !run.stage.is_over()));
        self.closed || counts.in_progress > 0 || under_way || self.ready.is_some()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Observation {
    /// The request goes out once this is stored.
    Sending,
    /// A person takes back what has not gone out yet.
    TakenBack,
    /// It was to go out while nothing could send it.
    NotSent {
        cause: String,
    },
    /// The server answered the launch request.
    Accepted {
        launch_id: i64,
    },
    /// The request certainly started nothing.
    Refused {
        cause: String,
    },
    /// It cannot be told whether the request started something.
    AnswerLost {
        cause: String,
    },
    /// An answered look for that launch.
    LookedUp {
        candidates: Vec<i64>,
    },
    /// A look that got no answer.
    LookFailed,
    /// The server answered that it does not show the project's launches to this person.
    LookRefused,
    PersonAdopts {
        launch_id: i64,
    },
    PersonSaysNeverStarted,
    PersonLooksAgain,
    Seen(Seen),
    /// The server answered that there is no such launch.
    Missing {
        asked_at: DateTime<Utc>,
    },
    /// The server answered that it does not show the launch to this person.
    NotShown,
    /// The server gave the id to another launch: this one is not there any more.
    Replaced,
    LinkLost,
    LinkBack,
    /// A rerun is to go out at `send_at`, under the key of its command. `told`: the outcome so far was told.
    RerunAsked {
        key: String,
        results: Option<RerunResults>,
        send_at: DateTime<Utc>,
        told: bool,
    },
    /// It was refused, and nothing began.
    RerunRefused {
        cause: String,
    },
    /// Something of the rerun may have begun.
    RerunUnanswered {
        cause: String,
    },
    CloseAsked,
}

/// What is to be done because of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// `seen` where it happened before `at`, and when is not known.
    Moment {
        kind: MomentKind,
        detail: Option<String>,
        at: DateTime<Utc>,
        seen: bool,
    },
    Announce(Announcement),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Announcement {
    Started,
    Stalled,
    Question,
    /// A launch was taken back; the desktop knows.
    TakenBack,
    /// The run is over as it was before a rerun that did not begin. `why`, unless a person took it back.
    NotRerun {
        why: Option<String>,
    },
    /// The outcome: the results are fetched and compared first.
    Finished,
}

/// The settings that the machine decides by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Policy {
    pub(crate) timeout: TimeDelta,
    pub(crate) stalled_after: TimeDelta,
    /// How long a launch without job runs must rest before it counts as over.
    pub(crate) quiet: TimeDelta,
    /// How long an asked rerun may show nothing new before what is there counts again.
    pub(crate) rerun_grace: TimeDelta,
}

impl Policy {
    pub(crate) fn new(timeout_hours: u32, stalled_minutes: u32) -> Self {
        Self {
            timeout: TimeDelta::hours(i64::from(timeout_hours)),
            stalled_after: TimeDelta::minutes(i64::from(stalled_minutes)),
            quiet: TimeDelta::minutes(10),
            rerun_grace: TimeDelta::minutes(3),
        }
    }
}

/// How long a server is expected to process what was uploaded.
const PROCESSING: TimeDelta = TimeDelta::minutes(3);

impl RunState {
    /// A run whose request is about to be sent.
    pub(crate) fn asked(now: DateTime<Utc>) -> Self {
        Self {
            phase: Phase::Asked,
            outcome: None,
            stalled: false,
            counts: Counts::default(),
            launch_id: None,
            closed: false,
            message: None,
            started_at: None,
            finished_at: None,
            observed_at: None,
            job_runs: Vec::new(),
            memory: Memory::new(now),
        }
    }

    /// The same, with what the server's clock is ahead of ours.
    pub(crate) fn asked_with_offset(now: DateTime<Utc>, offset: Option<TimeDelta>) -> Self {
        let mut state = Self::asked(now);
        state.memory.asked_there = offset.map(|offset| now + offset);
        state
    }

    /// It goes out later.
    pub(crate) fn pending(self, pending: Pending) -> Self {
        let memory = Memory { pending: Some(pending), ..self.memory };
        Self { phase: Phase::Pending, memory, ..self }
    }

    /// A launch of somebody else that is followed from now on.
    /// `created` is when the server made the launch, on our clock.
    pub(crate) fn followed(launch_id: i64, created: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let memory = Memory { created: Some(created), ..Memory::new(now) };
        Self { phase: Phase::Scheduled, launch_id: Some(launch_id), memory, ..Self::asked(now) }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.phase == Phase::Finished
    }

    /// Whether the server is asked about it: it has a launch and is not over.
    pub(crate) fn is_watched(&self) -> bool {
        matches!(self.phase, Phase::Scheduled | Phase::Running) && self.launch_id.is_some()
    }

    pub(crate) fn all_job_runs_over(&self) -> bool {
        !self.job_runs.is_empty() && self.job_runs.iter().all(|run| run.stage.is_over())
    }

    /// Whether only the server's processing keeps it from being over, since not so long that it may be for good.
    pub(crate) fn is_about_to_end(&self, now: DateTime<Utc>) -> bool {
        self.is_watched() && self.memory.ended_unprocessed && now - self.memory.changed_at < PROCESSING
    }

    pub(crate) fn waiting_for(&self) -> Option<WaitingFor> {
        match self.phase {
            Phase::Pending => Some(WaitingFor::Sending),
            Phase::Asked => Some(WaitingFor::Answer),
            Phase::Checking => Some(WaitingFor::Lookup),
            Phase::Unknown => Some(WaitingFor::Person),
            Phase::Scheduled => Some(WaitingFor::Ci),
            Phase::Running if self.counts.in_progress > 0 => Some(WaitingFor::Tests),
            Phase::Running if self.memory.ended_unprocessed => Some(WaitingFor::Processing),
            Phase::Running if self.counts.total() == 0 => Some(WaitingFor::Results),
            Phase::Running => Some(WaitingFor::CiEnd),
            Phase::Finished => None,
        }
    }
}

impl Memory {
    pub(crate) fn new(now: DateTime<Utc>) -> Self {
        Self {
            timed_from: now,
            changed_at: now,
            missing: 0,
            refused: 0,
            asked_there: None,
            looks: 0,
            next_look_at: None,
            rerun_pending: false,
            before_rerun: None,
            rerun: Vec::new(),
            created_there: None,
            created: None,
            ended_unprocessed: false,
            link_lost: false,
            only_seen: OnlySeen::default(),
            pending: None,
        }
    }
}

impl Counts {
    /// All results, with those in progress.
    pub fn total(&self) -> u32 {
        self.done().saturating_add(self.in_progress)
    }

    /// Results that have a status.
    pub fn done(&self) -> u32 {
        [self.failed, self.broken, self.skipped, self.unknown]
            .into_iter()
            .fold(self.passed, u32::saturating_add)
    }

    /// Results that a person must look at.
    pub fn bad(&self) -> u32 {
        self.failed.saturating_add(self.broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_beyond_all_numbers_break_nothing() {
        let huge = Counts {
            passed: u32::MAX,
            failed: u32::MAX,
            broken: u32::MAX,
            in_progress: 1,
            ..Counts::default()
        };
        assert_eq!((huge.total(), huge.done(), huge.bad()), (u32::MAX, u32::MAX, u32::MAX));
    }
}
