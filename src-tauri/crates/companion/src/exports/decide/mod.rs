//! Deciding about exports, without clock, network or disk: what passes for a plan, how its files are
//! called and how long they stay.

mod file_names;
mod fresh;
pub(crate) mod import;
mod plan_check;
mod retention;

pub(crate) use file_names::{FileName, file_names};
pub(crate) use fresh::fresh;
pub(crate) use import::{Found, MOST_BYTES};
pub(crate) use plan_check::{FolderFault, FolderFaults, check};
pub(crate) use retention::{KeptFile, retire};
