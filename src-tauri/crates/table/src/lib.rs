//! CSV files as tables, quick at a million rows.

mod cancel;
mod collate;
mod compare;
mod error;
mod fault;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod index;
mod matcher;
mod query;
mod record;
mod save;
mod scan;
mod search;
mod sniff;
mod sort;
mod source;
mod table;
mod text;
mod verify;
mod view;
mod work;

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
