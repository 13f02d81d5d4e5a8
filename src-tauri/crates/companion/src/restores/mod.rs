//! Test cases written back to the server from a copy.
//!
//! First a person looks (`look`): the server is asked for the project as it is, by an export with the copy's columns, and
//! each test case of the copy is held against it (`judge`, which is pure). What the person chose of it is stored with all
//! that the copy says, and then written one after the other (`writing`): what lies in the server's bin is brought back
//! from there, what is nowhere is made anew, what is otherwise is changed. In the end another export is held against the
//! copy, cell by cell (`check`).
//!
//! A test case that is made carries the restore's mark in its name until all of it is there, so that one whose answer was
//! lost is found by it and never made twice. Every other write says what shall be, and may be repeated.

mod cells;
mod check;
mod columns;
mod drill;
mod facade;
mod filling;
mod judge;
mod look;
mod looking;
mod moment;
mod notice;
mod room;
mod steps;
mod task;
mod text;
mod writing;

pub(crate) use drill::{Exported, after_export};
pub(crate) use look::source;
pub(crate) use room::Restores;
