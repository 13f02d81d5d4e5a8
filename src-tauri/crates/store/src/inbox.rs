use crate::db::{Db, Write};
use crate::sql::{query, query_as, query_scalar};

use crate::{Millis, StoreError};

/// A notification that is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct InboxRow {
    pub id: i64,
    pub at: Millis,
    pub kind: String,
    /// In the language of the time at which it was written.
    pub title: String,
    pub body: String,
    /// Title and body in every language, as JSON; `None` of what an earlier program wrote.
    pub worded: Option<String>,
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
    /// In the language of the time at which it was written.
    pub title: String,
    pub body: String,
    /// Title and body in every language, as JSON; `None` of what an earlier program wrote.
    pub worded: Option<String>,
    pub place: Option<String>,
    /// True for what shall not count as unread from the start.
    pub read: bool,
    pub held: bool,
}

const COLUMNS: &str = "id, at, kind, title, body, worded, place, read, held";

pub struct Inbox<'a>(pub(crate) &'a Db);

impl Inbox<'_> {
    /// Newest first, with the number of all.
    pub async fn page(
        &self,
        connection_id: i64,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<InboxRow>, u64), StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbox WHERE connection_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3"
        );
        let rows = query_as(sqlx::AssertSqlSafe(sql))
            .bind(connection_id)
            .bind(limit)
            .bind(offset)
            .fetch_all(self.0)
            .await?;
        let total: i64 = query_scalar("SELECT count(*) FROM inbox WHERE connection_id = $1")
            .bind(connection_id)
            .fetch_one(self.0)
            .await?;
        Ok((rows, total.unsigned_abs()))
    }

    pub async fn unread(&self, connection_id: i64) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM inbox WHERE connection_id = $1 AND read = FALSE";
        let count: i64 = query_scalar(sql).bind(connection_id).fetch_one(self.0).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The unread ones of these kinds.
    pub async fn unread_of(&self, connection_id: i64, kinds: &[&str]) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM inbox WHERE connection_id = $1 AND read = FALSE
            AND kind IN (SELECT value FROM json_each($2))";
        let kinds = serde_json::to_string(kinds)?;
        let count: i64 = query_scalar(sql).bind(connection_id).bind(kinds).fetch_one(self.0).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The same, of the runs that were launched from here: in chat only as `owner`, by Telegram's id.
    pub async fn unread_of_mine(
        &self,
        connection_id: i64,
        kinds: &[&str],
        owner: Option<i64>,
    ) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM inbox i JOIN runs r ON r.id = CASE
                WHEN json_extract(i.place, '$.place') = 'run' THEN CAST(json_extract(i.place, '$.id') AS BIGINT) END
            WHERE i.connection_id = $1 AND i.read = FALSE AND i.kind IN (SELECT value FROM json_each($2))
                AND r.origin = 'here'
                AND coalesce(CAST(json_extract(r.request, '$.in_chat_by') AS BIGINT) = $3,
                    json_extract(r.request, '$.in_chat_by') IS NULL)";
        let kinds = serde_json::to_string(kinds)?;
        let count: i64 =
            query_scalar(sql).bind(connection_id).bind(kinds).bind(owner).fetch_one(self.0).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Marks these as read, and no others; answers how many were unread.
    pub async fn mark_read(&self, connection_id: i64, ids: &[i64]) -> Result<u64, StoreError> {
        let sql = "UPDATE inbox SET read = TRUE WHERE connection_id = $1 AND read = FALSE
            AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))";
        let ids = serde_json::to_string(ids)?;
        Ok(query(sql).bind(connection_id).bind(ids).execute(self.0).await?.rows_affected())
    }

    /// Marks all up to this one as read: what came after the person looked stays unread. Answers how many were unread.
    pub async fn mark_all_read(&self, connection_id: i64, up_to_id: i64) -> Result<u64, StoreError> {
        let sql = "UPDATE inbox SET read = TRUE WHERE connection_id = $1 AND read = FALSE AND id <= $2";
        Ok(query(sql).bind(connection_id).bind(up_to_id).execute(self.0).await?.rows_affected())
    }

    /// Keeps the newest `kept` of the connection; answers how many went.
    pub async fn prune(&self, connection_id: i64, kept: u32) -> Result<u64, StoreError> {
        let sql = "DELETE FROM inbox WHERE connection_id = $1 AND id <= (
                SELECT id FROM inbox WHERE connection_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)";
        Ok(query(sql).bind(connection_id).bind(kept).execute(self.0).await?.rows_affected())
    }
}

pub(crate) async fn insert(db: &mut Write, connection_id: i64, new: &NewInboxRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO inbox (connection_id, at, kind, title, body, worded, place, read, held)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    query(sql)
        .bind(connection_id)
        .bind(new.at)
        .bind(&new.kind)
        .bind(&new.title)
        .bind(&new.body)
        .bind(&new.worded)
        .bind(&new.place)
        .bind(new.read)
        .bind(new.held)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, entry, run};
    use crate::{Alongside, RunRow, Store};

    fn item(at: Millis, kind: &str) -> NewInboxRow {
        NewInboxRow { kind: kind.to_owned(), ..entry(at) }
    }

    /// Answers its id.
    async fn append(store: &Store, connection: i64, new: NewInboxRow) -> i64 {
        let alongside = Alongside { inbox: vec![(connection, new)], ..Alongside::default() };
        store.deliveries().owe(&alongside).await.expect("appended");
        store.inbox().page(connection, 0, 1).await.expect("read").0[0].id
    }

    #[tokio::test]
    async fn mine_are_those_of_runs_that_were_launched_from_here() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let (store, inbox) = (&fixture.store, fixture.store.inbox());
        let asked = [
            ("here", Some(r#"{"in_chat_by":null}"#)),
            ("here", Some("{}")),
            ("here", Some(r#"{"in_chat_by":700}"#)),
            ("elsewhere", None),
        ];
        for (key, (origin, request)) in (1_i64..).zip(asked) {
            let row = RunRow {
                origin: origin.to_owned(),
                request: request.map(str::to_owned),
                ..run(connection, &key.to_string())
            };
            let run_id = fixture.add(&row).await.id;
            let place = Some(format!(r#"{{"place":"run","id":{run_id}}}"#));
            append(store, connection, NewInboxRow { place, ..item(key, "failed") }).await;
        }
        append(store, connection, item(9, "failed")).await;
        let mine = async |owner| inbox.unread_of_mine(connection, &["failed"], owner).await.expect("read");
        assert_eq!((mine(None).await, mine(Some(700)).await, mine(Some(7)).await), (2, 3, 2));
    }

    #[tokio::test]
    async fn reading_and_counting() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let (store, inbox) = (&fixture.store, fixture.store.inbox());
        let first = append(store, connection, item(1, "failed")).await;
        append(store, connection, item(2, "passed")).await;
        assert_eq!(inbox.unread(connection).await.expect("read"), 2);
        let unwanted = NewInboxRow { read: true, held: true, ..item(0, "started") };
        append(store, connection, unwanted).await;
        assert_eq!(inbox.unread(connection).await.expect("read"), 2);
        assert_eq!(inbox.unread_of(connection, &["failed", "stalled"]).await.expect("read"), 1);
        assert_eq!(inbox.mark_read(connection, &[first]).await.expect("marked"), 1);
        assert_eq!(inbox.unread(connection).await.expect("read"), 1);
        let (rows, total) = inbox.page(connection, 0, 1).await.expect("read");
        assert_eq!((rows.len(), rows[0].at, rows[0].held, total), (1, 0, true, 3));
        assert_eq!(inbox.mark_read(connection, &[]).await.expect("marked"), 0, "none is not all");
        append(store, connection, item(3, "passed")).await;
        assert_eq!(inbox.mark_all_read(connection, rows[0].id).await.expect("marked"), 1);
        assert_eq!(inbox.unread(connection).await.expect("read"), 1, "what came later is not");
    }

    #[tokio::test]
    async fn old_ones_go() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        for at in 0..5 {
            append(&fixture.store, connection, item(at, "failed")).await;
        }
        assert_eq!(fixture.store.inbox().prune(connection, 2).await.expect("pruned"), 3);
        let (rows, _) = fixture.store.inbox().page(connection, 0, 9).await.expect("read");
        assert_eq!(rows.iter().map(|row| row.at).collect::<Vec<_>>(), [4, 3]);
    }
}
