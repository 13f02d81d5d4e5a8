//! What came of a request.

use serde_json::{Value, json};

use crate::engine::containers::{Found, Use};
use crate::engine::labels;

/// A bot as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Bot {
    pub bot_id: String,
    pub container_id: String,
    pub container_name: String,
    pub mode: String,
    /// In the engine's words: running, restarting, exited…
    pub state: String,
    /// How long it has been so, in the engine's words.
    pub status: String,
    pub started_at: String,
    pub ends_at: String,
    pub limits: crate::request::Limits,
    /// Only of a bot that runs.
    pub memory_bytes: Option<u64>,
    pub cpu_cores: Option<f64>,
    pub processes: Option<u64>,
    /// Only where one bot is asked for.
    pub end: Option<End>,
}

/// How a bot ended last, and how often the engine started it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    pub exit_code: i64,
    pub out_of_memory: bool,
    pub restarts: i64,
}

impl Bot {
    pub(crate) fn new(found: &Found, used: Option<Use>) -> Self {
        let label = |name: &str| found.labels.get(name).cloned().unwrap_or_default();
        Self {
            bot_id: found.bot.clone(),
            container_id: found.id.clone(),
            container_name: found.name.clone(),
            mode: label(labels::MODE),
            state: found.state.clone(),
            status: found.status.clone(),
            started_at: label(labels::MADE),
            ends_at: label(labels::ENDS),
            limits: labels::limits(&found.labels),
            memory_bytes: used.map(|used| used.memory_bytes),
            cpu_cores: used.map(|used| used.cpu_cores),
            processes: used.map(|used| used.processes),
            end: None,
        }
    }

    pub fn to_json(&self) -> Value {
        let mut object = json!({
            "bot_id": self.bot_id,
            "container_id": self.container_id,
            "container_name": self.container_name,
            "deployment_mode": self.mode,
            "status": self.state,
            "since": self.status,
            "started_at": self.started_at,
            "ends_at": self.ends_at,
            "limits": {
                "memory_mb": self.limits.memory_mb,
                "cpu_cores": self.limits.cpu_cores,
                "pids_limit": self.limits.processes,
                "timeout_hours": self.limits.lifetime_hours,
                "private_addresses": self.limits.private_addresses,
            },
            "use": {
                "memory_bytes": self.memory_bytes,
                "cpu_cores": self.cpu_cores,
                "processes": self.processes,
            },
        });
        if let Some(end) = &self.end {
            object["exit_code"] = end.exit_code.into();
            object["out_of_memory"] = end.out_of_memory.into();
            object["restarts"] = end.restarts.into();
        }
        object
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Started(Bot),
    /// A bot of this name runs: nothing was built.
    AlreadyRunning(Bot),
    Updated(Bot),
    Restarted(Bot),
    Stopped(Bot),
    Removed {
        bot: String,
    },
    NotFound {
        bot: String,
    },
    /// A deployment was called off before anything of it ran.
    Cancelled {
        bot: String,
    },
    Status(Bot),
    List {
        bots: Vec<Bot>,
        most: usize,
    },
}

impl Answer {
    /// The shapes of the source's answers, with more fields.
    pub fn to_json(&self) -> Value {
        let of = |status: &str, bot: &Bot| {
            let mut object = bot.to_json();
            object["state"] = object["status"].take();
            object["status"] = status.into();
            object
        };
        match self {
            Self::Started(bot) => of("started", bot),
            Self::AlreadyRunning(bot) => of("already_running", bot),
            Self::Updated(bot) => of("updated", bot),
            Self::Restarted(bot) => of("restarted", bot),
            Self::Stopped(bot) => of("stopped", bot),
            Self::Removed { bot } => json!({ "status": "removed", "bot_id": bot }),
            Self::NotFound { bot } => json!({ "status": "not_found", "exists": false, "bot_id": bot }),
            Self::Cancelled { bot } => json!({ "status": "cancelled", "bot_id": bot }),
            Self::Status(bot) => {
                let mut object = bot.to_json();
                object["exists"] = true.into();
                object
            }
            Self::List { bots, most } => json!({
                "bots": bots.iter().map(Bot::to_json).collect::<Vec<_>>(),
                "count": bots.len(),
                "max_bots": most,
            }),
        }
    }
}
