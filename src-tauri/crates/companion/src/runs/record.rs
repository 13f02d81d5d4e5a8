//! A run between the store's row, the machine's state and what the page sees.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use store::RunRow;

use super::baseline::Baseline;
use super::decide::estimate::{Past, Progress, estimate, usual};
use super::decide::state::Memory;
use super::decide::{JobRunSeen, RunState};
use crate::core::encoding::instant;
use crate::view::{
    ChangeCounts, Counts, Estimate, FormValues, JobRunView, Origin, Outcome, Phase, RecentJob, RunView,
    TestChoice, Tests,
};

/// The phase of a stored run that is over and whose outcome has not been told yet: after a restart it still is.
pub(crate) const CONCLUDING: &str = "concluding";

#[derive(Serialize, Deserialize)]
struct Machine {
    memory: Memory,
    job_runs: Vec<JobRunSeen>,
}

/// What a launch was asked with; kept for "repeat" and for the run's page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) values: FormValues,
    /// The desktop is told of the outcome only when it is news.
    #[serde(default)]
    pub(crate) only_new: bool,
    /// Telegram's id of the person who asked for it in chat.
    #[serde(default)]
    pub(crate) in_chat_by: Option<i64>,
    /// Left out for all of the job: the store tells launches of chosen tests by it.
    #[serde(default, skip_serializing_if = "is_whole")]
    pub(crate) choice: TestChoice,
    /// Other jobs than the row's may have run it, or all of it.
    #[serde(default)]
    pub(crate) by_other_jobs: bool,
}

fn is_whole(choice: &TestChoice) -> bool {
    choice.tests == Tests::All
}

/// A run against the one before it, as it is stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct StoredChange {
    #[serde(flatten)]
    pub(crate) counts: ChangeCounts,
    /// `None` where it is a run of ours: what it was like is kept with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<Baseline>,
}

pub(crate) fn state_of(row: &RunRow) -> RunState {
    let machine: Option<Machine> = serde_json::from_str(&row.machine).ok();
    let (memory, job_runs) = machine.map_or_else(
        || (Memory::new(instant(row.asked_at)), Vec::new()),
        |machine| (machine.memory, machine.job_runs),
    );
    let phase = if row.phase == CONCLUDING { Some(Phase::Finished) } else { row.phase.parse().ok() };
    RunState {
        // A word of a later version: the launch, if there is one, is simply watched on.
        phase: phase.unwrap_or(if row.launch_id.is_some() { Phase::Scheduled } else { Phase::Unknown }),
        outcome: row.outcome.as_deref().and_then(|word| word.parse().ok()),
        stalled: row.stalled,
        counts: counts_of(row),
        launch_id: row.launch_id,
        closed: row.closed,
        message: row.message.clone(),
        started_at: row.started_at.map(instant),
        finished_at: row.finished_at.map(instant),
        observed_at: row.observed_at.map(instant),
        job_runs,
        memory,
    }
}

/// Writes the state into its row. `told` says whether a finished run's outcome has been announced.
pub(crate) fn write_state(row: &mut RunRow, state: &RunState, told: bool) {
    row.phase = if state.is_finished() && !told { CONCLUDING.to_owned() } else { state.phase.to_string() };
    row.outcome = state.outcome.as_ref().map(ToString::to_string);
    row.stalled = state.stalled;
    row.passed = state.counts.passed;
    row.failed = state.counts.failed;
    row.broken = state.counts.broken;
    row.skipped = state.counts.skipped;
    row.unknown = state.counts.unknown;
    row.in_progress = state.counts.in_progress;
    row.launch_id = state.launch_id;
    row.closed = state.closed;
    row.message.clone_from(&state.message);
    row.started_at = state.started_at.map(|at| at.timestamp_millis());
    row.finished_at = state.finished_at.map(|at| at.timestamp_millis());
    row.observed_at = state.observed_at.map(|at| at.timestamp_millis());
    row.machine = machine_json(state);
}

pub(crate) fn machine_json(state: &RunState) -> String {
    let machine = Machine { memory: state.memory.clone(), job_runs: state.job_runs.clone() };
    serde_json::to_string(&machine).unwrap_or_default()
}

/// What the page sees of a run. `base_url` is that of the server's web.
pub(crate) fn view_of(row: &RunRow, state: &RunState, past: &[Past], base_url: &str) -> RunView {
    RunView {
        id: row.id,
        project_id: row.project_id,
        project_name: row.project_name.clone(),
        job_id: row.job_id,
        job_name: row.job_name.clone(),
        ci: row.ci.clone(),
        launch_id: state.launch_id,
        name: row.name.clone(),
        origin: row.origin.parse().unwrap_or(Origin::Here),
        phase: state.phase,
        outcome: state.outcome,
        stalled: state.stalled,
        counts: state.counts,
        waiting_for: state.waiting_for(),
        message: state.message.clone(),
        asked_at: instant(row.asked_at),
        sends_at: state.memory.pending.as_ref().map(|pending| pending.send_at),
        started_at: state.started_at,
        finished_at: state.finished_at,
        observed_at: state.observed_at,
        usual: usual(past),
        estimate: estimate_of(row, state, past),
        closed: state.closed,
        change: change_of(row),
        url: state.launch_id.map(|id| format!("{}/launch/{id}", base_url.trim_end_matches('/'))),
    }
}

pub(crate) fn stored_view(row: &RunRow, past: &[Past], base_url: &str) -> RunView {
    view_of(row, &state_of(row), past, base_url)
}

/// As the last look met the run.
fn estimate_of(row: &RunRow, state: &RunState, past: &[Past]) -> Option<Estimate> {
    if state.phase != Phase::Running {
        return None;
    }
    let began = state.started_at.unwrap_or_else(|| instant(row.asked_at));
    let as_of = state.observed_at.map_or(began, |at| at.max(began));
    let elapsed_ms = (as_of - began).num_milliseconds();
    let progress = Progress { elapsed_ms, done: state.counts.done(), total: state.counts.total() };
    estimate(past, progress, as_of)
}

pub(crate) fn change_of(row: &RunRow) -> Option<ChangeCounts> {
    row.change.as_deref().and_then(|json| serde_json::from_str(json).ok())
}

/// What the run was compared with, where that is a launch on the server.
pub(crate) fn baseline_of(row: &RunRow) -> Option<Baseline> {
    let change: Option<StoredChange> = row.change.as_deref().and_then(|json| serde_json::from_str(json).ok());
    change?.baseline
}

pub(crate) fn outcome_of(row: &RunRow) -> Option<Outcome> {
    row.outcome.as_deref().and_then(|word| word.parse().ok())
}

pub(crate) fn asked_of(row: &RunRow) -> Option<Asked> {
    row.request.as_deref().and_then(|json| serde_json::from_str(json).ok())
}

/// Whether it ran chosen tests and not all of its job: what it did not run is not gone, and it is no measure for others.
pub(crate) fn is_of_chosen(row: &RunRow) -> bool {
    /// A choice is stored only where there is one; it may name many tests, and is not read for this.
    #[derive(Deserialize)]
    struct Chosen {
        choice: Option<IgnoredAny>,
    }
    let request = row.request.as_deref().and_then(|json| serde_json::from_str::<Chosen>(json).ok());
    request.is_some_and(|asked| asked.choice.is_some())
}

/// Whether whoever this program belongs to launched it: here, or in chat as the bot's `owner`, by Telegram's id.
pub(crate) fn is_mine(row: &RunRow, owner: Option<i64>) -> bool {
    let by = asked_of(row).and_then(|asked| asked.in_chat_by);
    row.origin == Origin::Here.to_string() && (by.is_none() || by == owner)
}

pub(crate) fn job_run_view(run: &JobRunSeen) -> JobRunView {
    JobRunView {
        id: run.id,
        name: run.name.clone(),
        stage: run.stage.word().to_owned(),
        status: run.status.clone(),
        url: run.url.clone(),
        error: run.error.clone(),
    }
}

fn counts_of(row: &RunRow) -> Counts {
    Counts {
        passed: row.passed,
        failed: row.failed,
        broken: row.broken,
        skipped: row.skipped,
        unknown: row.unknown,
        in_progress: row.in_progress,
    }
}

pub(crate) fn recent_job(row: &RunRow) -> Option<RecentJob> {
    Some(RecentJob {
        project_id: row.project_id,
        project_name: row.project_name.clone(),
        job_id: row.job_id?,
        job_name: row.job_name.clone().unwrap_or_default(),
        ci: row.ci.clone().unwrap_or_default(),
        last_run_id: row.id,
        last_run_at: instant(row.asked_at),
    })
}

/// A run of which nothing is known but where it belongs.
pub(crate) fn blank_row(connection_id: i64, project_id: i64, project_name: String, asked_at: i64) -> RunRow {
    RunRow {
        id: 0,
        connection_id,
        request_key: String::new(),
        project_id,
        project_name,
        job_id: None,
        job_name: None,
        ci: None,
        launch_id: None,
        name: String::new(),
        origin: String::new(),
        phase: String::new(),
        outcome: None,
        stalled: false,
        passed: 0,
        failed: 0,
        broken: 0,
        skipped: 0,
        unknown: 0,
        in_progress: 0,
        message: None,
        closed: false,
        asked_at,
        started_at: None,
        finished_at: None,
        observed_at: None,
        request: None,
        machine: String::new(),
        change: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mine_is_what_i_launched_in_the_window_or_in_chat() {
        let run = |origin: Origin, in_chat_by: Option<i64>| {
            let asked = Asked { in_chat_by, ..Asked::default() };
            let request = serde_json::to_string(&asked).ok();
            RunRow { origin: origin.to_string(), request, ..blank_row(1, 1, String::new(), 0) }
        };
        assert!(is_mine(&run(Origin::Here, None), None));
        assert!(is_mine(&run(Origin::Here, Some(700)), Some(700)));
        assert!(!is_mine(&run(Origin::Here, Some(701)), Some(700)), "a colleague's");
        assert!(!is_mine(&run(Origin::Here, Some(701)), None));
        assert!(!is_mine(&run(Origin::Elsewhere, None), Some(700)));
        // Stored before it was known who asked.
        let request = Some(r#"{"values":{"parameters":[],"tags":[],"environment":[]}}"#.to_owned());
        assert!(is_mine(&RunRow { request, ..run(Origin::Here, None) }, None));
    }
}
