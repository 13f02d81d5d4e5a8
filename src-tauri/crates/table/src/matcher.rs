//! Whether a cell's bytes are what a filter or a search asks for.
//!
//! Everything that looks for text is a regular expression over bytes: the engine finds plain text with vector
//! instructions, knows the letters of every script in both cases, and does not mind bytes that are no UTF-8.

use std::fmt::Write;

use regex::bytes::{Regex, RegexBuilder};

use crate::error::WorkError;
use crate::query::{Case, Filter, Kind};
use crate::record::{Field, Fields};

/// Bytes of a compiled expression; more is refused.
const SIZE: usize = 8 << 20;

#[derive(Clone, Debug)]
pub(crate) enum Matcher {
    Has(Regex),
    HasNot(Regex),
    Blank,
    NotBlank,
}

impl Matcher {
    /// `place` is the filter's place in its query, for the error.
    pub(crate) fn new(filter: &Filter, place: usize) -> Result<Matcher, WorkError> {
        let text = |before: &str, after: &str| {
            let pattern = format!("{before}{}{after}", literal(&filter.text, filter.case, ""));
            compile(&pattern, filter.case, place)
        };
        Ok(match filter.kind {
            Kind::Contains => Matcher::Has(text("", "")?),
            Kind::NotContains => Matcher::HasNot(text("", "")?),
            Kind::Equals => Matcher::Has(text(r"\A", r"\z")?),
            Kind::Regex => Matcher::Has(expression(&filter.text, filter.case, place)?),
            Kind::Empty => Matcher::Blank,
            Kind::NotEmpty => Matcher::NotBlank,
        })
    }

    /// `None` stands for the cell that a short row has not.
    pub(crate) fn lets_through(&self, cell: Option<&Field<'_>>) -> bool {
        let has =
            |regex: &Regex| cell.map_or_else(|| regex.is_match(b""), |cell| regex.is_match(&cell.text()));
        match self {
            Matcher::Has(regex) => has(regex),
            Matcher::HasNot(regex) => !has(regex),
            Matcher::Blank => cell.is_none_or(Field::is_blank),
            Matcher::NotBlank => !cell.is_none_or(Field::is_blank),
        }
    }
}

/// A text that is looked for in every cell, without regard to case.
#[derive(Clone, Debug)]
pub(crate) struct Needle {
    /// Finds it in a cell's text.
    cell: Regex,
    /// Finds it in the bytes of a record as they stand in the file, where a quote may be doubled. What this does not
    /// find no cell has; what it finds may yet lie across two cells.
    record: Regex,
}

impl Needle {
    /// `place` is the number that an error names; only a text too long makes one.
    pub(crate) fn new(text: &str, place: usize) -> Result<Needle, WorkError> {
        let regex = |quote| compile(&literal(text, Case::Ignored, quote), Case::Ignored, place);
        Ok(Needle { cell: regex("")?, record: regex("\"?")? })
    }

    /// How many cells of a record have it. `stray`: a cell's text may be in pieces.
    pub(crate) fn cells(&self, record: &[u8], separator: u8, stray: bool) -> usize {
        let mut fields = Fields::new(record, separator);
        if stray {
            return fields.filter(|field| self.is_in(field)).count();
        }
        let mut cells = 0;
        let mut end = 0;
        while let Some(found) = self.record.find_at(record, end) {
            // The cell in which it begins; what is found on the record's border begins in none.
            let field = loop {
                let field = fields.next();
                end = record.len() - fields.left();
                if field.is_none() || end > found.start() {
                    break field;
                }
            };
            let Some(field) = field else { break };
            cells += usize::from(self.is_in(&field));
        }
        cells
    }

    pub(crate) fn is_in(&self, cell: &Field<'_>) -> bool {
        self.cell.is_match(&cell.text())
    }
}

/// A pattern for a text itself, with `quote` after each quote in it.
fn literal(text: &str, case: Case, quote: &str) -> String {
    let mut pattern = String::with_capacity(text.len() * 2);
    let mut plain = [0; 4];
    for letter in text.chars() {
        match (letter, case) {
            ('е' | 'ё' | 'Е' | 'Ё', Case::Ignored) => pattern.push_str("[её]"),
            ('"', _) => {
                let _ = write!(pattern, "\"{quote}");
            }
            _ => pattern.push_str(&regex::escape(letter.encode_utf8(&mut plain))),
        }
    }
    pattern
}

fn compile(pattern: &str, case: Case, filter: usize) -> Result<Regex, WorkError> {
    RegexBuilder::new(pattern)
        .case_insensitive(case == Case::Ignored)
        .size_limit(SIZE)
        .build()
        .map_err(|error| WorkError::Regex { filter, at: 0, message: error.to_string() })
}

/// Parses first, because only the parser tells the place of a mistake.
fn expression(pattern: &str, case: Case, filter: usize) -> Result<Regex, WorkError> {
    let wrong = |before: usize, message: String| {
        let at = pattern.get(..before).map_or(0, |before| before.chars().count());
        Err(WorkError::Regex { filter, at, message })
    };
    match regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern) {
        Err(regex_syntax::Error::Parse(error)) => wrong(error.span().start.offset, error.kind().to_string()),
        Err(regex_syntax::Error::Translate(error)) => {
            wrong(error.span().start.offset, error.kind().to_string())
        }
        Ok(_) | Err(_) => compile(pattern, case, filter),
    }
}
