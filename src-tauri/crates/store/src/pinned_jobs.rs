use crate::db::Db;
use crate::sql::{query, query_as};

use crate::{Millis, StoreError};

/// A job that a person keeps at hand.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PinnedJobRow {
    pub project_id: i64,
    pub job_id: i64,
    /// The names are those of the moment when it was pinned.
    pub project_name: String,
    pub job_name: String,
    pub ci: String,
    pub pinned_at: Millis,
}

pub struct PinnedJobs<'a>(pub(crate) &'a Db);

impl PinnedJobs<'_> {
    /// In the order in which they were pinned.
    pub async fn list(&self, connection_id: i64) -> Result<Vec<PinnedJobRow>, StoreError> {
        let sql = "SELECT project_id, job_id, project_name, job_name, ci, pinned_at FROM pinned_jobs
            WHERE connection_id = $1 ORDER BY pinned_at, project_id, job_id";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    /// One that is pinned already keeps its place.
    pub async fn pin(&self, connection_id: i64, row: &PinnedJobRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO pinned_jobs
            (connection_id, project_id, job_id, project_name, job_name, ci, pinned_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection_id, project_id, job_id) DO NOTHING";
        query(sql)
            .bind(connection_id)
            .bind(row.project_id)
            .bind(row.job_id)
            .bind(&row.project_name)
            .bind(&row.job_name)
            .bind(&row.ci)
            .bind(row.pinned_at)
            .execute(self.0)
            .await?;
        Ok(())
    }

    pub async fn unpin(&self, connection_id: i64, project_id: i64, job_id: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM pinned_jobs WHERE connection_id = $1 AND project_id = $2 AND job_id = $3";
        query(sql).bind(connection_id).bind(project_id).bind(job_id).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn row(job_id: i64, pinned_at: Millis) -> PinnedJobRow {
        PinnedJobRow {
            project_id: 1,
            job_id,
            project_name: "P".to_owned(),
            job_name: format!("Job {job_id}"),
            ci: "jenkins".to_owned(),
            pinned_at,
        }
    }

    #[tokio::test]
    async fn jobs_stand_in_the_order_in_which_they_were_pinned() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let pinned = fixture.store.pinned_jobs();
        for row in [row(9, 1), row(3, 2), row(9, 3)] {
            pinned.pin(connection, &row).await.expect("pinned");
        }
        assert_eq!(pinned.list(connection).await.expect("read"), [row(9, 1), row(3, 2)]);
        pinned.unpin(connection, 1, 9).await.expect("unpinned");
        pinned.unpin(connection, 1, 9).await.expect("it is gone already");
        assert_eq!(pinned.list(connection).await.expect("read"), [row(3, 2)]);
        assert_eq!(pinned.list(connection + 1).await.expect("read"), []);
    }
}
