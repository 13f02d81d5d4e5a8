//! Logs that somebody looks at, and the output of builds, kept within bounds.

use std::collections::VecDeque;

use bot_runner::LogPiece;

use crate::view::{BuildOutput, LogLine, LogPage, LogQuery};

const MOST_LINES: usize = 200_000;
const MOST_BYTES: usize = 64 << 20;
const MOST_BUILD_LINES: usize = 2_000;

#[derive(Default)]
pub(super) struct Log {
    lines: VecDeque<LogPiece>,
    /// How many older ones went.
    gone: u64,
    bytes: usize,
}

impl Log {
    pub(super) fn add(&mut self, pieces: Vec<LogPiece>) {
        for piece in pieces {
            self.bytes += piece.text.len();
            self.lines.push_back(piece);
        }
        while self.lines.len() > MOST_LINES || self.bytes > MOST_BYTES {
            let Some(oldest) = self.lines.pop_front() else { return };
            self.bytes -= oldest.text.len();
            self.gone += 1;
        }
    }

    pub(super) fn page(&self, query: &LogQuery) -> LogPage {
        let count = usize::try_from(query.count).unwrap_or(usize::MAX);
        let wanted = query.text.to_lowercase();
        if wanted.is_empty() {
            let rows: Vec<(usize, bool)> =
                window(self.lines.len(), query.from, count, self.gone).map(|at| (at, false)).collect();
            return self.answer(&rows, self.lines.len(), self.lines.len(), query, count);
        }
        let found: Vec<usize> = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, piece)| holds(&piece.text, &wanted))
            .map(|(at, _)| at)
            .collect();
        let shown = in_context(&found, usize::try_from(query.context).unwrap_or(0), self.lines.len());
        let rows: Vec<(usize, bool)> =
            window(shown.len(), query.from, count, 0).filter_map(|at| shown.get(at).copied()).collect();
        self.answer(&rows, shown.len(), found.len(), query, count)
    }

    fn answer(
        &self,
        rows: &[(usize, bool)],
        total: usize,
        found: usize,
        query: &LogQuery,
        count: usize,
    ) -> LogPage {
        let gone = if query.text.is_empty() { self.gone } else { 0 };
        let from = window(total, query.from, count, gone).start as u64 + gone;
        let lines = rows
            .iter()
            .filter_map(|(at, beside)| {
                let piece = self.lines.get(*at)?;
                Some(LogLine {
                    number: *at as u64 + self.gone,
                    at: piece.at,
                    error: piece.error,
                    text: piece.text.clone(),
                    beside: *beside,
                })
            })
            .collect();
        LogPage { total: total as u64, found: found as u64, from, lines, cut: self.gone > 0 }
    }
}

/// Which of so many rows are asked for; the newest where no beginning is.
fn window(total: usize, from: Option<u64>, count: usize, gone: u64) -> std::ops::Range<usize> {
    let from = match from {
        Some(from) => usize::try_from(from.saturating_sub(gone)).unwrap_or(total).min(total),
        None => total.saturating_sub(count),
    };
    from..from.saturating_add(count).min(total)
}

/// Most lines are ASCII, and are not copied.
fn holds(text: &str, wanted: &str) -> bool {
    if text.is_ascii() && wanted.is_ascii() {
        let wanted = wanted.as_bytes();
        return text.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted));
    }
    text.to_lowercase().contains(wanted)
}

/// The lines that were found and those around them, each once; `true` marks those around.
fn in_context(found: &[usize], context: usize, total: usize) -> Vec<(usize, bool)> {
    let mut shown = Vec::with_capacity(found.len());
    let mut next = 0;
    for (index, at) in found.iter().enumerate() {
        shown.extend((at.saturating_sub(context).max(next)..*at).map(|at| (at, true)));
        shown.push((*at, false));
        let until = found.get(index + 1).copied().unwrap_or(total);
        next = at.saturating_add(context).saturating_add(1).min(until);
        shown.extend((at + 1..next).map(|at| (at, true)));
    }
    shown
}

#[derive(Clone, Debug, Default)]
pub(super) struct Build {
    lines: VecDeque<String>,
    pub(super) running: bool,
    /// Somebody is about to tell of what came.
    pub(super) telling: bool,
}

impl Build {
    pub(super) fn begun() -> Self {
        Self { running: true, ..Self::default() }
    }

    pub(super) fn add(&mut self, line: &str) {
        self.lines.push_back(bot_runner::clean_line(line));
        if self.lines.len() > MOST_BUILD_LINES {
            self.lines.pop_front();
        }
    }

    pub(super) fn output(&self) -> BuildOutput {
        BuildOutput { lines: self.lines.iter().cloned().collect(), running: self.running }
    }

    pub(super) fn last_lines(&self, most: usize) -> Vec<String> {
        self.lines.iter().skip(self.lines.len().saturating_sub(most)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(lines: impl IntoIterator<Item = String>) -> Log {
        let mut log = Log::default();
        log.add(lines.into_iter().map(|text| LogPiece { at: None, error: false, text }).collect());
        log
    }

    fn query(text: &str, context: u32, from: Option<u64>, count: u32) -> LogQuery {
        LogQuery { name: String::new(), text: text.to_owned(), context, from, count }
    }

    fn numbers(page: &LogPage) -> Vec<u64> {
        page.lines.iter().map(|line| line.number).collect()
    }

    #[test]
    fn what_is_found_comes_with_the_lines_around_it_each_once() {
        let log =
            log((0..10).map(|n| if [2, 4, 9].contains(&n) { "An ERROR".to_owned() } else { n.to_string() }));
        let page = log.page(&query("error", 1, Some(0), 100));
        assert_eq!(numbers(&page), [1, 2, 3, 4, 5, 8, 9]);
        assert_eq!((page.total, page.found), (7, 3));
        let beside: Vec<bool> = page.lines.iter().map(|line| line.beside).collect();
        assert_eq!(beside, [true, false, true, false, true, true, false]);
        assert_eq!(numbers(&log.page(&query("error", 0, Some(1), 1))), [4]);
        assert_eq!(numbers(&log.page(&query("", 0, None, 3))), [7, 8, 9]);
        assert_eq!(numbers(&log.page(&query("", 0, Some(8), 9))), [8, 9]);
    }

    #[test]
    fn text_is_found_in_any_case_and_any_script() {
        assert!(holds("Ошибка связи", "ошибка") && holds("a WARNING", "warn") && !holds("ab", "abc"));
    }

    #[test]
    fn old_lines_go_and_numbers_stay() {
        let mut log = log((0..MOST_LINES + 5).map(|n| n.to_string()));
        let page = log.page(&query("", 0, Some(0), 1));
        assert_eq!((numbers(&page), page.cut, page.from), (vec![5], true, 5));
        log.add(Vec::new());
        assert_eq!(log.page(&query("", 0, None, 1)).lines[0].text, (MOST_LINES + 4).to_string());
    }

    #[test]
    fn a_million_lines_are_kept_within_bounds() {
        let mut log = Log::default();
        for thousand in 0..1_000 {
            let text = |n| format!("{} {}", thousand * 1_000 + n, "x".repeat(400));
            log.add((0..1_000).map(|n| LogPiece { at: None, error: false, text: text(n) }).collect());
            assert!(log.lines.len() <= MOST_LINES && log.bytes <= MOST_BYTES);
        }
        let page = log.page(&query("999999", 1, None, 10));
        assert_eq!(numbers(&page), [999_998, 999_999]);
    }
}
