//! What a face of the domain (the window, later the bot) is shown and may ask.
//!
//! These types cross to the page as JSON; `ts-rs` writes their TypeScript twins. Instants are RFC 3339 in UTC,
//! durations are whole milliseconds, ids are the server's unless a field says "ours".

mod app;
mod bot;
mod bucket;
mod case;
mod case_on_server;
mod connection;
mod deployment;
mod edit;
mod event;
mod evidence;
mod export;
mod grid;
mod housekeeping;
mod inbox;
mod launch;
mod manual;
mod mine;
mod query;
mod restore;
mod run;
mod schedule;
mod selection;
mod settings;
mod trend;
mod triage;
mod upload;

pub use app::*;
pub use bot::*;
pub use bucket::*;
pub use case::*;
pub use case_on_server::*;
pub use connection::*;
pub use deployment::*;
pub use edit::*;
pub use event::*;
pub use evidence::*;
pub use export::*;
pub use grid::*;
pub use housekeeping::*;
pub use inbox::*;
pub use launch::*;
pub use manual::*;
pub use mine::*;
pub use query::*;
pub use restore::*;
pub use run::*;
pub use schedule::*;
pub use selection::*;
pub use settings::*;
pub use trend::*;
pub use triage::*;
pub use upload::*;
