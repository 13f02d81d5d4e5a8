use crate::db::Db;
use crate::sql::{QueryBuilder, query, query_as, query_scalar};
use crate::{Millis, StoreError};

/// A file that is to be stored in a place beside its folder, or is.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportCopyRow {
    pub file_id: i64,
    /// The bucket with its endpoint and prefix.
    pub place: String,
    /// The name below the prefix.
    pub key: String,
    pub bytes: i64,
    pub sha256: String,
    /// `None` until it is there, whole.
    pub stored_at: Option<Millis>,
    pub tries: i64,
    /// When it is tried again; `None` once it is stored, and where trying is of no use.
    pub again_at: Option<Millis>,
    /// Why the last try failed, as JSON.
    pub failure: Option<String>,
}

/// How the copies of a place are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportCopySums {
    pub stored: i64,
    pub bytes: i64,
    /// Files that are not stored yet, those that never will be included.
    pub waiting: i64,
    pub last_at: Option<Millis>,
}

const COLUMNS: &str =
    "c.file_id, c.place, c.key, c.bytes, c.sha256, c.stored_at, c.tries, c.again_at, c.failure";

/// Files `f` that belong into a place: the good ones of every server but `except`.
const OWED: &str = "FROM export_files f LEFT JOIN export_copies c ON c.file_id = f.id AND c.place = $1
    WHERE f.good AND f.server <> $2 AND c.stored_at IS NULL";

pub struct ExportCopies<'a>(pub(crate) &'a Db);

impl ExportCopies<'_> {
    pub async fn put(&self, row: &ExportCopyRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO export_copies (file_id, place, key, bytes, sha256, stored_at, tries, again_at,
                failure)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (file_id, place) DO UPDATE SET key = excluded.key, bytes = excluded.bytes,
                sha256 = excluded.sha256, stored_at = excluded.stored_at, tries = excluded.tries,
                again_at = excluded.again_at, failure = excluded.failure";
        query(sql)
            .bind(row.file_id)
            .bind(&row.place)
            .bind(&row.key)
            .bind(row.bytes)
            .bind(&row.sha256)
            .bind(row.stored_at)
            .bind(row.tries)
            .bind(row.again_at)
            .bind(&row.failure)
            .execute(self.0)
            .await?;
        Ok(())
    }

    pub async fn get(&self, file_id: i64, place: &str) -> Result<Option<ExportCopyRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM export_copies c WHERE c.file_id = $1 AND c.place = $2");
        let sql = sqlx::AssertSqlSafe(sql);
        Ok(query_as(sql).bind(file_id).bind(place).fetch_optional(self.0).await?)
    }

    /// The id of the newest good file that is due for the place, of any server but `except`.
    pub async fn due(&self, place: &str, except: &str, now: Millis) -> Result<Option<i64>, StoreError> {
        let sql = format!(
            "SELECT f.id {OWED} AND (c.file_id IS NULL OR c.again_at <= $3) ORDER BY f.id DESC LIMIT 1"
        );
        let sql = sqlx::AssertSqlSafe(sql);
        Ok(query_scalar(sql).bind(place).bind(except).bind(now).fetch_optional(self.0).await?)
    }

    /// When the next one is due that failed before.
    pub async fn next(&self, place: &str, except: &str) -> Result<Option<Millis>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT min(c.again_at) {OWED}"));
        Ok(query_scalar(sql).bind(place).bind(except).fetch_one(self.0).await?)
    }

    /// What failed is due at once.
    pub async fn try_again(&self, place: &str, now: Millis) -> Result<(), StoreError> {
        let sql = "UPDATE export_copies SET again_at = $2 WHERE place = $1 AND stored_at IS NULL";
        query(sql).bind(place).bind(now).execute(self.0).await?;
        Ok(())
    }

    /// Copies of the place whose files are forgotten.
    pub async fn orphans(&self, place: &str, limit: u32) -> Result<Vec<ExportCopyRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_copies c LEFT JOIN export_files f ON f.id = c.file_id
            WHERE c.place = $1 AND f.id IS NULL ORDER BY c.file_id LIMIT $2"
        );
        let sql = sqlx::AssertSqlSafe(sql);
        Ok(query_as(sql).bind(place).bind(i64::from(limit)).fetch_all(self.0).await?)
    }

    pub async fn forget(&self, file_id: i64, place: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM export_copies WHERE file_id = $1 AND place = $2";
        query(sql).bind(file_id).bind(place).execute(self.0).await?;
        Ok(())
    }

    /// The copies of these files in the place.
    pub async fn of_files(&self, ids: &[i64], place: &str) -> Result<Vec<ExportCopyRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM export_copies c WHERE c.place = "));
        query.push_bind(place).push(" AND c.file_id IN (").push_list(ids).push(")");
        Ok(query.build_query_as().fetch_all(self.0).await?)
    }

    /// The files of a plan that are stored in the place, with their keys, oldest first.
    pub async fn of_plan(&self, plan_id: i64, place: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT f.id, c.key FROM export_files f
            JOIN export_copies c ON c.file_id = f.id AND c.place = $2
            WHERE f.plan_id = $1 AND f.good AND c.stored_at IS NOT NULL ORDER BY f.id";
        Ok(query_as(sql).bind(plan_id).bind(place).fetch_all(self.0).await?)
    }

    /// The plans of which a file from before then is stored in the place and lies here too: its path does not begin
    /// with `elsewhere`.
    pub async fn plans_with_older(
        &self,
        place: &str,
        before: Millis,
        elsewhere: &str,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT DISTINCT f.plan_id FROM export_files f
            JOIN export_copies c ON c.file_id = f.id AND c.place = $1
            WHERE c.stored_at IS NOT NULL AND f.good AND f.written_at < $2 AND f.plan_id IS NOT NULL
                AND f.path NOT LIKE $3 ORDER BY f.plan_id";
        let pattern = format!("{elsewhere}%");
        Ok(query_scalar(sql).bind(place).bind(before).bind(pattern).fetch_all(self.0).await?)
    }

    pub async fn sums(&self, place: &str, except: &str) -> Result<ExportCopySums, StoreError> {
        let sql = "SELECT count(*) AS stored, CAST(coalesce(sum(bytes), 0) AS BIGINT) AS bytes,
                CAST(0 AS BIGINT) AS waiting, max(stored_at) AS last_at
            FROM export_copies WHERE place = $1 AND stored_at IS NOT NULL";
        let sums: ExportCopySums = query_as(sql).bind(place).fetch_one(self.0).await?;
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) {OWED}"));
        let waiting = query_scalar(sql).bind(place).bind(except).fetch_one(self.0).await?;
        Ok(ExportCopySums { waiting, ..sums })
    }

    /// The newest failure of a file that waits.
    pub async fn last_failure(&self, place: &str, except: &str) -> Result<Option<String>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT c.failure {OWED} AND c.failure IS NOT NULL ORDER BY f.id DESC LIMIT 1"
        ));
        Ok(query_scalar(sql).bind(place).bind(except).fetch_optional(self.0).await?)
    }

    /// The file that lay at this path and is stored in the place, with its key there; not one of this chain.
    pub async fn at_path(
        &self,
        path: &str,
        place: &str,
        but_chain: i64,
    ) -> Result<Option<(i64, String)>, StoreError> {
        let sql = "SELECT f.id, c.key FROM export_files f
            JOIN export_copies c ON c.file_id = f.id AND c.place = $2
            WHERE f.path = $1 AND f.chain_id <> $3 AND c.stored_at IS NOT NULL";
        Ok(query_as(sql).bind(path).bind(place).bind(but_chain).fetch_optional(self.0).await?)
    }

    /// The file lies elsewhere from now on: its name is free. One that moved already, or is forgotten, is left so.
    pub async fn moved(&self, file_id: i64, from: &str, to: &str) -> Result<(), StoreError> {
        let sql = "UPDATE export_files SET path = $3 WHERE id = $1 AND path = $2";
        query(sql).bind(file_id).bind(from).bind(to).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ExportFileRow;
    use crate::fixture::Fixture;

    async fn file(fixture: &Fixture, plan: i64, chain: i64, server: &str) -> i64 {
        let row = ExportFileRow {
            server: server.to_owned(),
            plan_id: Some(plan),
            chain_id: chain,
            path: format!("/exports/{chain}.csv"),
            good: true,
            ..ExportFileRow::default()
        };
        fixture.store.export_files().insert(&row).await.expect("stored")
    }

    fn copy(file_id: i64, stored_at: Option<i64>, again_at: Option<i64>) -> ExportCopyRow {
        let failure = stored_at.is_none().then(|| format!("\"{file_id}\""));
        ExportCopyRow {
            file_id,
            place: "s3".to_owned(),
            key: format!("{file_id}.csv"),
            bytes: 10,
            stored_at,
            again_at,
            failure,
            ..ExportCopyRow::default()
        }
    }

    #[tokio::test]
    async fn files_are_owed_until_they_are_stored() {
        let fixture = Fixture::new().await;
        let (store, plan) = (&fixture.store, fixture.plan().await.id);
        let copies = store.export_copies();
        let mut ids = Vec::new();
        for chain in 1..=4 {
            ids.push(file(&fixture, plan, chain, "here").await);
        }
        file(&fixture, plan, 5, "demo").await;
        let due = async |now| copies.due("s3", "demo", now).await.expect("read");
        assert_eq!(due(0).await, Some(ids[3]));
        copies.put(&copy(ids[3], None, Some(50))).await.expect("put");
        copies.put(&copy(ids[2], Some(7), None)).await.expect("put");
        copies.put(&copy(ids[1], None, None)).await.expect("put");
        assert_eq!(due(0).await, Some(ids[0]));
        copies.put(&copy(ids[0], Some(9), None)).await.expect("put");
        assert_eq!((due(49).await, due(50).await), (None, Some(ids[3])));
        assert_eq!(copies.next("s3", "demo").await.expect("read"), Some(50));
        let sums = copies.sums("s3", "demo").await.expect("read");
        assert_eq!(sums, ExportCopySums { stored: 2, bytes: 20, waiting: 2, last_at: Some(9) });
        let failure = copies.last_failure("s3", "demo").await.expect("read");
        assert_eq!(failure, Some(format!("\"{}\"", ids[3])));
        // Another place begins anew.
        assert_eq!(copies.due("other", "demo", 0).await.expect("read"), Some(ids[3]));
        copies.try_again("s3", 60).await.expect("put");
        assert_eq!(due(60).await, Some(ids[3]));
        copies.put(&copy(ids[3], Some(61), None)).await.expect("put");
        assert_eq!(due(61).await, Some(ids[1]));
        let stored = copies.of_plan(plan, "s3").await.expect("read");
        assert_eq!(stored, [ids[0], ids[2], ids[3]].map(|id| (id, format!("{id}.csv"))));
        let older =
            async |before, elsewhere| copies.plans_with_older("s3", before, elsewhere).await.expect("read");
        assert_eq!(older(1, "s3://").await, [plan]);
        assert!(older(0, "s3://").await.is_empty() && older(1, "/exports").await.is_empty());
        let of = copies.of_files(&[ids[1], ids[2]], "s3").await.expect("read");
        assert_eq!(of.len(), 2);
        assert_eq!(copies.of_files(&[], "s3").await.expect("read"), []);
    }

    #[tokio::test]
    async fn the_copy_of_a_forgotten_file_is_known_until_it_is_forgotten_too() {
        let fixture = Fixture::new().await;
        let (store, plan) = (&fixture.store, fixture.plan().await.id);
        let copies = store.export_copies();
        let id = file(&fixture, plan, 1, "here").await;
        copies.put(&copy(id, Some(7), None)).await.expect("put");
        assert_eq!(copies.orphans("s3", 9).await.expect("read"), []);
        store.export_files().forget(&[id]).await.expect("forgotten");
        assert_eq!(copies.orphans("s3", 9).await.expect("read"), [copy(id, Some(7), None)]);
        assert_eq!(copies.orphans("other", 9).await.expect("read"), []);
        copies.forget(id, "s3").await.expect("forgotten");
        assert_eq!(copies.orphans("s3", 9).await.expect("read"), []);
    }

    #[tokio::test]
    async fn a_file_that_lies_elsewhere_leaves_its_name() {
        let fixture = Fixture::new().await;
        let (store, plan) = (&fixture.store, fixture.plan().await.id);
        let id = file(&fixture, plan, 1, "here").await;
        let row = store.export_files().get(id).await.expect("read").expect("there");
        let copies = store.export_copies();
        copies.put(&copy(id, Some(7), None)).await.expect("put");
        let at = async |chain| copies.at_path("/exports/1.csv", "s3", chain).await.expect("read");
        assert_eq!((at(1).await, at(2).await), (None, Some((id, format!("{id}.csv")))));
        copies.moved(id, &row.path, "s3://b/1.csv").await.expect("moved");
        assert_eq!(at(2).await, None);
        let moved = store.export_files().get(id).await.expect("read").expect("there");
        assert_eq!(moved, ExportFileRow { path: "s3://b/1.csv".to_owned(), ..row.clone() });
        copies.moved(id, &row.path, "s3://b/2.csv").await.expect("it moved already");
        assert_eq!(store.export_files().get(id).await.expect("read"), Some(moved));
    }
}
