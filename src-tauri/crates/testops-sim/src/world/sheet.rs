//! The file of an export, written piece by piece: standard CSV, UTF-8 without a byte order mark, lines end with `\n`,
//! cells are quoted where they have to be. Texts go straight into the buffer, since the time that this takes is
//! part of what is measured of a client.

use std::sync::Arc;

use super::case::Outline;
use super::case_texts::number;
use super::export::{Column, Field, Sheet, Way};
use super::scenario::Scenario;
use super::written::{Written, names_in};

/// Writes a sheet from its beginning to its end.
pub(crate) struct SheetWriter {
    sheet: Arc<Sheet>,
    way: Way,
    has_begun: bool,
    /// The next place to look at.
    place: usize,
    records: usize,
    /// How many there are to be, and how many of them the stock has.
    wanted: usize,
    counted: usize,
    /// A cell that has quotes in it.
    scratch: String,
}

impl SheetWriter {
    pub(crate) fn new(sheet: Arc<Sheet>, way: Way) -> Self {
        let counted = sheet.chosen.count(&sheet.stock);
        let wanted = usize::try_from(counted as i64 + way.rows_off).unwrap_or(0);
        Self { sheet, way, has_begun: false, place: 0, records: 0, wanted, counted, scratch: String::new() }
    }

    /// The next piece, of `size` bytes or somewhat more; empty after the last.
    pub(crate) fn next(&mut self, size: usize) -> String {
        let mut out = String::with_capacity(size + size / 16 + 4096);
        if !self.has_begun {
            self.has_begun = true;
            self.header(&mut out);
        }
        while out.len() < size && self.records < self.wanted {
            self.record(&mut out);
        }
        out
    }

    fn header(&mut self, out: &mut String) {
        let sheet = Arc::clone(&self.sheet);
        if !sheet.with_headers {
            return;
        }
        for (n, column) in sheet.columns.iter().enumerate() {
            if n > 0 {
                out.push(sheet.separator);
            }
            let start = out.len();
            out.push_str(if n == 0 && self.way.wrong_header { "Unexpected" } else { &column.header });
            self.quote(start, out);
        }
        out.push('\n');
    }

    fn record(&mut self, out: &mut String) {
        let sheet = Arc::clone(&self.sheet);
        let place = self.next_place(&sheet);
        let outline = sheet.stock.outline(sheet.seed, place);
        let is_short = self.way.ragged && self.records == self.counted / 2;
        let columns = &sheet.columns[..sheet.columns.len() - usize::from(is_short)];
        for (n, column) in columns.iter().enumerate() {
            if n > 0 {
                out.push(sheet.separator);
            }
            let start = out.len();
            write_cell(&sheet, &outline, column, out);
            self.quote(start, out);
        }
        out.push('\n');
        self.records += 1;
    }

    /// The next chosen place; after the last, places that the stock does not have.
    fn next_place(&mut self, sheet: &Sheet) -> usize {
        if self.records >= self.counted {
            return sheet.stock.end() + self.records - self.counted;
        }
        while !(sheet.stock.has(self.place) && sheet.chosen.holds(self.place)) {
            self.place += 1;
        }
        self.place += 1;
        self.place - 1
    }

    /// Puts quotes around what was written since `start`, if it needs them.
    fn quote(&mut self, start: usize, out: &mut String) {
        let separator = self.sheet.separator;
        let cell = &out[start..];
        // Without an early end, so that it is looked at many bytes at a time.
        let found = cell.bytes().fold(0_u8, |found, byte| {
            let breaks = byte == b'\n' || byte == b'\r' || (separator.is_ascii() && byte == separator as u8);
            found | u8::from(breaks) | (u8::from(byte == b'"') << 1)
        });
        if found & 2 != 0 {
            self.scratch.clear();
            self.scratch.push_str(cell);
            out.truncate(start);
            out.push('"');
            for (n, part) in self.scratch.split('"').enumerate() {
                if n > 0 {
                    out.push_str("\"\"");
                }
                out.push_str(part);
            }
            out.push('"');
        } else if found & 1 != 0 || (!separator.is_ascii() && cell.contains(separator)) {
            out.insert(start, '"');
            out.push('"');
        }
    }
}

fn write_cell(sheet: &Sheet, outline: &Outline, column: &Column, out: &mut String) {
    if let Some(written) = sheet.stock.written(outline.place) {
        return write_written(sheet, (outline, written), column, out);
    }
    match &column.field {
        Field::AllureId => number(sheet.stock.id_of(outline.place).unsigned_abs(), out),
        Field::Name => outline.write_name(out),
        Field::FullName => outline.write_full_name(out),
        Field::Automated => out.push_str(if outline.automated { "true" } else { "false" }),
        Field::Description => outline.write_description(out),
        Field::Precondition => out.push_str(outline.precondition()),
        Field::ExpectedResult => out.push_str(outline.expected_result()),
        Field::Status => out.push_str(outline.status.1),
        Field::Scenario { steps, indent } => write_scenario(outline, steps, indent, out),
        Field::Tags(items) => joined(outline.tags(), items, out, |(_, tag), out| out.push_str(tag)),
        Field::Links => {
            if outline.has_link() {
                outline.write_link(out);
            }
        }
        Field::Parameters(items) => {
            joined(outline.parameters().iter(), items, out, |(name, _), out| out.push_str(name));
        }
        Field::Issues { integration, items } => {
            if *integration == crate::api::TRACKER {
                joined(outline.issues(), items, out, |(project, n), out| {
                    out.push_str(project);
                    out.push('-');
                    number(n, out);
                });
            }
        }
        Field::Role(-1) => out.push_str(outline.owner()),
        Field::Role(-2) => out.push_str(outline.lead()),
        Field::Role(_) => {}
        Field::Custom(id) => outline.write_value(*id, out),
        Field::Example { name_value, params, examples } => {
            if outline.parameters().is_empty() {
                return;
            }
            joined(0..2, examples, out, |n, out| {
                joined(outline.parameters().iter(), params, out, |(name, values), out| {
                    out.push_str(name);
                    out.push_str(name_value);
                    out.push_str(values[n]);
                });
            });
        }
    }
}

/// A cell of a test case that people wrote.
fn write_written(sheet: &Sheet, (outline, written): (&Outline, &Written), column: &Column, out: &mut String) {
    let push = |text: &str, out: &mut String| out.push_str(text);
    match &column.field {
        Field::AllureId => number(sheet.stock.id_of(outline.place).unsigned_abs(), out),
        Field::Name => out.push_str(&written.name),
        Field::FullName => out.push_str(&written.full_name),
        Field::Automated => out.push_str(if written.automated { "true" } else { "false" }),
        Field::Description => out.push_str(&written.description),
        Field::Precondition => out.push_str(&written.precondition),
        Field::ExpectedResult => out.push_str(&written.expected_result),
        Field::Status => out.push_str(written.status.1),
        Field::Scenario { steps, indent } => {
            let mut lines = Vec::new();
            write_steps(&written.scenario, &written.scenario.children, indent, 0, &mut lines);
            out.push_str(&lines.join(steps));
        }
        Field::Tags(items) => joined(written.tags.iter(), items, out, |(_, tag), out| push(tag, out)),
        Field::Links => {
            let urls = written.links.iter().filter_map(|link| link["url"].as_str());
            joined(urls, "\n", out, push);
        }
        Field::Issues { integration, items } => {
            let of_tracker = written.issues.iter().filter(|issue| issue["integrationId"] == *integration);
            joined(of_tracker.filter_map(|issue| issue["name"].as_str()), items, out, push);
        }
        Field::Role(role) => {
            let names = written.members.iter().filter(|own| own.role == *role).map(|own| own.name.as_str());
            joined(names, ", ", out, push);
        }
        Field::Custom(field) => {
            let values = written.fields.iter().filter(|own| own.field == *field).map(|own| own.name.as_str());
            joined(values, ", ", out, push);
        }
        Field::Parameters(items) => {
            joined(names_in(&written.examples).iter(), items, out, |name, out| push(name, out));
        }
        Field::Example { name_value, params, examples } => {
            joined(written.examples.iter(), examples, out, |example, out| {
                joined(example.iter(), params, out, |(name, value), out| {
                    out.push_str(name);
                    out.push_str(name_value);
                    out.push_str(value);
                });
            });
        }
    }
}

fn write_steps(scenario: &Scenario, ids: &[i64], indent: &str, depth: usize, lines: &mut Vec<String>) {
    for step in ids.iter().filter_map(|id| scenario.steps.get(id)) {
        lines.push(format!("{}{}", indent.repeat(depth), step.body));
        if let Some(expected) = scenario.expected(step) {
            lines.push(format!("{}{expected}", indent.repeat(depth + 1)));
        }
        write_steps(scenario, &step.children, indent, depth + 1, lines);
    }
}

fn write_scenario(outline: &Outline, separator: &str, indent: &str, out: &mut String) {
    let steps = outline.steps();
    joined(0..steps, separator, out, |n, out| {
        outline.write_step(n, steps, out);
        if let Some(expected) = outline.expected_of_step(n, steps) {
            out.push_str(separator);
            out.push_str(indent);
            out.push_str(expected);
        }
    });
}

fn joined<T>(
    items: impl Iterator<Item = T>,
    separator: &str,
    out: &mut String,
    write: impl Fn(T, &mut String),
) {
    for (n, item) in items.enumerate() {
        if n > 0 {
            out.push_str(separator);
        }
        write(item, out);
    }
}
