use crate::db::{Db, Write};

use crate::deliveries::OPEN;
use crate::{Millis, StoreError};

/// A notification that is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct InboxRow {
    pub id: i64,
    pub at: Millis,
    pub kind: String,
    pub title: String,
    pub body: String,
    /// Where a click leads, as JSON.
    pub place: Option<String>,
    pub read: bool,
    /// Kept here without having been shown on the desktop.
    pub held: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInboxRow {
    pub at: Millis,
    pub kind: String,
    pub title: String,
    pub body: String,
    pub place: Option<String>,
    /// True for what shall not count as unread from the start.
    pub read: bool,
    pub held: bool,
    /// True for what no summary shall tell: it was shown, muted or switched off.
    pub summarised: bool,
}

const COLUMNS: &str = "id, at, kind, title, body, place, read, held";

pub struct Inbox<'a>(pub(crate) &'a Db);

impl Inbox<'_> {
    /// Answers the new id.
    pub async fn append(&self, connection_id: i64, new: &NewInboxRow) -> Result<i64, StoreError> {
        let mut tx = self.0.write().await?;
        let id = insert(&mut tx, connection_id, new).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Newest first, with the number of all.
    pub async fn page(
        &self,
        connection_id: i64,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<InboxRow>, u64), StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM inbox WHERE connection_id = ? ORDER BY id DESC LIMIT ? OFFSET ?");
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(connection_id)
            .bind(limit)
            .bind(offset)
            .fetch_all(self.0)
            .await?;
        let total: i64 = sqlx::query_scalar("SELECT count(*) FROM inbox WHERE connection_id = ?")
            .bind(connection_id)
            .fetch_one(self.0)
            .await?;
        Ok((rows, total.unsigned_abs()))
    }

    pub async fn unread(&self, connection_id: i64) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM inbox WHERE connection_id = ? AND read = 0";
        Ok(sqlx::query_scalar(sql).bind(connection_id).fetch_one(self.0).await?)
    }

    /// The unread ones of these kinds.
    pub async fn unread_of(&self, connection_id: i64, kinds: &[&str]) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM inbox WHERE connection_id = ? AND read = 0
            AND kind IN (SELECT value FROM json_each(?))";
        let kinds = serde_json::to_string(kinds)?;
        Ok(sqlx::query_scalar(sql).bind(connection_id).bind(kinds).fetch_one(self.0).await?)
    }

    /// Marks these as read, and no others; answers how many were unread.
    pub async fn mark_read(&self, connection_id: i64, ids: &[i64]) -> Result<u64, StoreError> {
        let sql = "UPDATE inbox SET read = 1 WHERE connection_id = ? AND read = 0
            AND id IN (SELECT value FROM json_each(?))";
        let ids = serde_json::to_string(ids)?;
        Ok(sqlx::query(sql).bind(connection_id).bind(ids).execute(self.0).await?.rows_affected())
    }

    /// Marks all up to this one as read: what came after the person looked stays unread. Answers how many were unread.
    pub async fn mark_all_read(&self, connection_id: i64, up_to_id: i64) -> Result<u64, StoreError> {
        let sql = "UPDATE inbox SET read = 1 WHERE connection_id = ? AND read = 0 AND id <= ?";
        Ok(sqlx::query(sql).bind(connection_id).bind(up_to_id).execute(self.0).await?.rows_affected())
    }

    /// What the next summary tells, oldest first.
    pub async fn held_since_unsummarised(&self, connection_id: i64) -> Result<Vec<InboxRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbox WHERE connection_id = ? AND EXISTS (
                SELECT 1 FROM deliveries WHERE key = 'inbox/' || inbox.id AND held AND {OPEN}
            ) ORDER BY id"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(connection_id).fetch_all(self.0).await?)
    }

    /// Call it with the last id that a summary told; answers how many were marked.
    pub async fn mark_summarised(&self, connection_id: i64, up_to_id: i64) -> Result<u64, StoreError> {
        let sql = format!(
            "UPDATE deliveries SET told_at = due_at WHERE connection_id = ? AND held AND {OPEN}
                AND key IN (SELECT 'inbox/' || id FROM inbox WHERE id <= ?)"
        );
        Ok(sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(connection_id)
            .bind(up_to_id)
            .execute(self.0)
            .await?
            .rows_affected())
    }

    /// Keeps the newest `kept` of the connection; answers how many went.
    pub async fn prune(&self, connection_id: i64, kept: u32) -> Result<u64, StoreError> {
        let sql = "DELETE FROM inbox WHERE connection_id = ?1 AND id <= (
                SELECT id FROM inbox WHERE connection_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
        Ok(sqlx::query(sql).bind(connection_id).bind(kept).execute(self.0).await?.rows_affected())
    }
}

pub(crate) async fn insert(db: &mut Write, connection_id: i64, new: &NewInboxRow) -> Result<i64, StoreError> {
    let sql = "INSERT INTO inbox (connection_id, at, kind, title, body, place, read, held)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
    let id = sqlx::query_scalar(sql)
        .bind(connection_id)
        .bind(new.at)
        .bind(&new.kind)
        .bind(&new.title)
        .bind(&new.body)
        .bind(&new.place)
        .bind(new.read)
        .bind(new.held)
        .fetch_one(&mut *db)
        .await?;
    if new.held && !new.summarised {
        owe_summary(db, id).await?;
    }
    Ok(id)
}

/// The next summary of quiet hours tells it.
async fn owe_summary(db: &mut Write, id: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO deliveries (key, recipient, connection_id, what, held, created_at, due_at, expires_at)
        SELECT 'inbox/' || id, 'desktop', connection_id,
            json_object('tag', 'inbox-' || id, 'kind', kind, 'title', title, 'body', body, 'place', json(place)),
            1, at, at, at + 2592000000
        FROM inbox WHERE id = ?";
    sqlx::query(sql).bind(id).execute(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn item(at: Millis, kind: &str, held: bool) -> NewInboxRow {
        NewInboxRow {
            at,
            kind: kind.to_owned(),
            title: "Упал: Ночной прогон".to_owned(),
            body: "3 failed".to_owned(),
            place: None,
            read: false,
            held,
            summarised: !held,
        }
    }

    #[tokio::test]
    async fn reading_and_counting() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let inbox = fixture.store.inbox();
        let first = inbox.append(connection, &item(1, "failed", false)).await.expect("appended");
        inbox.append(connection, &item(2, "passed", false)).await.expect("appended");
        assert_eq!(inbox.unread(connection).await.expect("read"), 2);
        let unwanted = NewInboxRow { read: true, ..item(0, "started", true) };
        inbox.append(connection, &unwanted).await.expect("appended");
        assert_eq!(inbox.unread(connection).await.expect("read"), 2);
        assert_eq!(inbox.unread_of(connection, &["failed", "stalled"]).await.expect("read"), 1);
        assert_eq!(inbox.mark_read(connection, &[first]).await.expect("marked"), 1);
        assert_eq!(inbox.unread(connection).await.expect("read"), 1);
        let (rows, total) = inbox.page(connection, 0, 1).await.expect("read");
        assert_eq!((rows.len(), rows[0].at, total), (1, 0, 3));
        assert_eq!(inbox.mark_read(connection, &[]).await.expect("marked"), 0, "none is not all");
        inbox.append(connection, &item(3, "passed", false)).await.expect("appended");
        assert_eq!(inbox.mark_all_read(connection, rows[0].id).await.expect("marked"), 1);
        assert_eq!(inbox.unread(connection).await.expect("read"), 1, "what came later is not");
    }

    #[tokio::test]
    async fn what_was_held_is_summarised_once_and_old_ones_go() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let inbox = fixture.store.inbox();
        for at in 0..5 {
            inbox.append(connection, &item(at, "failed", at % 2 == 0)).await.expect("appended");
        }
        let held = inbox.held_since_unsummarised(connection).await.expect("read");
        assert_eq!(held.iter().map(|row| row.at).collect::<Vec<_>>(), [0, 2, 4]);
        assert_eq!(inbox.mark_summarised(connection, held[1].id).await.expect("marked"), 2);
        assert_eq!(inbox.held_since_unsummarised(connection).await.expect("read"), held[2..]);
        assert_eq!(inbox.prune(connection, 2).await.expect("pruned"), 3);
        assert_eq!(inbox.page(connection, 0, 9).await.expect("read").0.len(), 2);
    }
}
