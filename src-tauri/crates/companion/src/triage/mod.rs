//! What went wrong in a run, told once for all tests in which it did, and what people decide about it.

mod decision;
mod doing;
mod facade;
mod groups;
mod kept;
mod reading;
mod reminder;
mod request;
mod rule;
mod theirs;
mod undo;

pub(crate) use decision::NotTaken;
pub(crate) use groups::{Failing, Grouped};
pub(crate) use kept::failures;
pub(crate) use reminder::remind;
pub(crate) use request::MOST_UNMUTED;
pub(crate) use rule::RuleFault;
pub(crate) use undo::Final;
