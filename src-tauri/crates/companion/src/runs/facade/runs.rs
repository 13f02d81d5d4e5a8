use std::collections::HashSet;

use store::{HistoryFilter, RunRow};

use crate::Companion;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::runs::compare::{Changes, compare};
use crate::runs::past;
use crate::runs::record::{asked_of, baseline_of, change_of, job_run_view, state_of, stored_view};
use crate::runs::{changes_of, compared};
use crate::texts::{NotPossible, Trouble};
use crate::view::{
    Comparison, DefectView, Failure, HistoryPage, HistoryQuery, Moment, MomentKind, NamedValue, Outcome,
    Phase, RunActions, RunDetails, RunView,
};

const MOST: u32 = 200;

impl Companion {
    pub async fn history(&self, query: HistoryQuery) -> Result<HistoryPage, Failure> {
        let inner = &self.inner;
        let Some(session) = inner.session.borrow().clone() else {
            return Ok(HistoryPage { items: Vec::new(), total: 0 });
        };
        let filter = HistoryFilter {
            text: query.text,
            outcomes: query.outcomes.iter().map(ToString::to_string).collect(),
            project_id: query.project_id,
            job_id: query.job_id,
        };
        let connection = &session.connection;
        let found =
            inner.store.runs().history(connection.id, &filter, query.offset, query.limit.min(MOST)).await;
        let (rows, total) = found.map_err(|error| inner.stored(&error))?;
        let items = rows.iter().map(|row| stored_view(row, &[], &connection.url)).collect();
        Ok(HistoryPage { items, total })
    }

    /// What is stored is told at once; environment, defects and candidates are added when the server tells them.
    pub async fn run_details(&self, run_id: i64) -> Result<RunDetails, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (run, row) = self.run_with_row(&session, run_id).await?;
        let state = state_of(&row);
        let asked = asked_of(&row).unwrap_or_default();
        let (defects, environment) = self.told_by_server(&session, row.launch_id).await;
        let candidates = if run.phase == Phase::Unknown { self.candidates(&row).await } else { Vec::new() };
        let environment = environment.unwrap_or(asked.values.environment);
        Ok(RunDetails {
            parameters: asked.values.parameters,
            tags: asked.values.tags,
            environment,
            tests: asked.choice.tests,
            job_runs: state.job_runs.iter().map(job_run_view).collect(),
            timeline: self.timeline(run_id).await?,
            comparison: self.comparison(&row).await?,
            defects,
            actions: self.actions(&run, &row),
            candidates,
            run,
        })
    }

    async fn told_by_server(
        &self,
        session: &Session,
        launch_id: Option<i64>,
    ) -> (Vec<DefectView>, Option<Vec<NamedValue>>) {
        let Some(launch_id) = launch_id.filter(|_| self.is_online()) else { return (Vec::new(), None) };
        let client = &session.client;
        let (defects, environment) =
            tokio::join!(client.launch_defects(launch_id), client.launch_environment(launch_id));
        let defects = defects
            .unwrap_or_default()
            .into_iter()
            .map(|defect| DefectView {
                id: defect.id,
                name: defect.name,
                closed: defect.closed,
                count: i64::try_from(defect.count).unwrap_or(i64::MAX),
            })
            .collect();
        let named = |value: testops::EnvValue| NamedValue {
            name: value.variable.map(|variable| variable.name).unwrap_or_default(),
            value: value.name,
        };
        (defects, environment.ok().map(|values| values.into_iter().map(named).collect()))
    }

    async fn candidates(&self, row: &RunRow) -> Vec<crate::view::ServerLaunch> {
        let offered = self.server_launches(row.project_id, row.name.clone()).await.unwrap_or_default();
        offered.into_iter().filter(|launch| launch.run_id.is_none()).collect()
    }

    async fn timeline(&self, run_id: i64) -> Result<Vec<Moment>, Failure> {
        let inner = &self.inner;
        let rows = inner.store.moments().list(run_id).await.map_err(|error| inner.stored(&error))?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let kind: MomentKind = row.kind.parse().ok()?;
                Some(Moment { at: instant(row.at), kind, detail: row.detail, seen: row.seen })
            })
            .collect())
    }

    /// Against the previous run of the same job, when the results of both are kept, or a launch on the server.
    async fn comparison(&self, row: &RunRow) -> Result<Option<Comparison>, Failure> {
        let Some(counts) = change_of(row) else { return Ok(None) };
        if let Some(baseline) = baseline_of(row) {
            return Ok(Some(Comparison {
                previous_id: None,
                previous_launch_id: Some(baseline.launch_id),
                previous_name: baseline.name,
                previous_finished_at: baseline.created_at,
                counts,
                newly_failed: baseline.newly_failed,
                fixed: baseline.fixed,
                gone: baseline.gone,
                slower: baseline.slower,
            }));
        }
        let Some((previous, changes)) = self.changes(row).await? else { return Ok(None) };
        Ok(Some(Comparison {
            previous_id: Some(previous.id),
            previous_launch_id: previous.launch_id,
            previous_name: previous.name,
            previous_finished_at: previous.finished_at.map(instant),
            counts,
            newly_failed: changes.newly_failed,
            fixed: changes.fixed,
            gone: changes.gone,
            slower: changes.slower,
        }))
    }

    pub(crate) async fn changes(&self, row: &RunRow) -> Result<Option<(RunRow, Changes)>, Failure> {
        let store = &self.inner.store;
        let stored = |error| self.inner.stored(&error);
        let Some(previous) = store.runs().previous_finished_of_job(row).await.map_err(stored)? else {
            return Ok(None);
        };
        let before = store.results().list(previous.id).await.map_err(stored)?;
        let after = store.results().list(row.id).await.map_err(stored)?;
        if before.is_empty() || after.is_empty() {
            return Ok(None);
        }
        let changes = compare(&compared(&before), &compared(&after));
        Ok(Some((previous, changes_of(row, changes))))
    }

    fn actions(&self, run: &RunView, row: &RunRow) -> RunActions {
        let texts = self.inner.texts();
        let why = |why: Option<NotPossible>| why.map(|why| texts.not_possible(why).to_owned());
        RunActions {
            rerun_failed: why(cannot_rerun(run)),
            close: why(cannot_close(run)),
            repeat: why(if row.job_id.is_none() {
                Some(NotPossible::NoJob)
            } else if row.request.is_none() {
                Some(NotPossible::NotOurs)
            } else {
                None
            }),
        }
    }

    /// A run in memory is newer than its row. Memory is asked first: a run that leaves it in between is stored by then.
    pub(crate) async fn run_with_row(
        &self,
        session: &Session,
        run_id: i64,
    ) -> Result<(RunView, RunRow), Failure> {
        let active = self.active_runs().await?;
        let row = self.row(run_id).await?;
        if let Some(run) = active.into_iter().find(|run| run.id == run_id) {
            return Ok((run, row));
        }
        let past = past::before(&self.inner.store, &row).await;
        let past = past.map_err(|error| self.inner.stored(&error))?;
        Ok((stored_view(&row, &past, &session.connection.url), row))
    }

    /// A run of another connection is not to be had: the server in use knows its launch by another name, or not at all.
    pub(crate) async fn row(&self, run_id: i64) -> Result<RunRow, Failure> {
        let inner = &self.inner;
        let row = inner.store.runs().get(run_id).await.map_err(|error| inner.stored(&error))?;
        let row = row.ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        if self.connection_id().is_some_and(|in_use| in_use != row.connection_id) {
            return Err(inner.trouble(Trouble::OtherServer));
        }
        Ok(row)
    }

    pub(crate) fn is_online(&self) -> bool {
        !matches!(&*self.inner.link.borrow(), crate::view::LinkState::Offline { .. })
    }

    /// By result id: whether it failed now and not in the previous run.
    pub(crate) async fn newly_failed(&self, row: &RunRow) -> Result<HashSet<i64>, Failure> {
        let newly_failed = match baseline_of(row) {
            Some(baseline) => baseline.newly_failed,
            None => self.changes(row).await?.map(|(_, changes)| changes.newly_failed).unwrap_or_default(),
        };
        Ok(newly_failed.into_iter().filter_map(|change| change.test_result_id).collect())
    }
}

pub(crate) fn cannot_rerun(run: &RunView) -> Option<NotPossible> {
    cannot_rerun_any(run).or_else(|| (run.counts.bad() == 0).then_some(NotPossible::NothingFailed))
}

/// Why no result of the run can be run again.
pub(crate) fn cannot_rerun_any(run: &RunView) -> Option<NotPossible> {
    if run.launch_id.is_none() {
        return Some(NotPossible::NoLaunch);
    }
    if run.phase != Phase::Finished {
        return Some(NotPossible::NotFinished);
    }
    if run.outcome == Some(Outcome::Lost) {
        return Some(NotPossible::NoLaunch);
    }
    None
}

pub(crate) fn cannot_close(run: &RunView) -> Option<NotPossible> {
    if run.launch_id.is_none() || run.outcome == Some(Outcome::Lost) {
        return Some(NotPossible::NoLaunch);
    }
    run.closed.then_some(NotPossible::ClosedAlready)
}
