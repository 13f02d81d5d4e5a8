//! Cron expressions in a time zone, and what becomes of due times that passed. Without clock, network or disk.

mod expression;
mod passing;
mod schedule;
mod wake;

pub(crate) use expression::{CronFault, CronField, Fields};
pub(crate) use passing::{AHEAD, Before, KNOWN, Missed, pass};
pub(crate) use schedule::{Schedule, ScheduleFault};
pub(crate) use wake::{Wake, on_wake};
