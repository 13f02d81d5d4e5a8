//! Guessing what parts the cells, from the first rows.

use std::cmp::Reverse;

use crate::scan::{Scanner, Sink};

/// Bytes that are looked at.
pub(crate) const SAMPLE: usize = 256 * 1024;
/// Records that are looked at.
const RECORDS: usize = 200;

/// The separator by which most of the first records have the first one's width; of several, the one that makes more
/// columns; a comma when none parts anything.
pub(crate) fn separator(sample: &[u8]) -> u8 {
    let cut = sample.len() >= SAMPLE;
    let scored = [b',', b';', b'\t', b'|'].map(|separator| {
        let widths = widths(sample, separator, cut);
        let first = widths.first().copied().unwrap_or(1);
        let alike = widths.iter().filter(|width| **width == first).count() * 1000 / widths.len().max(1);
        (first > 1, alike, first, separator)
    });
    let best =
        scored.iter().enumerate().max_by_key(|(place, score)| (score.0, score.1, score.2, Reverse(*place)));
    best.map_or(b',', |(_, score)| score.3)
}

fn widths(sample: &[u8], separator: u8, cut: bool) -> Vec<usize> {
    let mut widths = Widths(Vec::new());
    let mut scanner = Scanner::new(separator, 0);
    scanner.push(sample, &mut widths);
    if !cut || widths.0.is_empty() {
        scanner.finish(&mut widths);
    }
    widths.0.truncate(RECORDS);
    widths.0
}

struct Widths(Vec<usize>);

impl Sink for Widths {
    fn begin(&mut self, _at: u64) {}

    fn end(&mut self, _at: u64, columns: usize) {
        self.0.push(columns);
    }
}
