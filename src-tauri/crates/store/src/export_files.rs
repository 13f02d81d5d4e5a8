use crate::db::Db;
use crate::sql::{QueryBuilder, query, query_as, query_scalar};

use crate::{Millis, StoreError};

/// A file that a plan wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportFileRow {
    pub id: i64,
    pub server: String,
    /// `None` when the plan was deleted.
    pub plan_id: Option<i64>,
    pub plan_name: String,
    /// The first attempt of the chain that wrote it: a chain writes one good file for each part.
    pub chain_id: i64,
    pub project_id: i64,
    pub project_name: String,
    /// The group's id and name; `None` where the plan has one file.
    pub part_id: Option<i64>,
    pub part: Option<String>,
    pub path: String,
    /// Otherwise it was kept aside by a failed attempt.
    pub good: bool,
    pub bytes: i64,
    pub rows: i64,
    pub sha256: String,
    pub took_ms: i64,
    pub written_at: Millis,
    /// Against the file before, as JSON.
    pub changes: Option<String>,
    /// The good file of the same plan and part before this one; not stored.
    pub previous_id: Option<i64>,
}

/// Which good files are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportFileFilter {
    pub plan_id: Option<i64>,
    pub project_id: Option<i64>,
    /// Found in the name of the file, of the plan or of the part, whatever the case.
    pub text: String,
}

/// What files sum up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportFileSums {
    pub files: i64,
    pub bytes: i64,
    pub last_at: Option<Millis>,
}

const COLUMNS: &str =
    "f.id, f.server, f.plan_id, f.plan_name, f.chain_id, f.project_id, f.project_name, f.part_id,
    f.part, f.path, f.good, f.bytes, f.rows, f.sha256, f.took_ms, f.written_at, f.changes,
    (SELECT max(b.id) FROM export_files b WHERE b.plan_id = f.plan_id AND b.part_id IS NOT DISTINCT FROM f.part_id
        AND b.id < f.id AND b.good) AS previous_id";

pub struct ExportFiles<'a>(pub(crate) &'a Db);

impl ExportFiles<'_> {
    /// Every project of which there is a file, as its newest file calls it.
    pub async fn project_names(&self, server: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT project_id, project_name FROM (
                SELECT project_id, project_name,
                    row_number() OVER (PARTITION BY project_id ORDER BY written_at DESC, id DESC) AS place
                FROM export_files WHERE server = $1
            ) AS ranked WHERE place = 1 ORDER BY project_id";
        Ok(query_as(sql).bind(server).fetch_all(self.0).await?)
    }

    /// Answers the new id; the one in the row does not count. Such a file already there is
    /// [`StoreError::Conflict`]. Another row of the same path goes: its file is gone, and what lies there is this one.
    pub async fn insert(&self, row: &ExportFileRow) -> Result<i64, StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "DELETE FROM export_files WHERE path = $1
            AND NOT (plan_id IS NOT DISTINCT FROM $2 AND chain_id = $3 AND part_id IS NOT DISTINCT FROM $4 AND good = $5)";
        query(sql)
            .bind(&row.path)
            .bind(row.plan_id)
            .bind(row.chain_id)
            .bind(row.part_id)
            .bind(row.good)
            .execute(&mut tx)
            .await?;
        let sql = "INSERT INTO export_files (server, plan_id, plan_name, chain_id, project_id, project_name,
            part_id, part, path, good, bytes, rows, sha256, took_ms, written_at, changes, haystack)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id";
        let id = query_scalar(sql)
            .bind(&row.server)
            .bind(row.plan_id)
            .bind(&row.plan_name)
            .bind(row.chain_id)
            .bind(row.project_id)
            .bind(&row.project_name)
            .bind(row.part_id)
            .bind(&row.part)
            .bind(&row.path)
            .bind(row.good)
            .bind(row.bytes)
            .bind(row.rows)
            .bind(&row.sha256)
            .bind(row.took_ms)
            .bind(row.written_at)
            .bind(&row.changes)
            .bind(haystack(row))
            .fetch_one(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    pub async fn set_changes(&self, id: i64, changes: &str) -> Result<(), StoreError> {
        let sql = "UPDATE export_files SET changes = $1 WHERE id = $2";
        query(sql).bind(changes).bind(id).execute(self.0).await?;
        Ok(())
    }

    pub async fn get(&self, id: i64) -> Result<Option<ExportFileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM export_files f WHERE f.id = $1");
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(self.0).await?)
    }

    /// Good files, newest first, and what all that fit sum up to.
    pub async fn page(
        &self,
        server: &str,
        filter: &ExportFileFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<ExportFileRow>, ExportFileSums), StoreError> {
        let mut rows = QueryBuilder::new(format!("SELECT {COLUMNS}"));
        narrow(&mut rows, server, filter);
        rows.push(" ORDER BY f.written_at DESC, f.id DESC LIMIT ").push_bind(limit);
        rows.push(" OFFSET ").push_bind(offset);
        let rows = rows.build_query_as().fetch_all(self.0).await?;

        let mut sums = QueryBuilder::new(format!("SELECT {SUMS}"));
        narrow(&mut sums, server, filter);
        let sums = sums.build_query_as().fetch_one(self.0).await?;
        Ok((rows, sums))
    }

    /// What the good files of each plan sum up to; `None` stands for the plans that were deleted.
    pub async fn sums_by_plan(&self, server: &str) -> Result<Vec<(Option<i64>, ExportFileSums)>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct OfPlan {
            plan_id: Option<i64>,
            #[sqlx(flatten)]
            sums: ExportFileSums,
        }
        let sql = "SELECT plan_id, count(*) AS files, CAST(sum(bytes) AS BIGINT) AS bytes,
            max(written_at) AS last_at FROM export_files WHERE server = $1 AND good GROUP BY plan_id";
        let rows: Vec<OfPlan> = query_as(sql).bind(server).fetch_all(self.0).await?;
        Ok(rows.into_iter().map(|row| (row.plan_id, row.sums)).collect())
    }

    /// Good files and those kept aside, oldest first.
    pub async fn of_plan(&self, plan_id: i64) -> Result<Vec<ExportFileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = $1 ORDER BY f.id");
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).fetch_all(self.0).await?)
    }

    /// The newest good file of a part.
    pub async fn newest(
        &self,
        plan_id: i64,
        part_id: Option<i64>,
    ) -> Result<Option<ExportFileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = $1 AND f.part_id IS NOT DISTINCT FROM $2 AND f.good
            ORDER BY f.id DESC LIMIT 1"
        );
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).bind(part_id).fetch_optional(self.0).await?)
    }

    /// The good files of a chain, oldest first.
    pub async fn of_chain(&self, plan_id: i64, chain_id: i64) -> Result<Vec<ExportFileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = $1 AND f.chain_id = $2 AND f.good ORDER BY f.id"
        );
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).bind(chain_id).fetch_all(self.0).await?)
    }

    /// The files of a part that failed attempts kept aside.
    pub async fn kept_aside(
        &self,
        plan_id: i64,
        part_id: Option<i64>,
    ) -> Result<Vec<ExportFileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = $1 AND f.part_id IS NOT DISTINCT FROM $2 AND NOT f.good"
        );
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).bind(part_id).fetch_all(self.0).await?)
    }

    /// Whether a file of the plan was written before then.
    pub async fn has_older(&self, plan_id: i64, before: Millis) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM export_files WHERE plan_id = $1 AND written_at < $2)";
        Ok(query_scalar(sql).bind(plan_id).bind(before).fetch_one(self.0).await?)
    }

    /// Whether a plan wrote the file, be it good or kept aside.
    pub async fn knows(&self, path: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM export_files WHERE path = $1)";
        Ok(query_scalar(sql).bind(path).fetch_one(self.0).await?)
    }

    /// Another one after each row of the server that is written or forgotten.
    pub async fn revision(&self, server: &str) -> Result<(i64, i64), StoreError> {
        // Ids are never given again.
        let sql = "SELECT count(*), coalesce(max(id), 0) FROM export_files WHERE server = $1";
        Ok(query_as(sql).bind(server).fetch_one(self.0).await?)
    }

    /// Which of these are no good files of a plan, and whether a failed attempt kept them aside.
    pub async fn strange(&self, paths: &[String]) -> Result<Vec<(String, bool)>, StoreError> {
        let sql = "SELECT named.value, f.id IS NOT NULL
            FROM json_each($1) named LEFT JOIN export_files f ON f.path = named.value
            WHERE f.id IS NULL OR NOT f.good";
        let paths = serde_json::to_string(paths)?;
        Ok(query_as(sql).bind(paths).fetch_all(self.0).await?)
    }

    /// Forgets rows; the files themselves are not the store's.
    pub async fn forget(&self, ids: &[i64]) -> Result<(), StoreError> {
        let ids = serde_json::to_string(ids)?;
        let sql = "DELETE FROM export_files WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))";
        query(sql).bind(ids).execute(self.0).await?;
        Ok(())
    }
}

const SUMS: &str =
    "count(*) AS files, CAST(coalesce(sum(f.bytes), 0) AS BIGINT) AS bytes, max(f.written_at) AS last_at";

/// Only what narrows is named, so that an index serves it.
fn narrow(query: &mut QueryBuilder, server: &str, filter: &ExportFileFilter) {
    query.push(" FROM export_files f WHERE f.good AND f.server = ").push_bind(server.to_owned());
    if let Some(plan) = filter.plan_id {
        query.push(" AND f.plan_id = ").push_bind(plan);
    }
    if let Some(project) = filter.project_id {
        query.push(" AND f.project_id = ").push_bind(project);
    }
    let text = filter.text.trim().to_lowercase();
    if !text.is_empty() {
        query.push(" AND instr(f.haystack, ").push_bind(text).push(") > 0");
    }
}

fn haystack(row: &ExportFileRow) -> String {
    let name = row.path.rsplit(['/', '\\']).next().unwrap_or_default();
    let part = row.part.as_deref().unwrap_or_default();
    format!("{name}\n{}\n{part}", row.plan_name).to_lowercase()
}

#[cfg(test)]
mod tests;
