//! What every capability stands on, and what knows none of them.

pub(crate) mod actor;
pub(crate) mod allowance;
pub(crate) mod chosen;
pub(crate) mod encoding;
pub(crate) mod failpoint;
pub(crate) mod failure;
pub(crate) mod files;
pub(crate) mod patience;
pub mod ports;
pub(crate) mod session;
