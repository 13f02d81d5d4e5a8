use crate::db::Db;
use crate::sql::{query, query_as};

use crate::{Millis, StoreError};

/// A server and how to reach it; its secrets live elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ConnectionRow {
    pub id: i64,
    pub url: String,
    pub demo: bool,
    pub ca_file: Option<String>,
    /// Without the password.
    pub proxy: Option<String>,
    pub user_name: Option<String>,
    pub created_at: Millis,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewConnection {
    pub url: String,
    pub demo: bool,
    pub ca_file: Option<String>,
    pub proxy: Option<String>,
    pub user_name: Option<String>,
    pub created_at: Millis,
}

/// The connections: at most a real one and a demo.
pub struct Connections<'a>(pub(crate) &'a Db);

impl Connections<'_> {
    /// The one in use: the demo while it exists, else the real one.
    pub async fn current(&self) -> Result<Option<ConnectionRow>, StoreError> {
        let sql = "SELECT * FROM connections ORDER BY demo DESC LIMIT 1";
        Ok(query_as(sql).fetch_optional(self.0).await?)
    }

    /// The real one, also while the demo is in use.
    pub async fn real(&self) -> Result<Option<ConnectionRow>, StoreError> {
        Ok(query_as("SELECT * FROM connections WHERE NOT demo").fetch_optional(self.0).await?)
    }

    pub async fn get(&self, id: i64) -> Result<Option<ConnectionRow>, StoreError> {
        Ok(query_as("SELECT * FROM connections WHERE id = $1").bind(id).fetch_optional(self.0).await?)
    }

    /// Writes the real or the demo connection. One that is there keeps its id, its age and its rows: delete it first
    /// when the new one is another server.
    pub async fn save(&self, new: &NewConnection) -> Result<ConnectionRow, StoreError> {
        let sql = "INSERT INTO connections (url, demo, ca_file, proxy, user_name, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (demo) DO UPDATE SET url = excluded.url, ca_file = excluded.ca_file,
                proxy = excluded.proxy, user_name = excluded.user_name
            RETURNING *";
        Ok(query_as(sql)
            .bind(&new.url)
            .bind(new.demo)
            .bind(&new.ca_file)
            .bind(&new.proxy)
            .bind(&new.user_name)
            .bind(new.created_at)
            .fetch_one(self.0)
            .await?)
    }

    /// Writes all of the row but `demo` and `created_at`.
    pub async fn update(&self, row: &ConnectionRow) -> Result<(), StoreError> {
        query("UPDATE connections SET url = $1, ca_file = $2, proxy = $3, user_name = $4 WHERE id = $5")
            .bind(&row.url)
            .bind(&row.ca_file)
            .bind(&row.proxy)
            .bind(&row.user_name)
            .bind(row.id)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// Forgets the connection with its runs, presets, inbox and all else that hangs on it.
    pub async fn delete(&self, id: i64) -> Result<(), StoreError> {
        query("DELETE FROM connections WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, run};

    #[tokio::test]
    async fn the_demo_wins_while_it_exists() {
        let fixture = Fixture::new().await;
        let real = fixture.connection().await;
        let connections = fixture.store.connections();
        assert_eq!(connections.current().await.expect("read"), Some(real.clone()));
        let demo = NewConnection { url: "http://demo".to_owned(), demo: true, ..NewConnection::default() };
        let demo = connections.save(&demo).await.expect("saved");
        assert_eq!(connections.current().await.expect("read"), Some(demo.clone()));
        connections.delete(demo.id).await.expect("deleted");
        assert_eq!(connections.current().await.expect("read"), Some(real));
    }

    #[tokio::test]
    async fn saving_again_keeps_the_id_and_deleting_takes_the_rows() {
        let fixture = Fixture::new().await;
        let first = fixture.connection().await;
        let moved =
            NewConnection { url: "https://new".to_owned(), created_at: 9, ..NewConnection::default() };
        let second = fixture.store.connections().save(&moved).await.expect("saved");
        assert_eq!(
            (second.id, second.url.as_str(), second.created_at),
            (first.id, "https://new", first.created_at)
        );
        let kept = fixture.add(&run(first.id, "key")).await;
        fixture.store.connections().delete(first.id).await.expect("deleted");
        assert_eq!(fixture.store.runs().get(kept.id).await.expect("read"), None);
    }
}
