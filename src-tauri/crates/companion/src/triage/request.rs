//! Whether a decision can be asked for at all, and how it is kept.

use serde::{Deserialize, Serialize};
use testops::{LaunchName, LaunchNameFault};

use super::rule;
use crate::texts::Undecided;
use crate::view::{Decision, TestStatus};

/// A decision as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) decision: Decision,
    pub(crate) ids: Vec<i64>,
    pub(crate) defect_id: Option<i64>,
    /// What went wrong on the way, in the language of the moment.
    pub(crate) problem: Option<String>,
}

/// So many are unmuted at once: servers delete mutes one by one, each with two requests.
pub(crate) const MOST_UNMUTED: usize = 100;

/// What is wrong with it for so many results, before anything is asked of the server.
pub(crate) fn fault(decision: &Decision, results: usize) -> Option<Undecided> {
    match decision {
        Decision::Unmute if results > MOST_UNMUTED => Some(Undecided::TooManyToUnmute),
        Decision::Mute { name, .. } => of_name(name),
        Decision::NewDefect { name, rule, issue, .. } => {
            of_name(name).or_else(|| Some(Undecided::Rule(rule::fault(rule.as_ref()?)?))).or_else(|| {
                // An issue without its key would link every issue of the server.
                let without = issue.as_ref().is_some_and(|issue| issue.key.trim().is_empty());
                without.then_some(Undecided::IssueWithoutKey)
            })
        }
        Decision::Assign { username } => username.trim().is_empty().then_some(Undecided::NoPerson),
        Decision::SetStatus { status, .. } => {
            (*status == TestStatus::InProgress).then_some(Undecided::NoStatus)
        }
        Decision::Unmute
        | Decision::LinkDefect { .. }
        | Decision::UnlinkDefect { .. }
        | Decision::Unassign
        | Decision::Hide => None,
    }
}

fn of_name(name: &str) -> Option<Undecided> {
    match LaunchName::new(name.trim()) {
        Ok(_) => None,
        Err(LaunchNameFault::Empty) => Some(Undecided::NoName),
        Err(LaunchNameFault::TooLong { .. }) => Some(Undecided::NameTooLong),
    }
}

pub(crate) fn remind_on(decision: &Decision) -> Option<String> {
    let Decision::Mute { remind_on, .. } = decision else { return None };
    remind_on.map(|day| day.to_string())
}
