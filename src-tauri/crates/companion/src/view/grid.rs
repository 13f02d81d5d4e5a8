//! An export file opened as a table, and two files compared.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Failure;

/// Which file to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum GridSource {
    /// A file of a plan.
    Export { file_id: i64 },
    /// Any other, by its path.
    Path { path: String },
}

/// How to read a file, as a person chose it by hand; what is `None` is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadAs {
    /// One of [`GridInfo::encodings`]. The file's byte order mark outranks it.
    pub encoding: Option<String>,
    /// One ASCII character.
    pub separator: Option<String>,
}

/// A file, open. Rows are there at once; the index goes on in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridInfo {
    /// Until it is closed.
    pub id: u32,
    pub name: String,
    pub path: String,
    /// The header; “1”, “2”, … where there is none.
    pub columns: Vec<String>,
    pub separator: String,
    /// As it was read: `UTF-8`, `windows-1251`, …
    pub encoding: String,
    /// Whether nobody named it, neither a person nor the file's byte order mark.
    pub encoding_guessed: bool,
    /// What else it can be read as.
    pub encodings: Vec<String>,
    /// The column of `allure_id`, which stays in view.
    pub key_column: Option<u32>,
    pub progress: GridProgress,
    /// The first rows.
    pub rows: Vec<GridRow>,
}

/// How far the index is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridProgress {
    pub bytes: u64,
    pub of_bytes: u64,
    /// Rows found so far.
    pub rows: u64,
    pub done: bool,
    /// Why it stopped before the end of the file.
    pub failure: Option<Failure>,
    /// What is wrong with the file, each with its line; at most ten.
    pub faults: Vec<String>,
    pub faults_total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridRow {
    /// The row's number in the file, from 0.
    pub record: u64,
    pub cells: Vec<GridCell>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridCell {
    pub text: String,
    /// The text goes on in the file.
    pub cut: bool,
}

/// What the grid shows: all rows that meet every filter, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridQuery {
    pub filters: Vec<GridFilter>,
    pub sort: Option<GridSort>,
    /// Hits are counted in what the filters leave.
    pub search: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridFilter {
    pub column: u32,
    pub kind: GridFilterKind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GridFilterKind {
    Contains,
    Equals,
    Regex,
    Empty,
    NotEmpty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridSort {
    pub column: u32,
    pub descending: bool,
    /// Numbers within the text by their value.
    pub natural: bool,
}

/// What a query found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum GridAnswer {
    Found {
        /// Of this query: rows are asked for with it.
        view: u32,
        rows: u64,
        /// Rows of the file so far. While the index goes on more may come, which this view has not: ask anew when it is
        /// done.
        of: u64,
        hits: Option<GridHits>,
    },
    /// A filter that is no regular expression.
    Refused { column: u32, message: String },
    /// A later query took its place.
    Overtaken,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridHits {
    pub cells: u64,
    pub rows: u64,
    /// The places in the view of the first rows with a hit; at most 10 000.
    pub places: Vec<u64>,
}

/// A cell's whole text, up to a megabyte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CellText {
    pub text: String,
    /// Of the whole cell, in bytes.
    pub bytes: u64,
    pub cut: bool,
}

/// Saving what the grid shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridSave {
    pub id: u32,
    /// `None` saves all rows in the file's order.
    pub view: Option<u32>,
    /// In this order.
    pub columns: Vec<u32>,
    pub path: String,
    /// With the mark by which Excel knows UTF-8, and without formulas.
    pub for_excel: bool,
    /// One ASCII character; `None` is the usual one of Excel in the window's language, or the file's own when it is not
    /// for Excel.
    pub separator: Option<String>,
    /// Writes over a file that is there.
    pub replace: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum FileSaved {
    Saved {
        path: String,
        rows: u64,
    },
    /// A file of this name is there.
    Exists {
        path: String,
    },
    Refused {
        message: String,
    },
}

/// Two files of a plan by `allure_id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileComparison {
    pub old_id: i64,
    pub new_id: i64,
    pub old_name: String,
    pub new_name: String,
    pub appeared: u64,
    pub vanished: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub columns_appeared: Vec<String>,
    pub columns_vanished: Vec<String>,
    /// The columns of the changed cells, the most frequent first, with how many cells.
    pub changed_columns: Vec<ColumnChanges>,
    /// Ids that a file has twice; only the first row of each was compared.
    pub repeated: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnChanges {
    pub column: String,
    pub cells: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    Appeared,
    Vanished,
    Changed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferenceQuery {
    pub old_id: i64,
    pub new_id: i64,
    pub kind: DifferenceKind,
    /// Only changes of this column.
    pub column: Option<String>,
    pub offset: u32,
    /// At most 200.
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferencePage {
    pub items: Vec<Difference>,
    pub total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Difference {
    /// The `allure_id`.
    pub key: String,
    /// The `name`, where the file has one.
    pub name: String,
    /// The cells that changed; of a test case that came or went, its filled cells.
    pub cells: Vec<CellDifference>,
}

/// Texts are cut at 2 000 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CellDifference {
    pub column: String,
    pub old: Option<String>,
    pub new: Option<String>,
}
