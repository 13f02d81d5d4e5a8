//! An Allure TestOps server that lives in memory.
//!
//! It is the demo inside the desktop program, the other end of the wire in tests, and something to develop
//! against. It speaks the HTTP API as the vendor's definition (26.1) and observed servers have it, quirks
//! included; the README beside this crate says what is real and what is simplified. [`serve`] starts one on a port
//! of its own; a [`Simulator`] is one without a network, for a simulation that has to repeat exactly. The control
//! door, [`Control`] or under `/__sim`, sets trouble, moves the clock, and tells what was asked and what happened.
//!
//! The world follows from the seed. Launches do not tick: what a launch looks like is worked out from its plan and
//! the simulated time whenever somebody asks, so that thousands of them cost nothing while nobody does.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "ids, counts of tests and milliseconds of a few years fit all the integer types in use"
)]
#![allow(clippy::unnecessary_wraps, reason = "handlers of one table share one signature")]

mod api;
mod aql;
mod clock;
mod control;
mod dice;
pub mod fuzzing;
mod http;
mod world;

pub use api::operations;
pub use clock::TimeSource;
pub use control::exports::{CaseChange, ExportState};
pub use control::journal::Entry;
pub use control::launches::{Advance, ByHand, LaunchState, RunState, Said, ScriptOrder, Start};
pub use control::stage::{JobChange, JobState, NewParameter, ParameterState, Rights};
pub use control::trouble::{Kind as TroubleKind, Trouble};
pub use control::{Control, ControlError};
pub use http::server::{Generation, Options, Running, Simulator, serve};
pub use world::deeds::{By, Deed, What};
pub use world::export::Way as ExportPlan;
pub use world::plan::Plan as LaunchPlan;
