use std::collections::HashMap;

use crate::db::{Db, Write};
use crate::sql::{query, query_as, query_scalar};

use crate::{Alongside, Millis, StoreError};

/// A job that is launched by itself: at times, or after another job passed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ScheduleRow {
    pub id: i64,
    /// Which server it belongs to.
    pub server: String,
    /// What a person said of it, as JSON.
    pub draft: String,
    /// What is dealt with: due times up to this one or, where it follows a job, ends up to this number of [`Ended`].
    pub handled_until: i64,
    /// The due time that is passed over.
    pub skips_at: Option<Millis>,
    /// The launch that is to be asked for, as JSON.
    pub pending: Option<String>,
    /// The missed due times that a person decides about, as JSON.
    pub asking: Option<String>,
    /// Why it does not launch as it is, in words.
    pub problem: Option<String>,
    /// A launch that did not happen, which nobody has looked at.
    pub failed: bool,
}

/// What became of a due time.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TurnRow {
    pub due_at: Millis,
    pub at: Millis,
    pub outcome: String,
    /// The run that it began.
    pub run_id: Option<i64>,
    /// Why it began none, in words.
    pub message: Option<String>,
}

#[derive(sqlx::FromRow)]
struct TurnOf {
    schedule_id: i64,
    #[sqlx(flatten)]
    turn: TurnRow,
}

/// A run that ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Ended {
    /// Grows with each end that is stored.
    pub number: i64,
    pub run_id: i64,
    pub finished_at: Millis,
}

pub struct Schedules<'a>(pub(crate) &'a Db);

impl Schedules<'_> {
    /// Answers the new id, the one in the row does not count.
    pub async fn create(&self, row: &ScheduleRow) -> Result<i64, StoreError> {
        let sql =
            "INSERT INTO schedules (server, draft, handled_until, skips_at, pending, asking, problem, failed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
        Ok(query_scalar(sql)
            .bind(&row.server)
            .bind(&row.draft)
            .bind(row.handled_until)
            .bind(row.skips_at)
            .bind(&row.pending)
            .bind(&row.asking)
            .bind(&row.problem)
            .bind(row.failed)
            .fetch_one(self.0)
            .await?)
    }

    /// With what became of its due times and what follows from that: all of it or none.
    pub async fn write(
        &self,
        row: &ScheduleRow,
        turns: &[TurnRow],
        alongside: &Alongside,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql =
            "UPDATE schedules SET draft = $1, handled_until = $2, skips_at = $3, pending = $4, asking = $5,
            problem = $6, failed = $7 WHERE id = $8";
        query(sql)
            .bind(&row.draft)
            .bind(row.handled_until)
            .bind(row.skips_at)
            .bind(&row.pending)
            .bind(&row.asking)
            .bind(&row.problem)
            .bind(row.failed)
            .bind(row.id)
            .execute(&mut tx)
            .await?;
        for turn in turns {
            insert(&mut tx, row.id, turn).await?;
        }
        alongside.write_about(&mut tx, row.id).await?;
        tx.commit().await
    }

    /// In the order in which they were made.
    pub async fn of_server(&self, server: &str) -> Result<Vec<ScheduleRow>, StoreError> {
        let sql = "SELECT * FROM schedules WHERE server = $1 ORDER BY id";
        Ok(query_as(sql).bind(server).fetch_all(self.0).await?)
    }

    /// Its turns go with it; the runs that it began stay.
    pub async fn delete(&self, id: i64) -> Result<(), StoreError> {
        query("DELETE FROM schedules WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }

    /// The newest `limit` of each schedule of a server, newest first.
    pub async fn turns_of_server(
        &self,
        server: &str,
        limit: u32,
    ) -> Result<HashMap<i64, Vec<TurnRow>>, StoreError> {
        let sql = "SELECT schedule_id, due_at, at, outcome, run_id, message FROM (
                SELECT t.*, row_number() OVER (PARTITION BY schedule_id ORDER BY t.id DESC) AS place
                FROM schedule_turns t JOIN schedules s ON s.id = t.schedule_id WHERE s.server = $1)
            AS ranked WHERE place <= $2 ORDER BY schedule_id, place";
        let rows: Vec<TurnOf> = query_as(sql).bind(server).bind(limit).fetch_all(self.0).await?;
        let mut turns: HashMap<i64, Vec<TurnRow>> = HashMap::new();
        for TurnOf { schedule_id, turn } in rows {
            turns.entry(schedule_id).or_default().push(turn);
        }
        Ok(turns)
    }

    /// The runs of a job that passed since an end, in their order. `kind` is that of the moment at which a run ends.
    pub async fn passed_since(
        &self,
        connection_id: i64,
        project_id: i64,
        job_id: i64,
        kind: &str,
        number: i64,
    ) -> Result<Vec<Ended>, StoreError> {
        let sql = "SELECT m.id AS number, r.id AS run_id, r.finished_at FROM runs r JOIN moments m ON m.run_id = r.id
            WHERE r.connection_id = $1 AND r.project_id = $2 AND r.job_id = $3 AND r.outcome = 'passed'
                AND r.finished_at IS NOT NULL AND m.kind = $4 AND m.id > $5 ORDER BY m.id";
        Ok(query_as(sql)
            .bind(connection_id)
            .bind(project_id)
            .bind(job_id)
            .bind(kind)
            .bind(number)
            .fetch_all(self.0)
            .await?)
    }

    /// The number of the newest end so far, of any run.
    pub async fn newest_end(&self) -> Result<i64, StoreError> {
        Ok(query_scalar("SELECT coalesce(max(id), 0) FROM moments").fetch_one(self.0).await?)
    }

    /// Forgets what became of due times before `before`.
    pub async fn prune(&self, before: Millis) -> Result<u64, StoreError> {
        let sql = "DELETE FROM schedule_turns WHERE at < $1";
        Ok(query(sql).bind(before).execute(self.0).await?.rows_affected())
    }
}

async fn insert(db: &mut Write, schedule_id: i64, turn: &TurnRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO schedule_turns (schedule_id, due_at, at, outcome, run_id, message)
        VALUES ($1, $2, $3, $4, $5, $6)";
    query(sql)
        .bind(schedule_id)
        .bind(turn.due_at)
        .bind(turn.at)
        .bind(&turn.outcome)
        .bind(turn.run_id)
        .bind(&turn.message)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MomentRow;
    use crate::fixture::{Fixture, run};

    fn schedule(server: &str) -> ScheduleRow {
        ScheduleRow {
            id: 0,
            server: server.to_owned(),
            draft: "{}".to_owned(),
            handled_until: 5,
            skips_at: None,
            pending: None,
            asking: None,
            problem: None,
            failed: false,
        }
    }

    #[tokio::test]
    async fn a_schedule_is_kept_with_what_became_of_its_due_times() {
        let fixture = Fixture::new().await;
        let schedules = fixture.store.schedules();
        let id = schedules.create(&schedule("here")).await.expect("made");
        schedules.create(&schedule("elsewhere")).await.expect("made");
        let row = ScheduleRow {
            id,
            pending: Some("{}".to_owned()),
            problem: Some("gone".to_owned()),
            failed: true,
            ..schedule("here")
        };
        let turn = |at, outcome: &str| TurnRow {
            due_at: at,
            at,
            outcome: outcome.to_owned(),
            run_id: None,
            message: Some("why".to_owned()),
        };
        let turns = [turn(1, "missed"), turn(2, "launched")];
        schedules.write(&row, &turns, &Alongside::default()).await.expect("written");
        assert_eq!(schedules.of_server("here").await.expect("read"), [row]);
        let read = async |limit| schedules.turns_of_server("here", limit).await.expect("read");
        assert_eq!(read(9).await, HashMap::from([(id, vec![turns[1].clone(), turns[0].clone()])]));
        assert_eq!(read(1).await, HashMap::from([(id, vec![turns[1].clone()])]));
        assert_eq!(schedules.prune(2).await.expect("pruned"), 1);
        schedules.delete(id).await.expect("deleted");
        assert_eq!(read(9).await, HashMap::new());
    }

    #[tokio::test]
    async fn each_end_of_a_run_that_passed_comes_once() {
        let fixture = Fixture::new().await;
        let (connection, store) = (fixture.connection().await, &fixture.store);
        let asked = fixture.add(&run(connection.id, "key")).await;
        let schedules = store.schedules();
        let before = schedules.newest_end().await.expect("read");
        let (project, job) = (asked.project_id, asked.job_id.expect("a job"));
        let since = async |number| {
            schedules.passed_since(connection.id, project, job, "finished", number).await.expect("read")
        };
        let moment = |kind: &str| MomentRow { at: 9, kind: kind.to_owned(), detail: None, seen: false };
        let ended = crate::RunRow { outcome: Some("passed".to_owned()), finished_at: Some(9), ..asked };
        for _ in 0..2 {
            let moments = [moment("closed"), moment("finished")];
            assert!(store.runs().write(&ended, &moments, &Alongside::default()).await.expect("written"));
        }
        let ends = since(before).await;
        assert_eq!(ends.iter().map(|end| end.run_id).collect::<Vec<_>>(), [ended.id, ended.id]);
        assert_eq!(since(ends[0].number).await, [ends[1]]);
        let failed = crate::RunRow { outcome: Some("failed".to_owned()), ..ended };
        store.runs().write(&failed, &[], &Alongside::default()).await.expect("written");
        assert_eq!(since(before).await, []);
    }
}
