//! The term in which a store of a shared database is written.

use crate::sql::query;
use crate::{Store, StoreError};

/// Where the name of a shared database is kept.
const NAME: &str = "database";

/// A replica's turn at leading, told from the turns of others by what they leave outside of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// A random name that the database got when it was first asked for.
    pub database: String,
    /// Grows with each term: a smaller one is over.
    pub epoch: i64,
}

impl Store {
    /// `None` for a database in a file, which has one program at a time.
    pub async fn term(&self) -> Result<Option<Term>, StoreError> {
        let Some(epoch) = self.db.epoch() else { return Ok(None) };
        if let Some(database) = self.kv().text(NAME).await? {
            return Ok(Some(Term { database, epoch }));
        }
        let sql = "INSERT INTO kv (key, json) VALUES ($1, '\"' || md5(random()::text || clock_timestamp()::text) || '\"')
            ON CONFLICT (key) DO NOTHING";
        query(sql).bind(NAME).execute(&self.db).await?;
        let database = self.kv().text(NAME).await?.unwrap_or_default();
        Ok(Some(Term { database, epoch }))
    }
}
