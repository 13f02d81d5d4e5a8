use crate::StoreError;
use crate::db::Db;
use crate::sql::{query, query_as};

/// A choice of tests under a name.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SavedTestsRow {
    pub id: i64,
    pub connection_id: i64,
    pub project_id: i64,
    pub name: String,
    /// As JSON.
    pub tests: String,
}

pub struct SavedTests<'a>(pub(crate) &'a Db);

impl SavedTests<'_> {
    /// One of the same project and name is written over.
    pub async fn save(
        &self,
        connection_id: i64,
        project_id: i64,
        name: &str,
        tests: &str,
    ) -> Result<SavedTestsRow, StoreError> {
        let sql = "INSERT INTO saved_tests (connection_id, project_id, name, tests) VALUES ($1, $2, $3, $4)
            ON CONFLICT (connection_id, project_id, name) DO UPDATE SET tests = excluded.tests
            RETURNING *";
        Ok(query_as(sql)
            .bind(connection_id)
            .bind(project_id)
            .bind(name)
            .bind(tests)
            .fetch_one(self.0)
            .await?)
    }

    /// By name.
    pub async fn of_project(
        &self,
        connection_id: i64,
        project_id: i64,
    ) -> Result<Vec<SavedTestsRow>, StoreError> {
        let sql = "SELECT * FROM saved_tests WHERE connection_id = $1 AND project_id = $2 ORDER BY name, id";
        Ok(query_as(sql).bind(connection_id).bind(project_id).fetch_all(self.0).await?)
    }

    /// False where another one of the project has the name.
    pub async fn rename(&self, id: i64, name: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE saved_tests SET name = $1 WHERE id = $2 AND NOT EXISTS (
                SELECT 1 FROM saved_tests AS other WHERE other.connection_id = saved_tests.connection_id
                    AND other.project_id = saved_tests.project_id AND other.name = $1 AND other.id <> $2)";
        let done = query(sql).bind(name).bind(id).execute(self.0).await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn delete(&self, id: i64) -> Result<(), StoreError> {
        query("DELETE FROM saved_tests WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn a_name_is_one_choice_of_a_project() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let saved = fixture.store.saved_tests();
        let smoke = saved.save(connection, 1, "Smoke", "1").await.expect("saved");
        let again = saved.save(connection, 1, "Smoke", "2").await.expect("saved");
        assert_eq!((again.id, again.tests.as_str()), (smoke.id, "2"));
        let other = saved.save(connection, 1, "Cart", "3").await.expect("saved");
        saved.save(connection, 2, "Smoke", "4").await.expect("saved");
        assert_eq!(saved.of_project(connection, 1).await.expect("read"), [other.clone(), again]);
        assert!(!saved.rename(other.id, "Smoke").await.expect("asked"), "the name is taken");
        assert!(saved.rename(other.id, "Cart").await.expect("asked"), "its own name");
        assert!(saved.rename(other.id, "Basket").await.expect("asked"));
        saved.delete(smoke.id).await.expect("deleted");
        let names: Vec<_> = saved.of_project(connection, 1).await.expect("read");
        assert_eq!(names.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Basket"]);
    }
}
