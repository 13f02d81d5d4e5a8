use crate::db::{Db, Write};
use crate::sql::{QueryBuilder, query, query_as, query_scalar};

use crate::{Alongside, ExportPlanRow, Millis, StoreError, export_plans};

/// One try of a plan, or a due time that was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportAttemptRow {
    pub id: i64,
    pub plan_id: i64,
    /// The first attempt of those that repeat one another: its own id, for the first. 0 in a row to insert is the
    /// first.
    pub chain_id: i64,
    pub cause: String,
    #[sqlx(try_from = "i64")]
    pub number: u32,
    pub due_at: Option<Millis>,
    pub started_at: Millis,
    /// `None` while it is under way: at most one of a plan is.
    pub finished_at: Option<Millis>,
    pub outcome: String,
    /// What went wrong, as JSON.
    pub failure: Option<String>,
    pub rows: i64,
    pub bytes: i64,
    /// Against the files before, as JSON.
    pub changes: Option<String>,
}

/// A file of an attempt that is being written: what a restart has to clear away or to finish.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportPartRow {
    pub attempt_id: i64,
    pub ordinal: i64,
    /// The temporary file.
    pub temp: String,
    /// The file that it becomes, as JSON, once it is whole and verified.
    pub file: Option<String>,
}

const COLUMNS: &str = "a.id, a.plan_id, coalesce(a.chain_id, a.id) AS chain_id, a.cause, a.number, a.due_at,
    a.started_at, a.finished_at, a.outcome, a.failure, a.rows, a.bytes, a.changes";

pub struct ExportAttempts<'a>(pub(crate) &'a Db);

impl ExportAttempts<'_> {
    /// Inserts the attempts, writes their plan and what follows from it: all or nothing. Answers the attempts' ids. A
    /// command without a subject gets the plan as its subject.
    pub async fn start(
        &self,
        plan: &ExportPlanRow,
        attempts: &[ExportAttemptRow],
        alongside: &Alongside,
    ) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.0.write().await?;
        export_plans::update(&mut tx, plan).await?;
        let mut ids = Vec::with_capacity(attempts.len());
        for attempt in attempts {
            ids.push(insert(&mut tx, attempt).await?);
        }
        alongside.write_about(&mut tx, plan.id).await?;
        tx.commit().await?;
        Ok(ids)
    }

    /// Writes the end of an attempt, its plan and what follows from it: all or nothing.
    pub async fn finish(
        &self,
        plan: &ExportPlanRow,
        attempt: &ExportAttemptRow,
        alongside: &Alongside,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        export_plans::update(&mut tx, plan).await?;
        let sql =
            "UPDATE export_attempts SET finished_at = $1, outcome = $2, failure = $3, rows = $4, bytes = $5,
            changes = $6 WHERE id = $7";
        query(sql)
            .bind(attempt.finished_at)
            .bind(&attempt.outcome)
            .bind(&attempt.failure)
            .bind(attempt.rows)
            .bind(attempt.bytes)
            .bind(&attempt.changes)
            .bind(attempt.id)
            .execute(&mut tx)
            .await?;
        alongside.write_about(&mut tx, plan.id).await?;
        tx.commit().await
    }

    /// The one under way.
    pub async fn open(&self, plan_id: i64) -> Result<Option<ExportAttemptRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_attempts a WHERE a.plan_id = $1 AND a.finished_at IS NULL LIMIT 1"
        );
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(plan_id).fetch_optional(self.0).await?)
    }

    /// The newest attempt of each plan of the server that has one.
    pub async fn last_of_each(&self, server: &str) -> Result<Vec<ExportAttemptRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM export_plans p JOIN export_attempts a
                ON a.id = (SELECT max(b.id) FROM export_attempts b WHERE b.plan_id = p.id)
            WHERE p.server = $1"
        );
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(server).fetch_all(self.0).await?)
    }

    /// Newest first, of one plan or of all plans of the server, with the number of all.
    pub async fn page(
        &self,
        server: &str,
        plan_id: Option<i64>,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<ExportAttemptRow>, u64), StoreError> {
        let mut rows = QueryBuilder::new(format!("SELECT {COLUMNS}"));
        narrow(&mut rows, server, plan_id);
        rows.push(" ORDER BY a.id DESC LIMIT ").push_bind(limit).push(" OFFSET ").push_bind(offset);
        let rows = rows.build_query_as().fetch_all(self.0).await?;
        let mut count = QueryBuilder::new("SELECT count(*)");
        narrow(&mut count, server, plan_id);
        let total: i64 = count.build_query_scalar().fetch_one(self.0).await?;
        Ok((rows, total.unsigned_abs()))
    }

    /// Keeps the newest `most` of each plan.
    pub async fn prune(&self, most: u32) -> Result<(), StoreError> {
        let sql = "DELETE FROM export_attempts WHERE finished_at IS NOT NULL AND id IN (SELECT id FROM
            (SELECT id, row_number() OVER (PARTITION BY plan_id ORDER BY id DESC) AS n FROM export_attempts)
            AS ranked WHERE n > $1)";
        query(sql).bind(most).execute(self.0).await?;
        Ok(())
    }

    /// Writes a part over the one of the same attempt and ordinal.
    pub async fn put_part(&self, part: &ExportPartRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO export_parts (attempt_id, ordinal, temp, file) VALUES ($1, $2, $3, $4)
            ON CONFLICT (attempt_id, ordinal) DO UPDATE SET temp = excluded.temp, file = excluded.file";
        query(sql)
            .bind(part.attempt_id)
            .bind(part.ordinal)
            .bind(&part.temp)
            .bind(&part.file)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// What the attempts of a chain did not finish, in its order.
    pub async fn parts_of_chain(&self, chain_id: i64) -> Result<Vec<ExportPartRow>, StoreError> {
        let sql = "SELECT p.* FROM export_parts p JOIN export_attempts a ON a.id = p.attempt_id
            WHERE coalesce(a.chain_id, a.id) = $1 ORDER BY p.attempt_id, p.ordinal";
        Ok(query_as(sql).bind(chain_id).fetch_all(self.0).await?)
    }

    pub async fn forget_part(&self, part: &ExportPartRow) -> Result<(), StoreError> {
        let sql = "DELETE FROM export_parts WHERE attempt_id = $1 AND ordinal = $2";
        query(sql).bind(part.attempt_id).bind(part.ordinal).execute(self.0).await?;
        Ok(())
    }
}

fn narrow(query: &mut QueryBuilder, server: &str, plan_id: Option<i64>) {
    query.push(" FROM export_attempts a JOIN export_plans p ON p.id = a.plan_id WHERE p.server = ");
    query.push_bind(server.to_owned());
    if let Some(plan) = plan_id {
        query.push(" AND a.plan_id = ").push_bind(plan);
    }
}

async fn insert(db: &mut Write, row: &ExportAttemptRow) -> Result<i64, StoreError> {
    let sql =
        "INSERT INTO export_attempts (plan_id, chain_id, cause, number, due_at, started_at, finished_at,
        outcome, failure, rows, bytes, changes) VALUES ($1, nullif($2, 0), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        RETURNING id";
    Ok(query_scalar(sql)
        .bind(row.plan_id)
        .bind(row.chain_id)
        .bind(&row.cause)
        .bind(row.number)
        .bind(row.due_at)
        .bind(row.started_at)
        .bind(row.finished_at)
        .bind(&row.outcome)
        .bind(&row.failure)
        .bind(row.rows)
        .bind(row.bytes)
        .bind(&row.changes)
        .fetch_one(db)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn running(plan_id: i64) -> ExportAttemptRow {
        let (cause, outcome) = ("manual".to_owned(), "running".to_owned());
        ExportAttemptRow { plan_id, cause, number: 1, started_at: 5, outcome, ..ExportAttemptRow::default() }
    }

    #[tokio::test]
    async fn an_attempt_is_open_until_it_ends_and_the_only_one_of_its_plan() {
        let fixture = Fixture::new().await;
        let mut plan = fixture.plan().await;
        let (attempts, nothing) = (fixture.store.export_attempts(), Alongside::default());
        let ids = attempts.start(&plan, &[running(plan.id)], &nothing).await.expect("begun");
        let mut open = attempts.open(plan.id).await.expect("read").expect("there");
        assert_eq!((open.id, open.chain_id), (ids[0], ids[0]));

        plan.pending = Some("second".to_owned());
        let second =
            attempts.start(&plan, &[running(plan.id)], &nothing).await.expect_err("one is under way");
        assert!(matches!(second, StoreError::Conflict(_)), "{second}");
        let stored = fixture.store.export_plans().get(plan.id).await.expect("read").expect("there");
        assert_eq!(stored.pending, None, "neither was written");

        let part = ExportPartRow { attempt_id: open.id, ordinal: 0, temp: "t".to_owned(), file: None };
        attempts.put_part(&part).await.expect("written");
        let part = ExportPartRow { file: Some("{}".to_owned()), ..part };
        attempts.put_part(&part).await.expect("written");
        assert_eq!(attempts.parts_of_chain(open.id).await.expect("read"), std::slice::from_ref(&part));

        open.finished_at = Some(9);
        open.outcome = "done".to_owned();
        attempts.finish(&plan, &open, &nothing).await.expect("ended");
        assert_eq!(attempts.open(plan.id).await.expect("read"), None);
        let repeated = ExportAttemptRow { chain_id: open.id, ..running(plan.id) };
        let again = attempts.start(&plan, &[repeated], &nothing).await.expect("begun");
        assert_eq!(attempts.parts_of_chain(open.id).await.expect("read"), std::slice::from_ref(&part));
        attempts.forget_part(&part).await.expect("forgotten");
        assert_eq!(attempts.parts_of_chain(open.id).await.expect("read"), []);
        let last = attempts.last_of_each("here").await.expect("read");
        assert_eq!(last.len(), 1);
        assert_eq!((last[0].id, last[0].chain_id), (again[0], open.id));
        assert_eq!(attempts.last_of_each("elsewhere").await.expect("read"), []);
    }

    #[tokio::test]
    async fn attempts_are_paged_newest_first_and_pruned_by_plan() {
        let fixture = Fixture::new().await;
        let (one, two) = (fixture.plan().await, fixture.plan().await);
        let (attempts, nothing) = (fixture.store.export_attempts(), Alongside::default());
        let ended = |plan: &ExportPlanRow| ExportAttemptRow { finished_at: Some(6), ..running(plan.id) };
        attempts.start(&one, &[ended(&one), ended(&one), ended(&one)], &nothing).await.expect("begun");
        attempts.start(&two, &[ended(&two)], &nothing).await.expect("begun");

        let (rows, total) = attempts.page("here", Some(one.id), 1, 9).await.expect("read");
        assert_eq!((total, rows.iter().map(|row| row.id).collect::<Vec<_>>()), (3, vec![2, 1]));
        assert_eq!(attempts.page("here", None, 0, 1).await.expect("read").1, 4);
        assert_eq!(attempts.page("elsewhere", None, 0, 1).await.expect("read").1, 0);

        attempts.prune(1).await.expect("pruned");
        let (rows, _) = attempts.page("here", None, 0, 9).await.expect("read");
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [4, 3]);
    }
}
