//! Test cases as the exported CSV files have them: found by word while one types, read without a server, and followed
//! back through all the days of which a file exists.
//!
//! A [`Casebook`] is an index in a file of its own. It holds words, names and places in the exported files, and never the
//! texts themselves: a case is read from the file that has it. All of it can be made anew from the files at any time.
//! Nothing here knows of the product, of windows or of the network.

mod casebook;
mod compare;
mod copies;
mod error;
mod groups;
mod reading;
mod search;
mod sheet;
mod take_in;
mod words;

pub use casebook::{Casebook, Copy, Line, Version};
pub use compare::{Difference, FieldChange, LineChange, changed_fields, changed_lines};
pub use copies::{DayCopy, Kept, Loose};
pub use error::Error;
pub use groups::{Group, Way};
pub use search::{Found, Hit, Query};
pub use sheet::Field;
pub use take_in::Taken;
