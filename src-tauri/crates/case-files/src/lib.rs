//! Test cases of an exported CSV as Markdown files, one a case, so that Git shows who changed what.
//!
//! A [`Writer`] brings a folder to the state of an export, [`read_folder`] reads it back, whoever edited it, and [`commit`]
//! hands what changed to Git. What is read is the very text that was written, to the last space. Nothing here knows of
//! TestOps, of windows or of the network; everything is blocking.
//!
//! `test-cases.yml` names the columns and what they hold; the file of a case is named after its id and looks like this:
//!
//! ```markdown
//! ---
//! allure_id: 4211
//! name: Pay by card
//! status: Active
//! tag:
//!   - smoke
//!   - payments
//! ---
//!
//! # Pay by card
//!
//! ## precondition
//!
//! The cart is not empty.
//!
//! ## scenario
//!
//! 1. Open the cart
//!    1. The cart shows its sum
//! 1. Pay
//! ```
//!
//! Cells that are empty have no key and no section. The title is for people and not read. A line of a text that looks
//! like a heading of ours, `## `, has a backslash before it. A text that Markdown would not keep (control characters,
//! CRLF, blank lines at its ends) is a quoted scalar in the front matter.
//!
//! ```
//! use case_files::{Column, Layout, Shape, parse, render};
//!
//! let column = |name: &str, shape| Column { name: name.to_owned(), shape };
//! let columns = vec![column("allure_id", Shape::Line), column("name", Shape::Line), column("scenario", Shape::Steps)];
//! let layout = Layout::new(columns, "allure_id", "name")?;
//! let cells = ["7", "Log in", "Open the page\n\tIt asks for a name\nLog in"].map(str::to_owned);
//! assert_eq!(parse(&layout, &render(&layout, &cells)).map(|case| case.cells).as_deref(), Ok(&cells[..]));
//! # Ok::<(), case_files::Error>(())
//! ```

mod error;
mod folder;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod git;
mod layout;
mod manifest;
mod misfit;
mod parse;
mod reader;
mod render;
mod scalar;
mod sections;
mod steps;
mod writer;
mod yaml;

pub use error::Error;
pub use folder::{MAX_CASES, MAX_FILE};
pub use git::commit;
pub use layout::{Case, Column, Layout, Shape};
pub use manifest::layout_of;
pub use misfit::{Misfit, Wrong};
pub use parse::parse;
pub use reader::{Read, read_folder};
pub use render::render;
pub use writer::{Writer, Written};
