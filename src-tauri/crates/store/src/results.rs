use std::collections::BTreeMap;

use crate::db::Db;
use crate::sql::{QueryBuilder, query, query_as, query_scalar};

use crate::StoreError;
use crate::failures::{self, FailureRow};

/// One test of a finished run, kept so that the next run of the job can be compared with it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ResultRow {
    /// The same test in another run has the same key.
    pub test_key: String,
    pub test_result_id: i64,
    pub name: String,
    pub status: String,
    pub duration_ms: Option<i64>,
}

/// Rows of one statement.
const AT_ONCE: usize = 500;

pub struct Results<'a>(pub(crate) &'a Db);

impl Results<'_> {
    /// Puts these in the place of what the run had. Of two with the same key the later one stays. Of the job's runs the
    /// newest `kept` keep their results, and what went wrong in them.
    pub async fn replace_all(
        &self,
        run_id: i64,
        rows: &[ResultRow],
        failures: &[FailureRow],
        kept: u32,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        query("DELETE FROM results WHERE run_id = $1").bind(run_id).execute(&mut tx).await?;
        let latest: Vec<&ResultRow> =
            rows.iter().map(|row| (&row.test_key, row)).collect::<BTreeMap<_, _>>().into_values().collect();
        // A few statements for ten thousand rows instead of ten thousand round trips.
        for rows in latest.chunks(AT_ONCE) {
            let mut insert = QueryBuilder::new(
                "INSERT INTO results (run_id, test_key, test_result_id, name, status, duration_ms) VALUES ",
            );
            insert.push_rows(rows, |insert, row| {
                insert.push_bind(run_id).push(", ").push_bind(&row.test_key).push(", ");
                insert.push_bind(row.test_result_id).push(", ").push_bind(&row.name).push(", ");
                insert.push_bind(&row.status).push(", ").push_bind(row.duration_ms);
            });
            insert.build::<()>().execute(&mut tx).await?;
        }
        let sql = "SELECT id FROM (
                SELECT other.id AS id, row_number() OVER (ORDER BY other.asked_at DESC, other.id DESC) AS place
                FROM runs this JOIN runs other ON other.connection_id = this.connection_id
                    AND other.project_id = this.project_id AND other.job_id IS NOT DISTINCT FROM this.job_id
                WHERE this.id = $1 AND EXISTS (SELECT 1 FROM results WHERE run_id = other.id)
            ) AS ranked WHERE place > $2";
        let past: Vec<i64> = query_scalar(sql).bind(run_id).bind(kept).fetch_all(&mut tx).await?;
        let past = serde_json::to_string(&past)?;
        let of_runs = "DELETE FROM results WHERE run_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))";
        query(of_runs).bind(&past).execute(&mut tx).await?;
        failures::replace(&mut tx, run_id, failures).await?;
        failures::prune(&mut tx, &past).await?;
        tx.commit().await
    }

    /// By key.
    pub async fn list(&self, run_id: i64) -> Result<Vec<ResultRow>, StoreError> {
        Ok(query_as(
            "SELECT test_key, test_result_id, name, status, duration_ms FROM results
            WHERE run_id = $1 ORDER BY test_key",
        )
        .bind(run_id)
        .fetch_all(self.0)
        .await?)
    }

    /// The first that ended so, by key.
    pub async fn of_status(
        &self,
        run_id: i64,
        statuses: &[&str],
        limit: u32,
    ) -> Result<Vec<ResultRow>, StoreError> {
        let statuses = serde_json::to_string(statuses)?;
        Ok(query_as(
            "SELECT test_key, test_result_id, name, status, duration_ms FROM results
            WHERE run_id = $1 AND status IN (SELECT value FROM json_each($2)) ORDER BY test_key LIMIT $3",
        )
        .bind(run_id)
        .bind(statuses)
        .bind(limit)
        .fetch_all(self.0)
        .await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, run};

    fn result(key: &str, status: &str) -> ResultRow {
        ResultRow {
            test_key: key.to_owned(),
            test_result_id: 7,
            name: format!("Тест \u{1f642} \"{key}\""),
            status: status.to_owned(),
            duration_ms: (status == "passed").then_some(1_500),
        }
    }

    #[tokio::test]
    async fn results_are_replaced_as_a_whole() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await;
        let run = fixture.add(&run(connection.id, "key")).await;
        let results = fixture.store.results();
        results
            .replace_all(run.id, &[result("a", "failed"), result("b", "passed")], &[], 5)
            .await
            .expect("stored");
        let twice = [result("c", "broken"), result("c", "passed")];
        results.replace_all(run.id, &twice, &[], 5).await.expect("stored");
        assert_eq!(results.list(run.id).await.expect("read"), [result("c", "passed")]);
        let all =
            [result("d", "broken"), result("c", "failed"), result("b", "passed"), result("a", "broken")];
        results.replace_all(run.id, &all, &[], 5).await.expect("stored");
        let bad = results.of_status(run.id, &["failed", "broken"], 2).await.expect("read");
        assert_eq!(bad, [result("a", "broken"), result("c", "failed")]);
        results.replace_all(run.id, &[], &[], 5).await.expect("stored");
        assert_eq!(results.list(run.id).await.expect("read"), []);
    }

    #[tokio::test]
    async fn the_newest_runs_of_each_job_keep_their_results() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await;
        let mut ids = Vec::new();
        for n in 0..7_i64 {
            let job = if n == 0 { 99 } else { 11 };
            let row =
                crate::RunRow { job_id: Some(job), asked_at: n, ..run(connection.id, &format!("key-{n}")) };
            let row = fixture.add(&row).await;
            fixture
                .store
                .results()
                .replace_all(row.id, &[result("a", "passed")], &[], 5)
                .await
                .expect("stored");
            ids.push(row.id);
        }
        assert_eq!(fixture.store.results().list(ids[1]).await.expect("read"), []);
        assert_eq!(fixture.store.results().list(ids[0]).await.expect("read").len(), 1);
    }
}
