//! The domain of TestOps Companion: connections, launches, the runs that are watched, notifications, settings.
//!
//! Its face is [`Companion`]: one method per command of the page. What the outside does for it stands in
//! [`ports`], what it tells and takes stands in [`view`]. Deciding is pure (`run`, `compare`), doing is thin.

mod companion;
mod compare;
mod facade;
pub mod ports;
mod run;
pub mod view;

pub use companion::Companion;
