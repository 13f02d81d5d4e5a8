//! The domain of TestOps Companion: connections, launches, the runs that are watched, notifications, settings.

pub mod ports;
pub mod view;
