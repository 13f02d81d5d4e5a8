//! A bot's container as the engine has it, and where that differs from what the program made.

use bollard::models::{ContainerInspectResponse, ContainerStateStatusEnum as Status, HostConfig};
use chrono::{DateTime, Utc};

use crate::engine::containers::Found;
use crate::engine::labels;
use crate::request::Limits;

const MB: i64 = 1 << 20;
const NANO: f64 = 1e9;
/// Docker tells of memory that ran out; Podman leaves it at the signal.
const KILLED: i64 = 137;

#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub bot: String,
    pub container_id: String,
    pub mode: String,
    pub ends_at: Option<DateTime<Utc>>,
    /// What it was deployed with.
    pub limits: Limits,
    pub phase: Phase,
    /// Since when it has been in this phase.
    pub since: Option<DateTime<Utc>>,
    /// How it ended, last or in the run before this one.
    pub exit_code: i64,
    /// As Docker tells it.
    pub out_of_memory: bool,
    /// How often the engine started it again by itself.
    pub engine_restarts: u32,
    /// The program starts it again after a crash, and not the engine.
    pub restarted_by_program: bool,
    /// A person stopped it, here or from the command line.
    pub is_stopped: bool,
    /// What was changed by hand.
    pub drift: Vec<Drift>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Running,
    /// The engine waits to start it again.
    Restarting,
    Paused,
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drift {
    /// In MB; 0 is no limit.
    Memory {
        wanted: u32,
        is: u32,
    },
    Cpu {
        wanted: f64,
        is: f64,
    },
    /// 0 is no limit.
    Processes {
        wanted: u32,
        is: u32,
    },
    /// It runs from another image than the one that was deployed.
    Image,
    Paused,
}

impl Seen {
    pub(crate) fn new(found: &Found, inspected: ContainerInspectResponse, is_stopped: bool) -> Self {
        let state = inspected.state.unwrap_or_default();
        // Docker's list is behind its events: there a bot that has just crashed still runs.
        let phase = match state.status {
            Some(Status::RUNNING) => Phase::Running,
            Some(Status::RESTARTING) => Phase::Restarting,
            Some(Status::PAUSED) => Phase::Paused,
            _ => Phase::Ended,
        };
        let at = if phase == Phase::Ended { state.finished_at } else { state.started_at };
        let exit_code = state.exit_code.unwrap_or(0);
        let limits = labels::limits(&found.labels);
        let image = labels::read::<String>(&found.labels, labels::IMAGE);
        let mut drift = inspected.host_config.map(|host| changed(&limits, &host)).unwrap_or_default();
        if image.is_some_and(|image| bare(&image) != bare(&found.image)) {
            drift.push(Drift::Image);
        }
        if phase == Phase::Paused {
            drift.push(Drift::Paused);
        }
        Self {
            bot: found.bot.clone(),
            container_id: found.id.clone(),
            mode: labels::read(&found.labels, labels::MODE).unwrap_or_default(),
            ends_at: labels::read(&found.labels, labels::ENDS),
            limits,
            phase,
            since: at.and_then(|at| at.parse().ok()),
            exit_code,
            out_of_memory: state.oom_killed == Some(true) && exit_code == KILLED,
            engine_restarts: inspected.restart_count.and_then(|count| count.try_into().ok()).unwrap_or(0),
            restarted_by_program: found
                .labels
                .get(labels::RESTARTS)
                .is_some_and(|by| by == labels::BY_PROGRAM),
            is_stopped,
            drift,
        }
    }

    /// Ended by a signal that does not come from within: 130, 137 and 143 are what engines make of SIGINT, SIGKILL and
    /// SIGTERM.
    pub fn was_ended(&self) -> bool {
        matches!(self.exit_code, 130 | 137 | 143)
    }
}

fn bare(image: &str) -> &str {
    image.trim_start_matches("sha256:")
}

fn changed(limits: &Limits, host: &HostConfig) -> Vec<Drift> {
    let mut drift = Vec::new();
    let memory = u32::try_from(host.memory.unwrap_or(0) / MB).unwrap_or(0);
    if memory != limits.memory_mb {
        drift.push(Drift::Memory { wanted: limits.memory_mb, is: memory });
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of cores")]
    let cpu = match (host.nano_cpus, host.cpu_quota, host.cpu_period) {
        (Some(nano), _, _) if nano > 0 => nano as f64 / NANO,
        (_, Some(quota), Some(period)) if quota > 0 && period > 0 => quota as f64 / period as f64,
        _ => 0.0,
    };
    if (cpu - limits.cpu_cores).abs() > 0.01 {
        drift.push(Drift::Cpu { wanted: limits.cpu_cores, is: cpu });
    }
    let processes = host.pids_limit.and_then(|most| u32::try_from(most).ok()).unwrap_or(0);
    if processes != limits.processes {
        drift.push(Drift::Processes { wanted: limits.processes, is: processes });
    }
    drift
}

#[cfg(test)]
mod tests {
    use bollard::models::{ContainerState, ContainerSummary, ContainerSummaryStateEnum};

    use super::*;

    fn host(memory_mb: i64, cpu: f64, processes: i64) -> HostConfig {
        #[expect(clippy::cast_possible_truncation, reason = "a few cores")]
        let nano_cpus = Some((cpu * NANO) as i64);
        let memory = Some(memory_mb * MB);
        HostConfig { memory, nano_cpus, pids_limit: Some(processes), ..HostConfig::default() }
    }

    #[test]
    fn a_bot_that_has_just_crashed_has_ended_though_the_list_is_behind() {
        let labels = [(labels::OWNER, "owner"), (labels::BOT, "bot")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let summary = ContainerSummary {
            id: Some("c1".to_owned()),
            labels: Some(labels.into()),
            state: Some(ContainerSummaryStateEnum::RUNNING),
            ..ContainerSummary::default()
        };
        let found = Found::read(summary).expect("a bot");
        let state =
            ContainerState { status: Some(Status::EXITED), exit_code: Some(1), ..ContainerState::default() };
        let inspected =
            ContainerInspectResponse { state: Some(state), ..ContainerInspectResponse::default() };
        assert_eq!(Seen::new(&found, inspected, false).phase, Phase::Ended);
    }

    #[test]
    fn limits_that_were_changed_by_hand_are_told() {
        let limits = Limits::default();
        assert_eq!(changed(&limits, &host(256, 0.5, 100)), []);
        assert_eq!(changed(&limits, &host(512, 0.5, 100)), [Drift::Memory { wanted: 256, is: 512 }]);
        assert_eq!(
            changed(&limits, &host(256, 2.0, -1)),
            [Drift::Cpu { wanted: 0.5, is: 2.0 }, Drift::Processes { wanted: 100, is: 0 },]
        );
    }
}
