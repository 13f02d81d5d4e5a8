use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};

use crate::StoreError;

/// What a person marked a project with; a project without marks has no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ProjectFlagsRow {
    pub project_id: i64,
    pub favourite: bool,
    pub muted: bool,
}

pub struct ProjectFlags<'a>(pub(crate) &'a Db);

impl ProjectFlags<'_> {
    pub async fn list(&self, connection_id: i64) -> Result<Vec<ProjectFlagsRow>, StoreError> {
        let sql = "SELECT project_id, favourite, muted FROM project_flags WHERE connection_id = $1 ORDER BY project_id";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    pub async fn is_muted(&self, connection_id: i64, project_id: i64) -> Result<bool, StoreError> {
        let sql = "SELECT muted FROM project_flags WHERE connection_id = $1 AND project_id = $2";
        let muted = query_scalar(sql).bind(connection_id).bind(project_id).fetch_optional(self.0).await?;
        Ok(muted.unwrap_or(false))
    }

    pub async fn set_favourite(
        &self,
        connection_id: i64,
        project_id: i64,
        on: bool,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO project_flags (connection_id, project_id, favourite) VALUES ($1, $2, $3)
            ON CONFLICT (connection_id, project_id) DO UPDATE SET favourite = excluded.favourite";
        query(sql).bind(connection_id).bind(project_id).bind(on).execute(self.0).await?;
        Ok(())
    }

    pub async fn set_muted(&self, connection_id: i64, project_id: i64, on: bool) -> Result<(), StoreError> {
        let sql = "INSERT INTO project_flags (connection_id, project_id, muted) VALUES ($1, $2, $3)
            ON CONFLICT (connection_id, project_id) DO UPDATE SET muted = excluded.muted";
        query(sql).bind(connection_id).bind(project_id).bind(on).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn a_mark_leaves_the_other_mark_alone() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let flags = fixture.store.project_flags();
        assert!(!flags.is_muted(connection, 4).await.expect("read"));
        flags.set_favourite(connection, 4, true).await.expect("set");
        flags.set_muted(connection, 4, true).await.expect("set");
        flags.set_favourite(connection, 4, false).await.expect("set");
        assert!(flags.is_muted(connection, 4).await.expect("read"));
        let row = ProjectFlagsRow { project_id: 4, favourite: false, muted: true };
        assert_eq!(flags.list(connection).await.expect("read"), [row]);
    }
}
