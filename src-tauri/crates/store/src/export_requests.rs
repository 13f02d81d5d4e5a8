use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};

use crate::{Millis, StoreError};

/// A file that a server was asked to prepare, and that is to be deleted there afterwards.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportRequestRow {
    pub id: i64,
    pub server: String,
    pub project_id: i64,
    /// By which it is found when the answer to the request was lost.
    pub name: String,
    /// The server's id, once it is known.
    pub request_id: Option<i64>,
    /// Nobody needs it any more.
    pub over: bool,
    pub asked_at: Millis,
}

pub struct ExportRequests<'a>(pub(crate) &'a Db);

impl ExportRequests<'_> {
    /// Before the server is asked. Answers the row's id.
    pub async fn intend(
        &self,
        server: &str,
        project_id: i64,
        name: &str,
        now: Millis,
    ) -> Result<i64, StoreError> {
        let sql = "INSERT INTO export_requests (server, project_id, name, asked_at) VALUES ($1, $2, $3, $4)
            RETURNING id";
        Ok(query_scalar(sql).bind(server).bind(project_id).bind(name).bind(now).fetch_one(self.0).await?)
    }

    pub async fn asked(&self, id: i64, request_id: i64) -> Result<(), StoreError> {
        let sql = "UPDATE export_requests SET request_id = $1 WHERE id = $2";
        query(sql).bind(request_id).bind(id).execute(self.0).await?;
        Ok(())
    }

    pub async fn over(&self, id: i64) -> Result<(), StoreError> {
        query("UPDATE export_requests SET over = TRUE WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }

    /// When nobody works with any of them: at the start, and between two connections.
    pub async fn all_over(&self) -> Result<(), StoreError> {
        query("UPDATE export_requests SET over = TRUE").execute(self.0).await?;
        Ok(())
    }

    /// Those that wait to be deleted on the server, oldest first.
    pub async fn left_over(&self, server: &str) -> Result<Vec<ExportRequestRow>, StoreError> {
        let sql = "SELECT * FROM export_requests WHERE server = $1 AND over ORDER BY id";
        Ok(query_as(sql).bind(server).fetch_all(self.0).await?)
    }

    pub async fn forget(&self, id: i64) -> Result<(), StoreError> {
        query("DELETE FROM export_requests WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn a_request_is_left_over_once_nobody_needs_it() {
        let fixture = Fixture::new().await;
        let requests = fixture.store.export_requests();
        let one = requests.intend("here", 1, "one", 5).await.expect("stored");
        let two = requests.intend("here", 1, "two", 6).await.expect("stored");
        requests.asked(one, 700).await.expect("stored");
        assert_eq!(requests.left_over("here").await.expect("read"), []);
        requests.over(one).await.expect("stored");
        let left = requests.left_over("here").await.expect("read");
        assert_eq!((left.len(), left[0].request_id), (1, Some(700)));
        requests.all_over().await.expect("stored");
        requests.forget(one).await.expect("forgotten");
        let left = requests.left_over("here").await.expect("read");
        assert_eq!((left.len(), left[0].id, left[0].request_id), (1, two, None));
        assert_eq!(requests.left_over("elsewhere").await.expect("read"), []);
    }
}
