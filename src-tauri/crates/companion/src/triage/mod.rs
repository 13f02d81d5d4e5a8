//! What went wrong in a run, told once for all tests in which it did.

mod facade;
mod groups;
mod kept;

pub(crate) use groups::{Failing, Grouped};
pub(crate) use kept::failures;
