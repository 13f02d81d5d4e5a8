use sqlx::SqlitePool;

use crate::{Millis, StoreError};

/// A chat that follows a run, and is owed its outcome until `told_at`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BotWatchRow {
    pub chat_id: i64,
    pub run_id: i64,
    pub user_id: i64,
    pub message_id: Option<i64>,
    pub text_hash: Option<i64>,
    /// When the sending of the outcome last began.
    pub telling_at: Option<Millis>,
    pub told_at: Option<Millis>,
    pub since: Millis,
}

pub struct BotWatches<'a>(pub(crate) &'a SqlitePool);

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
        let sql = "SELECT * FROM bot_watches WHERE chat_id = ? AND run_id = ?";
        Ok(sqlx::query_as(sql).bind(chat_id).bind(run_id).fetch_one(self.0).await?)
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
        let sql = "INSERT INTO bot_watches (chat_id, run_id, user_id, since) VALUES (?, ?, ?, ?)
            ON CONFLICT (chat_id, run_id) DO UPDATE SET user_id = excluded.user_id, since = excluded.since,
                message_id = NULL, text_hash = NULL, telling_at = NULL, told_at = NULL
            WHERE told_at < ?";
        sqlx::query(sql)
            .bind(chat_id)
            .bind(run_id)
            .bind(user_id)
            .bind(now)
            .bind(finished)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// Those of the connection's runs that were not told, oldest first.
    pub async fn owed(&self, connection_id: i64) -> Result<Vec<BotWatchRow>, StoreError> {
        let sql = "SELECT * FROM bot_watches
            WHERE told_at IS NULL AND run_id IN (SELECT id FROM runs WHERE connection_id = ?)
            ORDER BY since, run_id, chat_id";
        Ok(sqlx::query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    pub async fn message(
        &self,
        chat_id: i64,
        run_id: i64,
        message_id: i64,
        text_hash: i64,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE bot_watches SET message_id = ?, text_hash = ? WHERE chat_id = ? AND run_id = ?";
        sqlx::query(sql).bind(message_id).bind(text_hash).bind(chat_id).bind(run_id).execute(self.0).await?;
        Ok(())
    }

    /// Whether the outcome is owed; then its sending begins.
    pub async fn telling(&self, chat_id: i64, run_id: i64, now: Millis) -> Result<bool, StoreError> {
        let sql =
            "UPDATE bot_watches SET telling_at = ? WHERE chat_id = ? AND run_id = ? AND told_at IS NULL";
        let done = sqlx::query(sql).bind(now).bind(chat_id).bind(run_id).execute(self.0).await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn told(&self, chat_id: i64, run_id: i64, now: Millis) -> Result<(), StoreError> {
        let sql = "UPDATE bot_watches SET told_at = ? WHERE chat_id = ? AND run_id = ?";
        sqlx::query(sql).bind(now).bind(chat_id).bind(run_id).execute(self.0).await?;
        Ok(())
    }

    /// Forgets those that were told before then.
    pub async fn prune(&self, before: Millis) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM bot_watches WHERE told_at < ?").bind(before).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Fixture, run};

    #[tokio::test]
    async fn an_outcome_is_owed_until_it_is_told_and_again_when_the_run_is_watched_again() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let run_id = fixture.add(&run(connection, "key")).await.id;
        let watches = fixture.store.bot_watches();
        watches.watch(70, 7, run_id, 1).await.expect("watched");
        watches.message(70, run_id, 300, -9).await.expect("kept");
        let again = watches.watch(70, 7, run_id, 2).await.expect("watched");
        assert_eq!((again.message_id, again.text_hash, again.since), (Some(300), Some(-9), 1));
        assert!(watches.telling(70, run_id, 3).await.expect("asked"));
        // Killed here: it is still owed, and it can be seen that it may have arrived.
        assert_eq!(watches.owed(connection).await.expect("read")[0].telling_at, Some(3));
        assert!(watches.telling(70, run_id, 4).await.expect("asked"));
        watches.told(70, run_id, 5).await.expect("told");
        assert!(!watches.telling(70, run_id, 6).await.expect("asked"));
        assert_eq!(watches.owed(connection).await.expect("read"), []);
        watches.owe(70, 7, run_id, 7, 5).await.expect("asked");
        assert_eq!(watches.owed(connection).await.expect("read"), [], "it was told after the end");
        watches.owe(70, 7, run_id, 8, 6).await.expect("asked");
        let owed = watches.owed(connection).await.expect("read");
        assert_eq!((owed.len(), owed[0].message_id, owed[0].telling_at), (1, None, None));
        assert_eq!(watches.owed(connection + 1).await.expect("read"), [], "they are of another connection");
        assert!(!watches.telling(71, run_id, 9).await.expect("asked"), "nobody watches there");
    }

    #[tokio::test]
    async fn told_ones_go_by_age_and_all_of_a_run_with_it() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let run_id = fixture.add(&run(connection, "key")).await.id;
        let watches = fixture.store.bot_watches();
        watches.watch(70, 7, run_id, 1).await.expect("watched");
        watches.watch(71, 7, run_id, 1).await.expect("watched");
        watches.told(70, run_id, 5).await.expect("told");
        watches.prune(6).await.expect("pruned");
        // Owed anew with a message of its own, as one that was never watched.
        assert_eq!(watches.watch(70, 8, run_id, 9).await.expect("watched").since, 9);
        fixture.store.connections().delete(connection).await.expect("deleted");
        assert_eq!(watches.owed(connection).await.expect("read"), []);
        assert!(watches.watch(70, 7, run_id, 1).await.is_err(), "the run is gone");
    }
}
