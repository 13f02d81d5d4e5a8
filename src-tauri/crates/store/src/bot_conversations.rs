use crate::db::Db;
use crate::sql::{query, query_scalar};

use crate::{Millis, StoreError};

/// A person in a topic of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    pub chat_id: i64,
    /// 0 where the chat has no topics.
    pub thread_id: i64,
    pub user_id: i64,
}

/// Where the conversations of the Telegram bot stand, as JSON.
pub struct BotConversations<'a>(pub(crate) &'a Db);

impl BotConversations<'_> {
    /// What was kept at `from` or later.
    pub async fn state(&self, talk: Talk, from: Millis) -> Result<Option<String>, StoreError> {
        let sql = "SELECT state FROM bot_conversations
            WHERE chat_id = $1 AND thread_id = $2 AND user_id = $3 AND at >= $4";
        Ok(query_scalar(sql)
            .bind(talk.chat_id)
            .bind(talk.thread_id)
            .bind(talk.user_id)
            .bind(from)
            .fetch_optional(self.0)
            .await?)
    }

    pub async fn put(&self, talk: Talk, state: &str, now: Millis) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO bot_conversations (chat_id, thread_id, user_id, state, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (chat_id, thread_id, user_id) DO UPDATE SET state = excluded.state, at = excluded.at";
        query(sql)
            .bind(talk.chat_id)
            .bind(talk.thread_id)
            .bind(talk.user_id)
            .bind(state)
            .bind(now)
            .execute(self.0)
            .await?;
        Ok(())
    }

    pub async fn forget(&self, talk: Talk) -> Result<(), StoreError> {
        let sql = "DELETE FROM bot_conversations WHERE chat_id = $1 AND thread_id = $2 AND user_id = $3";
        query(sql).bind(talk.chat_id).bind(talk.thread_id).bind(talk.user_id).execute(self.0).await?;
        Ok(())
    }

    pub async fn prune(&self, before: Millis) -> Result<(), StoreError> {
        query("DELETE FROM bot_conversations WHERE at < $1").bind(before).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn talk(user_id: i64) -> Talk {
        Talk { chat_id: -5, thread_id: 0, user_id }
    }

    #[tokio::test]
    async fn each_person_has_one_in_each_chat_and_old_ones_go() {
        let fixture = Fixture::new().await;
        let talks = fixture.store.bot_conversations();
        talks.put(talk(7), "1", 10).await.expect("kept");
        talks.put(talk(7), "2", 20).await.expect("kept");
        talks.put(talk(8), "3", 10).await.expect("kept");
        assert_eq!(talks.state(talk(7), 20).await.expect("read").as_deref(), Some("2"));
        assert_eq!(talks.state(talk(8), 11).await.expect("read"), None);
        talks.forget(talk(7)).await.expect("ended");
        assert_eq!(talks.state(talk(7), 0).await.expect("read"), None);
        talks.prune(10).await.expect("pruned");
        assert_eq!(talks.state(talk(8), 0).await.expect("read").as_deref(), Some("3"));
        talks.prune(11).await.expect("pruned");
        assert_eq!(talks.state(talk(8), 0).await.expect("read"), None);
    }
}
