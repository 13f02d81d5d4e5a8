//! A run: one launch that we follow, from the click to its outcome.
//!
//! [`step`] is a pure state machine: `(state, observation, now, policy) → (state, effects)`. It asks nobody and
//! reads no clock; the watcher feeds it what the server said and carries out its effects. [`requests`] decides, just
//! as purely, which requests a look at the server takes; [`lookup`] decides which launch is the one whose answer
//! was lost, [`pending`] when a launch or a rerun that can be taken back goes out, and [`stranger`] which launches of others a subscription follows.

pub(crate) mod estimate;
pub(crate) mod lookup;
pub(crate) mod requests;
pub(crate) mod stranger;

pub(crate) mod state;
pub(crate) mod times;

pub(crate) mod pending;

mod ending;
mod machine;
mod rerun;

#[cfg(test)]
mod machine_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod rerun_tests;
#[cfg(test)]
mod times_tests;

pub(crate) use ending::outcome;
pub(crate) use machine::step;
pub(crate) use state::{Announcement, Effect, JobRunSeen, Observation, Policy, RunState, Seen, Stage};
