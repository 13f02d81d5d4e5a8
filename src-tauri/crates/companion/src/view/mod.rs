//! What a face of the domain (the window, later the bot) is shown and may ask.
//!
//! These types cross to the page as JSON; `ts-rs` writes their TypeScript twins. Instants are RFC 3339 in UTC,
//! durations are whole milliseconds, ids are the server's unless a field says "ours".

mod app;
mod bot;
mod connection;
mod event;
mod export;
mod grid;
mod inbox;
mod launch;
mod mine;
mod run;
mod schedule;
mod settings;
mod triage;

pub use app::*;
pub use bot::*;
pub use connection::*;
pub use event::*;
pub use export::*;
pub use grid::*;
pub use inbox::*;
pub use launch::*;
pub use mine::*;
pub use run::*;
pub use schedule::*;
pub use settings::*;
pub use triage::*;
