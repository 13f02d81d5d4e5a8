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
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn file(plan_id: i64, chain_id: i64, part_id: Option<i64>) -> ExportFileRow {
        ExportFileRow {
            server: "here".to_owned(),
            plan_id: Some(plan_id),
            plan_name: "Ночной Экспорт".to_owned(),
            chain_id,
            project_id: 1,
            part_id,
            path: format!("/exports/{plan_id}-{chain_id}-{part_id:?}.csv"),
            good: true,
            bytes: 100,
            written_at: chain_id * 1_000,
            ..ExportFileRow::default()
        }
    }

    #[tokio::test]
    async fn a_chain_has_one_good_file_for_each_part() {
        let fixture = Fixture::new().await;
        let plan = fixture.plan().await.id;
        let files = fixture.store.export_files();
        files.insert(&file(plan, 1, Some(7))).await.expect("inserted");
        files.insert(&file(plan, 1, Some(8))).await.expect("another part");
        let twice = ExportFileRow { path: "/exports/other.csv".to_owned(), ..file(plan, 1, Some(7)) };
        assert!(matches!(files.insert(&twice).await, Err(StoreError::Conflict(_))));
        files.insert(&ExportFileRow { good: false, ..twice }).await.expect("kept aside");
    }

    #[tokio::test]
    async fn a_path_is_known_once() {
        let fixture = Fixture::new().await;
        let plan = fixture.plan().await.id;
        let files = fixture.store.export_files();
        let first = file(plan, 1, None);
        files.insert(&first).await.expect("inserted");
        let again = ExportFileRow { path: first.path, ..file(plan, 2, None) };
        let id = files.insert(&again).await.expect("inserted");
        let rows = files.of_plan(plan).await.expect("read");
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
    }

    #[tokio::test]
    async fn a_file_knows_the_one_before_it_and_outlives_its_plan() {
        let fixture = Fixture::new().await;
        let plan = fixture.plan().await.id;
        let files = fixture.store.export_files();
        let first = files.insert(&file(plan, 1, None)).await.expect("inserted");
        files.insert(&file(plan, 2, Some(7))).await.expect("inserted");
        let third = files.insert(&file(plan, 3, None)).await.expect("inserted");
        files.set_changes(third, "{}").await.expect("written");
        let read = files.get(third).await.expect("read").expect("there");
        assert_eq!((read.previous_id, read.changes.as_deref()), (Some(first), Some("{}")));
        assert_eq!(files.newest(plan, None).await.expect("read").expect("there").id, third);
        files.insert(&ExportFileRow { good: false, ..file(plan, 4, None) }).await.expect("kept aside");
        let of_plan = ExportFileSums { files: 3, bytes: 300, last_at: Some(3_000) };
        assert_eq!(files.sums_by_plan("here").await.expect("read"), [(Some(plan), of_plan)]);
        fixture.store.export_plans().delete(plan).await.expect("deleted");
        assert_eq!(files.sums_by_plan("here").await.expect("read"), [(None, of_plan)]);
        assert_eq!(files.sums_by_plan("elsewhere").await.expect("read"), []);
        let (rows, sums) = files.page("here", &ExportFileFilter::default(), 0, 9).await.expect("read");
        assert_eq!((rows.len(), rows[0].id, rows[0].plan_id), (3, third, None));
        assert_eq!(sums, ExportFileSums { files: 3, bytes: 300, last_at: Some(3_000) });
        files.forget(&[first, third]).await.expect("forgotten");
        assert_eq!(files.strange(&[read.path.clone()]).await.expect("read"), [(read.path, false)]);
    }

    #[tokio::test]
    async fn a_file_in_a_folder_is_good_kept_aside_or_strange() {
        let fixture = Fixture::new().await;
        let plan = fixture.plan().await.id;
        let files = fixture.store.export_files();
        files.insert(&file(plan, 1, Some(7))).await.expect("inserted");
        let aside = ExportFileRow { good: false, ..file(plan, 2, Some(7)) };
        files.insert(&aside).await.expect("inserted");
        let paths = [file(plan, 1, Some(7)).path, aside.path.clone(), "/exports/mine.csv".to_owned()];
        let strange = files.strange(&paths).await.expect("read");
        assert_eq!(strange, [(paths[1].clone(), true), (paths[2].clone(), false)]);
        assert!(files.knows(&paths[1]).await.expect("read") && !files.knows(&paths[2]).await.expect("read"));
        let of_chain = files.of_chain(plan, 1).await.expect("read");
        assert_eq!(of_chain.iter().map(|row| &row.path).collect::<Vec<_>>(), [&paths[0]]);
        assert_eq!(files.of_chain(plan, 2).await.expect("read"), [], "what was kept aside is not good");
        assert_eq!(files.kept_aside(plan, Some(7)).await.expect("read")[0].path, aside.path);
        assert_eq!(files.kept_aside(plan, None).await.expect("read"), []);
        assert!(files.has_older(plan, 1_001).await.expect("read"));
        assert!(!files.has_older(plan, 1_000).await.expect("read"), "not before the first was written");
    }

    #[tokio::test]
    async fn files_are_found_by_name_whatever_the_case() {
        let fixture = Fixture::new().await;
        let plan = fixture.plan().await.id;
        let files = fixture.store.export_files();
        files.insert(&file(plan, 1, None)).await.expect("inserted");
        let found =
            async |filter: ExportFileFilter| files.page("here", &filter, 0, 9).await.expect("read").1.files;
        let text = |text: &str| ExportFileFilter { text: text.to_owned(), ..ExportFileFilter::default() };
        assert_eq!(found(text(" экспорт")).await, 1);
        assert_eq!(found(text("NONE.CSV")).await, 1);
        assert_eq!(found(text("exports")).await, 0, "the folder is not the name");
        assert_eq!(found(ExportFileFilter { project_id: Some(2), ..text("") }).await, 0);
        assert_eq!(found(ExportFileFilter { plan_id: Some(plan), ..text("") }).await, 1);
    }
}
