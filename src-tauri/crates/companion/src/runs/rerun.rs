//! Reruns: stored first, sent when they are due. The requests go through each job run of the launch, which is reopened
//! first where it was closed.

use chrono::TimeDelta;
use store::Alongside;
use testops::{Client, Error, ErrorKind, ResultSelection, Sent, aql};

use super::commands::Declined;
use super::message::Message;
use super::owner::RunsOwner;
use super::tracked::Asking;
use crate::bot::Follower;
use crate::core::actor::Panicked;
use crate::core::failpoint::failpoint;
use crate::core::failure::host_of;
use crate::core::ports::Clock;
use crate::core::session::Session;
use crate::runs::decide::Observation;
use crate::runs::decide::pending::RerunResults;
use crate::runs::facade::{cannot_rerun, cannot_rerun_any};
use crate::texts::{NotPossible, Trouble};
use crate::view::{Done, Failure};

/// How often, and in what steps, a reopened launch is waited for: the server does it in its own time.
const REOPEN_LOOKS: u32 = 20;
const REOPEN_STEP: TimeDelta = TimeDelta::milliseconds(500);

/// What came of it.
#[derive(Debug)]
pub(crate) enum Reran {
    Began,
    /// Something may have begun, and an answer was lost or a part was refused.
    Perhaps(Error),
    /// Nothing began.
    Refused(Error),
    /// The launch has no job run that could run anything.
    NoJobRuns,
    /// The server took the reopening and does not carry it out; nothing was rerun.
    StaysClosed,
}

impl RunsOwner {
    pub(super) async fn rerun(
        &mut self,
        key: &str,
        run_id: i64,
        results: Option<RerunResults>,
        follower: Option<Follower>,
    ) -> Result<Done, Failure> {
        match self.intend_rerun(key, run_id, results, follower).await {
            Ok(()) => Ok(Done::Asked),
            Err(declined) => self.decline(declined),
        }
    }

    async fn intend_rerun(
        &mut self,
        key: &str,
        run_id: i64,
        results: Option<RerunResults>,
        follower: Option<Follower>,
    ) -> Result<(), Declined> {
        let (_, run) = self.commanded(key, run_id).await?;
        let view = run.view(self.base_url());
        let why = if results.is_some() { cannot_rerun_any(&view) } else { cannot_rerun(&view) };
        if let Some(why) = why {
            return Err(Declined::NotPossible(why));
        }
        let watches = follower.map(|follower| follower.watch(run_id, self.inner.now()));
        let alongside = Alongside {
            command: Some(self.command(key, "rerun", run_id)),
            watches: watches.into_iter().collect(),
            ..Alongside::default()
        };
        let send_at = self.inner.now() + self.inner.undo_time();
        let asked = Observation::RerunAsked { key: key.to_owned(), results, send_at, told: run.told };
        match self.apply(run, asked, alongside).await {
            Ok(()) => Ok(()),
            Err(error) if error.is_known_command() => Err(Declined::Before),
            Err(error) => Err(self.declined(&error)),
        }
    }

    /// It is stored that the rerun goes out: whatever happens to this program, what begins is watched.
    pub(super) fn send_rerun(
        &mut self,
        session: &Session,
        run_id: i64,
        key: String,
        results: Option<RerunResults>,
    ) {
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        let Some(launch_id) = run.state.launch_id else { return };
        run.asking = Asking::ForRerun;
        let (client, clock) = (session.client.clone(), self.inner.ports.clock.clone());
        let asked = async move {
            failpoint!("runs/rerun");
            match results {
                None => failed_tests(&client, &*clock, launch_id).await,
                Some(results) => these_results(&client, &*clock, launch_id, results).await,
            }
        };
        self.report(asked, move |outcome| Message::Reran { key, run_id, outcome });
    }

    pub(super) async fn reran(&mut self, key: &str, run_id: i64, outcome: Result<Reran, Panicked>) {
        if let Some(run) = self.runs.get_mut(&run_id) {
            run.asking = Asking::Nothing;
        }
        let Some(session) = self.session.clone() else { return };
        let refused = match outcome {
            Ok(Reran::Began) => None,
            Ok(Reran::Perhaps(error)) => {
                tracing::warn!(run_id, %error, "the rerun was not answered as it should be");
                let cause = self.inner.asked(&session, &error).message;
                self.observe(run_id, Observation::RerunUnanswered { cause });
                None
            }
            Err(Panicked) => {
                self.observe(run_id, Observation::RerunUnanswered { cause: String::new() });
                None
            }
            Ok(Reran::NoJobRuns) => Some(self.inner.texts().not_possible(NotPossible::NoJob).to_owned()),
            Ok(Reran::StaysClosed) => {
                let host = host_of(&session.connection.url);
                Some(self.inner.trouble(Trouble::Timeout { host }).message)
            }
            Ok(Reran::Refused(error)) => Some(self.refusal(&session, &error)),
        };
        if let Some(cause) = refused {
            // Nothing began: the same press may ask again.
            self.forget_command(key).await;
            self.observe(run_id, Observation::RerunRefused { cause });
        }
        self.next_look_soon();
    }

    fn refusal(&self, session: &Session, error: &Error) -> String {
        if matches!(error.kind(), ErrorKind::Forbidden { .. }) {
            return self.inner.texts().not_possible(NotPossible::NoRights).to_owned();
        }
        self.inner.asked(session, error).message
    }
}

/// Asks for the failed and broken tests of a launch. Each request is sent once.
async fn failed_tests(client: &Client, clock: &dyn Clock, launch_id: i64) -> Reran {
    let job_runs = match client.launch_job_runs(launch_id).await {
        Ok(job_runs) if job_runs.is_empty() => return Reran::NoJobRuns,
        Ok(job_runs) => job_runs,
        Err(error) => return Reran::Refused(error),
    };
    match reopen(client, clock, launch_id).await {
        Ok(true) => {}
        Ok(false) => return Reran::StaysClosed,
        Err(error) => return Reran::Refused(error),
    }
    let rql = format!("status in {}", aql::list(["failed", "broken"]));
    let mut may_run = false;
    for job_run in &job_runs {
        if let Err(error) = client.rerun_job_run(job_run.id, &rql).await {
            let begun = may_run || error.sent() == Sent::Maybe;
            return if begun { Reran::Perhaps(error) } else { Reran::Refused(error) };
        }
        may_run = true;
    }
    Reran::Began
}

/// Asks for these results in one request, sent once: their tests run in one job run for each job.
async fn these_results(client: &Client, clock: &dyn Clock, launch_id: i64, results: RerunResults) -> Reran {
    let Some(selection) = ResultSelection::new(launch_id, results.ids) else { return Reran::NoJobRuns };
    match reopen(client, clock, launch_id).await {
        Ok(true) => {}
        Ok(false) => return Reran::StaysClosed,
        Err(error) => return Reran::Refused(error),
    }
    match client.rerun_results(&selection, results.by_hand, &[]).await {
        Ok(()) => Reran::Began,
        Err(error) if error.sent() == Sent::Maybe => Reran::Perhaps(error),
        Err(error) => Reran::Refused(error),
    }
}

/// A closed launch takes no results. Whether it is open in the end.
async fn reopen(client: &Client, clock: &dyn Clock, launch_id: i64) -> Result<bool, Error> {
    if !client.launch(launch_id).await?.closed {
        return Ok(true);
    }
    client.reopen_launch(launch_id).await?;
    for _ in 0..REOPEN_LOOKS {
        if !client.launch(launch_id).await?.closed {
            return Ok(true);
        }
        clock.sleep_until(clock.now() + REOPEN_STEP).await;
    }
    Ok(false)
}
