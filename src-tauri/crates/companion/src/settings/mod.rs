//! The settings, and what the window asks of the program as a whole.

pub(crate) mod check;
pub(crate) mod stored;

mod app;
mod shell;
