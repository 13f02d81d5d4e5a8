//! The domain of TestOps Companion: connections, launches, the runs that are watched, notifications, settings.
//!
//! Its face is [`Companion`]: one method per command of the page. What the outside does for it stands in
//! [`ports`], what it tells and takes stands in [`view`]. Deciding is pure (`run`, `compare`), doing is thin.

pub(crate) mod announce;
mod companion;
mod compare;
pub(crate) mod env_import;
mod facade;
pub(crate) mod form_check;
pub mod ports;
pub(crate) mod quiet;
mod run;
pub(crate) mod settings_check;
pub(crate) mod template;
pub(crate) mod texts;
pub(crate) mod tray;
pub mod view;

pub use companion::Companion;
