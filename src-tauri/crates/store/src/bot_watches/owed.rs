//! Following and telling in one, for callers that know of no deliveries: a row and its deliveries are seen as one.

use crate::db::Write;

use super::{BotWatchRow, BotWatches, NewBotWatch, insert};
use crate::deliveries::OPEN;
use crate::{Millis, StoreError};

const TELLING: &str = "w.chat_id, w.thread_id, w.run_id, w.user_id, w.message_id, w.text_hash, w.since,
    (SELECT max(sending_at) FROM deliveries d WHERE d.chat_id = w.chat_id AND d.run_id = w.run_id
        AND told_at IS NULL AND lapsed_at IS NULL) AS telling_at, NULL AS told_at";

const AS_WATCH: &str =
    "chat_id, thread_id, run_id, user_id, message_id, NULL AS text_hash, created_at AS since,
    sending_at AS telling_at, told_at";

const UNSEEN: &str =
    "NOT EXISTS (SELECT 1 FROM bot_watches w WHERE w.chat_id = d.chat_id AND w.run_id = d.run_id)";

impl BotWatches<'_> {
    /// One for each chat and run: one that was told owes another outcome, one that was not stays as it is.
    pub async fn watch(
        &self,
        chat_id: i64,
        user_id: i64,
        run_id: i64,
        now: Millis,
    ) -> Result<BotWatchRow, StoreError> {
        self.owe(chat_id, user_id, run_id, now, Millis::MAX).await?;
        let sql = format!(
            "SELECT {TELLING} FROM bot_watches w WHERE chat_id = ?1 AND run_id = ?2
            UNION ALL SELECT {AS_WATCH} FROM deliveries d WHERE chat_id = ?1 AND run_id = ?2 AND {OPEN} LIMIT 1"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(chat_id).bind(run_id).fetch_one(self.0).await?)
    }

    /// As [`watch`](Self::watch), but one that was told at `finished` or later owes nothing.
    pub async fn owe(
        &self,
        chat_id: i64,
        user_id: i64,
        run_id: i64,
        now: Millis,
        finished: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = format!(
            "SELECT count(*) FROM deliveries WHERE chat_id = ? AND run_id = ? AND (({OPEN}) OR told_at >= ?)"
        );
        let known: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(chat_id)
            .bind(run_id)
            .bind(finished)
            .fetch_one(&mut tx)
            .await?;
        if known == 0 {
            let new = NewBotWatch { chat_id, thread_id: 0, run_id, user_id, since: now };
            insert(&mut tx, &new).await?;
        }
        tx.commit().await
    }

    /// Those of the connection's runs that were not told, oldest first.
    pub async fn owed(&self, connection_id: i64) -> Result<Vec<BotWatchRow>, StoreError> {
        let sql = format!(
            "SELECT {TELLING} FROM bot_watches w WHERE run_id IN (SELECT id FROM runs WHERE connection_id = ?1)
            UNION ALL SELECT {AS_WATCH} FROM deliveries d WHERE recipient = 'chat' AND {OPEN} AND {UNSEEN}
                AND run_id IN (SELECT id FROM runs WHERE connection_id = ?1)
            ORDER BY since, run_id, chat_id"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(connection_id).fetch_all(self.0).await?)
    }

    pub async fn message(
        &self,
        chat_id: i64,
        run_id: i64,
        message_id: i64,
        text_hash: i64,
    ) -> Result<(), StoreError> {
        self.shown(chat_id, 0, run_id, message_id, text_hash).await
    }

    /// Whether the outcome is owed; then its sending begins.
    pub async fn telling(&self, chat_id: i64, run_id: i64, now: Millis) -> Result<bool, StoreError> {
        let mut tx = self.0.write().await?;
        owe_one(&mut tx, chat_id, run_id).await?;
        let sql = format!(
            "UPDATE deliveries SET sending_at = ?, tries = tries + 1 WHERE chat_id = ? AND run_id = ? AND {OPEN}"
        );
        let done = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(now)
            .bind(chat_id)
            .bind(run_id)
            .execute(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn told(&self, chat_id: i64, run_id: i64, now: Millis) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        owe_one(&mut tx, chat_id, run_id).await?;
        let sql = format!("UPDATE deliveries SET told_at = ? WHERE chat_id = ? AND run_id = ? AND {OPEN}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(now).bind(chat_id).bind(run_id).execute(&mut tx).await?;
        let sql = "DELETE FROM bot_watches WHERE chat_id = ? AND run_id = ?";
        sqlx::query(sql).bind(chat_id).bind(run_id).execute(&mut tx).await?;
        tx.commit().await
    }

    /// Forgets those that were told before then.
    pub async fn prune(&self, before: Millis) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM deliveries WHERE recipient = 'chat' AND told_at < ?")
            .bind(before)
            .execute(self.0)
            .await?;
        Ok(())
    }
}

/// The chat's row has a delivery from here on.
async fn owe_one(db: &mut Write, chat_id: i64, run_id: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO deliveries (key, recipient, connection_id, run_id, chat_id, thread_id, user_id, message_id,
            what, created_at, due_at, expires_at)
        SELECT 'run/' || run_id || '/followed/' || since || '/chat/' || chat_id || '/' || thread_id, 'chat',
            (SELECT connection_id FROM runs WHERE id = run_id), run_id, chat_id, thread_id, user_id, message_id,
            '{\"kind\":\"outcome\"}', since, since, since + 2592000000
        FROM bot_watches WHERE chat_id = ? AND run_id = ?
        ON CONFLICT (key) DO UPDATE SET told_at = NULL, lapsed_at = NULL, sending_at = NULL";
    sqlx::query(sql).bind(chat_id).bind(run_id).execute(db).await?;
    Ok(())
}
