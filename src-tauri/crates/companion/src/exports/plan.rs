//! A plan as the exporter holds it: its row, and what is under way.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::{ExportAttemptRow, ExportPlanRow};
use tokio_util::sync::CancellationToken;

use super::Ended;
use super::progress::Progress;
use super::record::DEMO;
use crate::core::actor::{LONGEST_PAUSE, Pause};
use crate::core::encoding::instant;
use crate::cron::Schedule;
use crate::view::{AttemptCause, Failure, PlanDraft, PlanState};

/// Between two looks at a folder that is not there.
pub(super) const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(30);

/// A plan of the connection in use.
pub(super) struct Plan {
    pub(super) aims: PlanAims,
    pub(super) doing: Doing,
    /// When due times that could not be stored are dealt with again.
    pub(super) again: Option<Again>,
}

/// What is stored of a plan. A change is made on a copy, which takes the place of this one once it is stored.
#[derive(Clone)]
pub(super) struct PlanAims {
    /// As it is stored; `pending` and `asking` are written by [`PlanAims::stored`].
    pub(super) row: ExportPlanRow,
    pub(super) draft: PlanDraft,
    /// `None` for one that cannot be read, which no form lets through.
    pub(super) schedule: Option<Schedule>,
    pub(super) pending: Option<Pending>,
    pub(super) asking: Vec<DateTime<Utc>>,
}

/// A write that failed, and when it is tried again.
#[derive(Default)]
pub(super) struct Again {
    pub(super) at: DateTime<Utc>,
    pause: Pause,
}

impl Again {
    pub(super) fn meet_clock(&mut self, now: DateTime<Utc>) {
        self.at = self.at.min(now + LONGEST_PAUSE);
    }

    pub(super) fn put_off(&mut self, now: DateTime<Utc>) {
        self.at = now + self.pause.next();
    }
}

/// An attempt that is to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) cause: AttemptCause,
    pub(super) number: u32,
    /// The chain that it goes on with; 0 for the first attempt of one.
    pub(super) chain_id: i64,
    pub(super) due_at: Option<DateTime<Utc>>,
    /// Not before this.
    pub(super) at: DateTime<Utc>,
}

impl Pending {
    /// What was cut off goes on as what it was.
    pub(super) fn after_interruption(attempt: &ExportAttemptRow, at: DateTime<Utc>) -> Self {
        Self {
            cause: attempt.cause.parse().unwrap_or(AttemptCause::Scheduled),
            number: attempt.number,
            chain_id: attempt.chain_id,
            due_at: attempt.due_at.map(instant),
            at,
        }
    }
}

pub(super) enum Doing {
    Nothing,
    /// The folder is being opened.
    Opening,
    /// The folder could not be opened; it is looked at again.
    Waiting {
        since: DateTime<Utc>,
        failure: Failure,
        look_at: DateTime<Utc>,
        /// Whether a person was told.
        told: bool,
    },
    Running {
        attempt: Box<ExportAttemptRow>,
        progress: Arc<Progress>,
        stop: CancellationToken,
        /// How it ended, until that is stored.
        ended: Option<Box<Ending>>,
    },
}

/// The end of an attempt that is to be stored.
pub(super) struct Ending {
    pub(super) ended: Ended,
    pub(super) at: DateTime<Utc>,
    pub(super) again: Again,
    /// A person wants no repetition.
    pub(super) is_last: bool,
}

/// What the page sees of a plan beside its row.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) plan_id: i64,
    pub(crate) state: PlanState,
    pub(crate) next_at: Option<DateTime<Utc>>,
}

impl PlanAims {
    pub(super) fn is_demo(&self) -> bool {
        self.row.server == DEMO
    }

    /// `None` for a draft that cannot be read, as a later program may have written it.
    pub(super) fn of(row: ExportPlanRow) -> Option<Self> {
        let mut draft: PlanDraft = serde_json::from_str(&row.draft).ok()?;
        draft.id = Some(row.id);
        let pending = row.pending.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let asking = row.asking.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let schedule = Schedule::parse(&draft.cron, &draft.zone).ok();
        Some(Self { row, draft, schedule, pending, asking: asking.unwrap_or_default() })
    }

    /// The row to store.
    pub(super) fn stored(&self) -> ExportPlanRow {
        let asking = if self.asking.is_empty() { None } else { serde_json::to_string(&self.asking).ok() };
        ExportPlanRow {
            draft: serde_json::to_string(&self.draft).unwrap_or_default(),
            pending: self.pending.as_ref().and_then(|pending| serde_json::to_string(pending).ok()),
            asking,
            ..self.row.clone()
        }
    }

    /// The next due time, whether it is passed over or not; `None` while paused.
    pub(super) fn next_due(&self) -> Option<DateTime<Utc>> {
        let schedule = self.schedule.as_ref().filter(|_| !self.draft.paused)?;
        schedule.next_after(instant(self.row.handled_until))
    }
}

impl Plan {
    pub(super) fn new(aims: PlanAims) -> Self {
        Self { aims, doing: Doing::Nothing, again: None }
    }

    pub(super) fn id(&self) -> i64 {
        self.aims.row.id
    }

    pub(super) fn shown(&self, now: DateTime<Utc>) -> Shown {
        let next = self.aims.next_due();
        let skips_at = self.aims.row.skips_at.map(instant);
        let next_at = match (next, &self.aims.schedule) {
            (Some(next), Some(schedule)) if skips_at == Some(next) => schedule.next_after(next),
            (next, _) => next,
        };
        Shown { plan_id: self.id(), state: self.state(now), next_at }
    }

    fn state(&self, now: DateTime<Utc>) -> PlanState {
        match &self.doing {
            Doing::Running { attempt, progress, .. } => {
                return PlanState::Running { attempt_id: attempt.id, parts: progress.shown() };
            }
            Doing::Waiting { since, failure, .. } => {
                return PlanState::Waiting { since: *since, failure: failure.clone() };
            }
            Doing::Nothing | Doing::Opening => {}
        }
        match &self.aims.pending {
            Some(pending) if pending.cause == AttemptCause::Retry && pending.at > now => {
                PlanState::Retrying {
                    at: pending.at,
                    number: pending.number,
                    of: u32::try_from(self.aims.draft.retries.len()).unwrap_or(u32::MAX).saturating_add(1),
                }
            }
            _ if !self.aims.asking.is_empty() => PlanState::Asking { missed: self.aims.asking.clone() },
            _ => PlanState::Idle,
        }
    }

    /// Nothing is waited for longer than it ever takes, also when the clock was set back.
    pub(super) fn meet_clock(&mut self, now: DateTime<Utc>) {
        if let Doing::Waiting { look_at, .. } = &mut self.doing {
            *look_at = (*look_at).min(now + LOOK_AGAIN);
        }
        if let Some(again) = &mut self.again {
            again.meet_clock(now);
        }
        if let Doing::Running { ended: Some(ending), .. } = &mut self.doing {
            ending.again.meet_clock(now);
        }
        if let Some(pending) = &mut self.aims.pending {
            let minutes = self.aims.draft.retries.iter().max().copied().unwrap_or_default();
            pending.at = pending.at.min(now + TimeDelta::minutes(minutes.into()));
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        matches!(self.doing, Doing::Opening | Doing::Running { .. })
    }
}
