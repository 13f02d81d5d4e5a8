//! CSV files as tables, quick at a million rows.
//!
//! A [`Table`] is an open file, with eight bytes a row for where each begins. It opens at once and shows its first rows
//! while the rest is indexed. A [`View`] is the rows that a [`Query`] asks for, in its order; it can be
//! looked through, searched and saved. [`compare`] tells what differs between two files, and a [`Verifier`] checks a
//! file while it is downloaded. Nothing here knows of the product, of windows or of the network; everything is
//! blocking and stops soon after its [`Cancel`] was raised.
//!
//! ```
//! use table::{Cancel, Case, Filter, Kind, Options, Query, Sort, Table};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("cases.csv");
//! std::fs::write(&path, "allure_id;name\n7;Login, step 10\n8;Logout\n9;login, step 9\n")?;
//!
//! let table = Table::open(&path, Options { separator: None, encoding: None, headers: true })?;
//! let cancel = Cancel::new();
//! assert!(table.index(&cancel)?.done);
//! assert_eq!((table.header(), table.records()), (&["allure_id".to_owned(), "name".to_owned()][..], 3));
//!
//! let query = Query {
//!     filters: vec![Filter { column: 1, kind: Kind::Contains, text: "LOGIN".into(), case: Case::Ignored }],
//!     search: None,
//!     sort: Some(Sort { column: 1, descending: false, natural: true }),
//! };
//! let view = table.view(&query, None, &cancel)?;
//! let rows = view.rows(&table, 0, 100, 300)?;
//! assert_eq!(rows[0].cells[1].text, "login, step 9");
//! assert_eq!((view.len(), view.of()), (2, 3));
//!
//! let hits = table.search(&view, "step 10", &cancel)?;
//! assert_eq!((hits.cells(), hits.next(None)), (1, Some(1)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod cancel;
mod collate;
mod compare;
mod decode;
mod encoding;
mod error;
mod fault;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod guess;
mod index;
mod keys;
mod matcher;
mod query;
mod record;
mod save;
mod scan;
mod search;
mod sniff;
mod sort;
mod source;
mod spreadsheet;
mod table;
mod text;
mod threads;
mod verify;
mod view;

pub use batch::MAX_RECORD;
pub use cancel::{Cancel, Cancelled};
pub use compare::{Change, Comparison, compare};
pub use encoding::Encoding;
pub use error::{OpenError, ReadError, SaveError, WorkError};
pub use fault::{Fault, FaultKind, Faults};
pub use query::{Case, Filter, Kind, Query, Sort};
pub use save::SaveOptions;
pub use search::Hits;
pub use table::{Cell, MAX_COLUMNS, Options, Progress, Row, Table};
pub use verify::{Header, Verified, Verifier};
pub use view::View;
