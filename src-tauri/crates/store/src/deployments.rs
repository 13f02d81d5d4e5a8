use crate::db::Db;
use crate::sql::{query, query_as};
use crate::{Alongside, StoreError};

/// What is remembered of a bot in a container. Whether there is one is what the engine says.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct DeploymentRow {
    pub name: String,
    /// What a person said of it, as JSON, without contents and secrets. `None` where it was deployed elsewhere.
    pub draft: Option<String>,
    /// How it went so far, as JSON.
    pub memory: String,
}

pub struct Deployments<'a>(pub(crate) &'a Db);

impl Deployments<'_> {
    /// By name.
    pub async fn list(&self) -> Result<Vec<DeploymentRow>, StoreError> {
        let sql = "SELECT name, draft, memory FROM deployments ORDER BY name";
        Ok(query_as(sql).fetch_all(self.0).await?)
    }

    /// With what follows from the change: all of it or none.
    pub async fn write(&self, row: &DeploymentRow, alongside: &Alongside) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "INSERT INTO deployments (name, draft, memory) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET draft = excluded.draft, memory = excluded.memory";
        query(sql).bind(&row.name).bind(&row.draft).bind(&row.memory).execute(&mut tx).await?;
        alongside.write(&mut tx).await?;
        tx.commit().await
    }

    pub async fn delete(&self, name: &str) -> Result<(), StoreError> {
        query("DELETE FROM deployments WHERE name = $1").bind(name).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, command};

    fn row(name: &str, draft: Option<&str>) -> DeploymentRow {
        DeploymentRow { name: name.to_owned(), draft: draft.map(str::to_owned), memory: "{}".to_owned() }
    }

    #[tokio::test]
    async fn a_bot_is_remembered_until_it_is_removed() {
        let fixture = Fixture::new().await;
        let deployments = fixture.store.deployments();
        let nothing = Alongside::default();
        deployments.write(&row("b", None), &nothing).await.expect("written");
        deployments.write(&row("a", Some("{}")), &nothing).await.expect("written");
        deployments.write(&row("b", Some("{1}")), &nothing).await.expect("written");
        let all = deployments.list().await.expect("read");
        assert_eq!(all, [row("a", Some("{}")), row("b", Some("{1}"))]);
        deployments.delete("a").await.expect("deleted");
        assert_eq!(deployments.list().await.expect("read").len(), 1);
    }

    #[tokio::test]
    async fn a_key_that_acted_changes_nothing() {
        let fixture = Fixture::new().await;
        let deployments = fixture.store.deployments();
        let once = Alongside { command: Some(command("key")), ..Alongside::default() };
        deployments.write(&row("a", None), &once).await.expect("written");
        let again = deployments.write(&row("a", Some("{}")), &once).await;
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        assert_eq!(deployments.list().await.expect("read"), [row("a", None)]);
    }
}
