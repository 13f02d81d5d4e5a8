use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};

use crate::{Millis, StoreError};

/// A chat that is told of finished runs of a server.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BotSubscriptionRow {
    /// 0 for one that is to be inserted.
    pub id: i64,
    pub server: String,
    pub chat_id: i64,
    /// The topic of the chat; 0 where there is none.
    pub thread_id: i64,
    pub user_id: i64,
    /// `None` for all projects.
    pub project_id: Option<i64>,
    /// As JSON.
    pub threshold: String,
    pub since: Millis,
}

pub struct BotSubscriptions<'a>(pub(crate) &'a Db);

impl BotSubscriptions<'_> {
    /// One of the same server, chat, topic and project is written over. Answers the id.
    pub async fn put(&self, row: &BotSubscriptionRow) -> Result<i64, StoreError> {
        let sql = "INSERT INTO bot_subscriptions (server, chat_id, thread_id, user_id, project_id, threshold, since)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (server, chat_id, thread_id, coalesce(project_id, -1)) DO UPDATE SET user_id = excluded.user_id,
                threshold = excluded.threshold, since = excluded.since
            RETURNING id";
        Ok(query_scalar(sql)
            .bind(&row.server)
            .bind(row.chat_id)
            .bind(row.thread_id)
            .bind(row.user_id)
            .bind(row.project_id)
            .bind(&row.threshold)
            .bind(row.since)
            .fetch_one(self.0)
            .await?)
    }

    /// In the order in which they were made.
    pub async fn of_server(&self, server: &str) -> Result<Vec<BotSubscriptionRow>, StoreError> {
        let sql = "SELECT * FROM bot_subscriptions WHERE server = $1 ORDER BY id";
        Ok(query_as(sql).bind(server).fetch_all(self.0).await?)
    }

    /// False when the chat has none with this id.
    pub async fn delete(&self, chat_id: i64, id: i64) -> Result<bool, StoreError> {
        let sql = "DELETE FROM bot_subscriptions WHERE chat_id = $1 AND id = $2";
        Ok(query(sql).bind(chat_id).bind(id).execute(self.0).await?.rows_affected() > 0)
    }

    /// All that is kept of a chat goes over to another id; what is there already stays.
    pub async fn move_chat(&self, from: i64, to: i64) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        // Its key tells what was owed to the chat before.
        let key = "replace(old.key, '/chat/' || $2 || '/', '/chat/' || $1 || '/')";
        let owed = format!("there.key = {key}");
        let rekeyed = format!(", message_id = NULL, key = {key}");
        for (table, same, with) in [
            (
                "bot_conversations",
                "there.chat_id = $1 AND there.thread_id = old.thread_id AND there.user_id = old.user_id",
                "",
            ),
            // Messages have other numbers there.
            (
                "bot_watches",
                "there.chat_id = $1 AND there.thread_id = old.thread_id AND there.run_id = old.run_id",
                ", message_id = NULL, text_hash = NULL",
            ),
            (
                "bot_subscriptions",
                "there.chat_id = $1 AND there.thread_id = old.thread_id AND there.server = old.server
                    AND there.project_id IS NOT DISTINCT FROM old.project_id",
                "",
            ),
            ("deliveries", owed.as_str(), rekeyed.as_str()),
        ] {
            let sql = format!(
                "DELETE FROM {table} AS old WHERE chat_id = $2
                    AND EXISTS (SELECT 1 FROM {table} AS there WHERE {same})"
            );
            query(sqlx::AssertSqlSafe(sql)).bind(to).bind(from).execute(&mut tx).await?;
            let sql = format!("UPDATE {table} AS old SET chat_id = $1{with} WHERE chat_id = $2");
            query(sqlx::AssertSqlSafe(sql)).bind(to).bind(from).execute(&mut tx).await?;
        }
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, delivery, owed_to_chats, run};
    use crate::{Alongside, NewBotWatch, NewDelivery, Recipient, Talk};

    fn subscription(chat_id: i64, project_id: Option<i64>, threshold: &str) -> BotSubscriptionRow {
        BotSubscriptionRow {
            id: 0,
            server: "here".to_owned(),
            chat_id,
            thread_id: 0,
            user_id: 7,
            project_id,
            threshold: threshold.to_owned(),
            since: 1,
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_answered_is_read_by_whoever_reads_next() {
        let fixture = Fixture::new().await;
        let all = fixture.store.bot_subscriptions();
        for number in 0..300 {
            let threshold = number.to_string();
            all.put(&subscription(70, None, &threshold)).await.expect("written");
            let rows = all.of_server("here").await.expect("read");
            assert_eq!(rows.iter().map(|row| &row.threshold).collect::<Vec<_>>(), [&threshold]);
        }
    }

    #[tokio::test]
    async fn one_for_each_chat_and_project() {
        let fixture = Fixture::new().await;
        let all = fixture.store.bot_subscriptions();
        let everything = all.put(&subscription(70, None, "a")).await.expect("written");
        let one = all.put(&subscription(70, Some(1), "a")).await.expect("written");
        assert_eq!(all.put(&subscription(70, None, "b")).await.expect("written"), everything);
        assert_eq!(all.put(&subscription(70, Some(1), "b")).await.expect("written"), one);
        let rows = all.of_server("here").await.expect("read");
        assert_eq!(rows.iter().map(|row| row.threshold.as_str()).collect::<Vec<_>>(), ["b", "b"]);
        assert_eq!(all.of_server("elsewhere").await.expect("read"), []);
        let topic = BotSubscriptionRow { thread_id: 4, ..subscription(70, None, "c") };
        assert!(all.put(&topic).await.expect("written") > one, "a topic is a room of its own");
        assert!(!all.delete(71, one).await.expect("asked"), "it is another chat's");
        assert!(all.delete(70, one).await.expect("asked"));
        assert_eq!(all.of_server("here").await.expect("read").len(), 2);
    }

    #[tokio::test]
    async fn a_chat_takes_all_along_to_its_other_id() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let run_id = fixture.add(&run(connection, "key")).await.id;
        let store = &fixture.store;
        let owed = |chat_id: i64| NewDelivery {
            recipient: Recipient::Chat,
            chat_id: Some(chat_id),
            ..delivery(&format!("run/1/finished/5/chat/{chat_id}/0"), 1)
        };
        let alongside = Alongside { deliveries: vec![owed(-1), owed(-2)], ..Alongside::default() };
        store.deliveries().owe(&alongside).await.expect("owed");
        let other = NewDelivery { key: "run/2/finished/5/chat/-1/0".to_owned(), ..owed(-1) };
        let alongside = Alongside { deliveries: vec![other], ..Alongside::default() };
        store.deliveries().owe(&alongside).await.expect("owed");
        for chat in [-1, -2] {
            store.bot_subscriptions().put(&subscription(chat, None, "a")).await.expect("written");
        }
        store.bot_subscriptions().put(&subscription(-1, Some(1), "a")).await.expect("written");
        let new = NewBotWatch { chat_id: -1, thread_id: 0, run_id, user_id: 7, message_id: None, since: 1 };
        store.bot_watches().follow(&new, |_| None).await.expect("followed");
        let talk = |chat_id| Talk { chat_id, thread_id: 0, user_id: 7 };
        store.bot_conversations().put(talk(-1), "{}", 1).await.expect("kept");
        store.bot_subscriptions().move_chat(-1, -2).await.expect("moved");
        let chats: Vec<_> = store.bot_subscriptions().of_server("here").await.expect("read");
        assert_eq!(chats.iter().map(|row| row.chat_id).collect::<Vec<_>>(), [-2, -2]);
        assert_eq!(store.bot_watches().of_connection(connection).await.expect("read")[0].chat_id, -2);
        assert!(store.bot_conversations().state(talk(-2), 0).await.expect("read").is_some());
        let owed = owed_to_chats(store).await;
        let keys: Vec<_> = owed.iter().map(|row| (row.chat_id, row.key.as_str())).collect();
        let moved = ["run/1/finished/5/chat/-2/0", "run/2/finished/5/chat/-2/0"].map(|key| (Some(-2), key));
        assert_eq!(keys, moved, "what both were owed is owed once");
    }
}
