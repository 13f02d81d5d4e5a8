use chrono::TimeDelta;

use crate::Companion;
use crate::bot::Follower;
use crate::companion::Inner;
use crate::core::session::Session;
use crate::runs::Message;
use crate::runs::decide::pending::RerunResults;
use crate::texts::{NotPossible, Trouble};
use crate::view::{Done, Failure, FateAnswer, RerunRequest};

impl Companion {
    /// Runs the failed and broken tests again, through each job run of the launch; once for each key. Answered once it is
    /// stored; it goes out a few seconds later.
    pub async fn rerun_failed(&self, key: String, run_id: i64) -> Result<Done, Failure> {
        self.rerun_failed_for(key, run_id, None).await
    }

    /// The same for somebody in chat, as in [`launch_for`](Self::launch_for).
    pub async fn rerun_failed_for(
        &self,
        key: String,
        run_id: i64,
        follower: Option<Follower>,
    ) -> Result<Done, Failure> {
        self.inner.ask_runs(|reply| Message::Rerun { key, run_id, results: None, follower, reply }).await
    }

    /// Runs these results again, or those of a group of failures, in one request; once for each key. Answered and sent as
    /// [`rerun_failed`](Self::rerun_failed) is.
    pub async fn rerun_tests(&self, request: RerunRequest) -> Result<Done, Failure> {
        let RerunRequest { key, run_id, results, group, by_hand } = request;
        let mut ids = match group {
            Some(group) => {
                let row = self.row(run_id).await?;
                let read = self.read_tests(&row).await?;
                self.members(&row, &read, &group).await?.into_iter().collect()
            }
            None => results,
        };
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(self.inner.not_possible(NotPossible::NothingChosen));
        }
        let results = Some(RerunResults { ids, by_hand });
        self.inner.ask_runs(|reply| Message::Rerun { key, run_id, results, follower: None, reply }).await
    }

    /// Once for each key.
    pub async fn close_launch(&self, key: String, run_id: i64) -> Result<Done, Failure> {
        self.inner.ask_runs(|reply| Message::Close { key, run_id, reply }).await
    }

    /// Takes a launch or a rerun back before it goes out.
    pub async fn undo_launch(&self, run_id: i64) -> Result<Done, Failure> {
        self.inner.ask_runs(|reply| Message::Undo { run_id, reply }).await
    }

    /// The person's word on a launch whose fate could not be told.
    pub async fn answer_fate(&self, run_id: i64, answer: FateAnswer) -> Result<Done, Failure> {
        self.inner.ask_runs(|reply| Message::Fate { run_id, answer, reply }).await
    }

    pub async fn stop_following(&self, run_id: i64) -> Result<(), Failure> {
        self.inner.ask_runs(|reply| Message::Stop { run_id, reply }).await
    }

    pub async fn open_run(&self, run_id: i64) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let url = self.run_with_row(&session, run_id).await?.0.url;
        self.open(url.as_deref())
    }

    pub async fn open_ci_build(&self, run_id: i64, job_run_id: i64) -> Result<(), Failure> {
        let state = crate::runs::record::state_of(&self.row(run_id).await?);
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

    pub(crate) fn open(&self, url: Option<&str>) -> Result<(), Failure> {
        let inner = &self.inner;
        let Some(url) = url else { return Err(inner.trouble(Trouble::NotFound)) };
        inner.ports.host.open_url(url).map_err(|error| inner.texts().failure(Trouble::NotOpened, Some(error)))
    }
}

impl Inner {
    /// How long what starts something outside can be taken back.
    pub(crate) fn undo_time(&self) -> TimeDelta {
        TimeDelta::seconds(self.settings.borrow().undo_seconds.into())
    }

    /// A right that is missing is an answer; all else is a failure.
    pub(crate) fn declined(&self, session: &Session, error: &testops::Error) -> Result<Done, Failure> {
        if matches!(error.kind(), testops::ErrorKind::Forbidden { .. }) {
            return Ok(self.not_possible(NotPossible::NoRights));
        }
        Err(self.asked(session, error))
    }

    pub(crate) fn not_possible(&self, why: NotPossible) -> Done {
        Done::NotPossible { why: self.texts().not_possible(why).to_owned() }
    }
}
