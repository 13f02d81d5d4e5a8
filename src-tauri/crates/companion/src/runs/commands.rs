//! What a person asks of the runs: each is stored, with its key, before anything is asked of the server.

use store::{Alongside, Intent, MomentRow, NewCommand, RunRow, StoreError};

use super::message::{Message, NewLaunch, Reply};
use super::owner::RunsOwner;
use super::tracked::Tracked;
use crate::bot::{ChatPlace, Follower, Watch, followers_owed};
use crate::core::actor::Panicked;
use crate::core::session::Session;
use crate::runs::decide::Observation;
use crate::runs::facade::cannot_close;
use crate::texts::{NotPossible, Trouble};
use crate::view::{Done, Event, Failure, FateAnswer, MomentKind, Origin, Phase};

/// Why a command is not carried out.
pub(super) enum Declined {
    /// The same key was carried out before.
    Before,
    NotPossible(NotPossible),
    Failed(Failure),
}

impl RunsOwner {
    /// Stores the intent; the request goes out when it is due.
    pub(super) async fn launch(&mut self, new: NewLaunch, reply: Reply<i64>) {
        // The connection changed since: the job's number means another job there.
        if self.session.as_ref().is_none_or(|session| session.connection.id != new.row.connection_id) {
            return drop(reply.send(Err(self.inner.trouble(Trouble::OtherServer))));
        }
        let moments = [self.moment(MomentKind::Asked)];
        let watches = new.follower.map(|follower| follower.watch(new.row.id, self.inner.now()));
        let alongside = Alongside { watches: watches.into_iter().collect(), ..Alongside::default() };
        let runs = self.inner.store.runs();
        let row = match runs.intend(&new.row, &moments, Some(&new.values), &alongside).await {
            Ok(Intent::New(row)) => row,
            Ok(Intent::Existing(row)) => return drop(reply.send(Ok(row.id))),
            Err(error) => return drop(reply.send(Err(self.inner.stored(&error)))),
        };
        let run_id = row.id;
        self.take_in(row).await;
        // A face that has gone away needs no answer.
        let _ = reply.send(Ok(run_id));
    }

    pub(super) async fn follow(&mut self, row: RunRow) -> Result<i64, StoreError> {
        let moments = [self.moment(MomentKind::Followed)];
        match self.intend_to_follow(&row, &moments).await? {
            Intent::New(row) => {
                let run_id = row.id;
                self.take_in(row).await;
                self.next_look = self.inner.now();
                Ok(run_id)
            }
            Intent::Existing(row) => {
                let run_id = row.id;
                self.asked_for(row).await?;
                Ok(run_id)
            }
        }
    }

    /// A person follows a launch that only chats were to be told of: from here on the desktop tells it too.
    async fn asked_for(&mut self, row: RunRow) -> Result<(), StoreError> {
        if row.origin != Origin::Subscribed.to_string() {
            return Ok(());
        }
        let known = self.runs.get(&row.id).cloned();
        let mut run = known.unwrap_or_else(|| Tracked::new(row, Vec::new()));
        run.row.origin = Origin::Elsewhere.to_string();
        run.touch();
        self.store_and_swap(run, Alongside::default()).await
    }

    /// The chat is owed the outcome. `None` where the run is over: then it is owed at once.
    pub(super) async fn follow_in_chat(
        &mut self,
        chat: ChatPlace,
        user_id: i64,
        run_id: i64,
    ) -> Result<Option<Watch>, StoreError> {
        let now = self.inner.now();
        let new = Follower { chat, user_id, message_id: None }.watch(run_id, now);
        let owed = |run: &RunRow| Some(followers_owed(run, &[], now));
        let row = self.inner.store.bot_watches().follow(&new, owed).await?;
        self.inner.outbox.chat.notify_one();
        Ok(row.map(|row| Watch::of(&row)))
    }

    pub(super) async fn close(&mut self, key: String, run_id: i64, reply: Reply<Done>) {
        match self.begin_closing(&key, run_id).await {
            Ok((session, launch_id)) => {
                let asked = async move { session.client.close_launch(launch_id).await };
                self.report(asked, move |outcome| Message::Closed { key, run_id, outcome, reply });
            }
            // A face that has gone away needs no answer.
            Err(declined) => drop(reply.send(self.decline(declined))),
        }
    }

    async fn begin_closing(&mut self, key: &str, run_id: i64) -> Result<(Session, i64), Declined> {
        let (session, run) = self.commanded(key, run_id).await?;
        if let Some(why) = cannot_close(&run.view(self.base_url())) {
            return Err(Declined::NotPossible(why));
        }
        let Some(launch_id) = run.state.launch_id else {
            return Err(Declined::NotPossible(NotPossible::NoLaunch));
        };
        let command = Some(self.command(key, "close", run_id));
        let recorded = Alongside { command, ..Alongside::default() };
        match self.inner.store.deliveries().owe(&recorded).await {
            Ok(()) => Ok((session, launch_id)),
            Err(error) if error.is_known_command() => Err(Declined::Before),
            Err(error) => Err(self.declined(&error)),
        }
    }

    pub(super) async fn closed(
        &mut self,
        key: &str,
        run_id: i64,
        outcome: Result<Result<(), testops::Error>, Panicked>,
        reply: Reply<Done>,
    ) {
        let Some(session) = self.session.clone() else { return };
        let answer = match outcome {
            Ok(Ok(())) => match self.known(&session, run_id).await {
                Ok(mut run) => {
                    run.observe(Observation::CloseAsked, self.inner.now(), &self.policy());
                    // The list tells a run that is watched; of one that is over nobody asks any more.
                    run.state.closed |= run.state.is_finished();
                    let stored = self.store_and_swap(run, Alongside::default()).await;
                    stored.map(|()| Done::Asked).map_err(|error| self.inner.stored(&error))
                }
                Err(failure) => Err(failure),
            },
            Ok(Err(error)) => {
                self.forget_command(key).await;
                self.inner.declined(&session, &error)
            }
            Err(Panicked) => Err(self.inner.trouble(Trouble::Internal)),
        };
        let _ = reply.send(answer);
    }

    pub(super) async fn reopened(&mut self, run_id: i64) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let mut run = self.known(&session, run_id).await?;
        if !run.state.closed {
            return Ok(());
        }
        run.state.closed = false;
        run.touch();
        self.store_and_swap(run, Alongside::default()).await.map_err(|error| self.inner.stored(&error))
    }

    pub(super) async fn answer_fate(&mut self, run_id: i64, answer: FateAnswer) -> Result<Done, Failure> {
        let session = self.inner.session()?;
        let run = self.known(&session, run_id).await?;
        if run.state.phase != Phase::Unknown {
            return Ok(self.inner.not_possible(NotPossible::Answered));
        }
        let observation = match answer {
            FateAnswer::NeverStarted => Observation::PersonSaysNeverStarted,
            FateAnswer::LookAgain => Observation::PersonLooksAgain,
            FateAnswer::Adopt { launch_id } => {
                let row = &run.row;
                let followed = self.inner.store.runs().of_launch(row.connection_id, launch_id).await;
                if followed.map_err(|error| self.inner.stored(&error))?.is_some() {
                    return Ok(self.inner.not_possible(NotPossible::FollowedAlready));
                }
                Observation::PersonAdopts { launch_id }
            }
        };
        self.apply(run, observation, Alongside::default())
            .await
            .map_err(|error| self.inner.stored(&error))?;
        self.next_look = self.inner.now();
        Ok(Done::Done)
    }

    pub(super) async fn stop(&mut self, run_id: i64) -> Result<(), StoreError> {
        self.inner.store.runs().delete(run_id).await?;
        self.runs.remove(&run_id);
        self.inner.emit(Event::RunRemoved { id: run_id });
        self.tray_is_stale = true;
        Ok(())
    }

    /// The run that a command is about, unless the key was carried out before.
    pub(super) async fn commanded(&self, key: &str, run_id: i64) -> Result<(Session, Tracked), Declined> {
        let before = self.inner.store.commands().get(key).await.map_err(|error| self.declined(&error))?;
        if before.is_some() {
            return Err(Declined::Before);
        }
        let session = self.inner.session().map_err(Declined::Failed)?;
        let run = self.known(&session, run_id).await.map_err(Declined::Failed)?;
        Ok((session, run))
    }

    /// A run of the connection in use: as it is in memory, or as it is stored.
    async fn known(&self, session: &Session, run_id: i64) -> Result<Tracked, Failure> {
        if let Some(run) = self.runs.get(&run_id) {
            return Ok(run.clone());
        }
        let row = self.inner.store.runs().get(run_id).await.map_err(|error| self.inner.stored(&error))?;
        let row = row.ok_or_else(|| self.inner.trouble(Trouble::Forgotten))?;
        if row.connection_id != session.connection.id {
            return Err(self.inner.trouble(Trouble::OtherServer));
        }
        let mut run = Tracked::new(row, Vec::new());
        run.clock_went_back(self.inner.now());
        Ok(run)
    }

    pub(super) fn command(&self, key: &str, kind: &str, run_id: i64) -> NewCommand {
        let at = self.inner.now().timestamp_millis();
        NewCommand { key: key.to_owned(), kind: kind.to_owned(), subject: Some(run_id), reply: None, at }
    }

    /// What was asked certainly did not happen: the same press may ask again.
    pub(super) async fn forget_command(&self, key: &str) {
        if let Err(error) = self.inner.store.commands().forget(key).await {
            tracing::error!(%error, "a command that was refused could not be forgotten");
        }
    }

    pub(super) fn declined(&self, error: &StoreError) -> Declined {
        Declined::Failed(self.inner.stored(error))
    }

    pub(super) fn decline(&self, declined: Declined) -> Result<Done, Failure> {
        match declined {
            Declined::Before => Ok(Done::Asked),
            Declined::NotPossible(why) => Ok(self.inner.not_possible(why)),
            Declined::Failed(failure) => Err(failure),
        }
    }

    fn moment(&self, kind: MomentKind) -> MomentRow {
        MomentRow {
            at: self.inner.now().timestamp_millis(),
            kind: kind.to_string(),
            detail: None,
            seen: false,
        }
    }
}
