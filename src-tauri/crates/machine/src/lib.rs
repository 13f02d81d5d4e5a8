//! The machine that a program of the domain runs on, with a window or without one: its clock, the folder of its data,
//! and one program for each data folder.

pub mod application;
mod clock;
mod data_lock;

pub use clock::SystemClock;
pub use data_lock::{DataLock, Holder, Taken, digest};
