use crate::db::Db;
use crate::sql::{query, query_as};
use crate::{Millis, StoreError};

/// How many of those that nobody saved are kept.
const MOST: i64 = 30;

/// A query for test results.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ResultQueryRow {
    pub id: i64,
    pub query: String,
    /// Of one that somebody saved.
    pub name: Option<String>,
    pub at: Millis,
}

pub struct ResultQueries<'a>(pub(crate) &'a Db);

impl ResultQueries<'_> {
    /// Those that were saved by name, then the others, the newest first.
    pub async fn list(&self, connection_id: i64, project_id: i64) -> Result<Vec<ResultQueryRow>, StoreError> {
        let sql =
            "SELECT id, query, name, at FROM result_queries WHERE connection_id = $1 AND project_id = $2
            ORDER BY name IS NULL, name, at DESC, id DESC";
        Ok(query_as(sql).bind(connection_id).bind(project_id).fetch_all(self.0).await?)
    }

    /// Notes that it was asked; the same text stands there once.
    pub async fn asked(
        &self,
        connection_id: i64,
        project_id: i64,
        text: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "DELETE FROM result_queries
            WHERE connection_id = $1 AND project_id = $2 AND name IS NULL AND query = $3";
        query(sql).bind(connection_id).bind(project_id).bind(text).execute(&mut tx).await?;
        let sql = "INSERT INTO result_queries (connection_id, project_id, query, at) VALUES ($1, $2, $3, $4)";
        query(sql).bind(connection_id).bind(project_id).bind(text).bind(at).execute(&mut tx).await?;
        let sql = "DELETE FROM result_queries WHERE connection_id = $1 AND project_id = $2 AND name IS NULL AND id NOT IN (
            SELECT id FROM result_queries WHERE connection_id = $1 AND project_id = $2 AND name IS NULL
            ORDER BY at DESC, id DESC LIMIT $3)";
        query(sql).bind(connection_id).bind(project_id).bind(MOST).execute(&mut tx).await?;
        tx.commit().await
    }

    /// Saves it under a name; another one of that name goes.
    pub async fn save(
        &self,
        connection_id: i64,
        project_id: i64,
        name: &str,
        text: &str,
        at: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "DELETE FROM result_queries WHERE connection_id = $1 AND project_id = $2 AND name = $3";
        query(sql).bind(connection_id).bind(project_id).bind(name).execute(&mut tx).await?;
        let sql = "INSERT INTO result_queries (connection_id, project_id, query, name, at) VALUES ($1, $2, $3, $4, $5)";
        let insert = query(sql).bind(connection_id).bind(project_id);
        insert.bind(text).bind(name).bind(at).execute(&mut tx).await?;
        tx.commit().await
    }

    pub async fn delete(&self, connection_id: i64, id: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM result_queries WHERE connection_id = $1 AND id = $2";
        query(sql).bind(connection_id).bind(id).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn a_query_stands_in_the_history_once_and_the_oldest_go() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let queries = fixture.store.result_queries();
        for at in 0..40 {
            queries.asked(connection, 1, &format!("launch = {}", at % 35), at).await.expect("stored");
        }
        let kept = queries.list(connection, 1).await.expect("read");
        assert_eq!(kept.len(), 30);
        assert_eq!((kept[0].query.as_str(), kept[0].at), ("launch = 4", 39));
        assert!(queries.list(connection, 2).await.expect("read").is_empty());
    }

    #[tokio::test]
    async fn a_saved_query_comes_first_and_takes_the_place_of_its_namesake() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let queries = fixture.store.result_queries();
        queries.asked(connection, 1, "muted = true", 5).await.expect("stored");
        queries.save(connection, 1, "Red", "status = \"failed\"", 6).await.expect("stored");
        queries.save(connection, 1, "Red", "status = \"broken\"", 7).await.expect("stored");
        let kept = queries.list(connection, 1).await.expect("read");
        let told: Vec<_> = kept.iter().map(|row| (row.name.as_deref(), row.query.as_str())).collect();
        assert_eq!(told, [(Some("Red"), "status = \"broken\""), (None, "muted = true")]);
        queries.delete(connection, kept[0].id).await.expect("deleted");
        assert_eq!(queries.list(connection, 1).await.expect("read").len(), 1);
    }
}
