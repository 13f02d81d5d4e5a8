use std::sync::Arc;

use store::{ManualResultRow, StoreError};

use super::pictures;
use super::reading::{self, Test};
use super::verdict::{Kept, KeptPicture, Unkept, Why, fault};
use crate::Companion;
use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{
    Event, Failure, ManualAnswer, ManualDecision, ManualLaunch, ManualQueue, ManualScenario, ManualState,
    ManualTest, ManualVerdict, TestStatus,
};

/// What to do in so many of the person's tests is read beforehand, so that they can be run without the server.
const BEFOREHAND: usize = 100;

impl Companion {
    /// The manual tests of a launch, asked of the server, else as it told them last.
    pub async fn manual_launch(&self, project_id: i64, launch_id: i64) -> Result<ManualLaunch, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (waiting, as_of, stale) = reading::waiting(inner, &session, launch_id).await?;
        let rows = inner.store.manual_results().of_launch(session.connection.id, launch_id).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        let me = waiting.me.clone();
        let is_mine = |test: &Test| test.assignee.is_some() && test.assignee == me;
        if !stale {
            let mine =
                waiting.tests.iter().filter(|test| test.status == TestStatus::InProgress && is_mine(test));
            inner.read_beforehand(&session, mine.map(|test| test.result_id).take(BEFOREHAND).collect());
        }
        let tests = waiting.tests.iter().map(|test| ManualTest {
            result_id: test.result_id,
            test_case_id: test.case_id,
            name: test.name.clone(),
            assignee: test.assignee.clone(),
            mine: is_mine(test),
            status: test.status,
            tested_by: test.tested_by.clone(),
            decided: rows
                .iter()
                .find(|row| row.result_id == test.result_id)
                .and_then(|row| inner.manual_decision(row)),
        });
        let tests = tests.collect();
        Ok(ManualLaunch {
            project_id,
            launch_id,
            launch_name: waiting.launch_name,
            closed: waiting.closed,
            tests,
            as_of,
            stale,
        })
    }

    /// What to do in a test, asked of the server, else as it told it last.
    pub async fn manual_scenario(&self, result_id: i64) -> Result<ManualScenario, Failure> {
        let session = self.inner.session()?;
        Box::pin(reading::scenario(&self.inner, &session, result_id)).await
    }

    /// Keeps how a test ended, once for each key, and sends it as soon as the server takes it. The same key asked again
    /// answers what became of it.
    pub async fn decide_manual(&self, key: String, verdict: ManualVerdict) -> Result<ManualAnswer, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let stored = |error: StoreError| inner.stored(&error);
        if let Some(row) = inner.store.manual_results().by_key(&key).await.map_err(stored)? {
            return inner.kept(&row);
        }
        if let Some(why) = fault(&verdict) {
            return Ok(inner.unkept(why));
        }
        let pasted = match pictures::read(&verdict.pictures) {
            Ok(pasted) => pasted,
            Err(why) => return Ok(inner.unkept(why)),
        };
        let (data_dir, folder) = (inner.ports.data_dir.clone(), key.clone());
        let written = inner.tasks.spawn_blocking(move || pictures::write(&data_dir, &folder, &pasted)).await;
        let written = match written {
            Ok(Ok(Some(written))) => written,
            Ok(Ok(None)) => return Ok(inner.unkept(Unkept::NoRoom)),
            Ok(Err(error)) => return Err(inner.not_written(&error)),
            Err(_) => return Err(inner.trouble(Trouble::Internal)),
        };
        let (launch_id, result_id) = (verdict.launch_id, verdict.result_id);
        let json = |error: serde_json::Error| inner.stored(&StoreError::Json(error));
        let row = ManualResultRow {
            connection_id: session.connection.id,
            key,
            launch_id,
            result_id,
            decided_at: inner.now().timestamp_millis(),
            verdict: serde_json::to_string(&Kept::of(verdict)).map_err(json)?,
            pictures: serde_json::to_string(&written).map_err(json)?,
            state: "waiting".to_owned(),
            ..ManualResultRow::default()
        };
        let (id, replaced) = inner.store.manual_results().keep(&row).await.map_err(stored)?;
        for key in replaced {
            inner.forget_pictures(&key).await;
        }
        inner.manual.wake.notify_one();
        inner.emit(Event::ManualChanged { launch_id });
        inner.kept(&ManualResultRow { id, ..row })
    }

    /// What was decided and is not on the server, of all launches.
    pub async fn manual_queue(&self) -> Result<ManualQueue, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let rows = inner.store.manual_results().unsent(session.connection.id).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        Ok(ManualQueue {
            decisions: rows.iter().filter_map(|row| inner.manual_decision(row)).collect(),
            problem: inner.manual.problem.borrow().clone(),
        })
    }

    /// Tries at once to send what waits.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn send_manual(&self) -> Result<(), Failure> {
        self.inner.manual.wake.notify_one();
        Ok(())
    }

    /// Drops what was decided about a test and is not on its way.
    pub async fn forget_manual(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let stored = |error: StoreError| inner.stored(&error);
        let row = inner.store.manual_results().get(id).await.map_err(stored)?;
        let row = row.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        if inner.store.manual_results().forget(id).await.map_err(stored)? {
            inner.forget_pictures(&row.key).await;
        }
        inner.emit(Event::ManualChanged { launch_id: row.launch_id });
        Ok(())
    }
}

impl Inner {
    fn unkept(&self, why: Unkept) -> ManualAnswer {
        ManualAnswer::Refused { why: self.texts().manual_unkept(why) }
    }

    fn kept(&self, row: &ManualResultRow) -> Result<ManualAnswer, Failure> {
        let decision = self.manual_decision(row).ok_or_else(|| self.trouble(Trouble::Storage))?;
        Ok(ManualAnswer::Kept { decision })
    }

    fn not_written(&self, error: &std::io::Error) -> Failure {
        tracing::error!(%error, "a picture could not be kept");
        let full =
            matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
        let trouble = if full { Trouble::DiskFull } else { Trouble::Storage };
        self.texts().failure(trouble, Some(error.to_string()))
    }

    /// `None` for a row of a program that knows others.
    fn manual_decision(&self, row: &ManualResultRow) -> Option<ManualDecision> {
        let kept: Kept = serde_json::from_str(&row.verdict).ok()?;
        let pictures: Vec<KeptPicture> = serde_json::from_str(&row.pictures).ok()?;
        let why: Option<Why> = row.why.as_deref().and_then(|why| serde_json::from_str(why).ok());
        Some(ManualDecision {
            id: row.id,
            project_id: kept.project_id,
            launch_id: row.launch_id,
            result_id: row.result_id,
            name: kept.name,
            status: kept.status,
            message: kept.message,
            pictures: u32::try_from(pictures.len()).unwrap_or(u32::MAX),
            decided_at: instant(row.decided_at),
            state: match row.state.as_str() {
                "waiting" => ManualState::Waiting,
                "asked" => ManualState::Asked,
                "sent" => ManualState::Sent,
                "conflict" => ManualState::Conflict,
                _ => ManualState::Refused,
            },
            why: why.map(|why| self.texts().manual_why(&why)),
        })
    }

    /// Reads what to do in these tests, as far as it is not known.
    fn read_beforehand(self: &Arc<Self>, session: &Session, results: Vec<i64>) {
        let (inner, session) = (self.clone(), session.clone());
        self.spawn(async move {
            for result_id in results {
                if !reading::is_known(&inner, &session, result_id).await
                    && Box::pin(reading::scenario(&inner, &session, result_id)).await.is_err()
                {
                    return;
                }
            }
        });
    }
}
