//! The one request that starts something: it goes out when it is due, unless it was taken back.

use store::Alongside;
use testops::JobRunRequest;

use super::message::Message;
use super::owner::RunsOwner;
use crate::core::failpoint::failpoint;
use crate::core::session::Session;
use crate::runs::decide::Observation;
use crate::runs::decide::pending::{Due, Pending};
use crate::texts::NotPossible;
use crate::view::{Done, Failure, Phase};

impl RunsOwner {
    /// Sends the launches that are due. Each is sent once, whatever comes of it.
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
                    self.observe(run_id, Observation::NotSent { cause });
                }
            }
        }
    }

    async fn send(&mut self, session: &Session, run_id: i64, pending: Pending) {
        let Some(run) = self.runs.get(&run_id).cloned() else { return };
        let Pending { job_id, body, .. } = pending;
        let request: JobRunRequest = match serde_json::from_value(body) {
            Ok(request) => request,
            Err(error) => return self.observe(run_id, Observation::NotSent { cause: error.to_string() }),
        };
        // Stored before it goes out: after a kill it is looked up and not sent again.
        if let Err(error) = self.apply(run, Observation::Sending, Alongside::default()).await {
            tracing::error!(%error, run_id, "a launch waits until it can be stored that it goes out");
            self.store_at = Some(self.inner.now() + self.store_pause.next());
            return;
        }
        if !self.runs.contains_key(&run_id) {
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
        if !self.runs.values().any(|run| matches!(run.state.phase, Phase::Pending | Phase::Asked)) {
            for waiting in self.quitting.drain(..) {
                // Who waited has ended without it.
                let _ = waiting.send(());
            }
        }
    }
}
