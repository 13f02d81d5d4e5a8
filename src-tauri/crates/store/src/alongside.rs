use crate::db::Write;

use crate::{
    NewBotWatch, NewCommand, NewDelivery, NewInboxRow, StoreError, Timing, ToFollowers, bot_watches,
    commands, deliveries, inbox, moments,
};

/// What follows from a change, written in the same transaction: all of it or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alongside {
    /// Why the change is made. A key that acted before is a [`StoreError::Conflict`], and nothing is written.
    pub command: Option<NewCommand>,
    /// Entries of the inboxes of these connections.
    pub inbox: Vec<(i64, NewInboxRow)>,
    /// Chats that follow a run from here on: the one that the change makes, where it makes one.
    pub watches: Vec<NewBotWatch>,
    /// What became known of when things happened.
    pub timings: Vec<Timing>,
    /// Owed to every chat that follows these runs, which ends its following.
    pub followers: Vec<ToFollowers>,
    /// A key that is owed or was told already is left as it is.
    pub deliveries: Vec<NewDelivery>,
}

impl Alongside {
    pub(crate) async fn write(&self, db: &mut Write) -> Result<(), StoreError> {
        self.write_with(db, None).await
    }

    /// A command that names no subject is about this one.
    pub(crate) async fn write_about(&self, db: &mut Write, subject: i64) -> Result<(), StoreError> {
        self.write_with(db, Some(subject)).await
    }

    async fn write_with(&self, db: &mut Write, subject: Option<i64>) -> Result<(), StoreError> {
        if let Some(command) = &self.command {
            commands::insert(db, command, command.subject.or(subject)).await?;
        }
        for (connection_id, entry) in &self.inbox {
            inbox::insert(db, *connection_id, entry).await?;
        }
        for timing in &self.timings {
            moments::settle(db, timing).await?;
        }
        for watch in &self.watches {
            let run_id = subject.unwrap_or(watch.run_id);
            bot_watches::insert(db, &NewBotWatch { run_id, ..*watch }).await?;
        }
        for owed in &self.followers {
            bot_watches::owe_followers(db, owed).await?;
        }
        for delivery in &self.deliveries {
            deliveries::insert(db, delivery).await?;
        }
        Ok(())
    }
}
