//! Looks at a database file without changing a byte of it.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::{StoreError, files};

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// No file, or a database without tables.
    Nothing,
    Schema(i64),
    /// Not a database, not a whole one, or not ours.
    Damaged(String),
}

/// How closely a file is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Enough for a file that was closed in order.
    AtTheSchema,
    /// Every page, which takes as long as the file is large.
    AtEveryPage,
}

pub(crate) async fn inspect(path: &Path, how: Look) -> Result<Found, StoreError> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(StoreError::file("reading", path, error)),
        Ok(meta) if meta.len() == 0 => return Ok(Found::Nothing),
        Ok(_) => {}
    }
    match look(path, how).await {
        Err(StoreError::Damaged(why)) => Ok(Found::Damaged(why)),
        answer => answer,
    }
}

/// The text of one key of the database in `dir`, for what is needed before that is opened; `None` where there is no
/// such key. A database that is missing or damaged is an error.
pub async fn peek(dir: &Path, key: &str) -> Result<Option<String>, StoreError> {
    let mut db = connect(&dir.join(files::DATABASE)).await?;
    let text =
        sqlx::query_scalar("SELECT json FROM kv WHERE key = $1").bind(key).fetch_optional(&mut db).await;
    drop(db.close().await);
    Ok(text?)
}

async fn look(path: &Path, how: Look) -> Result<Found, StoreError> {
    let mut db = connect(path).await?;
    let found = read(&mut db, how).await;
    // A damaged file may fail here as well; what was found matters more.
    drop(db.close().await);
    found
}

async fn connect(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
    Ok(options.connect().await?)
}

async fn read(db: &mut SqliteConnection, how: Look) -> Result<Found, StoreError> {
    if how == Look::AtEveryPage {
        let check: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *db).await?;
        if check != "ok" {
            return Ok(Found::Damaged(check));
        }
    }
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .fetch_all(&mut *db)
    .await?;
    if tables.is_empty() {
        return Ok(Found::Nothing);
    }
    if !tables.iter().any(|name| name == "_sqlx_migrations") {
        return Ok(Found::Damaged("it holds the tables of another program".to_owned()));
    }
    let schema: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
        .fetch_one(&mut *db)
        .await?;
    Ok(schema.map_or(Found::Nothing, Found::Schema))
}
