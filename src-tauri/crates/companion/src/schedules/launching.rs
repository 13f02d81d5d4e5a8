//! Asking for what is due, and looking at its job before.

use chrono::TimeDelta;
use testops::ErrorKind;

use super::Message;
use super::check::changed;
use super::entry::{Doing, Pending, row_of_turn};
use super::owner::{LOOK_AGAIN, Scheduler};
use crate::Companion;
use crate::connection::catalogue::Job;
use crate::core::failpoint::failpoint;
use crate::texts::Trouble;
use crate::view::{Failure, LaunchAnswer, ScheduleDraft, TurnOutcome};

/// How long a due launch waits for a server that does not answer.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// What came of asking for a launch.
pub(crate) enum Attempt {
    Launched {
        run_id: i64,
    },
    /// It is not launched as it is, and why.
    Refused {
        why: String,
    },
    /// Nothing is known of the job just now.
    Unanswered {
        failure: Failure,
    },
}

impl Scheduler {
    pub(super) fn launch_what_is_due(&mut self) {
        let now = self.inner.now();
        let mut begun = Vec::new();
        for (id, entry) in &mut self.entries {
            let is_time = match &entry.doing {
                Doing::Nothing => entry.again_at.is_none_or(|at| at <= now),
                Doing::Waiting { look_at, .. } => *look_at <= now,
                Doing::Launching => false,
            };
            let Some(pending) = entry.aims.pending.clone().filter(|_| is_time) else { continue };
            entry.doing = Doing::Launching;
            begun.push((*id, entry.aims.draft.clone(), pending));
        }
        for (id, draft, pending) in begun {
            let (companion, epoch) = (Companion { inner: self.inner.clone() }, self.epoch);
            let broke = self.inner.trouble(Trouble::Internal);
            let asked = async move { companion.launch_scheduled(&draft, pending.key).await };
            self.report(asked, move |attempt| {
                let attempt = attempt.unwrap_or(Attempt::Unanswered { failure: broke });
                Message::Launched { epoch, id, attempt: Box::new(attempt) }
            });
            self.changed();
        }
    }

    pub(super) async fn launched(&mut self, id: i64, attempt: Attempt) {
        let now = self.inner.now();
        let Some(entry) = self.entries.get_mut(&id) else { return };
        entry.doing = Doing::Nothing;
        let mut aims = entry.aims.clone();
        let Some(Pending { due, key, since }) = aims.pending.take() else { return };
        let mut turn = row_of_turn(TurnOutcome::NotLaunched, due, now);
        let news = match attempt {
            Attempt::Unanswered { failure } if now - since < PATIENCE => {
                entry.doing = Doing::Waiting { failure: Box::new(failure), look_at: now + LOOK_AGAIN };
                return self.changed();
            }
            Attempt::Launched { run_id } => {
                turn.outcome = TurnOutcome::Launched.to_string();
                turn.run_id = Some(run_id);
                aims.row.problem = None;
                aims.row.failed = false;
                None
            }
            Attempt::Refused { why } => {
                aims.row.problem = Some(why.clone());
                aims.row.failed = true;
                let news = Self::news_of_refusal(&aims, &why);
                turn.message = Some(why);
                Some(news)
            }
            Attempt::Unanswered { failure } => {
                aims.row.failed = true;
                turn.message = Some(failure.message.clone());
                Some(Self::news_of_refusal(&aims, &format!("{} {}", failure.message, failure.advice)))
            }
        };
        failpoint!("schedules/launched");
        // Where it cannot be stored it is asked again, under the same key.
        if self.write(aims, &[turn], news, &format!("{key}/told")).await.is_err() {
            self.put_off(id, now);
        }
    }

    /// Looks at the jobs that are due within the hour.
    pub(super) fn look_ahead(&mut self) {
        let now = self.inner.now();
        let mut begun = Vec::new();
        for (id, entry) in &mut self.entries {
            if entry.check_at().is_some_and(|at| at <= now) {
                entry.checked_for = entry.checking_for();
                begun.push((*id, entry.aims.draft.clone()));
            }
        }
        for (id, draft) in begun {
            let (companion, epoch) = (Companion { inner: self.inner.clone() }, self.epoch);
            let broke = self.inner.trouble(Trouble::Internal);
            let looked = async move { companion.problem_of(&draft).await };
            self.report(looked, move |looked| {
                let problem = looked.unwrap_or(Err(broke));
                Message::Checked { epoch, id, problem }
            });
        }
    }

    pub(super) async fn checked(&mut self, id: i64, problem: Result<Option<String>, Failure>) {
        let Some(entry) = self.entries.get(&id) else { return };
        // Where the server did not say, it is looked at when it is due.
        let Ok(problem) = problem else { return };
        if problem == entry.aims.row.problem {
            return;
        }
        let mut aims = entry.aims.clone();
        let due = entry.checked_for;
        aims.row.failed |= problem.is_some();
        aims.row.problem.clone_from(&problem);
        let news = problem.map(|why| self.news_ahead(&aims, due, &why));
        let key = format!("schedule/{id}/ahead/{}", due.map_or(0, |due| due.timestamp_millis()));
        if self.write(aims, &[], news, &key).await.is_err() {
            tracing::warn!(schedule = id, "what was found before a due time could not be stored");
        }
    }
}

impl Companion {
    /// Launches what is due once for its key, at once, and only when the job is as it was saved.
    async fn launch_scheduled(&self, draft: &ScheduleDraft, key: String) -> Attempt {
        let inner = &self.inner;
        match inner.store.runs().of_key(&key).await {
            Ok(Some(run)) => return Attempt::Launched { run_id: run.id },
            Ok(None) => {}
            Err(error) => return Attempt::Unanswered { failure: inner.stored(&error) },
        }
        match self.problem_of(draft).await {
            Ok(None) => {}
            Ok(Some(why)) => return Attempt::Refused { why },
            Err(failure) => return Attempt::Unanswered { failure },
        }
        let request = match self.scheduled_request(draft, key).await {
            Ok(request) => request,
            Err(failure) => return Attempt::Unanswered { failure },
        };
        match self.launch_by_itself(request, draft.only_new).await {
            Ok(LaunchAnswer::Asked { run_id }) => Attempt::Launched { run_id },
            Ok(LaunchAnswer::Refused { faults }) => {
                let why = faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join(" ");
                Attempt::Refused { why }
            }
            Err(failure) => Attempt::Unanswered { failure },
        }
    }

    /// Why the job cannot be launched as it was saved.
    pub(super) async fn problem_of(&self, draft: &ScheduleDraft) -> Result<Option<String>, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        match session.client.job(draft.job_id).await {
            Ok(job) => {
                let has =
                    Job::from(job).parameters.into_iter().map(|parameter| parameter.name).collect::<Vec<_>>();
                let change = changed(&draft.values, &has);
                Ok(change.map(|change| inner.texts().parameters_changed(&change)))
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
                Ok(Some(inner.texts().scheduled_job_gone(&draft.job_name)))
            }
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden { .. }) => {
                Ok(Some(inner.asked(&session, &error).message))
            }
            Err(error) => Err(inner.asked(&session, &error)),
        }
    }
}
