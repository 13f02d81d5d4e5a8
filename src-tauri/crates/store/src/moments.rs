use crate::db::{Db, Write};

use crate::{Millis, StoreError};

/// A moment of a run's timeline.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MomentRow {
    pub at: Millis,
    pub kind: String,
    pub detail: Option<String>,
}

pub struct Moments<'a>(pub(crate) &'a Db);

impl Moments<'_> {
    /// Oldest first.
    pub async fn list(&self, run_id: i64) -> Result<Vec<MomentRow>, StoreError> {
        Ok(sqlx::query_as("SELECT at, kind, detail FROM moments WHERE run_id = ? ORDER BY at, id")
            .bind(run_id)
            .fetch_all(self.0)
            .await?)
    }
}

pub(crate) async fn insert(db: &mut Write, run_id: i64, moment: &MomentRow) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO moments (run_id, at, kind, detail) VALUES (?, ?, ?, ?)")
        .bind(run_id)
        .bind(moment.at)
        .bind(&moment.kind)
        .bind(&moment.detail)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Alongside;
    use crate::fixture::{Fixture, run};

    #[tokio::test]
    async fn the_timeline_is_in_order_and_goes_with_its_run() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await;
        let run = fixture.add(&run(connection.id, "key")).await;
        let moment = |at, kind: &str| MomentRow { at, kind: kind.to_owned(), detail: None };
        let (runs, moments) = (fixture.store.runs(), fixture.store.moments());
        let both = [moment(5, "started"), moment(1, "asked")];
        assert!(runs.write(&run, &both, &Alongside::default()).await.expect("written"));
        let kinds: Vec<String> =
            moments.list(run.id).await.expect("read").into_iter().map(|m| m.kind).collect();
        assert_eq!(kinds, ["asked", "started"]);
        runs.delete(run.id).await.expect("deleted");
        assert_eq!(moments.list(run.id).await.expect("read"), []);
    }
}
