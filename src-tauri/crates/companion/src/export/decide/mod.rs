//! Deciding about exports, without clock, network or disk: when a plan is due, what passes for a plan, how its files are
//! called and how long they stay.

mod expression;
mod file_names;
mod fresh;
pub(crate) mod import;
mod plan_check;
#[cfg_attr(not(test), expect(dead_code, reason = "the attempts of a plan call it"))]
mod retention;
mod schedule;
#[cfg_attr(not(test), expect(dead_code, reason = "the attempts of a plan call it"))]
mod wake;

pub(crate) use expression::{CronFault, CronField, Fields};
pub(crate) use file_names::file_names;
pub(crate) use import::{Found, MOST_BYTES};
pub(crate) use plan_check::{FolderFault, check};
#[expect(unused_imports, reason = "the attempts of a plan call them")]
pub(crate) use retention::{KeptFile, retire};
pub(crate) use schedule::Schedule;
#[expect(unused_imports, reason = "the attempts of a plan call them")]
pub(crate) use wake::{Wake, on_wake};
