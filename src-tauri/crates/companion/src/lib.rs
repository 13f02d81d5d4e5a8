//! The domain of TestOps Companion: connections, launches, the runs that are watched, notifications, settings.
//!
//! Its face is [`Companion`]: one method per command of the page, and [`Companion::command`] for those who know them by name. What the outside does for it stands in
//! [`ports`], what it tells and takes stands in [`view`]. The rooms are called after what a person does: `runs`, `triage`,
//! `evidence`, `manual`, `selection`, `trends`, `launches`, `queries`, `schedules`, `exports`, `cases`, `grid`, `bot`, `connection`, `settings`,
//! `notifications`; below them stand `core` and `cron`, which know none of
//! them.
//! Deciding is pure (the `decide` of a room), doing is thin.

pub mod bot;
mod restores;
pub mod uploads;
pub mod view;

#[cfg(test)]
mod bindings;
mod cases;
mod commands;
mod companion;
mod connection;
mod core;
mod cron;
mod deployments;
mod edits;
mod evidence;
mod exports;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod grid;
mod launches;
mod manual;
mod mine;
mod notifications;
mod queries;
mod runs;
mod schedules;
mod selection;
mod settings;
mod start;
mod texts;
mod trends;
mod triage;

#[cfg(feature = "simulation")]
pub use crate::core::failpoint::hook as failpoints;
pub use crate::core::ports;
pub use companion::Companion;
pub use connection::env_import::{EnvLine, env_line};
pub use evidence::{Served, ServedPart};
