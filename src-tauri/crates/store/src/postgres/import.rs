//! A database in a file goes over to a server: every row, under its number.

use futures::TryStreamExt as _;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};

use super::SharedDatabase;
use crate::db::{Db, Write};
use crate::sql::{QueryBuilder, Value, query, query_as, query_scalar};
use crate::{Store, StoreError};

/// Whoever is referred to comes first.
pub(super) const TABLES: [&str; 47] = [
    "connections",
    "kv",
    "cache",
    "runs",
    "moments",
    "results",
    "fingerprints",
    "failures",
    "last_jobs",
    "presets",
    "project_flags",
    "pinned_jobs",
    "job_values",
    "saved_tests",
    "result_queries",
    "inbox",
    "commands",
    "deliveries",
    "decisions",
    "trend_launches",
    "trend_tests",
    "trend_readings",
    "mine",
    "mine_looks",
    "manual_results",
    "deployments",
    "schedules",
    "schedule_turns",
    "export_plans",
    "export_attempts",
    "export_parts",
    "export_requests",
    "export_files",
    "export_copies",
    "uploads",
    "upload_files",
    "restores",
    "restore_cases",
    "case_edits",
    "edited_cases",
    "bot_people",
    "bot_requests",
    "bot_strangers",
    "bot_log",
    "bot_conversations",
    "bot_watches",
    "bot_subscriptions",
];

/// Rows of one statement; the widest table has thirty columns.
const AT_ONCE: usize = 200;

#[derive(sqlx::FromRow)]
struct Column {
    name: String,
    kind: String,
}

impl SharedDatabase {
    /// Takes over all rows of a store in a file into the empty `target`, which this database's term opened: all or nothing.
    /// Answers how many. `Conflict` where the target has a row.
    pub async fn import(&self, source: &Store, target: &Store) -> Result<u64, StoreError> {
        let Db::Pooled(file) = &source.db else {
            return Err(StoreError::OfFilesOnly("what is taken over"));
        };
        let mut write = target.db.write().await?;
        for table in TABLES {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {table})");
            if query_scalar(AssertSqlSafe(sql)).fetch_one(&mut write).await? {
                return Err(StoreError::Conflict(format!("{table} is not empty")));
            }
        }
        let mut rows = 0;
        for table in TABLES {
            rows += copy(file, &mut write, table).await?;
            go_on_counting(file, &mut write, table).await?;
        }
        write.commit().await?;
        Ok(rows)
    }
}

async fn copy(file: &SqlitePool, write: &mut Write, table: &str) -> Result<u64, StoreError> {
    let sql = "SELECT column_name::TEXT AS name, data_type::TEXT AS kind FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";
    let columns: Vec<Column> = query_as(sql).bind(table).fetch_all(&mut *write).await?;
    let names = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
    // An edit may take back one before it.
    let order = if columns.iter().any(|column| column.name == "id") { " ORDER BY id" } else { "" };
    let sql = format!("SELECT {names} FROM {table}{order}");
    let mut read = sqlx::query(AssertSqlSafe(sql)).fetch(file).try_chunks(AT_ONCE);
    let mut copied = 0;
    while let Some(rows) = read.try_next().await.map_err(|error| error.1)? {
        let rows = rows.iter().map(|row| values(row, &columns)).collect::<Result<Vec<_>, _>>()?;
        copied += rows.len() as u64;
        let mut insert = QueryBuilder::new(format!("INSERT INTO {table} ({names}) VALUES "));
        insert.push_rows(rows, |insert, row| {
            insert.push_list(row);
        });
        insert.build::<()>().execute(&mut *write).await?;
    }
    Ok(copied)
}

fn values(row: &SqliteRow, columns: &[Column]) -> Result<Vec<Value>, sqlx::Error> {
    let value = |(n, column): (usize, &Column)| {
        Ok(match column.kind.as_str() {
            "bigint" => Value::Int(row.try_get(n)?),
            "boolean" => Value::Bool(row.try_get(n)?),
            _ => Value::Text(row.try_get(n)?),
        })
    };
    columns.iter().enumerate().map(value).collect()
}

/// No number is given again, also not that of a row that is gone.
async fn go_on_counting(file: &SqlitePool, write: &mut Write, table: &str) -> Result<(), StoreError> {
    let sql = "SELECT pg_get_serial_sequence($1, column_name) FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = $1 AND is_identity = 'YES'";
    let Some(sequence) = query_scalar::<Option<String>>(sql).bind(table).fetch_optional(&mut *write).await?
    else {
        return Ok(());
    };
    let sql = format!("SELECT coalesce(max(id), 0) FROM {table}");
    let highest: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(file).await?;
    let given: Option<i64> = sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = $1")
        .bind(table)
        .fetch_optional(file)
        .await?;
    let last = highest.max(given.unwrap_or(0));
    if last > 0 {
        query("SELECT setval($1::REGCLASS, $2)").bind(sequence).bind(last).execute(write).await?;
    }
    Ok(())
}
