use std::collections::{BTreeMap, BTreeSet};

use crate::db::{Db, Write};
use crate::sql::{QueryBuilder, query, query_as};
use crate::{Millis, StoreError};

/// What went wrong in a test, as its framework reported it.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct FailureRow {
    pub test_result_id: i64,
    /// The same text for all that went wrong alike, in every run.
    pub fingerprint: String,
    pub full_name: Option<String>,
    pub message: Option<String>,
    pub trace: Option<String>,
}

/// A test of a run that ended badly, without the words of what went wrong.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FailedRow {
    pub test_result_id: i64,
    pub name: String,
    pub status: String,
    pub duration_ms: Option<i64>,
    /// Not known of what was kept before failures were.
    pub fingerprint: Option<String>,
}

/// An earlier run of a job that has a fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EarlierRow {
    pub fingerprint: String,
    pub run_id: i64,
    pub asked_at: Millis,
}

pub struct Failures<'a>(pub(crate) &'a Db);

/// Rows of one statement; each may have a trace.
const AT_ONCE: usize = 500;

impl Failures<'_> {
    /// The tests of the run that ended so, by result.
    pub async fn of_run(&self, run_id: i64, statuses: &[&str]) -> Result<Vec<FailedRow>, StoreError> {
        Ok(query_as(
            "SELECT results.test_result_id, name, status, duration_ms, fingerprints.text AS fingerprint
            FROM results
            LEFT JOIN failures ON failures.run_id = results.run_id
                AND failures.test_result_id = results.test_result_id
            LEFT JOIN fingerprints ON fingerprints.id = failures.fingerprint_id
            WHERE results.run_id = $1 AND status IN (SELECT value FROM json_each($2))
            ORDER BY results.test_result_id",
        )
        .bind(run_id)
        .bind(serde_json::to_string(statuses)?)
        .fetch_all(self.0)
        .await?)
    }

    /// The words of what went wrong in these results of the run.
    pub async fn of_results(&self, run_id: i64, results: &[i64]) -> Result<Vec<FailureRow>, StoreError> {
        Ok(query_as(
            "SELECT test_result_id, fingerprints.text AS fingerprint, full_name, message, trace
            FROM failures JOIN fingerprints ON fingerprints.id = fingerprint_id
            WHERE run_id = $1 AND test_result_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))",
        )
        .bind(run_id)
        .bind(serde_json::to_string(results)?)
        .fetch_all(self.0)
        .await?)
    }

    /// The earlier runs of the run's job that have these fingerprints, as far as failures are kept.
    pub async fn earlier(&self, run_id: i64, fingerprints: &[&str]) -> Result<Vec<EarlierRow>, StoreError> {
        Ok(query_as(
            "SELECT DISTINCT fingerprints.text AS fingerprint, other.id AS run_id, other.asked_at
            FROM json_each($2) AS own
            JOIN fingerprints ON fingerprints.text = own.value
            JOIN failures ON failures.fingerprint_id = fingerprints.id
            JOIN runs other ON other.id = failures.run_id
            JOIN runs this ON other.connection_id = this.connection_id AND other.project_id = this.project_id
                AND other.job_id IS NOT DISTINCT FROM this.job_id
            WHERE this.id = $1 AND (other.asked_at, other.id) < (this.asked_at, this.id)
            ORDER BY fingerprint, other.asked_at, other.id",
        )
        .bind(run_id)
        .bind(serde_json::to_string(fingerprints)?)
        .fetch_all(self.0)
        .await?)
    }
}

/// Puts these in the place of what the run had.
pub(crate) async fn replace(tx: &mut Write, run_id: i64, rows: &[FailureRow]) -> Result<(), StoreError> {
    query("DELETE FROM failures WHERE run_id = $1").bind(run_id).execute(&mut *tx).await?;
    let latest: Vec<&FailureRow> =
        rows.iter().map(|row| (row.test_result_id, row)).collect::<BTreeMap<_, _>>().into_values().collect();
    for rows in latest.chunks(AT_ONCE) {
        let mut texts = QueryBuilder::new("INSERT INTO fingerprints (text) VALUES ");
        let different: BTreeSet<&String> = rows.iter().map(|row| &row.fingerprint).collect();
        texts.push_rows(different, |texts, text| {
            texts.push_bind(text);
        });
        texts.push(" ON CONFLICT DO NOTHING");
        texts.build::<()>().execute(&mut *tx).await?;
        let mut insert = QueryBuilder::new(
            "INSERT INTO failures (run_id, test_result_id, fingerprint_id, full_name, message, trace) VALUES ",
        );
        insert.push_rows(rows.iter().copied(), |insert, row| {
            insert.push_bind(run_id).push(", ").push_bind(row.test_result_id);
            insert
                .push(", (SELECT id FROM fingerprints WHERE text = ")
                .push_bind(&row.fingerprint)
                .push("), ");
            insert.push_bind(&row.full_name).push(", ").push_bind(&row.message).push(", ");
            insert.push_bind(&row.trace);
        });
        insert.build::<()>().execute(&mut *tx).await?;
    }
    Ok(())
}

/// Drops the failures of these runs, and fingerprints that nothing has.
pub(crate) async fn prune(tx: &mut Write, runs: &str) -> Result<(), StoreError> {
    let of_runs = "DELETE FROM failures WHERE run_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))";
    query(of_runs).bind(runs).execute(&mut *tx).await?;
    let unused = "DELETE FROM fingerprints
        WHERE NOT EXISTS (SELECT 1 FROM failures WHERE fingerprint_id = fingerprints.id)";
    query(unused).execute(&mut *tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, run};
    use crate::sql::query_scalar;
    use crate::{ResultRow, RunRow};

    fn result(id: i64, status: &str) -> ResultRow {
        ResultRow {
            test_key: format!("key-{id}"),
            test_result_id: id,
            name: format!("Тест {id}"),
            status: status.to_owned(),
            duration_ms: Some(5),
        }
    }

    fn failure(id: i64, fingerprint: &str) -> FailureRow {
        FailureRow {
            test_result_id: id,
            fingerprint: fingerprint.to_owned(),
            full_name: Some(format!("shop.{id}")),
            message: Some("\u{1f642} \"нет\"\nвторая".to_owned()),
            trace: None,
        }
    }

    async fn count(fixture: &Fixture, table: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        query_scalar(sql).fetch_one(&fixture.store.db).await.expect("counted")
    }

    #[tokio::test]
    async fn failures_are_kept_with_the_results_and_go_with_them() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await;
        let run = fixture.add(&run(connection.id, "key")).await;
        let rows = [result(1, "failed"), result(2, "broken"), result(3, "passed"), result(4, "failed")];
        let failures = [failure(1, "a"), failure(2, "b"), failure(4, "a")];
        let store = &fixture.store;
        store.results().replace_all(run.id, &rows, &failures, 5).await.expect("stored");

        let bad = store.failures().of_run(run.id, &["failed", "broken"]).await.expect("read");
        let told: Vec<_> = bad.iter().map(|one| (one.test_result_id, one.fingerprint.as_deref())).collect();
        assert_eq!(told, [(1, Some("a")), (2, Some("b")), (4, Some("a"))]);
        let words = store.failures().of_results(run.id, &[4, 9]).await.expect("read");
        assert_eq!(words, [failure(4, "a")]);

        store.results().replace_all(run.id, &rows, &[failure(1, "c")], 5).await.expect("stored");
        let bad = store.failures().of_run(run.id, &["failed"]).await.expect("read");
        assert_eq!((bad[0].fingerprint.as_deref(), bad[1].fingerprint.as_deref()), (Some("c"), None));
        assert_eq!(count(&fixture, "fingerprints").await, 1);
        store.runs().delete(run.id).await.expect("deleted");
        assert_eq!(count(&fixture, "failures").await, 0);
    }

    #[tokio::test]
    async fn earlier_runs_of_the_job_tell_what_is_not_new() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await;
        let mut ids = Vec::new();
        for (n, job, fingerprints) in [
            (1, 11, ["a", "b"]),
            (2, 11, ["a", "c"]),
            (3, 99, ["d", "d"]),
            (4, 11, ["a", "d"]),
            (5, 11, ["d", "d"]),
        ] {
            let row = RunRow { job_id: Some(job), asked_at: n, ..run(connection.id, &format!("key-{n}")) };
            let row = fixture.add(&row).await;
            let failures = [failure(1, fingerprints[0]), failure(2, fingerprints[1])];
            let rows = [result(1, "failed"), result(2, "failed")];
            fixture.store.results().replace_all(row.id, &rows, &failures, 5).await.expect("stored");
            ids.push(row.id);
        }
        let earlier = fixture.store.failures().earlier(ids[3], &["a", "d", "new"]).await.expect("read");
        let told: Vec<_> = earlier.iter().map(|one| (one.fingerprint.as_str(), one.run_id)).collect();
        assert_eq!(told, [("a", ids[0]), ("a", ids[1])]);
    }
}
