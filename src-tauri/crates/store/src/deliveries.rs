//! The outbox: what is owed to the desktop and to chats, until it is told or lapses.

use crate::db::{Db, Write};
use crate::sql::{Value, query, query_as, query_scalar};

use crate::{Alongside, Millis, StoreError};

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    Desktop,
    Chat,
}

impl From<Recipient> for Value {
    fn from(recipient: Recipient) -> Self {
        Self::from(match recipient {
            Recipient::Desktop => "desktop",
            Recipient::Chat => "chat",
        })
    }
}

impl TryFrom<String> for Recipient {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "desktop" => Ok(Self::Desktop),
            "chat" => Ok(Self::Chat),
            _ => Err(format!("{text} is no recipient")),
        }
    }
}

/// Something that is owed from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// What is told to whom, as in `run/12/finished/1690000000000/chat/-100/40`: it is owed once.
    pub key: String,
    pub recipient: Recipient,
    pub connection_id: Option<i64>,
    /// It goes with the run.
    pub run_id: Option<i64>,
    pub chat_id: Option<i64>,
    /// The topic of the chat; 0 where there is none.
    pub thread_id: i64,
    pub user_id: Option<i64>,
    /// What is told, as JSON.
    pub what: String,
    /// Waits for the end of the quiet hours, to be told in their summary.
    pub held: bool,
    pub created_at: Millis,
    pub due_at: Millis,
    /// After this nothing is tried again.
    pub expires_at: Millis,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DeliveryRow {
    pub id: i64,
    pub key: String,
    #[sqlx(try_from = "String")]
    pub recipient: Recipient,
    pub connection_id: Option<i64>,
    pub run_id: Option<i64>,
    pub chat_id: Option<i64>,
    pub thread_id: i64,
    pub user_id: Option<i64>,
    /// The chat's message that showed the run while it went on.
    pub message_id: Option<i64>,
    pub what: String,
    pub held: bool,
    pub created_at: Millis,
    pub due_at: Millis,
    pub expires_at: Millis,
    #[sqlx(try_from = "i64")]
    pub tries: u32,
    /// Of the last try.
    pub last_error: Option<String>,
    /// When a try began of which the answer is not known: what was being sent may have arrived.
    pub sending_at: Option<Millis>,
    pub told_at: Option<Millis>,
    /// When it was given up.
    pub lapsed_at: Option<Millis>,
}

/// The condition of the index of what is owed.
pub(crate) const OPEN: &str = "told_at IS NULL AND lapsed_at IS NULL";

pub struct Deliveries<'a>(pub(crate) &'a Db);

impl Deliveries<'_> {
    /// Writes what follows from no other change.
    pub async fn owe(&self, alongside: &Alongside) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        alongside.write(&mut tx).await?;
        tx.commit().await
    }

    /// What is owed and due, the longest due first: of one connection, or of all.
    pub async fn due(
        &self,
        recipient: Recipient,
        connection_id: Option<i64>,
        now: Millis,
        limit: u32,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        // A sum, for SQLite prepares a statement anew whenever its bare limit is bound.
        let sql = format!(
            "SELECT * FROM deliveries
            WHERE recipient = $1 AND due_at <= $2 AND ($3 IS NULL OR connection_id = $3) AND {OPEN}
            ORDER BY due_at, id LIMIT 0 + $4"
        );
        Ok(query_as(sqlx::AssertSqlSafe(sql))
            .bind(recipient)
            .bind(now)
            .bind(connection_id)
            .bind(limit)
            .fetch_all(self.0)
            .await?)
    }

    /// When something is due next, or was.
    pub async fn next_due(
        &self,
        recipient: Recipient,
        connection_id: Option<i64>,
    ) -> Result<Option<Millis>, StoreError> {
        let sql = format!(
            "SELECT min(due_at) FROM deliveries
            WHERE recipient = $1 AND ($2 IS NULL OR connection_id = $2) AND {OPEN}"
        );
        let next = query_scalar(sqlx::AssertSqlSafe(sql)).bind(recipient).bind(connection_id);
        Ok(next.fetch_one(self.0).await?)
    }

    /// Whether it is owed, or was.
    pub async fn has(&self, key: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM deliveries WHERE key = $1)";
        Ok(query_scalar(sql).bind(key).fetch_one(self.0).await?)
    }

    pub async fn get(&self, id: i64) -> Result<Option<DeliveryRow>, StoreError> {
        Ok(query_as("SELECT * FROM deliveries WHERE id = $1").bind(id).fetch_optional(self.0).await?)
    }

    /// To be called before it is sent. False when it was told or lapsed: then it must not be.
    pub async fn begin(&self, id: i64, now: Millis) -> Result<bool, StoreError> {
        let sql =
            format!("UPDATE deliveries SET sending_at = $1, tries = tries + 1 WHERE id = $2 AND {OPEN}");
        let done = query(sqlx::AssertSqlSafe(sql)).bind(now).bind(id).execute(self.0).await?;
        Ok(done.rows_affected() > 0)
    }

    /// They arrived.
    pub async fn told(&self, ids: &[i64], now: Millis) -> Result<(), StoreError> {
        self.told_with(ids, now, &Alongside::default()).await
    }

    /// They arrived, or are told by what is written alongside.
    pub async fn told_with(&self, ids: &[i64], now: Millis, alongside: &Alongside) -> Result<(), StoreError> {
        let ids = serde_json::to_string(ids)?;
        let mut tx = self.0.write().await?;
        let sql = format!(
            "UPDATE deliveries SET told_at = $1, last_error = NULL
            WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND {OPEN}"
        );
        query(sqlx::AssertSqlSafe(sql)).bind(now).bind(ids).execute(&mut tx).await?;
        alongside.write(&mut tx).await?;
        tx.commit().await
    }

    /// It did not arrive, and is tried again at `due_at`.
    pub async fn failed(&self, id: i64, error: &str, due_at: Millis) -> Result<(), StoreError> {
        let sql = format!(
            "UPDATE deliveries SET last_error = $1, due_at = $2, sending_at = NULL WHERE id = $3 AND {OPEN}"
        );
        query(sqlx::AssertSqlSafe(sql)).bind(error).bind(due_at).bind(id).execute(self.0).await?;
        Ok(())
    }

    /// It is not the time for it, as in somebody's quiet hours.
    pub async fn postpone(&self, id: i64, due_at: Millis) -> Result<(), StoreError> {
        let sql = format!("UPDATE deliveries SET due_at = $1 WHERE id = $2 AND {OPEN}");
        query(sqlx::AssertSqlSafe(sql)).bind(due_at).bind(id).execute(self.0).await?;
        Ok(())
    }

    /// It is given up. Nothing is written for one that was told or had lapsed.
    pub async fn lapse(
        &self,
        id: i64,
        now: Millis,
        error: &str,
        alongside: &Alongside,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = format!("UPDATE deliveries SET lapsed_at = $1, last_error = $2 WHERE id = $3 AND {OPEN}");
        let done = query(sqlx::AssertSqlSafe(sql)).bind(now).bind(error).bind(id).execute(&mut tx).await?;
        if done.rows_affected() > 0 {
            alongside.write(&mut tx).await?;
        }
        tx.commit().await
    }

    /// What quiet hours hold falls due then.
    pub async fn hold_until(&self, due_at: Millis) -> Result<(), StoreError> {
        let sql =
            format!("UPDATE deliveries SET due_at = $1 WHERE recipient = 'desktop' AND held AND {OPEN}");
        query(sqlx::AssertSqlSafe(sql)).bind(due_at).execute(self.0).await?;
        Ok(())
    }

    /// The clock was set back: what would wait longer than until `latest` is due now. What quiet hours hold is left.
    pub async fn bring_forward(&self, now: Millis, latest: Millis) -> Result<(), StoreError> {
        let sql = format!("UPDATE deliveries SET due_at = $1 WHERE due_at > $2 AND NOT held AND {OPEN}");
        query(sqlx::AssertSqlSafe(sql)).bind(now).bind(latest).execute(self.0).await?;
        Ok(())
    }

    /// What is owed to chats because of somebody is looked at now, unless it was refused: that waits.
    pub async fn bring_forward_to(&self, user_id: i64, now: Millis) -> Result<(), StoreError> {
        let sql = format!(
            "UPDATE deliveries SET due_at = $1
            WHERE recipient = 'chat' AND user_id = $2 AND due_at > $1 AND tries = 0 AND {OPEN}"
        );
        query(sqlx::AssertSqlSafe(sql)).bind(now).bind(user_id).execute(self.0).await?;
        Ok(())
    }

    /// Forgets what was told or lapsed before then; answers how many went.
    pub async fn prune(&self, before: Millis) -> Result<u64, StoreError> {
        let sql = "DELETE FROM deliveries WHERE told_at < $1 OR lapsed_at < $1";
        Ok(query(sql).bind(before).execute(self.0).await?.rows_affected())
    }
}

/// A debt about a run or of a connection that is gone is none.
pub(crate) async fn insert(db: &mut Write, new: &NewDelivery) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO deliveries (key, recipient, connection_id, run_id, chat_id, thread_id, user_id, what,
            held, created_at, due_at, expires_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
        WHERE ($3 IS NULL OR EXISTS (SELECT 1 FROM connections WHERE id = $3))
            AND ($4 IS NULL OR EXISTS (SELECT 1 FROM runs WHERE id = $4))
        ON CONFLICT (key) DO NOTHING";
    query(sql)
        .bind(&new.key)
        .bind(new.recipient)
        .bind(new.connection_id)
        .bind(new.run_id)
        .bind(new.chat_id)
        .bind(new.thread_id)
        .bind(new.user_id)
        .bind(&new.what)
        .bind(new.held)
        .bind(new.created_at)
        .bind(new.due_at)
        .bind(new.expires_at)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
