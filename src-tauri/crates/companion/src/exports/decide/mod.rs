//! Deciding about exports, without clock, network or disk: when a plan is due, what passes for a plan, how its files are
//! called and how long they stay.

mod expression;
mod file_names;
mod fresh;
pub(crate) mod import;
mod plan_check;
mod retention;
mod schedule;
mod wake;

pub(crate) use expression::{CronFault, CronField, Fields};
pub(crate) use file_names::{FileName, file_names};
pub(crate) use fresh::fresh;
pub(crate) use import::{Found, MOST_BYTES};
pub(crate) use plan_check::{FolderFault, check};
pub(crate) use retention::{KeptFile, retire};
pub(crate) use schedule::Schedule;
pub(crate) use wake::{Wake, on_wake};
