//! The domain of TestOps Companion: connections, launches, the runs that are watched, notifications, settings.
//!
//! Its face is [`Companion`]: one method per command of the page. What the outside does for it stands in
//! [`ports`], what it tells and takes stands in [`view`]. Deciding is pure (`run`, `compare`), doing is thin.

mod announce;
pub mod bot;
mod catalogue;
mod companion;
mod compare;
mod draft;
mod env_import;
mod export;
mod facade;
mod failure;
mod form_check;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod grid;
pub mod ports;
mod quiet;
mod run;
mod session;
mod settings_check;
mod start;
mod template;
mod texts;
mod tray;
pub mod view;
mod watch;

pub use companion::Companion;
