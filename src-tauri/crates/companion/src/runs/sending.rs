//! The requests that start something: each goes out when it is due, unless it was taken back.

use serde_json::Value;
use store::Alongside;
use testops::{CasesRunRequest, Client, JobRunRequest, Launch, LaunchOrder};

use super::message::Message;
use super::owner::RunsOwner;
use super::tracked::{Asking, Tracked};
use crate::core::failpoint::failpoint;
use crate::core::session::Session;
use crate::runs::decide::Observation;
use crate::runs::decide::pending::{By, Due, Pending, Request};
use crate::texts::NotPossible;
use crate::view::{Done, Failure, Phase};

impl RunsOwner {
    /// Sends what is due. Each is sent once, whatever comes of it.
    pub(super) async fn send_pending(&mut self) {
        let now = self.inner.now();
        if self.store_at.is_some_and(|at| at > now) {
            return;
        }
        let Some(session) = self.session.clone() else { return };
        let pending = self.runs.iter().filter_map(|(id, run)| Some((*id, run.state.memory.pending.clone()?)));
        for (run_id, pending) in pending.collect::<Vec<_>>() {
            match pending.due(now) {
                Due::NotYet => {}
                Due::Send => self.send(&session, run_id, pending).await,
                Due::TooLate => {
                    let cause = self.inner.texts().not_sent().to_owned();
                    self.not_sent(run_id, pending, cause).await;
                }
            }
        }
    }

    async fn send(&mut self, session: &Session, run_id: i64, pending: Pending) {
        match pending.what {
            Request::Launch { job_id, body } => match serde_json::from_value(body) {
                Ok(request) => self.send_launch(session, run_id, job_id, request).await,
                Err(error) => self.observe(run_id, Observation::NotSent { cause: error.to_string() }),
            },
            Request::Rerun { .. }
                if self.runs.get(&run_id).is_none_or(|run| run.state.launch_id.is_none()) =>
            {
                let cause = self.inner.texts().not_possible(NotPossible::NoLaunch).to_owned();
                self.observe(run_id, Observation::NotSent { cause });
            }
            Request::Rerun { key, results } => {
                if self.goes_out(run_id).await {
                    self.send_rerun(session, run_id, key, results);
                }
            }
            Request::Tests { by, body } => match Order::read(by, body) {
                Ok(order) => self.send_tests(session, run_id, order).await,
                Err(error) => self.observe(run_id, Observation::NotSent { cause: error.to_string() }),
            },
        }
    }

    async fn send_launch(&mut self, session: &Session, run_id: i64, job_id: i64, request: JobRunRequest) {
        if !self.goes_out(run_id).await {
            return;
        }
        let client = session.client.clone();
        let posted = async move {
            failpoint!("runs/launch/before");
            let answer = client.run_job(job_id, &request).await;
            failpoint!("runs/launch/answered");
            answer
        };
        self.report(posted, move |answer| Message::Posted { run_id, answer: answer.map(Box::new) });
    }

    async fn send_tests(&mut self, session: &Session, run_id: i64, order: Order) {
        if !self.goes_out(run_id).await {
            return;
        }
        let client = session.client.clone();
        let posted = async move {
            failpoint!("runs/launch/before");
            let answer = order.send(&client).await;
            failpoint!("runs/launch/answered");
            answer
        };
        self.report(posted, move |answer| Message::Posted { run_id, answer: answer.map(Box::new) });
    }

    /// Stores that the request goes out: after a kill it is looked for and not sent again. False where it must not go
    /// out now: it could not be stored, or the run was forgotten.
    async fn goes_out(&mut self, run_id: i64) -> bool {
        let Some(run) = self.runs.get(&run_id).cloned() else { return false };
        if let Err(error) = self.apply(run, Observation::Sending, Alongside::default()).await {
            tracing::error!(%error, run_id, "a request waits until it can be stored that it goes out");
            self.store_at = Some(self.inner.now() + self.store_pause.next());
            return false;
        }
        self.runs.contains_key(&run_id)
    }

    async fn not_sent(&mut self, run_id: i64, pending: Pending, cause: String) {
        if let Request::Rerun { key, .. } = pending.what {
            self.forget_command(&key).await;
        }
        self.observe(run_id, Observation::NotSent { cause });
    }

    pub(super) async fn undo(&mut self, run_id: i64) -> Result<Done, Failure> {
        let Some(run) = self.runs.get(&run_id).filter(|run| run.state.phase == Phase::Pending).cloned()
        else {
            return Ok(self.inner.not_possible(NotPossible::SentAlready));
        };
        self.apply(run, Observation::TakenBack, Alongside::default())
            .await
            .map_err(|error| self.inner.stored(&error))?;
        Ok(Done::Done)
    }

    /// What a person asked for goes out before the program ends.
    pub(super) fn hurry(&mut self) {
        let now = self.inner.now();
        for pending in self.runs.values_mut().filter_map(|run| run.state.memory.pending.as_mut()) {
            pending.send_at = pending.send_at.min(now);
        }
    }

    /// Lets the program end once nothing is being asked of the server.
    pub(super) fn let_quit(&mut self) {
        let is_asking = |run: &Tracked| {
            run.asking == Asking::ForRerun || matches!(run.state.phase, Phase::Pending | Phase::Asked)
        };
        if !self.runs.values().any(is_asking) {
            for waiting in self.quitting.drain(..) {
                // Who waited has ended without it.
                let _ = waiting.send(());
            }
        }
    }
}

/// A launch of chosen tests, as it was stored.
enum Order {
    Job(i64, JobRunRequest),
    Jobs(CasesRunRequest),
    Plan(i64, LaunchOrder),
}

impl Order {
    fn read(by: By, body: Value) -> Result<Self, serde_json::Error> {
        Ok(match by {
            By::Job(job_id) => Self::Job(job_id, serde_json::from_value(body)?),
            By::Jobs => Self::Jobs(serde_json::from_value(body)?),
            By::Plan(plan_id) => Self::Plan(plan_id, serde_json::from_value(body)?),
        })
    }

    async fn send(&self, client: &Client) -> Result<Launch, testops::Error> {
        match self {
            Self::Job(job_id, request) => client.run_job_tests(*job_id, request).await,
            Self::Jobs(request) => client.run_cases(request).await,
            Self::Plan(plan_id, order) => client.run_plan(*plan_id, order).await,
        }
    }
}
