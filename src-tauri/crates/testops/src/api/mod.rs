//! The operations, a file per area.

mod account;
mod deciding;
mod defects;
mod environment;
mod evidence;
mod exports;
mod jobs;
mod launches;
mod projects;
mod results;
mod trees;

pub use launches::{Criterion, LaunchQuery};
pub use projects::ProjectQuery;
