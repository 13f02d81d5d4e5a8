use sqlx::{QueryBuilder, Sqlite};

use crate::db::Db;

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
    (SELECT max(b.id) FROM export_files b WHERE b.plan_id = f.plan_id AND b.part_id IS f.part_id
        AND b.id < f.id AND b.good) AS previous_id";

pub struct ExportFiles<'a>(pub(crate) &'a Db);

impl ExportFiles<'_> {
    /// Every project of which there is a file, as its newest file calls it.
    pub async fn project_names(&self, server: &str) -> Result<Vec<(i64, String)>, StoreError> {
        // SQLite takes the name from the row with the greatest time.
        let sql = "SELECT project_id, project_name, max(written_at) FROM export_files WHERE server = ?
            GROUP BY project_id ORDER BY project_id";
        let rows: Vec<(i64, String, i64)> = sqlx::query_as(sql).bind(server).fetch_all(self.0).await?;
        Ok(rows.into_iter().map(|(id, name, _)| (id, name)).collect())
    }

    /// Answers the new id; the one in the row does not count. Such a file already there is
    /// [`StoreError::Conflict`]. Another row of the same path goes: its file is gone, and what lies there is this one.
    pub async fn insert(&self, row: &ExportFileRow) -> Result<i64, StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "DELETE FROM export_files WHERE path = ?
            AND NOT (plan_id IS ? AND chain_id = ? AND part_id IS ? AND good = ?)";
        sqlx::query(sql)
            .bind(&row.path)
            .bind(row.plan_id)
            .bind(row.chain_id)
            .bind(row.part_id)
            .bind(row.good)
            .execute(&mut tx)
            .await?;
        let sql = "INSERT INTO export_files (server, plan_id, plan_name, chain_id, project_id, project_name,
            part_id, part, path, good, bytes, rows, sha256, took_ms, written_at, changes, haystack)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let id = sqlx::query_scalar(sql)
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
        let sql = "UPDATE export_files SET changes = ? WHERE id = ?";
        sqlx::query(sql).bind(changes).bind(id).execute(self.0).await?;
        Ok(())
    }

    pub async fn get(&self, id: i64) -> Result<Option<ExportFileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM export_files f WHERE f.id = ?");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(self.0).await?)
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
        let rows: Vec<OfPlan> = sqlx::query_as(sql).bind(server).fetch_all(self.0).await?;
        Ok(rows.into_iter().map(|row| (row.plan_id, row.sums)).collect())
    }

    /// Good files and those kept aside, oldest first.
    pub async fn of_plan(&self, plan_id: i64) -> Result<Vec<ExportFileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = ? ORDER BY f.id");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).fetch_all(self.0).await?)
    }

    /// The newest good file of a part.
    pub async fn newest(
        &self,
        plan_id: i64,
        part_id: Option<i64>,
    ) -> Result<Option<ExportFileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = ? AND f.part_id IS ? AND f.good
            ORDER BY f.id DESC LIMIT 1"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(plan_id)
            .bind(part_id)
            .fetch_optional(self.0)
            .await?)
    }

    /// The good files of a chain, oldest first.
    pub async fn of_chain(&self, plan_id: i64, chain_id: i64) -> Result<Vec<ExportFileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = ? AND f.chain_id = ? AND f.good ORDER BY f.id"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).bind(chain_id).fetch_all(self.0).await?)
    }

    /// The files of a part that failed attempts kept aside.
    pub async fn kept_aside(
        &self,
        plan_id: i64,
        part_id: Option<i64>,
    ) -> Result<Vec<ExportFileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_files f WHERE f.plan_id = ? AND f.part_id IS ? AND NOT f.good"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).bind(part_id).fetch_all(self.0).await?)
    }

    /// Whether a file of the plan was written before then.
    pub async fn has_older(&self, plan_id: i64, before: Millis) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM export_files WHERE plan_id = ? AND written_at < ?)";
        Ok(sqlx::query_scalar(sql).bind(plan_id).bind(before).fetch_one(self.0).await?)
    }

    /// Whether a plan wrote the file, be it good or kept aside.
    pub async fn knows(&self, path: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM export_files WHERE path = ?)";
        Ok(sqlx::query_scalar(sql).bind(path).fetch_one(self.0).await?)
    }

    /// Another one after each row of the server that is written or forgotten.
    pub async fn revision(&self, server: &str) -> Result<(i64, i64), StoreError> {
        // Ids are never given again.
        let sql = "SELECT count(*), coalesce(max(id), 0) FROM export_files WHERE server = ?";
        Ok(sqlx::query_as(sql).bind(server).fetch_one(self.0).await?)
    }

    /// Which of these are no good files of a plan, and whether a failed attempt kept them aside.
    pub async fn strange(&self, paths: &[String]) -> Result<Vec<(String, bool)>, StoreError> {
        let sql = "SELECT named.value, f.id IS NOT NULL
            FROM json_each(?) named LEFT JOIN export_files f ON f.path = named.value
            WHERE f.id IS NULL OR NOT f.good";
        let paths = serde_json::to_string(paths)?;
        Ok(sqlx::query_as(sql).bind(paths).fetch_all(self.0).await?)
    }

    /// Forgets rows; the files themselves are not the store's.
    pub async fn forget(&self, ids: &[i64]) -> Result<(), StoreError> {
        let ids = serde_json::to_string(ids)?;
        let sql = "DELETE FROM export_files WHERE id IN (SELECT value FROM json_each(?))";
        sqlx::query(sql).bind(ids).execute(self.0).await?;
        Ok(())
    }
}

const SUMS: &str = "count(*) AS files, coalesce(sum(f.bytes), 0) AS bytes, max(f.written_at) AS last_at";

/// Only what narrows is named, so that an index serves it.
fn narrow(query: &mut QueryBuilder<Sqlite>, server: &str, filter: &ExportFileFilter) {
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
