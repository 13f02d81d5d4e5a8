use sqlx::sqlite::SqliteArguments;
use sqlx::{FromRow, Sqlite, SqliteConnection};

use super::{RunRow, Runs, folded};
use crate::moments::{self, MomentRow};
use crate::{NewInboxRow, StoreError, inbox};

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
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING *";

const UPDATE: &str = "UPDATE runs SET
        connection_id = ?, request_key = ?, project_id = ?, project_name = ?, job_id = ?, job_name = ?, ci = ?,
        launch_id = ?, name = ?, origin = ?, phase = ?, outcome = ?, stalled = ?, passed = ?, failed = ?,
        broken = ?, skipped = ?, unknown = ?, in_progress = ?, message = ?, closed = ?, asked_at = ?,
        started_at = ?, finished_at = ?, observed_at = ?, request = ?, machine = ?, change = ?, haystack = ?
    WHERE id = ?";

impl Runs<'_> {
    /// Stores a run before anything is asked of the server. A key that was used before, or a launch that is followed
    /// already, answers with the run that is there.
    pub async fn insert_intent(&self, run: &RunRow) -> Result<Intent, StoreError> {
        let mut tx = self.0.begin_with("BEGIN IMMEDIATE").await?;
        let row = bound(INSERT, run).fetch_optional(&mut *tx).await?;
        let new = row.map(|row| RunRow::from_row(&row)).transpose()?;
        let intent = match new {
            Some(new) => Intent::New(new),
            None => Intent::Existing(
                sqlx::query_as(
                    "SELECT * FROM runs WHERE request_key = ? OR (connection_id = ? AND launch_id = ?)
                    ORDER BY request_key = ? DESC LIMIT 1",
                )
                .bind(&run.request_key)
                .bind(run.connection_id)
                .bind(run.launch_id)
                .bind(&run.request_key)
                .fetch_one(&mut *tx)
                .await?,
            ),
        };
        tx.commit().await?;
        Ok(intent)
    }

    /// Writes the whole row. `Conflict` when its launch is followed by another run. A run that was deleted meanwhile
    /// stays deleted.
    pub async fn save(&self, run: &RunRow) -> Result<(), StoreError> {
        let mut db = self.0.acquire().await?;
        update(&mut db, run).await?;
        Ok(())
    }

    /// Writes the row and appends to its timeline: both or neither.
    pub async fn save_with_moments(&self, run: &RunRow, moments: &[MomentRow]) -> Result<(), StoreError> {
        let mut tx = self.0.begin_with("BEGIN IMMEDIATE").await?;
        update_with_moments(&mut tx, run, moments).await?;
        Ok(tx.commit().await?)
    }

    /// Writes the row, appends to its timeline and tells it in the inbox: all or nothing, so that no restart tells it
    /// once more.
    pub async fn save_told(
        &self,
        run: &RunRow,
        moments: &[MomentRow],
        told: &NewInboxRow,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.begin_with("BEGIN IMMEDIATE").await?;
        update_with_moments(&mut tx, run, moments).await?;
        inbox::insert(&mut tx, run.connection_id, told).await?;
        Ok(tx.commit().await?)
    }

    /// Writes all of the rows and appends to their timelines, or does nothing. `Conflict` as with `save`.
    pub async fn save_all(&self, runs: &[(RunRow, Vec<MomentRow>)]) -> Result<(), StoreError> {
        let mut tx = self.0.begin_with("BEGIN IMMEDIATE").await?;
        for (run, moments) in runs {
            update_with_moments(&mut tx, run, moments).await?;
        }
        Ok(tx.commit().await?)
    }
}

async fn update_with_moments(
    db: &mut SqliteConnection,
    run: &RunRow,
    moments: &[MomentRow],
) -> Result<(), StoreError> {
    if update(db, run).await? {
        for moment in moments {
            moments::insert(db, run.id, moment).await?;
        }
    }
    Ok(())
}

/// Whether the run was there.
async fn update(db: &mut SqliteConnection, run: &RunRow) -> Result<bool, StoreError> {
    Ok(bound(UPDATE, run).bind(run.id).execute(db).await?.rows_affected() == 1)
}

/// The columns in the order in which both statements name them.
fn bound<'q>(sql: &'static str, run: &'q RunRow) -> sqlx::query::Query<'q, Sqlite, SqliteArguments> {
    sqlx::query(sql)
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
