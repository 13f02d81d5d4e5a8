//! Exports from the plan to the file: the real store, the real client, the simulated server, a real disk.

mod bucket;
mod case_on_server;
mod cases;
mod comments;
mod drills;
mod edits;
mod faults;
mod files;
mod killed;
mod markdown;
mod now;
#[path = "../runs/outside.rs"]
mod outside;
mod program;
mod restore;
mod schedule;
mod server;
mod troubles;
