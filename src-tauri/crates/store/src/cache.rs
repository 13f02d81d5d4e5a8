use crate::db::Db;
use crate::sql::{query, query_as};

use crate::{Millis, StoreError};

/// What the server said last, for when it cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CachedRow {
    pub json: String,
    /// When it was said.
    pub at: Millis,
}

pub struct Cache<'a>(pub(crate) &'a Db);

impl Cache<'_> {
    pub async fn put(&self, connection_id: i64, key: &str, row: &CachedRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO cache (connection_id, key, json, at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (connection_id, key) DO UPDATE SET json = excluded.json, at = excluded.at";
        query(sql).bind(connection_id).bind(key).bind(&row.json).bind(row.at).execute(self.0).await?;
        Ok(())
    }

    pub async fn get(&self, connection_id: i64, key: &str) -> Result<Option<CachedRow>, StoreError> {
        let sql = "SELECT json, at FROM cache WHERE connection_id = $1 AND key = $2";
        Ok(query_as(sql).bind(connection_id).bind(key).fetch_optional(self.0).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn what_was_said_last_comes_back_with_its_age() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let cache = fixture.store.cache();
        assert_eq!(cache.get(connection, "projects").await.expect("read"), None);
        for at in [1, 2] {
            let row = CachedRow { json: format!("[{at}]"), at };
            cache.put(connection, "projects", &row).await.expect("put");
        }
        let row = CachedRow { json: "[2]".to_owned(), at: 2 };
        assert_eq!(cache.get(connection, "projects").await.expect("read"), Some(row));
    }
}
