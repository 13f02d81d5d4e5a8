use crate::db::{Db, Write};
use crate::sql::{query, query_as};

use crate::{Millis, StoreError};

/// An act that somebody asked for under a key of theirs. It is written with what the act changes, by
/// [`Alongside`](crate::Alongside).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCommand {
    /// Given by whoever asked: one for each press.
    pub key: String,
    pub kind: String,
    /// The run or plan that it is about.
    pub subject: Option<i64>,
    /// What was answered, as JSON.
    pub reply: Option<String>,
    pub at: Millis,
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CommandRow {
    pub key: String,
    pub kind: String,
    pub subject: Option<i64>,
    pub reply: Option<String>,
    pub at: Millis,
}

pub struct Commands<'a>(pub(crate) &'a Db);

impl Commands<'_> {
    pub async fn get(&self, key: &str) -> Result<Option<CommandRow>, StoreError> {
        let sql = "SELECT key, kind, subject, reply, at FROM commands WHERE key = $1";
        Ok(query_as(sql).bind(key).fetch_optional(self.0).await?)
    }

    /// What is answered to whoever asks under this key again, as JSON.
    pub async fn answer(&self, key: &str, reply: &str) -> Result<(), StoreError> {
        query("UPDATE commands SET reply = $1 WHERE key = $2").bind(reply).bind(key).execute(self.0).await?;
        Ok(())
    }

    /// What was asked certainly did not happen: the key may act again.
    pub async fn forget(&self, key: &str) -> Result<(), StoreError> {
        query("DELETE FROM commands WHERE key = $1").bind(key).execute(self.0).await?;
        Ok(())
    }

    /// Forgets those of before then; answers how many went.
    pub async fn prune(&self, before: Millis) -> Result<u64, StoreError> {
        let sql = "DELETE FROM commands WHERE at < $1";
        Ok(query(sql).bind(before).execute(self.0).await?.rows_affected())
    }
}

pub(crate) async fn insert(db: &mut Write, new: &NewCommand, subject: Option<i64>) -> Result<(), StoreError> {
    query("INSERT INTO commands (key, kind, subject, reply, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&new.key)
        .bind(&new.kind)
        .bind(subject)
        .bind(&new.reply)
        .bind(new.at)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Alongside;
    use crate::fixture::{Fixture, command};

    #[tokio::test]
    async fn a_key_acts_once_until_it_is_forgotten() {
        let fixture = Fixture::new().await;
        let asked = NewCommand { reply: Some("{\"run\":4}".to_owned()), ..command("tg/1") };
        let alongside = Alongside { command: Some(asked.clone()), ..Alongside::default() };
        fixture.store.deliveries().owe(&alongside).await.expect("written");
        let again = fixture.store.deliveries().owe(&alongside).await.expect_err("it acted");
        assert!(again.is_known_command(), "{again}");
        let kept = fixture.store.commands().get("tg/1").await.expect("read").expect("there");
        assert_eq!((kept.reply, kept.at), (asked.reply, asked.at));
        assert_eq!(fixture.store.commands().prune(asked.at).await.expect("pruned"), 0);
        assert_eq!(fixture.store.commands().prune(asked.at + 1).await.expect("pruned"), 1);
        assert_eq!(fixture.store.commands().get("tg/1").await.expect("read"), None);
    }
}
