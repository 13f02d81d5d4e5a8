//! The operations, a file per area.

mod account;
mod environment;
mod jobs;
mod launches;
mod projects;
mod results;

pub use launches::{Criterion, LaunchQuery};
pub use projects::ProjectQuery;
