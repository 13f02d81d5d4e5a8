//! Launches of the server kept in order: listed by AQL, renamed, tagged, closed, opened again, copied, merged and deleted, one
//! or many. What an act would do is counted before, and what came of it is read back: success is not effect.

mod act;
mod carry_out;
mod facade;
mod list;
mod state;

pub(crate) use carry_out::WAITS;
