use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Row as _, SqlitePool};

use crate::Error;
use crate::groups::Cells;

/// Raised with every change of the schema: an index of another number is made anew.
const SCHEMA: i64 = 2;

/// The test cases that exported files have.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use casebook::{Casebook, Copy, Line, Query};
///
/// # let folder = tempfile::tempdir()?;
/// let file = folder.path().join("cases.csv");
/// std::fs::write(&file, "allure_id;name;scenario\n7;Вход;Открыть форму\n8;Переводы;Между счетами\n")?;
///
/// let book = Casebook::open(&folder.path().join("cases.db")).await?;
/// let line = Line { server: "https://testops.example".into(), project: 1, key: "daily".into() };
/// book.take_in(&Copy { line, path: file, separator: b';', taken_at: 0 }).await?;
///
/// let server = "https://testops.example".to_owned();
/// let query = Query { server, words: "перевод".into(), limit: 10, ..Query::default() };
/// let found = book.search(&query).await?;
/// assert_eq!((found.total, found.hits[0].id), (1, 8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Casebook {
    pub(crate) pool: SqlitePool,
    /// Of the files whose groups were asked for last.
    pub(crate) cells: Arc<Mutex<Arc<Cells>>>,
}

/// Files that follow each other: what one export writes again and again of one project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    pub server: String,
    pub project: i64,
    /// Tells the exports of a project apart.
    pub key: String,
}

/// An exported file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub line: Line,
    pub path: PathBuf,
    pub separator: u8,
    /// Milliseconds since 1970; files of a line are taken in by this order.
    pub taken_at: i64,
}

/// A test case as it was from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub name: String,
    /// The first file that has it like this, in milliseconds since 1970.
    pub from: i64,
    /// The first file that has it otherwise, or not at all.
    pub until: Option<i64>,
    /// The last file that has it like this.
    pub last_seen: i64,
    pub(crate) place: Place,
}

/// Where a row lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: i64,
    pub(crate) from: i64,
    pub(crate) length: i64,
    pub(crate) hash: Vec<u8>,
}

impl Casebook {
    /// Opens the index, or makes one where there is none that can be used.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        if let Ok(book) = Self::connect(path).await {
            if book.has_schema().await {
                return Ok(book);
            }
            book.pool.close().await;
        }
        for end in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            match std::fs::remove_file(&name) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        let book = Self::connect(path).await?;
        sqlx::raw_sql(include_str!("schema.sql")).execute(&book.pool).await?;
        Ok(book)
    }

    async fn connect(path: &Path) -> Result<Self, Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What a crash takes is made anew.
            .synchronous(SqliteSynchronous::Off)
            .pragma("cache_size", "-32768")
            .busy_timeout(Duration::from_secs(5))
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(2).connect_with(options).await?;
        Ok(Self { pool, cells: Arc::default() })
    }

    async fn has_schema(&self) -> bool {
        let found = sqlx::query_scalar::<_, i64>("PRAGMA user_version").fetch_one(&self.pool).await;
        found.is_ok_and(|found| found == SCHEMA)
    }

    /// When the newest file of the line was taken, in milliseconds since 1970.
    pub async fn taken_until(&self, line: &Line) -> Result<Option<i64>, Error> {
        let sql = "SELECT max(f.taken_at) FROM files f JOIN lines l ON l.id = f.line
            WHERE l.server = ? AND l.project = ? AND l.key = ?";
        Ok(sqlx::query_scalar(sql)
            .bind(&line.server)
            .bind(line.project)
            .bind(&line.key)
            .fetch_one(&self.pool)
            .await?)
    }

    /// The projects of which there is a file, each with when its newest was taken and how many cases that has.
    pub async fn projects(&self, server: &str) -> Result<Vec<(i64, i64, u64)>, Error> {
        let sql = "SELECT l.project, max(f.taken_at) AS taken_at,
              (SELECT count(DISTINCT v.case_id) FROM versions v JOIN lines o ON o.id = v.line
                WHERE o.server = l.server AND o.project = l.project AND v.until_at IS NULL) AS cases
            FROM lines l JOIN files f ON f.line = l.id WHERE l.server = ? GROUP BY l.project ORDER BY l.project";
        let rows = sqlx::query(sql).bind(server).fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let cases: i64 = row.try_get("cases")?;
                Ok((row.try_get("project")?, row.try_get("taken_at")?, cases.unsigned_abs()))
            })
            .collect()
    }

    /// When files of the project were taken, newest first, in milliseconds since 1970.
    pub async fn days(&self, server: &str, project: i64) -> Result<Vec<i64>, Error> {
        let sql = "SELECT DISTINCT f.taken_at FROM files f JOIN lines l ON l.id = f.line
            WHERE l.server = ? AND l.project = ? ORDER BY f.taken_at DESC";
        Ok(sqlx::query_scalar(sql).bind(server).bind(project).fetch_all(&self.pool).await?)
    }

    /// Forgets what a server's files had.
    pub async fn forget(&self, server: &str) -> Result<(), Error> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for sql in [
            "DELETE FROM words WHERE rowid IN (SELECT v.id FROM versions v JOIN lines l ON l.id = v.line
                WHERE l.server = ? AND v.until_at IS NULL)",
            "DELETE FROM versions WHERE line IN (SELECT id FROM lines WHERE server = ?)",
            "DELETE FROM files WHERE line IN (SELECT id FROM lines WHERE server = ?)",
            "DELETE FROM lines WHERE server = ?",
        ] {
            sqlx::query(sql).bind(server).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }
}
