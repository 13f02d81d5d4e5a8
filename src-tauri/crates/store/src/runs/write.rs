use super::{RunRow, Runs, folded};
use crate::db::Write;
use crate::moments::{self, MomentRow};
use crate::sql::{Statement, query, query_as};
use crate::{Alongside, JobValuesRow, StoreError, job_values, last_jobs};

/// What became of an intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// It is stored now, with its id.
    New(RunRow),
    /// The key was used before, or the launch is followed already.
    Existing(RunRow),
}

const INSERT: &str = "INSERT INTO runs (
        connection_id, request_key, project_id, project_name, job_id, job_name, ci, launch_id, name, origin,
        phase, outcome, stalled, passed, failed, broken, skipped, unknown, in_progress, message,
        closed, asked_at, started_at, finished_at, observed_at, request, machine, change, haystack)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)
    ON CONFLICT DO NOTHING RETURNING *";

const UPDATE: &str = "UPDATE runs SET
        connection_id = $1, request_key = $2, project_id = $3, project_name = $4, job_id = $5, job_name = $6, ci = $7,
        launch_id = $8, name = $9, origin = $10, phase = $11, outcome = $12, stalled = $13, passed = $14, failed = $15,
        broken = $16, skipped = $17, unknown = $18, in_progress = $19, message = $20, closed = $21, asked_at = $22,
        started_at = $23, finished_at = $24, observed_at = $25, request = $26, machine = $27, change = $28, haystack = $29
    WHERE id = $30";

impl Runs<'_> {
    /// Stores a run before anything is asked of the server, with the beginning of its timeline and the values that
    /// the job's next form begins with: all or nothing. A command without a subject gets the run as its subject. A key
    /// that was used before, or a launch that is followed already, answers with the run that is there, and nothing is
    /// written.
    pub async fn intend(
        &self,
        run: &RunRow,
        moments: &[MomentRow],
        values: Option<&JobValuesRow>,
        alongside: &Alongside,
    ) -> Result<Intent, StoreError> {
        let mut tx = self.0.write().await?;
        let new: Option<RunRow> = bound(query_as(INSERT), run).fetch_optional(&mut tx).await?;
        let intent = match new {
            Some(new) => {
                last_jobs::note(&mut tx, &new).await?;
                for moment in moments {
                    moments::insert(&mut tx, new.id, moment).await?;
                }
                if let (Some(values), Some(job_id)) = (values, new.job_id) {
                    job_values::put(&mut tx, new.connection_id, new.project_id, job_id, values).await?;
                }
                alongside.write_about(&mut tx, new.id).await?;
                Intent::New(new)
            }
            None => Intent::Existing(
                query_as(
                    "SELECT * FROM runs WHERE request_key = $1 OR (connection_id = $2 AND launch_id = $3)
                    ORDER BY request_key = $4 DESC LIMIT 1",
                )
                .bind(&run.request_key)
                .bind(run.connection_id)
                .bind(run.launch_id)
                .bind(&run.request_key)
                .fetch_one(&mut tx)
                .await?,
            ),
        };
        tx.commit().await?;
        Ok(intent)
    }

    /// Writes the row, appends to its timeline and writes what follows from it: all or nothing. False, and nothing is
    /// written, when the run was deleted meanwhile. `Conflict` when its launch is followed by another run.
    pub async fn write(
        &self,
        run: &RunRow,
        moments: &[MomentRow],
        alongside: &Alongside,
    ) -> Result<bool, StoreError> {
        let mut tx = self.0.write().await?;
        if !update(&mut tx, run).await? {
            return Ok(false);
        }
        for moment in moments {
            moments::insert(&mut tx, run.id, moment).await?;
        }
        alongside.write(&mut tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The launch of `double` is the one that `into` follows: the chats that follow the double, and what is owed of
    /// it, go over to `into`, and the double is deleted. Where `into` is over, `alongside` says what its followers are
    /// owed.
    pub async fn merge(&self, double: i64, into: i64, alongside: &Alongside) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let columns = "user_id, message_id, text_hash, since";
        let sql = format!(
            "INSERT INTO bot_watches (chat_id, thread_id, run_id, {columns})
            SELECT chat_id, thread_id, $1, {columns} FROM bot_watches WHERE run_id = $2
            ON CONFLICT (chat_id, thread_id, run_id) DO NOTHING"
        );
        query(sqlx::AssertSqlSafe(sql)).bind(into).bind(double).execute(&mut tx).await?;
        let sql = "UPDATE deliveries SET run_id = $1 WHERE run_id = $2";
        query(sql).bind(into).bind(double).execute(&mut tx).await?;
        delete(&mut tx, double).await?;
        alongside.write(&mut tx).await?;
        tx.commit().await
    }

    /// Writes all of the rows, appends to their timelines and writes what follows from them, or does nothing.
    /// `Conflict` as with `write`. A run that was deleted meanwhile stays deleted.
    pub async fn write_all(
        &self,
        runs: &[(RunRow, Vec<MomentRow>)],
        alongside: &Alongside,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        for (run, moments) in runs {
            update_with_moments(&mut tx, run, moments).await?;
        }
        alongside.write(&mut tx).await?;
        tx.commit().await
    }
}

/// With its timeline, its results and what is owed of it.
pub(super) async fn delete(db: &mut Write, id: i64) -> Result<(), StoreError> {
    let jobs = last_jobs::of_run(db, id).await?;
    query("DELETE FROM runs WHERE id = $1").bind(id).execute(&mut *db).await?;
    last_jobs::choose_anew(db, &jobs).await
}

async fn update_with_moments(db: &mut Write, run: &RunRow, moments: &[MomentRow]) -> Result<(), StoreError> {
    if update(db, run).await? {
        for moment in moments {
            moments::insert(db, run.id, moment).await?;
        }
    }
    Ok(())
}

/// Whether the run was there.
async fn update(db: &mut Write, run: &RunRow) -> Result<bool, StoreError> {
    Ok(bound(query(UPDATE), run).bind(run.id).execute(db).await?.rows_affected() == 1)
}

/// The columns in the order in which both statements name them.
fn bound<S>(statement: Statement<S>, run: &RunRow) -> Statement<S> {
    statement
        .bind(run.connection_id)
        .bind(&run.request_key)
        .bind(run.project_id)
        .bind(&run.project_name)
        .bind(run.job_id)
        .bind(&run.job_name)
        .bind(&run.ci)
        .bind(run.launch_id)
        .bind(&run.name)
        .bind(&run.origin)
        .bind(&run.phase)
        .bind(&run.outcome)
        .bind(run.stalled)
        .bind(run.passed)
        .bind(run.failed)
        .bind(run.broken)
        .bind(run.skipped)
        .bind(run.unknown)
        .bind(run.in_progress)
        .bind(&run.message)
        .bind(run.closed)
        .bind(run.asked_at)
        .bind(run.started_at)
        .bind(run.finished_at)
        .bind(run.observed_at)
        .bind(&run.request)
        .bind(&run.machine)
        .bind(&run.change)
        .bind(haystack(run))
}

fn haystack(run: &RunRow) -> String {
    let names = [Some(&run.name), run.job_name.as_ref(), Some(&run.project_name)];
    folded(&names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n"))
}
