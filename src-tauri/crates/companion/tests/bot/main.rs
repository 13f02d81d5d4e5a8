//! The Telegram bot's half in the domain: its lives under a runner that is a double, its people and what it owes in the
//! real store.

mod access;
mod follow;
mod lives;
#[path = "../runs/outside.rs"]
mod outside;
mod program;
mod runner;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../runs/server.rs"]
mod server;
mod strangers;
mod talk;
mod told;
mod window;
