use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::{ScheduleRow, TurnRow};

use crate::core::encoding::instant;
use crate::cron::Schedule;
use crate::texts::Texts;
use crate::view::{Failure, ScheduleDraft, ScheduleState, ScheduleView, Trigger, TurnOutcome, TurnView};

/// How long before a due time the job is looked at.
pub(super) const AHEAD: TimeDelta = TimeDelta::hours(1);

/// A schedule of the connection in use.
pub(super) struct Entry {
    pub(super) aims: Aims,
    pub(super) doing: Doing,
    /// The due time for which the job was looked at.
    pub(super) checked_for: Option<DateTime<Utc>>,
    /// When a write that failed is tried again.
    pub(super) again_at: Option<DateTime<Utc>>,
    /// How many runs had ended when it was last read which of them make it due.
    pub(super) read_ends: Option<u64>,
}

/// What is stored of a schedule. A change is made on a copy, which takes the place of this one once it is stored.
#[derive(Clone)]
pub(super) struct Aims {
    /// As it is stored; `draft`, `pending` and `asking` are written by [`Aims::stored`].
    pub(super) row: ScheduleRow,
    pub(super) draft: ScheduleDraft,
    /// `None` where it follows a job.
    pub(super) times: Option<Schedule>,
    pub(super) pending: Option<Pending>,
    pub(super) asking: Vec<DateTime<Utc>>,
}

/// A launch that is to be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) due: DateTime<Utc>,
    /// Launches once.
    pub(super) key: String,
    pub(super) since: DateTime<Utc>,
}

pub(super) enum Doing {
    Nothing,
    Launching,
    /// The server did not answer.
    Waiting {
        failure: Box<Failure>,
        look_at: DateTime<Utc>,
    },
}

impl Aims {
    /// `None` for a draft that cannot be read, as a later program may have written it.
    pub(super) fn of(row: ScheduleRow) -> Option<Self> {
        let mut draft: ScheduleDraft = serde_json::from_str(&row.draft).ok()?;
        draft.id = Some(row.id);
        let pending = row.pending.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let asking = row.asking.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Some(Self { times: times_of(&draft), row, draft, pending, asking: asking.unwrap_or_default() })
    }

    pub(super) fn stored(&self) -> ScheduleRow {
        let asking = if self.asking.is_empty() { None } else { serde_json::to_string(&self.asking).ok() };
        ScheduleRow {
            draft: serde_json::to_string(&self.draft).unwrap_or_default(),
            pending: self.pending.as_ref().and_then(|pending| serde_json::to_string(pending).ok()),
            asking,
            ..self.row.clone()
        }
    }

    /// The next due time, whether it is passed over or not; `None` while paused.
    pub(super) fn next_due(&self) -> Option<DateTime<Utc>> {
        let times = self.times.as_ref().filter(|_| !self.draft.paused)?;
        times.next_after(instant(self.row.handled_until))
    }

    /// The next due time that is not passed over.
    pub(super) fn next_at(&self) -> Option<DateTime<Utc>> {
        let next = self.next_due()?;
        if self.row.skips_at.map(instant) == Some(next) {
            self.times.as_ref()?.next_after(next)
        } else {
            Some(next)
        }
    }
}

/// A launch that comes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upcoming {
    pub(crate) name: String,
    pub(crate) at: DateTime<Utc>,
}

impl Entry {
    pub(super) fn new(aims: Aims) -> Self {
        Self { aims, doing: Doing::Nothing, checked_for: None, again_at: None, read_ends: None }
    }

    /// When the job is to be looked at before it is due; `None` once it was, and while a launch waits to be asked for.
    pub(super) fn check_at(&self) -> Option<DateTime<Utc>> {
        if self.aims.pending.is_some() {
            return None;
        }
        let next = self.aims.next_at()?;
        (self.checked_for != Some(next)).then_some(next - AHEAD)
    }

    /// The due time that a look at the job now is for.
    pub(super) fn checking_for(&self) -> Option<DateTime<Utc>> {
        self.aims.next_at()
    }

    /// When there is something to do about it; `None` while it is being launched.
    pub(super) fn due(&self) -> Option<DateTime<Utc>> {
        let launch = match &self.doing {
            Doing::Nothing => self.aims.pending.as_ref().map(|pending| pending.since),
            Doing::Waiting { look_at, .. } => Some(*look_at),
            Doing::Launching => return None,
        };
        let due = [launch, self.aims.next_due(), self.check_at()].into_iter().flatten().min();
        match due {
            Some(due) => Some(self.again_at.map_or(due, |again| again.max(due))),
            // What follows a job has no time of its own.
            None => self.again_at.filter(|_| !self.aims.draft.paused),
        }
    }

    pub(super) fn meet_clock(&mut self, now: DateTime<Utc>, longest: TimeDelta) {
        if let Doing::Waiting { look_at, .. } = &mut self.doing {
            *look_at = (*look_at).min(now + longest);
        }
        self.again_at = self.again_at.map(|at| at.min(now + longest));
    }

    pub(super) fn view(&self, turns: Vec<TurnRow>, texts: Texts) -> ScheduleView {
        let Aims { row, draft, times, pending, asking } = &self.aims;
        let state = match (&self.doing, pending) {
            (Doing::Launching, _) => ScheduleState::Launching,
            (Doing::Waiting { failure, .. }, Some(pending)) => {
                ScheduleState::Waiting { since: pending.since, failure: (**failure).clone() }
            }
            _ if !asking.is_empty() => ScheduleState::Asking { missed: asking.clone() },
            _ => ScheduleState::Idle,
        };
        ScheduleView {
            id: row.id,
            state,
            words: words(draft, times.as_ref(), texts),
            next_at: self.aims.next_at(),
            skips_at: row.skips_at.map(instant),
            problem: row.problem.clone(),
            turns: turns.into_iter().map(turn).collect(),
            failed: row.failed,
            draft: draft.clone(),
        }
    }
}

pub(super) fn times_of(draft: &ScheduleDraft) -> Option<Schedule> {
    match &draft.trigger {
        Trigger::Times { cron, zone } => Schedule::parse(cron, zone).ok(),
        Trigger::After { .. } => None,
    }
}

pub(super) fn words(draft: &ScheduleDraft, times: Option<&Schedule>, texts: Texts) -> String {
    match (&draft.trigger, times) {
        (Trigger::After { job_name, .. }, _) => texts.after_job(job_name),
        (Trigger::Times { .. }, Some(times)) => times.words(texts),
        (Trigger::Times { .. }, None) => String::new(),
    }
}

pub(super) fn row_of_turn(outcome: TurnOutcome, due: DateTime<Utc>, now: DateTime<Utc>) -> TurnRow {
    TurnRow {
        due_at: due.timestamp_millis(),
        at: now.timestamp_millis(),
        outcome: outcome.to_string(),
        run_id: None,
        message: None,
    }
}

fn turn(row: TurnRow) -> TurnView {
    TurnView {
        due_at: instant(row.due_at),
        outcome: row.outcome.parse().unwrap_or(TurnOutcome::NotLaunched),
        run_id: row.run_id,
        message: row.message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{CatchUp, FailureCode, FormValues};

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes)
    }

    fn every_half_hour(pending: Option<&Pending>) -> Entry {
        let draft = ScheduleDraft {
            id: None,
            name: "Nightly".to_owned(),
            project_id: 1,
            project_name: "Project".to_owned(),
            job_id: 2,
            job_name: "Regression".to_owned(),
            values: FormValues::default(),
            trigger: Trigger::Times { cron: "*/30 * * * *".to_owned(), zone: "UTC".to_owned() },
            catch_up: CatchUp::Once,
            only_new: false,
            paused: false,
        };
        let row = ScheduleRow {
            id: 3,
            server: "https://testops.example".to_owned(),
            draft: serde_json::to_string(&draft).expect("JSON"),
            handled_until: at(0).timestamp_millis(),
            skips_at: None,
            pending: pending.and_then(|pending| serde_json::to_string(pending).ok()),
            asking: None,
            problem: None,
            failed: false,
        };
        Entry::new(Aims::of(row).expect("a draft"))
    }

    #[test]
    fn a_job_is_looked_at_an_hour_before_it_is_due() {
        assert_eq!(every_half_hour(None).due(), Some(at(-30)));
    }

    #[test]
    fn a_write_that_failed_is_tried_again_after_a_job_too() {
        let mut following = every_half_hour(None);
        following.aims.draft.trigger = Trigger::After { job_id: 5, job_name: "Smoke".to_owned() };
        following.aims.times = None;
        assert_eq!(following.due(), None);
        following.again_at = Some(at(1));
        assert_eq!(following.due(), Some(at(1)));
        following.aims.draft.paused = true;
        assert_eq!(following.due(), None);
    }

    #[test]
    fn while_the_server_does_not_answer_nothing_is_due_before_it_is_asked_again() {
        let pending = Pending { due: at(0), key: "key".to_owned(), since: at(1) };
        let mut waiting = every_half_hour(Some(&pending));
        assert_eq!(waiting.due(), Some(pending.since));
        let failure = Failure {
            code: FailureCode::Unreachable,
            message: String::new(),
            advice: String::new(),
            details: None,
        };
        waiting.doing = Doing::Waiting { failure: Box::new(failure), look_at: at(2) };
        assert_eq!(waiting.due(), Some(at(2)));
        waiting.doing = Doing::Launching;
        assert_eq!(waiting.due(), None);
    }
}
