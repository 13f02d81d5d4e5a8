//! Tests that the person runs: what waits in a launch, what to do in each, and how it ended.
//!
//! How a test ended is kept first (`facade`), with the pictures beside it as files of the data folder (`pictures`), and sent
//! after that, one test at a time (`sending`), as soon as a server answers. What came of it is judged only from reading back
//! (`verdict`): a lost answer is looked up, and what somebody else decided meanwhile is never overwritten.

mod facade;
mod pictures;
mod reading;
mod sending;
mod verdict;

pub(crate) use pictures::{LARGEST, MOST};
pub(crate) use sending::{Manual, send};
pub(crate) use verdict::{LONGEST, Unkept, Why};
