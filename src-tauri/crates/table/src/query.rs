//! What a person asks of a table: which rows, in which order.

/// Which rows in which order. The empty query is the whole table as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A row is shown when every filter lets it through.
    pub filters: Vec<Filter>,
    /// Text that one of the row's cells contains, as [`Kind::Contains`] without regard to case.
    pub search: Option<String>,
    pub sort: Option<Sort>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Counted from 0, as in [`Table::header`](crate::Table::header). A row too short to have it has an empty cell.
    pub column: usize,
    pub kind: Kind,
    /// The text or the regular expression; of no meaning for [`Kind::Empty`] and [`Kind::NotEmpty`].
    pub text: String,
    pub case: Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An empty text lets every row through.
    Contains,
    NotContains,
    /// The whole cell, to the letter but for [`Filter::case`].
    Equals,
    /// The `regex` crate's dialect, found anywhere in the cell.
    Regex,
    /// Nothing or nothing but white space.
    Empty,
    NotEmpty,
}

/// How letters are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// `А` is `а`, in every script; and `ё` is `е`, as Russian readers expect (not in a [`Kind::Regex`]).
    #[default]
    Ignored,
    Kept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub column: usize,
    pub descending: bool,
    /// Numbers in the text count by their value: `test 9` comes before `test 10`.
    pub natural: bool,
}

impl Query {
    /// Whether every row of this query is certainly one of `base` too.
    pub(crate) fn narrows(&self, base: &Query) -> bool {
        let search = match (&self.search, &base.search) {
            (_, None) => true,
            (Some(text), Some(base)) => text.contains(base.as_str()),
            (None, Some(base)) => base.is_empty(),
        };
        search && base.filters.iter().all(|base| self.filters.iter().any(|filter| filter.narrows(base)))
    }

    /// Whether both ask for the same rows, in whatever order.
    pub(crate) fn same_rows(&self, other: &Query) -> bool {
        self.filters == other.filters && self.search == other.search
    }
}

impl Filter {
    fn narrows(&self, base: &Filter) -> bool {
        let longer = self.kind == Kind::Contains
            && base.kind == Kind::Contains
            && self.column == base.column
            && self.case == base.case
            && self.text.contains(&base.text);
        longer || self == base
    }
}
