//! The methods of [`Companion`](crate::Companion) about runs.

mod actions;
mod chosen;
mod failed;
mod form;
mod history;
mod launching;
mod results;
mod runs;

pub(crate) use results::ReadTests;
pub(super) use runs::{cannot_close, cannot_rerun, cannot_rerun_any};
