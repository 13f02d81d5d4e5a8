//! Which tests: what a person chose, as test cases of the server, and who would run them.
//!
//! To the server an empty selection means all test cases. So a choice is resolved before anything is asked, and one that
//! comes to nothing is refused with its reason.

mod check;
mod facade;
mod of_run;
mod planned;
mod resolve;
mod saved;
mod way;

pub(crate) use resolve::{Resolved, is_gone};
pub(crate) use way::{Way, mapping, way};
