use chrono::TimeDelta;
use store::RunRow;
use testops::{Sent, aql};

use super::runs::{cannot_close, cannot_rerun};
use crate::Companion;
use crate::run::Observation;
use crate::session::Session;
use crate::texts::{NotPossible, Trouble};
use crate::view::{Done, Event, Failure, FateAnswer, Phase};
use crate::watch::Message;

/// How often, and in what steps, a reopened launch is waited for: the server does it in its own time.
const REOPEN_LOOKS: u32 = 20;
const REOPEN_STEP: TimeDelta = TimeDelta::milliseconds(500);

impl Companion {
    /// Runs the failed and broken tests again, through each job run of the launch.
    pub async fn rerun_failed(&self, run_id: i64) -> Result<Done, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let row = self.row(run_id).await?;
        let run = self.run_view(&session, &row).await?;
        if let Some(why) = cannot_rerun(&run) {
            return Ok(self.not_possible(why));
        }
        let Some(launch_id) = run.launch_id else { return Ok(self.not_possible(NotPossible::NoLaunch)) };
        let asked = |error| inner.asked(&session, &error);
        let job_runs = session.client.launch_job_runs(launch_id).await.map_err(asked)?;
        if job_runs.is_empty() {
            return Ok(self.not_possible(NotPossible::NoJob));
        }
        self.open_again(&session, launch_id).await?;
        // Stored before anything is asked: whatever happens to this program, what began is watched.
        self.take_back(row).await?;
        self.observe(run_id, Observation::RerunAsked).await?;
        let rql = format!("status in {}", aql::list(["failed", "broken"]));
        let mut may_run = false;
        let mut failed = None;
        for job_run in &job_runs {
            match session.client.rerun_job_run(job_run.id, &rql).await {
                Ok(()) => may_run = true,
                Err(error) => {
                    may_run |= error.sent() == Sent::Maybe;
                    failed = Some(error);
                    break;
                }
            }
        }
        match failed {
            Some(error) => {
                // Unless one job run of several began, or an answer was lost.
                if !may_run {
                    let cause = inner.asked(&session, &error).message;
                    self.observe(run_id, Observation::RerunRefused { cause }).await?;
                }
                self.declined(&session, &error)
            }
            None => Ok(Done::Asked),
        }
    }

    /// A closed launch takes no results: it is reopened, which the server does after its answer.
    async fn open_again(&self, session: &Session, launch_id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let asked = |error| inner.asked(session, &error);
        if !session.client.launch(launch_id).await.map_err(asked)?.closed {
            return Ok(());
        }
        session.client.reopen_launch(launch_id).await.map_err(asked)?;
        for _ in 0..REOPEN_LOOKS {
            if !session.client.launch(launch_id).await.map_err(asked)?.closed {
                return Ok(());
            }
            inner.ports.clock.sleep_until(inner.now() + REOPEN_STEP).await;
        }
        Err(inner.trouble(Trouble::Timeout { host: crate::failure::host_of(&session.connection.url) }))
    }

    /// Gives a finished run back to the watcher.
    async fn take_back(&self, row: RunRow) -> Result<(), Failure> {
        if self.is_watched(row.id).await? {
            return Ok(());
        }
        self.inner.tell_watcher(Message::Watch(Box::new(row))).await
    }

    /// Also while its outcome is being told.
    async fn is_watched(&self, run_id: i64) -> Result<bool, Failure> {
        Ok(self.active_runs().await?.iter().any(|run| run.id == run_id))
    }

    pub async fn close_launch(&self, run_id: i64) -> Result<Done, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let row = self.row(run_id).await?;
        let run = self.run_view(&session, &row).await?;
        if let Some(why) = cannot_close(&run) {
            return Ok(self.not_possible(why));
        }
        let Some(launch_id) = run.launch_id else { return Ok(self.not_possible(NotPossible::NoLaunch)) };
        if let Err(error) = session.client.close_launch(launch_id).await {
            return self.declined(&session, &error);
        }
        if self.is_watched(run_id).await? {
            self.observe(run_id, Observation::CloseAsked).await?;
        } else {
            // Read anew: its outcome may have been stored while the server was asked.
            self.note_closed(self.row(run_id).await?).await?;
        }
        Ok(Done::Asked)
    }

    /// A finished run is no longer watched, so what was asked is noted here.
    async fn note_closed(&self, row: RunRow) -> Result<(), Failure> {
        let inner = &self.inner;
        self.note(row.id, crate::view::MomentKind::CloseAsked).await?;
        let row = RunRow { closed: true, ..row };
        inner.store.runs().save(&row).await.map_err(|error| inner.stored(&error))?;
        let run = self.run_view(&inner.session()?, &row).await?;
        inner.emit(Event::RunChanged { run: Box::new(run) });
        Ok(())
    }

    /// The person's word on a launch whose fate could not be told.
    pub async fn answer_fate(&self, run_id: i64, answer: FateAnswer) -> Result<Done, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let row = self.row(run_id).await?;
        if self.run_view(&session, &row).await?.phase != Phase::Unknown {
            return Ok(self.not_possible(NotPossible::Answered));
        }
        let observation = match answer {
            FateAnswer::NeverStarted => Observation::PersonSaysNeverStarted,
            FateAnswer::LookAgain => Observation::PersonLooksAgain,
            FateAnswer::Adopt { launch_id } => {
                let known = inner.store.runs().launch_ids_known(row.connection_id, row.project_id).await;
                let known = known.map_err(|error| inner.stored(&error))?;
                if known.iter().any(|(launch, _)| *launch == launch_id) {
                    return Ok(self.not_possible(NotPossible::FollowedAlready));
                }
                Observation::PersonAdopts { launch_id }
            }
        };
        self.observe(run_id, observation).await?;
        Ok(Done::Done)
    }

    pub async fn stop_following(&self, run_id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        inner.ask_watcher(|done| Message::Stop { run_id, done }).await?;
        inner.store.runs().delete(run_id).await.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::RunRemoved { id: run_id });
        Ok(())
    }

    pub async fn open_run(&self, run_id: i64) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let row = self.row(run_id).await?;
        let url = self.run_view(&session, &row).await?.url;
        self.open(url.as_deref())
    }

    pub async fn open_ci_build(&self, run_id: i64, job_run_id: i64) -> Result<(), Failure> {
        let state = crate::run::record::state_of(&self.row(run_id).await?);
        match state.job_runs.iter().find(|run| run.id == job_run_id).and_then(|run| run.url.as_deref()) {
            Some(build) => self.open(Some(build)),
            None => Err(Failure {
                message: self.inner.texts().not_possible(NotPossible::NoBuild).to_owned(),
                ..self.inner.trouble(Trouble::NotFound)
            }),
        }
    }

    pub async fn open_test(&self, run_id: i64, test_result_id: i64) -> Result<(), Failure> {
        self.row(run_id).await?;
        let session = self.inner.session()?;
        let base = session.connection.url.trim_end_matches('/');
        self.open(Some(&format!("{base}/testresult/{test_result_id}")))
    }

    pub(super) fn open(&self, url: Option<&str>) -> Result<(), Failure> {
        let inner = &self.inner;
        let Some(url) = url else { return Err(inner.trouble(Trouble::NotFound)) };
        inner.ports.host.open_url(url).map_err(|error| inner.texts().failure(Trouble::NotOpened, Some(error)))
    }

    async fn observe(&self, run_id: i64, observation: Observation) -> Result<(), Failure> {
        self.inner.ask_watcher(|done| Message::Observe { run_id, observation, done }).await
    }

    /// A right that is missing is an answer; all else is a failure.
    fn declined(&self, session: &Session, error: &testops::Error) -> Result<Done, Failure> {
        if matches!(error.kind(), testops::ErrorKind::Forbidden { .. }) {
            return Ok(self.not_possible(NotPossible::NoRights));
        }
        Err(self.inner.asked(session, error))
    }

    fn not_possible(&self, why: NotPossible) -> Done {
        Done::NotPossible { why: self.inner.texts().not_possible(why).to_owned() }
    }
}
