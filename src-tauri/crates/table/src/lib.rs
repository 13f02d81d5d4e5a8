//! CSV files as tables, quick at a million rows.
#![expect(clippy::todo, clippy::missing_const_for_fn, reason = "the skeleton stands before its rooms")]

mod cancel;
mod compare;
mod error;
mod fault;
mod query;
mod save;
mod search;
mod table;
mod verify;
mod view;

pub use cancel::{Cancel, Cancelled};
pub use compare::{Change, Comparison, compare};
pub use error::{Changed, OpenError, WorkError};
pub use fault::{Fault, FaultKind, Faults};
pub use query::{Case, Filter, Kind, Query, Sort};
pub use save::SaveOptions;
pub use search::Hits;
pub use table::{Cell, Encoding, MAX_COLUMNS, Options, Progress, Row, Table};
pub use verify::{Header, Verified, Verifier};
pub use view::View;
