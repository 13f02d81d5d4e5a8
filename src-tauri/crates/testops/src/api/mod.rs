//! The operations, a file per area.

mod account;
mod authoring;
mod case_cards;
mod choosing;
mod comments;
mod comparing;
mod deciding;
mod defects;
mod environment;
mod evidence;
mod exports;
mod housekeeping;
mod jobs;
mod launches;
mod manual;
mod plans;
mod projects;
mod results;
mod trees;
mod uploads;

pub use launches::{Criterion, LaunchQuery};
pub use projects::ProjectQuery;
