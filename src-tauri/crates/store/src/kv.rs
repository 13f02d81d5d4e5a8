use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{StoreError, files};

/// Single values by key: settings and the like, as JSON.
pub struct Kv<'a>(pub(crate) &'a Db);

/// What a key held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KvRead<T> {
    pub value: Option<T>,
    /// The value could not be read as `T`; it was moved to this key.
    pub set_aside: Option<String>,
}

impl Kv<'_> {
    pub async fn put<T: Serialize + Sync>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        self.put_text(key, &serde_json::to_string(value)?).await
    }

    async fn put_text(&self, key: &str, json: &str) -> Result<(), StoreError> {
        query(
            "INSERT INTO kv (key, json) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET json = excluded.json",
        )
        .bind(key)
        .bind(json)
        .execute(self.0)
        .await?;
        Ok(())
    }

    pub async fn text(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(query_scalar("SELECT json FROM kv WHERE key = $1").bind(key).fetch_optional(self.0).await?)
    }

    /// The keys that begin with `prefix`, with what they hold.
    pub async fn under(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT key, json FROM kv WHERE substr(key, 1, length($1)) = $1 ORDER BY key";
        Ok(query_as(sql).bind(prefix).fetch_all(self.0).await?)
    }

    /// Reads the value; one that does not parse is moved to `<key>.damaged.<stamp>` and reported.
    pub async fn get_or_set_aside<T: DeserializeOwned>(
        &self,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<KvRead<T>, StoreError> {
        let Some(text) = self.text(key).await? else { return Ok(KvRead { value: None, set_aside: None }) };
        if let Ok(value) = serde_json::from_str(&text) {
            return Ok(KvRead { value: Some(value), set_aside: None });
        }
        Ok(KvRead { value: None, set_aside: Some(self.set_aside(key, now).await?) })
    }

    /// Moves what the key holds to `<key>.damaged.<stamp>`, which is answered.
    pub async fn set_aside(&self, key: &str, now: DateTime<Utc>) -> Result<String, StoreError> {
        let aside = format!("{key}.damaged.{}", files::stamp(now));
        let mut tx = self.0.write().await?;
        query("DELETE FROM kv WHERE key = $1").bind(&aside).execute(&mut tx).await?;
        let sql = "UPDATE kv SET key = $1 WHERE key = $2";
        query(sql).bind(&aside).bind(key).execute(&mut tx).await?;
        tx.commit().await?;
        Ok(aside)
    }

    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        query("DELETE FROM kv WHERE key = $1").bind(key).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, at};

    #[tokio::test]
    async fn keys_are_found_by_how_they_begin() {
        let fixture = Fixture::new().await;
        let kv = fixture.store.kv();
        for key in ["a_/1", "a_/2", "ab/3", "a_"] {
            kv.put(key, &0).await.expect("put");
        }
        let found = async |prefix: &str| kv.under(prefix).await.expect("read").len();
        assert_eq!((found("a_/").await, found("b").await, found("").await), (2, 0, 4));
    }

    #[tokio::test]
    async fn a_value_comes_back() {
        let fixture = Fixture::new().await;
        let kv = fixture.store.kv();
        kv.put("numbers", &vec![1, 2]).await.expect("put");
        kv.put("numbers", &vec![3]).await.expect("put");
        let read: KvRead<Vec<i32>> = kv.get_or_set_aside("numbers", at(0)).await.expect("read");
        assert_eq!(read, KvRead { value: Some(vec![3]), set_aside: None });
        kv.delete("numbers").await.expect("deleted");
        assert_eq!(kv.text("numbers").await.expect("read"), None);
    }

    #[tokio::test]
    async fn a_value_that_does_not_parse_is_set_aside_whole() {
        let fixture = Fixture::new().await;
        let kv = fixture.store.kv();
        kv.put_text("settings", "{\"language\": 7").await.expect("put");
        let read: KvRead<Vec<i32>> = kv.get_or_set_aside("settings", at(0)).await.expect("read");
        assert_eq!(read.value, None);
        let aside = read.set_aside.expect("it was set aside");
        assert_eq!(kv.text(&aside).await.expect("read").as_deref(), Some("{\"language\": 7"));
        assert_eq!(kv.text("settings").await.expect("read"), None);
    }
}
