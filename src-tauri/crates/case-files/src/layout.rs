use serde::{Deserialize, Serialize};

use crate::Error;

/// What the cells of a column hold, and so how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A short text: a scalar in the front matter.
    Line,
    /// Items separated by `", "`: a list in the front matter, one item a line.
    Items,
    /// A text of any length: a section of its own.
    Text,
    /// A step each line, put below the one above by leading tabs: a section with a nested list.
    Steps,
}

impl Shape {
    pub(crate) const ALL: [(Self, &'static str); 4] =
        [(Self::Line, "line"), (Self::Items, "items"), (Self::Text, "text"), (Self::Steps, "steps")];

    /// Whether it has a section instead of a key in the front matter.
    pub(crate) fn has_section(self) -> bool {
        matches!(self, Self::Text | Self::Steps)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub shape: Shape,
}

/// The columns of all cases in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Layout {
    pub columns: Vec<Column>,
    /// Name of the column with the case's id.
    pub id: String,
    /// Name of the column with the case's name.
    pub name: String,
    /// Whose cases they are, in the caller's words: a folder holds those of one source.
    pub source: Option<String>,
}

/// Bytes of a column's name: YAML limits a key to 1024 characters, escapes included.
const LONGEST_NAME: usize = 200;
const MOST_COLUMNS: usize = 1_000;

impl Layout {
    /// `id` and `name` are names of columns. Fails where they are not among the columns, or where the columns' names are
    /// empty, longer than 200 bytes or not unique.
    pub fn new(columns: Vec<Column>, id: &str, name: &str) -> Result<Self, Error> {
        if columns.len() > MOST_COLUMNS {
            return Err(Error::TooManyColumns);
        }
        for (at, column) in columns.iter().enumerate() {
            if column.name.is_empty() || column.name.len() > LONGEST_NAME {
                return Err(Error::ColumnName(column.name.chars().take(LONGEST_NAME).collect()));
            }
            if columns[..at].iter().any(|other| other.name == column.name) {
                return Err(Error::ColumnTwice(column.name.clone()));
            }
        }
        for wanted in [id, name] {
            if !columns.iter().any(|column| column.name == wanted) {
                return Err(Error::NoColumn(wanted.to_owned()));
            }
        }
        Ok(Self { columns, id: id.to_owned(), name: name.to_owned(), source: None })
    }

    pub(crate) fn at(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// As the column at this place is written: id and name are lines, whatever they are said to be.
    pub(crate) fn shape(&self, column: usize) -> Shape {
        let column = &self.columns[column];
        if column.name == self.id || column.name == self.name { Shape::Line } else { column.shape }
    }

    /// The columns as a file has them: the id, the name, and the others in their order.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            [&self.id, &self.name].into_iter().filter_map(|name| self.at(name)).collect();
        order.dedup();
        let others = (0..self.columns.len()).filter(|column| !order.contains(column)).collect::<Vec<_>>();
        order.extend(others);
        order
    }
}

/// A test case: its cells in the layout's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub cells: Vec<String>,
}

/// The id that the text spells, where it is a decimal number without leading zeros.
pub(crate) fn id(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if is_plain { text.parse().ok() } else { None }
}
