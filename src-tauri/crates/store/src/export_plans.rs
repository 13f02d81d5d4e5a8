use crate::db::{Db, Write};
use crate::sql::{query, query_as, query_scalar};

use crate::{Alongside, Millis, StoreError};

/// An export plan.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ExportPlanRow {
    pub id: i64,
    /// Which server it belongs to.
    pub server: String,
    /// What a person said of it, as JSON.
    pub draft: String,
    /// Due times up to this one are dealt with.
    pub handled_until: Millis,
    /// The due time that is passed over.
    pub skips_at: Option<Millis>,
    /// The attempt that is to begin, as JSON.
    pub pending: Option<String>,
    /// The missed due times that a person decides about, as JSON.
    pub asking: Option<String>,
    /// A failure that nobody has looked at.
    pub failed: bool,
}

pub struct ExportPlans<'a>(pub(crate) &'a Db);

impl ExportPlans<'_> {
    /// With what follows from it; answers the new id, the one in the row does not count. A command without a subject gets the plan as its subject.
    pub async fn create(&self, row: &ExportPlanRow, alongside: &Alongside) -> Result<i64, StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "INSERT INTO export_plans (server, draft, handled_until, skips_at, pending, asking, failed)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
        let id = query_scalar(sql)
            .bind(&row.server)
            .bind(&row.draft)
            .bind(row.handled_until)
            .bind(row.skips_at)
            .bind(&row.pending)
            .bind(&row.asking)
            .bind(row.failed)
            .fetch_one(&mut tx)
            .await?;
        alongside.write_about(&mut tx, id).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// With what follows from it: both or neither.
    pub async fn write(&self, row: &ExportPlanRow, alongside: &Alongside) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        update(&mut tx, row).await?;
        alongside.write_about(&mut tx, row.id).await?;
        tx.commit().await
    }

    /// In the order in which they were made.
    pub async fn of_server(&self, server: &str) -> Result<Vec<ExportPlanRow>, StoreError> {
        let sql = "SELECT * FROM export_plans WHERE server = $1 ORDER BY id";
        Ok(query_as(sql).bind(server).fetch_all(self.0).await?)
    }

    pub async fn get(&self, id: i64) -> Result<Option<ExportPlanRow>, StoreError> {
        Ok(query_as("SELECT * FROM export_plans WHERE id = $1").bind(id).fetch_optional(self.0).await?)
    }

    /// Its attempts go with it; its files stay.
    pub async fn delete(&self, id: i64) -> Result<(), StoreError> {
        query("DELETE FROM export_plans WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }

    /// How many plans have a failure that nobody has looked at.
    pub async fn failed(&self, server: &str) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM export_plans WHERE server = $1 AND failed";
        let count: i64 = query_scalar(sql).bind(server).fetch_one(self.0).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

pub(crate) async fn update(db: &mut Write, row: &ExportPlanRow) -> Result<(), StoreError> {
    let sql =
        "UPDATE export_plans SET draft = $1, handled_until = $2, skips_at = $3, pending = $4, asking = $5,
        failed = $6 WHERE id = $7";
    query(sql)
        .bind(&row.draft)
        .bind(row.handled_until)
        .bind(row.skips_at)
        .bind(&row.pending)
        .bind(&row.asking)
        .bind(row.failed)
        .bind(row.id)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, plan};

    #[tokio::test]
    async fn a_plan_belongs_to_its_server() {
        let fixture = Fixture::new().await;
        let plans = fixture.store.export_plans();
        let here = fixture.plan().await;
        plans.create(&plan("elsewhere"), &Alongside::default()).await.expect("made");
        assert_eq!(plans.of_server("here").await.expect("read"), std::slice::from_ref(&here));
        assert_eq!(plans.failed("here").await.expect("read"), 0);

        let changed = ExportPlanRow { failed: true, pending: Some("{}".to_owned()), ..here };
        plans.write(&changed, &Alongside::default()).await.expect("written");
        assert_eq!(plans.get(changed.id).await.expect("read"), Some(changed.clone()));
        assert_eq!(plans.failed("here").await.expect("read"), 1);

        plans.delete(changed.id).await.expect("deleted");
        assert_eq!(plans.of_server("here").await.expect("read"), []);
        assert_eq!(plans.of_server("elsewhere").await.expect("read").len(), 1);
    }
}
