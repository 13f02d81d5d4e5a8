use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};
use crate::{Alongside, Millis, StoreError};

/// What somebody decided about results of a launch.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct DecisionRow {
    /// 0 for one that is not stored yet.
    pub id: i64,
    pub connection_id: i64,
    /// `None` once the run is forgotten here.
    pub run_id: Option<i64>,
    pub launch_id: i64,
    pub project_id: i64,
    pub at: Millis,
    pub by_whom: Option<String>,
    pub kind: String,
    /// What was decided, as JSON.
    pub detail: String,
    /// How the results were before, as JSON.
    pub before: String,
    /// What came of it for each result, as JSON; `None` while that is not known.
    pub items: Option<String>,
    /// The day on which to ask whether it still holds, as in `2026-11-28`.
    pub remind_on: Option<String>,
    pub undone_at: Option<Millis>,
    /// When a person was reminded.
    pub reminded_at: Option<Millis>,
}

pub struct Decisions<'a>(pub(crate) &'a Db);

impl Decisions<'_> {
    /// Stores it before anything is asked of the server, and answers its id. A command whose key acted before is a
    /// conflict, and nothing is stored.
    pub async fn begin(&self, row: &DecisionRow, alongside: &Alongside) -> Result<i64, StoreError> {
        let mut tx = self.0.write().await?;
        let id = query_scalar(
            "INSERT INTO decisions (connection_id, run_id, launch_id, project_id, at, by_whom, kind, detail, before,
                items, remind_on, undone_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        )
        .bind(row.connection_id)
        .bind(row.run_id)
        .bind(row.launch_id)
        .bind(row.project_id)
        .bind(row.at)
        .bind(&row.by_whom)
        .bind(&row.kind)
        .bind(&row.detail)
        .bind(&row.before)
        .bind(&row.items)
        .bind(&row.remind_on)
        .bind(row.undone_at)
        .fetch_one(&mut tx)
        .await?;
        alongside.write_about(&mut tx, id).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Keeps what came of it; `detail` holds what only the server's answer told.
    pub async fn conclude(&self, id: i64, detail: &str, items: &str) -> Result<(), StoreError> {
        query("UPDATE decisions SET detail = $1, items = $2 WHERE id = $3")
            .bind(detail)
            .bind(items)
            .bind(id)
            .execute(self.0)
            .await?;
        Ok(())
    }

    pub async fn undone(&self, id: i64, at: Millis) -> Result<(), StoreError> {
        let sql = "UPDATE decisions SET undone_at = $1 WHERE id = $2";
        query(sql).bind(at).bind(id).execute(self.0).await?;
        Ok(())
    }

    /// A person was reminded of these.
    pub async fn reminded(&self, ids: &[i64], at: Millis, alongside: &Alongside) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        for id in ids {
            let sql = "UPDATE decisions SET reminded_at = $1 WHERE id = $2";
            query(sql).bind(at).bind(*id).execute(&mut tx).await?;
        }
        alongside.write(&mut tx).await?;
        tx.commit().await
    }

    /// Another day for the reminder, or none.
    pub async fn remind_on(&self, id: i64, day: Option<&str>) -> Result<(), StoreError> {
        let sql = "UPDATE decisions SET remind_on = $1, reminded_at = NULL WHERE id = $2";
        query(sql).bind(day).bind(id).execute(self.0).await?;
        Ok(())
    }

    pub async fn get(&self, id: i64) -> Result<Option<DecisionRow>, StoreError> {
        Ok(query_as("SELECT * FROM decisions WHERE id = $1").bind(id).fetch_optional(self.0).await?)
    }

    /// Of a run, the newest first.
    pub async fn of_run(&self, run_id: i64) -> Result<Vec<DecisionRow>, StoreError> {
        let sql = "SELECT * FROM decisions WHERE run_id = $1 ORDER BY id DESC";
        Ok(query_as(sql).bind(run_id).fetch_all(self.0).await?)
    }

    /// Of all runs, the newest first.
    pub async fn latest(&self, connection_id: i64, limit: u32) -> Result<Vec<DecisionRow>, StoreError> {
        let sql = "SELECT * FROM decisions WHERE connection_id = $1 ORDER BY id DESC LIMIT $2";
        Ok(query_as(sql).bind(connection_id).bind(limit).fetch_all(self.0).await?)
    }

    /// Those of which a person is to be reminded on this day or was to be before, the oldest day first.
    pub async fn to_remind(&self, connection_id: i64, day: &str) -> Result<Vec<DecisionRow>, StoreError> {
        Ok(query_as(
            "SELECT * FROM decisions
            WHERE connection_id = $1 AND remind_on <= $2 AND undone_at IS NULL ORDER BY remind_on, id",
        )
        .bind(connection_id)
        .bind(day)
        .fetch_all(self.0)
        .await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, command, run};

    fn decided(connection_id: i64, run_id: i64) -> DecisionRow {
        DecisionRow {
            connection_id,
            run_id: Some(run_id),
            launch_id: 5,
            project_id: 1,
            at: 10,
            by_whom: Some("anna".to_owned()),
            kind: "mute".to_owned(),
            detail: "{}".to_owned(),
            before: "[]".to_owned(),
            remind_on: Some("2026-12-01".to_owned()),
            ..DecisionRow::default()
        }
    }

    #[tokio::test]
    async fn a_decision_is_kept_once_for_its_key_and_with_what_came_of_it() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await;
        let run = fixture.add(&run(connection.id, "key")).await;
        let decisions = fixture.store.decisions();
        let row = decided(connection.id, run.id);
        let alongside = Alongside { command: Some(command("press")), ..Alongside::default() };
        let id = decisions.begin(&row, &alongside).await.expect("stored");
        assert!(decisions.begin(&row, &alongside).await.expect_err("it acted").is_known_command());
        let kept = [DecisionRow { id, ..row }];
        assert_eq!(decisions.of_run(run.id).await.expect("read"), kept);
        assert_eq!(decisions.latest(connection.id, 9).await.expect("read"), kept);
        decisions.conclude(id, "{\"a\":1}", "[1]").await.expect("stored");
        let kept = decisions.get(id).await.expect("read").expect("there");
        assert_eq!((kept.detail.as_str(), kept.items.as_deref()), ("{\"a\":1}", Some("[1]")));
    }

    #[tokio::test]
    async fn reminders_are_due_from_their_day_on_until_it_is_undone() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await;
        let run = fixture.add(&run(connection.id, "key")).await;
        let decisions = fixture.store.decisions();
        let row = decided(connection.id, run.id);
        let id = decisions.begin(&row, &Alongside::default()).await.expect("stored");
        let without = DecisionRow { remind_on: None, ..row };
        decisions.begin(&without, &Alongside::default()).await.expect("stored");
        for (day, due) in [("2026-11-30", 0), ("2026-12-01", 1), ("2027-01-01", 1)] {
            assert_eq!(decisions.to_remind(connection.id, day).await.expect("read").len(), due, "{day}");
        }
        decisions.reminded(&[id], 15, &Alongside::default()).await.expect("stored");
        let due = decisions.to_remind(connection.id, "2026-12-01").await.expect("read");
        assert_eq!(due.first().and_then(|row| row.reminded_at), Some(15));
        decisions.remind_on(id, Some("2026-12-05")).await.expect("stored");
        let due = decisions.to_remind(connection.id, "2026-12-05").await.expect("read");
        assert_eq!(due.first().map(|row| row.reminded_at), Some(None), "it is due anew");
        decisions.undone(id, 20).await.expect("stored");
        assert!(decisions.to_remind(connection.id, "2027-01-01").await.expect("read").is_empty());
    }
}
