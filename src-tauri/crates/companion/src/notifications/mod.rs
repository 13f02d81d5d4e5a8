//! What a person is told: toasts and the inbox, the quiet hours, and the tray.

pub(crate) mod announce;
pub(crate) mod desktop;
pub(crate) mod outbox;
pub(crate) mod quiet;
pub(crate) mod tray;

mod by_project;
mod inbox;
mod worded;

pub(crate) use worded::{Worded, Words};
