//! Which chats follow which runs. At the end of a run each of them is owed the outcome: the row becomes a delivery.

use crate::db::{Db, Write};
use crate::sql::{query, query_as};

use crate::{Millis, RunRow, StoreError};

/// A chat that follows a run.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BotWatchRow {
    pub chat_id: i64,
    /// The topic of the chat; 0 where there is none.
    pub thread_id: i64,
    pub run_id: i64,
    pub user_id: i64,
    /// The message that shows the run.
    pub message_id: Option<i64>,
    pub text_hash: Option<i64>,
    pub since: Millis,
}

/// A chat that is to follow a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewBotWatch {
    pub chat_id: i64,
    pub thread_id: i64,
    pub run_id: i64,
    pub user_id: i64,
    /// The message that is to show the run, where it is there already.
    pub message_id: Option<i64>,
    pub since: Millis,
}

/// What every chat that follows a run is owed; each has a delivery of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToFollowers {
    pub run_id: i64,
    pub connection_id: i64,
    /// The deliveries' keys are this one with `/chat/<chat>/<thread>` after it.
    pub key: String,
    /// As JSON.
    pub what: String,
    pub created_at: Millis,
    pub due_at: Millis,
    pub expires_at: Millis,
}

pub struct BotWatches<'a>(pub(crate) &'a Db);

impl BotWatches<'_> {
    /// The chat follows the run from here on; where it does already, all stays as it is. Of a run that is finished
    /// `owed` says what the chat is owed at once. Answers the row, unless it has become a delivery.
    pub async fn follow(
        &self,
        new: &NewBotWatch,
        owed: impl FnOnce(&RunRow) -> Option<ToFollowers> + Send,
    ) -> Result<Option<BotWatchRow>, StoreError> {
        let mut tx = self.0.write().await?;
        insert(&mut tx, new).await?;
        let run: RunRow =
            query_as("SELECT * FROM runs WHERE id = $1").bind(new.run_id).fetch_one(&mut tx).await?;
        if run.phase == "finished"
            && let Some(owed) = owed(&run)
        {
            owe_followers(&mut tx, &owed).await?;
        }
        let sql = "SELECT * FROM bot_watches WHERE chat_id = $1 AND thread_id = $2 AND run_id = $3";
        let row = query_as(sql)
            .bind(new.chat_id)
            .bind(new.thread_id)
            .bind(new.run_id)
            .fetch_optional(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Those of the connection's runs, oldest first.
    pub async fn of_connection(&self, connection_id: i64) -> Result<Vec<BotWatchRow>, StoreError> {
        let sql = "SELECT * FROM bot_watches
            WHERE run_id IN (SELECT id FROM runs WHERE connection_id = $1 AND phase <> 'finished')
            ORDER BY since, run_id, chat_id, thread_id";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    /// The message that shows the run was sent, or shows another text. Where the outcome is owed by now, it is known
    /// there too.
    pub async fn shown(
        &self,
        chat_id: i64,
        thread_id: i64,
        run_id: i64,
        message_id: i64,
        text_hash: i64,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "UPDATE bot_watches SET message_id = $1, text_hash = $2
            WHERE chat_id = $3 AND thread_id = $4 AND run_id = $5";
        query(sql)
            .bind(message_id)
            .bind(text_hash)
            .bind(chat_id)
            .bind(thread_id)
            .bind(run_id)
            .execute(&mut tx)
            .await?;
        let sql = "UPDATE deliveries SET message_id = $1
            WHERE chat_id = $2 AND thread_id = $3 AND run_id = $4 AND told_at IS NULL AND lapsed_at IS NULL";
        query(sql).bind(message_id).bind(chat_id).bind(thread_id).bind(run_id).execute(&mut tx).await?;
        tx.commit().await
    }
}

pub(crate) async fn insert(db: &mut Write, new: &NewBotWatch) -> Result<(), StoreError> {
    let sql = "INSERT INTO bot_watches (chat_id, thread_id, run_id, user_id, message_id, since)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (chat_id, thread_id, run_id) DO NOTHING";
    query(sql)
        .bind(new.chat_id)
        .bind(new.thread_id)
        .bind(new.run_id)
        .bind(new.user_id)
        .bind(new.message_id)
        .bind(new.since)
        .execute(db)
        .await?;
    Ok(())
}

/// Turns the rows of all that follow the run into deliveries.
pub(crate) async fn owe_followers(db: &mut Write, owed: &ToFollowers) -> Result<(), StoreError> {
    let sql = "INSERT INTO deliveries (key, recipient, connection_id, run_id, chat_id, thread_id, user_id, message_id,
            what, created_at, due_at, expires_at)
        SELECT $1 || '/chat/' || chat_id || '/' || thread_id, 'chat', $2, run_id, chat_id, thread_id, user_id,
            message_id, $3, $4, $5, $6
        FROM bot_watches WHERE run_id = $7 ORDER BY since, chat_id, thread_id
        ON CONFLICT (key) DO NOTHING";
    query(sql)
        .bind(&owed.key)
        .bind(owed.connection_id)
        .bind(&owed.what)
        .bind(owed.created_at)
        .bind(owed.due_at)
        .bind(owed.expires_at)
        .bind(owed.run_id)
        .execute(&mut *db)
        .await?;
    query("DELETE FROM bot_watches WHERE run_id = $1").bind(owed.run_id).execute(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
