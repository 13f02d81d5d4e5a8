//! The one request that starts something, and the looks for a launch whose answer was lost.

use store::RunRow;
use testops::{JobRunRequest, Launch, LaunchQuery, PageRequest, Sent};

use super::look::{LookError, patient};
use super::{Message, Watcher, read};
use crate::failure::{Server, of_client};
use crate::run::Observation;
use crate::run::lookup::{Listed, candidates};

/// How many of a project's newest launches a look for a lost one reads.
const NEWEST: u32 = 100;

impl Watcher {
    /// Sends the launch request of a run whose intent is stored. It is sent once, whatever comes of it.
    pub(super) async fn begin(&mut self, row: RunRow, request: JobRunRequest, job_id: i64) {
        let run_id = row.id;
        // The connection changed since: the job's number means another job there. The run waits for its own.
        let Some(session) = self.session.clone().filter(|session| session.connection.id == row.connection_id)
        else {
            return;
        };
        self.take_in(row).await;
        let inner = self.inner.clone();
        self.inner.spawn(async move {
            let answer = Box::new(session.client.run_job(job_id, &request).await);
            drop(inner.tell_watcher(Message::Posted { run_id, answer }).await);
        });
    }

    pub(super) fn posted(&mut self, run_id: i64, answer: Result<Launch, testops::Error>) {
        let observation = match answer {
            Ok(launch) => {
                self.next_look_soon();
                Observation::Accepted { launch_id: launch.id }
            }
            Err(error) => {
                tracing::warn!(run_id, %error, "the launch request was not answered as it should be");
                let Some(session) = &self.session else { return };
                let cause = of_client(self.inner.texts(), Server::of(&session.connection), &error).message;
                match error.sent() {
                    Sent::No => Observation::Refused { cause },
                    Sent::Maybe => Observation::AnswerLost { cause },
                }
            }
        };
        self.observe(run_id, observation);
    }

    /// Starts the looks that are due.
    pub(super) fn look_up_lost_answers(&mut self) {
        let Some(session) = self.session.clone() else { return };
        let now = self.inner.now();
        for run in self.runs.values_mut() {
            if run.busy || run.state.memory.next_look_at.is_none_or(|at| at > now) {
                continue;
            }
            run.busy = true;
            let (run_id, project_id) = (run.row.id, run.row.project_id);
            let (inner, client) = (self.inner.clone(), session.client.clone());
            self.inner.spawn(async move {
                let query = LaunchQuery::default();
                let page = client.launches(project_id, &query, PageRequest::first(NEWEST));
                let answer = patient(&*inner.ports.clock, page).await;
                let answer = answer.map(|page| page.items.iter().map(read::listed).collect());
                drop(inner.tell_watcher(Message::LookedUp { run_id, answer }).await);
            });
        }
    }

    pub(super) async fn looked_up(&mut self, run_id: i64, answer: Result<Vec<Listed>, LookError>) {
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        run.busy = false;
        let Some(session) = &self.session else { return };
        let listed = match answer {
            Ok(listed) => listed,
            Err(error) if error.is_refusal() => {
                self.observe(run_id, Observation::LookRefused);
                return;
            }
            Err(_) => {
                self.observe(run_id, Observation::LookFailed);
                return;
            }
        };
        let row = &run.row;
        let Ok(known) = self.inner.store.runs().launch_ids_known(row.connection_id, row.project_id).await
        else {
            self.observe(run_id, Observation::LookFailed);
            return;
        };
        let wanted = run.wanted(session.client.clock_offset().unwrap_or_default());
        let is_known = |launch| known.iter().any(|(id, _)| *id == launch);
        let candidates = candidates(&wanted, &listed, is_known);
        self.next_look_soon();
        self.observe(run_id, Observation::LookedUp { candidates });
    }
}
