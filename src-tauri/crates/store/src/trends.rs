use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};
use crate::{Millis, StoreError};

/// A launch as trends show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct TrendLaunchRow {
    pub launch_id: i64,
    pub name: String,
    pub created_at: Millis,
    pub modified_at: Option<Millis>,
    pub closed: bool,
    /// JSON: `[[id, name]]`.
    pub jobs: String,
    /// Milliseconds.
    pub duration: Option<i64>,
    /// The server's counts, as JSON; `None` while it tells none.
    pub counts: Option<String>,
    /// What each test came to, as JSON; `None` until it was read.
    pub cells: Option<String>,
    /// The launch's last change as of that reading; `None` where it was still open.
    pub read_as: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TrendTestRow {
    /// Ours; 0 for one that is not stored yet.
    pub id: i64,
    pub case_id: Option<i64>,
    pub name: String,
}

/// The trends of one project.
pub struct Trends<'a> {
    pub(crate) db: &'a Db,
    pub(crate) connection_id: i64,
    pub(crate) project_id: i64,
}

impl Trends<'_> {
    /// The newest first, without what the tests came to.
    pub async fn launches(&self) -> Result<Vec<TrendLaunchRow>, StoreError> {
        let sql = "SELECT launch_id, name, created_at, modified_at, closed, jobs, duration, counts,
                CASE WHEN cells IS NULL THEN NULL ELSE '' END AS cells, read_as
            FROM trend_launches WHERE connection_id = $1 AND project_id = $2 ORDER BY created_at DESC, launch_id DESC";
        Ok(query_as(sql).bind(self.connection_id).bind(self.project_id).fetch_all(self.db).await?)
    }

    /// Those of these launches that are kept, with their names.
    pub async fn launch_names(&self, launch_ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT launch_id, name FROM trend_launches
            WHERE connection_id = $1 AND project_id = $2 AND launch_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))";
        let launch_ids = serde_json::to_string(launch_ids)?;
        let rows = query_as(sql).bind(self.connection_id).bind(self.project_id).bind(launch_ids);
        Ok(rows.fetch_all(self.db).await?)
    }

    /// What the tests came to in these launches: launch and JSON.
    pub async fn cells(&self, launch_ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT launch_id, cells FROM trend_launches
            WHERE connection_id = $1 AND project_id = $2 AND cells IS NOT NULL
                AND launch_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))";
        let launch_ids = serde_json::to_string(launch_ids)?;
        let rows = query_as(sql).bind(self.connection_id).bind(self.project_id).bind(launch_ids);
        Ok(rows.fetch_all(self.db).await?)
    }

    /// Takes in what the list of launches tells; what their tests came to stays. Launches that `gone` names are deleted.
    pub async fn take_in(&self, rows: &[TrendLaunchRow], gone: &[i64], at: Millis) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        for row in rows {
            query(
                "INSERT INTO trend_launches (connection_id, project_id, launch_id, name, created_at, modified_at, closed,
                    jobs, duration, counts)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (connection_id, project_id, launch_id) DO UPDATE SET
                    cells = CASE WHEN trend_launches.created_at = excluded.created_at THEN trend_launches.cells END,
                    read_as = CASE WHEN trend_launches.created_at = excluded.created_at THEN trend_launches.read_as END,
                    name = excluded.name, created_at = excluded.created_at, modified_at = excluded.modified_at,
                    closed = excluded.closed, jobs = excluded.jobs, duration = excluded.duration,
                    counts = excluded.counts",
            )
            .bind(self.connection_id)
            .bind(self.project_id)
            .bind(row.launch_id)
            .bind(&row.name)
            .bind(row.created_at)
            .bind(row.modified_at)
            .bind(row.closed)
            .bind(&row.jobs)
            .bind(row.duration)
            .bind(&row.counts)
            .execute(&mut tx)
            .await?;
        }
        query(
            "DELETE FROM trend_launches WHERE connection_id = $1 AND project_id = $2
                AND launch_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))",
        )
        .bind(self.connection_id)
        .bind(self.project_id)
        .bind(serde_json::to_string(gone)?)
        .execute(&mut tx)
        .await?;
        query(
            "INSERT INTO trend_readings (connection_id, project_id, at) VALUES ($1, $2, $3)
            ON CONFLICT (connection_id, project_id) DO UPDATE SET at = excluded.at",
        )
        .bind(self.connection_id)
        .bind(self.project_id)
        .bind(at)
        .execute(&mut tx)
        .await?;
        tx.commit().await
    }

    /// Keeps what the tests of a launch came to.
    pub async fn keep_cells(
        &self,
        launch_id: i64,
        cells: &str,
        read_as: Option<Millis>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE trend_launches SET cells = $1, read_as = $2
            WHERE connection_id = $3 AND project_id = $4 AND launch_id = $5";
        let query = query(sql).bind(cells).bind(read_as);
        query.bind(self.connection_id).bind(self.project_id).bind(launch_id).execute(self.db).await?;
        Ok(())
    }

    pub async fn tests(&self) -> Result<Vec<TrendTestRow>, StoreError> {
        let sql = "SELECT id, case_id, name FROM trend_tests WHERE connection_id = $1 AND project_id = $2";
        Ok(query_as(sql).bind(self.connection_id).bind(self.project_id).fetch_all(self.db).await?)
    }

    /// Those of these tests that are kept, with their names.
    pub async fn test_names(&self, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT id, name FROM trend_tests
            WHERE connection_id = $1 AND project_id = $2 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))";
        let ids = serde_json::to_string(ids)?;
        let rows = query_as(sql).bind(self.connection_id).bind(self.project_id).bind(ids);
        Ok(rows.fetch_all(self.db).await?)
    }

    /// Stores new tests and changed names, and answers the new ones with their ids.
    pub async fn keep_tests(&self, rows: &[TrendTestRow]) -> Result<Vec<TrendTestRow>, StoreError> {
        let mut tx = self.db.write().await?;
        let mut made = Vec::new();
        for row in rows {
            if row.id == 0 {
                let sql = "INSERT INTO trend_tests (connection_id, project_id, case_id, name)
                    VALUES ($1, $2, $3, $4) RETURNING id, case_id, name";
                let query = query_as(sql).bind(self.connection_id).bind(self.project_id);
                made.push(query.bind(row.case_id).bind(&row.name).fetch_one(&mut tx).await?);
            } else {
                let sql = "UPDATE trend_tests SET name = $1 WHERE id = $2";
                query(sql).bind(&row.name).bind(row.id).execute(&mut tx).await?;
            }
        }
        tx.commit().await?;
        Ok(made)
    }

    /// When the server last told the launches.
    pub async fn told_at(&self) -> Result<Option<Millis>, StoreError> {
        let sql = "SELECT at FROM trend_readings WHERE connection_id = $1 AND project_id = $2";
        let at = query_scalar(sql).bind(self.connection_id).bind(self.project_id);
        Ok(at.fetch_optional(self.db).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn launch(launch_id: i64, created_at: Millis) -> TrendLaunchRow {
        TrendLaunchRow {
            launch_id,
            name: format!("Nightly {launch_id}"),
            created_at,
            jobs: "[]".to_owned(),
            ..TrendLaunchRow::default()
        }
    }

    #[tokio::test]
    async fn what_tests_came_to_stays_until_the_id_names_another_launch() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let trends = fixture.store.trends(connection, 1);
        assert_eq!(trends.told_at().await.expect("read"), None);
        trends.take_in(&[launch(5, 10), launch(6, 20)], &[], 99).await.expect("stored");
        trends.keep_cells(5, "[[1,0,7,8]]", Some(3)).await.expect("stored");
        let closed = TrendLaunchRow { closed: true, ..launch(5, 10) };
        trends.take_in(std::slice::from_ref(&closed), &[6], 100).await.expect("stored");
        let kept = trends.launches().await.expect("read");
        assert_eq!(kept, [TrendLaunchRow { cells: Some(String::new()), read_as: Some(3), ..closed }]);
        assert_eq!(trends.cells(&[5, 6]).await.expect("read"), [(5, "[[1,0,7,8]]".to_owned())]);
        assert_eq!(trends.launch_names(&[5, 6]).await.expect("read"), [(5, "Nightly 5".to_owned())]);
        assert_eq!(trends.told_at().await.expect("read"), Some(100));
        trends.take_in(&[launch(5, 11)], &[], 101).await.expect("stored");
        assert_eq!(trends.launches().await.expect("read"), [launch(5, 11)]);
        assert!(fixture.store.trends(connection, 2).launches().await.expect("read").is_empty());
    }

    #[tokio::test]
    async fn tests_get_ids_of_ours_and_keep_them_under_a_new_name() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let trends = fixture.store.trends(connection, 1);
        let test = TrendTestRow { id: 0, case_id: Some(9), name: "Pays".to_owned() };
        let made = trends.keep_tests(std::slice::from_ref(&test)).await.expect("stored");
        let renamed = TrendTestRow { name: "Pays by card".to_owned(), ..made[0].clone() };
        assert!(trends.keep_tests(std::slice::from_ref(&renamed)).await.expect("stored").is_empty());
        let other = fixture.store.trends(connection, 2);
        assert!(other.test_names(&[renamed.id]).await.expect("read").is_empty());
        let names = trends.test_names(&[renamed.id, renamed.id + 1]).await.expect("read");
        assert_eq!(names, [(renamed.id, "Pays by card".to_owned())]);
        assert_eq!(trends.tests().await.expect("read"), [renamed]);
    }
}
