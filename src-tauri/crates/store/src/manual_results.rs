use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};
use crate::{Millis, StoreError};

/// How a test ended that a person ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ManualResultRow {
    /// 0 for one that is not stored yet.
    pub id: i64,
    pub connection_id: i64,
    /// Of the press.
    pub key: String,
    pub launch_id: i64,
    pub result_id: i64,
    pub decided_at: Millis,
    /// What was decided, as JSON.
    pub verdict: String,
    /// The pictures beside it, as JSON.
    pub pictures: String,
    /// `waiting`, `asked`, `sent`, `conflict` or `refused`.
    pub state: String,
    /// Why it was not taken, as JSON.
    pub why: Option<String>,
    pub settled_at: Option<Millis>,
}

pub struct ManualResults<'a>(pub(crate) &'a Db);

impl ManualResults<'_> {
    /// Keeps it, in place of those of the same result that the server certainly never heard of; answers its id, and the keys
    /// of those that went. A key that is known is a [`StoreError::Conflict`], and nothing is kept.
    pub async fn keep(&self, row: &ManualResultRow) -> Result<(i64, Vec<String>), StoreError> {
        let mut tx = self.0.write().await?;
        let replaced = query_scalar(
            "DELETE FROM manual_results WHERE connection_id = $1 AND result_id = $2 AND state = 'waiting' AND key <> $3
            RETURNING key",
        )
        .bind(row.connection_id)
        .bind(row.result_id)
        .bind(&row.key)
        .fetch_all(&mut tx)
        .await?;
        let id = query_scalar(
            "INSERT INTO manual_results (connection_id, key, launch_id, result_id, decided_at, verdict, pictures, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting') RETURNING id",
        )
        .bind(row.connection_id)
        .bind(&row.key)
        .bind(row.launch_id)
        .bind(row.result_id)
        .bind(row.decided_at)
        .bind(&row.verdict)
        .bind(&row.pictures)
        .fetch_one(&mut tx)
        .await?;
        tx.commit().await?;
        Ok((id, replaced))
    }

    pub async fn get(&self, id: i64) -> Result<Option<ManualResultRow>, StoreError> {
        Ok(query_as("SELECT * FROM manual_results WHERE id = $1").bind(id).fetch_optional(self.0).await?)
    }

    pub async fn by_key(&self, key: &str) -> Result<Option<ManualResultRow>, StoreError> {
        let sql = "SELECT * FROM manual_results WHERE key = $1";
        Ok(query_as(sql).bind(key).fetch_optional(self.0).await?)
    }

    /// Those that are still to be settled, in the order in which they were decided.
    pub async fn open(&self, connection_id: i64) -> Result<Vec<ManualResultRow>, StoreError> {
        let sql = "SELECT * FROM manual_results WHERE connection_id = $1 AND state IN ('waiting', 'asked') ORDER BY id";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    /// Those that wait or that the server did not take, of all launches, in the order in which they were decided.
    pub async fn unsent(&self, connection_id: i64) -> Result<Vec<ManualResultRow>, StoreError> {
        let sql = "SELECT * FROM manual_results WHERE connection_id = $1 AND state <> 'sent' ORDER BY id";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    /// The newest of each result of a launch, whatever became of it.
    pub async fn of_launch(
        &self,
        connection_id: i64,
        launch_id: i64,
    ) -> Result<Vec<ManualResultRow>, StoreError> {
        let sql = "SELECT * FROM manual_results WHERE id IN (SELECT max(id) FROM manual_results
            WHERE connection_id = $1 AND launch_id = $2 GROUP BY result_id) ORDER BY id";
        Ok(query_as(sql).bind(connection_id).bind(launch_id).fetch_all(self.0).await?)
    }

    /// Keys of all connections: their pictures are still needed.
    pub async fn all_unsent(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT key FROM manual_results WHERE state <> 'sent' ORDER BY id";
        Ok(query_scalar(sql).fetch_all(self.0).await?)
    }

    /// Keeps how far it came.
    pub async fn came(&self, row: &ManualResultRow) -> Result<(), StoreError> {
        let sql =
            "UPDATE manual_results SET pictures = $1, state = $2, why = $3, settled_at = $4 WHERE id = $5";
        query(sql)
            .bind(&row.pictures)
            .bind(&row.state)
            .bind(&row.why)
            .bind(row.settled_at)
            .bind(row.id)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// One that is settled or never was asked for; whether it was there.
    pub async fn forget(&self, id: i64) -> Result<bool, StoreError> {
        let sql = "DELETE FROM manual_results WHERE id = $1 AND state <> 'asked'";
        Ok(query(sql).bind(id).execute(self.0).await?.rows_affected() > 0)
    }

    /// Forgets those that were sent before then.
    pub async fn prune(&self, before: Millis) -> Result<(), StoreError> {
        let sql = "DELETE FROM manual_results WHERE state = 'sent' AND settled_at < $1";
        query(sql).bind(before).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn row(connection_id: i64, key: &str, result_id: i64) -> ManualResultRow {
        ManualResultRow {
            connection_id,
            key: key.to_owned(),
            launch_id: 5,
            result_id,
            decided_at: 1,
            verdict: "{}".to_owned(),
            pictures: "[]".to_owned(),
            state: "waiting".to_owned(),
            ..ManualResultRow::default()
        }
    }

    fn keys(rows: &[ManualResultRow]) -> Vec<&str> {
        rows.iter().map(|row| row.key.as_str()).collect()
    }

    #[tokio::test]
    async fn a_second_thought_takes_the_place_of_what_nobody_heard_of() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let results = fixture.store.manual_results();
        results.keep(&row(connection, "a", 70)).await.expect("kept");
        let (_, replaced) = results.keep(&row(connection, "b", 70)).await.expect("kept");
        assert_eq!(replaced, ["a"]);
        let kept = results.open(connection).await.expect("read");
        assert_eq!(keys(&kept), ["b"]);
        results.came(&ManualResultRow { state: "asked".to_owned(), ..kept[0].clone() }).await.expect("noted");
        let (_, replaced) = results.keep(&row(connection, "c", 70)).await.expect("kept");
        assert_eq!(replaced, [""; 0], "the server may have heard of it");
        assert_eq!(keys(&results.open(connection).await.expect("read")), ["b", "c"]);
        let again = results.keep(&row(connection, "c", 71)).await;
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let of_launch = results.of_launch(connection, 5).await.expect("read");
        assert_eq!(keys(&of_launch), ["c"]);
        assert_eq!(results.by_key("c").await.expect("read").map(|row| row.result_id), Some(70));
    }

    #[tokio::test]
    async fn what_is_settled_is_told_until_it_is_forgotten() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let results = fixture.store.manual_results();
        for (key, result, state) in [("a", 70, "sent"), ("b", 71, "conflict"), ("c", 72, "asked")] {
            let (id, _) = results.keep(&row(connection, key, result)).await.expect("kept");
            let settled_at = (state != "asked").then_some(9);
            let came =
                ManualResultRow { id, state: state.to_owned(), settled_at, ..row(connection, key, result) };
            results.came(&came).await.expect("noted");
        }
        assert_eq!(keys(&results.open(connection).await.expect("read")), ["c"]);
        let unsent = results.unsent(connection).await.expect("read");
        assert_eq!(keys(&unsent), ["b", "c"]);
        assert_eq!(results.all_unsent().await.expect("read"), ["b", "c"]);
        assert!(!results.forget(unsent[1].id).await.expect("asked"), "it is under way");
        assert!(results.forget(unsent[0].id).await.expect("asked"));
        results.prune(10).await.expect("pruned");
        assert_eq!(results.by_key("a").await.expect("read"), None);
    }
}
