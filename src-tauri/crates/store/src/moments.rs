use crate::db::{Db, Write};
use crate::sql::{query, query_as};

use crate::{Millis, StoreError};

/// A moment of a run's timeline.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MomentRow {
    pub at: Millis,
    pub kind: String,
    pub detail: Option<String>,
    /// It happened before `at`, which is when it was seen.
    pub seen: bool,
}

/// What became known of when things happened to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    pub run_id: i64,
    /// By the kind of a moment; the newest of a kind is meant.
    pub known: Vec<(String, Millis)>,
    /// Whatever was only seen later than this had happened by then.
    pub ended_at: Millis,
}

pub struct Moments<'a>(pub(crate) &'a Db);

impl Moments<'_> {
    /// Oldest first.
    pub async fn list(&self, run_id: i64) -> Result<Vec<MomentRow>, StoreError> {
        Ok(query_as("SELECT at, kind, detail, seen FROM moments WHERE run_id = $1 ORDER BY at, id")
            .bind(run_id)
            .fetch_all(self.0)
            .await?)
    }
}

pub(crate) async fn insert(db: &mut Write, run_id: i64, moment: &MomentRow) -> Result<(), StoreError> {
    query("INSERT INTO moments (run_id, at, kind, detail, seen) VALUES ($1, $2, $3, $4, $5)")
        .bind(run_id)
        .bind(moment.at)
        .bind(&moment.kind)
        .bind(&moment.detail)
        .bind(moment.seen)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn settle(db: &mut Write, timing: &Timing) -> Result<(), StoreError> {
    for (kind, at) in &timing.known {
        let sql = "UPDATE moments SET at = $1, seen = FALSE
            WHERE id = (SELECT max(id) FROM moments WHERE run_id = $2 AND kind = $3)";
        query(sql).bind(at).bind(timing.run_id).bind(kind).execute(&mut *db).await?;
    }
    query("UPDATE moments SET at = $1 WHERE run_id = $2 AND seen AND at > $3")
        .bind(timing.ended_at)
        .bind(timing.run_id)
        .bind(timing.ended_at)
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
        let moment = |at, kind: &str| MomentRow { at, kind: kind.to_owned(), detail: None, seen: false };
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
