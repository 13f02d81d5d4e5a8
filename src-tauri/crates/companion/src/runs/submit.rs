//! The answer to a launch, and the looks for one whose answer was lost.

use store::{RunRow, StoreError};
use testops::{Launch, LaunchQuery, PageRequest, Sent};

use super::identity::is_same_launch;
use super::owner::RunsOwner;
use super::poller::{LookError, patient};
use super::tracked::Asking;
use super::{Message, translate};
use crate::core::actor::Panicked;
use crate::core::failure::{Server, of_client};
use crate::runs::decide::Observation;
use crate::runs::decide::lookup::{Listed, candidates};
use crate::runs::record::state_of;
use crate::view::Origin;

/// How many of a project's newest launches a look for a lost one reads.
const NEWEST: u32 = 100;

impl RunsOwner {
    pub(super) fn posted(
        &mut self,
        run_id: i64,
        answer: Result<Box<Result<Launch, testops::Error>>, Panicked>,
    ) {
        let observation = match answer.map(|answer| *answer) {
            Ok(Ok(launch)) => {
                self.next_look_soon();
                if let Some(run) = self.runs.get_mut(&run_id) {
                    run.state.memory.created_there = launch.created_date;
                }
                Observation::Accepted { launch_id: launch.id }
            }
            Ok(Err(error)) => {
                tracing::warn!(run_id, %error, "the launch request was not answered as it should be");
                let Some(session) = &self.session else { return };
                let cause = of_client(self.inner.texts(), Server::of(&session.connection), &error).message;
                match error.sent() {
                    Sent::No => Observation::Refused { cause },
                    Sent::Maybe => Observation::AnswerLost { cause },
                }
            }
            Err(Panicked) => Observation::AnswerLost { cause: String::new() },
        };
        self.observe(run_id, observation);
    }

    /// Starts the looks that are due.
    pub(super) fn look_up_lost_answers(&mut self) {
        let Some(session) = self.session.clone() else { return };
        let now = self.inner.now();
        let mut due = Vec::new();
        for run in self.runs.values_mut() {
            if run.asking != Asking::Nothing || run.state.memory.next_look_at.is_none_or(|at| at > now) {
                continue;
            }
            run.asking = Asking::WhetherItExists;
            due.push((run.row.id, run.row.project_id));
        }
        for (run_id, project_id) in due {
            let (clock, client) = (self.inner.ports.clock.clone(), session.client.clone());
            let lookup = async move {
                let query = LaunchQuery::default();
                let page = client.launches(project_id, &query, PageRequest::first(NEWEST));
                let answer = patient(&*clock, page).await;
                answer.map(|page| page.items.iter().map(translate::listed).collect())
            };
            let epoch = self.epoch;
            self.report(lookup, move |answer| Message::LookedUp { epoch, run_id, answer });
        }
    }

    pub(super) async fn looked_up(
        &mut self,
        run_id: i64,
        answer: Result<Result<Vec<Listed>, LookError>, Panicked>,
    ) {
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        run.asking = Asking::Nothing;
        let Some(session) = &self.session else { return };
        let listed = match answer {
            Ok(Ok(listed)) => listed,
            Ok(Err(error)) if error.is_refusal() => {
                self.observe(run_id, Observation::LookRefused);
                return;
            }
            Ok(Err(_)) | Err(Panicked) => {
                self.observe(run_id, Observation::LookFailed);
                return;
            }
        };
        let row = run.row.clone();
        let wanted = run.wanted(session.client.clock_offset().unwrap_or_default());
        let fitting = candidates(&wanted, &listed, |_| false);
        let Ok(candidates) = self.not_ours_already(&row, fitting, &listed).await else {
            self.observe(run_id, Observation::LookFailed);
            return;
        };
        self.next_look_soon();
        self.observe(run_id, Observation::LookedUp { candidates });
    }

    /// Of these launches the ones that no other run of ours was asked for. One that is only followed may well be the one:
    /// somebody followed it by hand, or for a subscription, before its answer was found.
    async fn not_ours_already(
        &self,
        row: &RunRow,
        launches: Vec<i64>,
        listed: &[Listed],
    ) -> Result<Vec<i64>, StoreError> {
        let runs = self.inner.store.runs();
        let mut left = Vec::new();
        for launch in launches {
            let created = listed.iter().find(|one| one.launch_id == launch).and_then(|one| one.created_at);
            let is_another = |other: &RunRow| {
                other.id != row.id
                    && other.origin == Origin::Here.to_string()
                    && is_same_launch(state_of(other).memory.created_there, created)
            };
            let other = runs.of_launch(row.connection_id, launch).await?;
            if !other.as_ref().is_some_and(is_another) {
                left.push(launch);
            }
        }
        Ok(left)
    }
}
