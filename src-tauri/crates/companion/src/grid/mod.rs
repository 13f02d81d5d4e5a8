//! Files opened as tables, for the page.
//!
//! [`Grids`] owns what is open: a few tables, each with the views that the page asked for, and the last comparisons. Its
//! locks are held for moments only; all work on a table runs on a thread of its own, and ends early when nobody waits
//! for it any more.

mod answer;
mod compared;
mod differences;
mod facade;
mod file;
mod open;
mod owner;
mod query;
mod save;
mod work;

#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod tests;

pub(crate) use compared::Pair;
pub(crate) use file::Grid;
pub(crate) use open::{Opening, open_table};
pub(crate) use owner::Grids;
pub(crate) use save::{Saving, not_saved, save, temporary};
pub(crate) use work::{StopOnDrop, run};
