//! What a monitor wants to know, without anybody's names.

use chrono::{DateTime, Utc};
use companion::Companion;
use companion::view::{AttemptOutcome, BotState, Failure, LinkState, PlanState};
use serde::{Deserialize, Serialize};

use crate::replica::Role;

use super::Seen;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AgentState {
    pub(crate) version: String,
    pub(crate) role: RoleIs,
    /// Of the last term that is known of; `None` where the database is a file.
    pub(crate) epoch: Option<i64>,
    /// Who leads; `None` where it is this agent, or nobody.
    pub(crate) leader: Option<String>,
    /// Only of whoever leads.
    #[serde(flatten)]
    pub(crate) domain: Option<DomainState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleIs {
    Leader,
    Standby,
    StoodDown,
    CutOff,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DomainState {
    pub(crate) link: Link,
    /// When the server last answered.
    pub(crate) last_look_at: Option<DateTime<Utc>>,
    pub(crate) open_runs: u64,
    pub(crate) plans: Plans,
    pub(crate) bot: Bot,
    /// `None` where exports lie in their folders only.
    #[serde(default)]
    pub(crate) bucket: Option<Bucket>,
    pub(crate) notices: u64,
}

/// How far exported files are in the bucket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// Files that are not there yet.
    pub(crate) waiting: u64,
    pub(crate) last_stored_at: Option<DateTime<Utc>>,
    /// The last try failed.
    pub(crate) failing: bool,
    /// The store refuses to put over an object; `None` until it was asked.
    pub(crate) creates_once: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Link {
    None,
    Connecting,
    Online,
    Offline,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plans {
    pub(crate) all: u64,
    pub(crate) paused: u64,
    /// Their last attempt failed.
    pub(crate) failed: u64,
    /// They are due and cannot begin.
    pub(crate) waiting: u64,
    pub(crate) running: u64,
    pub(crate) next_at: Option<DateTime<Utc>>,
    /// Of the plan whose last good export is the longest ago; `None` where one has none, or there is no plan.
    pub(crate) oldest_success_at: Option<DateTime<Utc>>,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BotIs {
    Off,
    Starting,
    Polling,
    Waiting,
    Stuck,
    Stopping,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bot {
    pub(crate) state: BotIs,
    pub(crate) last_poll_at: Option<DateTime<Utc>>,
}

pub(crate) async fn look(seen: &Seen) -> Result<AgentState, Failure> {
    let of = |role, epoch, leader, domain| {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        AgentState { version, role, epoch, leader, domain }
    };
    Ok(match seen.role() {
        Role::Leads { companion, epoch } => of(RoleIs::Leader, epoch, None, Some(look_at(&companion).await?)),
        Role::StandsBy { lease } => {
            let epoch = lease.as_ref().map(|lease| lease.epoch);
            let leader = lease.filter(|lease| lease.is_held).map(|lease| lease.holder);
            of(RoleIs::Standby, epoch, leader, None)
        }
        Role::StoodDown => of(RoleIs::StoodDown, None, None, None),
        Role::CutOff => of(RoleIs::CutOff, None, None, None),
    })
}

async fn look_at(companion: &Companion) -> Result<DomainState, Failure> {
    let (state, exports, runs) =
        (companion.state().await?, companion.exports().await?, companion.active_runs().await?);
    let (link, last_look_at) = match state.link {
        LinkState::None => (Link::None, None),
        LinkState::Connecting => (Link::Connecting, None),
        LinkState::Online { as_of } => (Link::Online, Some(as_of)),
        LinkState::Offline { as_of, .. } => (Link::Offline, as_of),
    };
    let plans = &exports.plans;
    let count = |is: fn(&PlanState) -> bool| plans.iter().filter(|plan| is(&plan.state)).count() as u64;
    let successes = plans.iter().filter(|plan| !plan.draft.paused).map(|plan| {
        let last = plan.last.as_ref().filter(|last| last.outcome == AttemptOutcome::Done)?;
        last.finished_at
    });
    let bot = companion.bot_state();
    let bucket = companion.bucket().await?.state.map(|state| Bucket {
        files: state.stored,
        bytes: state.bytes,
        waiting: state.waiting,
        last_stored_at: state.last_at,
        failing: state.failure.is_some(),
        creates_once: state.creates_once,
    });
    Ok(DomainState {
        link,
        last_look_at,
        open_runs: runs.len() as u64,
        plans: Plans {
            all: plans.len() as u64,
            paused: plans.iter().filter(|plan| plan.draft.paused).count() as u64,
            failed: plans.iter().filter(|plan| plan.failed).count() as u64,
            waiting: count(|state| matches!(state, PlanState::Waiting { .. })),
            running: count(|state| matches!(state, PlanState::Running { .. })),
            next_at: exports.next_at,
            oldest_success_at: successes.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().min()),
            files: exports.files,
            bytes: exports.bytes,
        },
        bot: Bot {
            state: match &bot {
                BotState::Off => BotIs::Off,
                BotState::Starting => BotIs::Starting,
                BotState::Polling { .. } => BotIs::Polling,
                BotState::Waiting { .. } => BotIs::Waiting,
                BotState::Stuck { .. } => BotIs::Stuck,
                BotState::Stopping => BotIs::Stopping,
            },
            last_poll_at: match bot {
                BotState::Polling { last_poll_at, .. } => last_poll_at,
                BotState::Off
                | BotState::Starting
                | BotState::Waiting { .. }
                | BotState::Stuck { .. }
                | BotState::Stopping => None,
            },
        },
        bucket,
        notices: state.notices.len() as u64,
    })
}
