//! A bot's log as it grows, line by line.

use bollard::container::LogOutput;
use bollard::query_parameters::LogsOptionsBuilder;
use bytes::BytesMut;
use chrono::{DateTime, Utc};
use futures::stream::{BoxStream, StreamExt as _};

use crate::engine::images::container_error;
use crate::engine::words;
use crate::fault::Fault;
use crate::runner::Runner;

/// A longer line is told in pieces.
const LONGEST: usize = 64 << 10;

/// A line, with when the engine heard it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPiece {
    pub at: Option<DateTime<Utc>>,
    /// The bot wrote it to its error output.
    pub error: bool,
    /// Without control characters other than colours (`ESC [ … m`).
    pub text: String,
}

impl Runner {
    /// All that is kept of a container's log and, with `follow`, what comes until it ends.
    pub fn whole_log(&self, container_id: &str, follow: bool) -> BoxStream<'_, Result<Vec<LogPiece>, Fault>> {
        let options = LogsOptionsBuilder::new()
            .stdout(true)
            .stderr(true)
            .timestamps(true)
            .follow(follow)
            .tail("all")
            .build();
        let stream = self.engine.docker.logs(container_id, Some(options));
        let mut pending = [BytesMut::new(), BytesMut::new()];
        stream
            .map(move |output| {
                let output = output.map_err(|error| container_error(&words(&error)))?;
                let error = matches!(output, LogOutput::StdErr { .. });
                Ok(lines(&mut pending[usize::from(error)], &output.into_bytes(), error))
            })
            .boxed()
    }
}

fn lines(pending: &mut BytesMut, bytes: &[u8], error: bool) -> Vec<LogPiece> {
    pending.extend_from_slice(bytes);
    let mut pieces = Vec::new();
    loop {
        let end = pending.iter().position(|byte| *byte == b'\n').map(|end| end + 1);
        let Some(end) = end.or_else(|| (pending.len() > LONGEST).then_some(LONGEST)) else { return pieces };
        pieces.push(piece(&pending.split_to(end), error));
    }
}

fn piece(bytes: &[u8], error: bool) -> LogPiece {
    let text = String::from_utf8_lossy(bytes);
    let (at, text) = match text.split_once(' ').map(|(at, rest)| (at.parse().ok(), rest)) {
        Some((Some(at), rest)) => (Some(at), rest),
        _ => (None, text.trim_end().parse().ok().map_or(&*text, |_: DateTime<Utc>| "")),
    };
    LogPiece { at, error, text: clean_line(text.trim_end_matches(['\n', '\r'])) }
}

/// Colours stay; other control sequences and control characters go. What a carriage return overwrites is left out.
pub fn clean_line(line: &str) -> String {
    let line = line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default();
    let mut clean = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => {
                let sequence = rest.as_str();
                let length = sequence_length(sequence);
                if sequence.starts_with('[') && sequence[..length].ends_with('m') {
                    clean.push(c);
                    clean.push_str(&sequence[..length]);
                }
                rest = sequence[length..].chars();
            }
            '\t' => clean.push(c),
            c if crate::fault::is_invisible(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

/// How many bytes after ESC belong to it.
fn sequence_length(rest: &str) -> usize {
    let end_of = |found: Option<(usize, char)>| found.map_or(rest.len(), |(at, c)| at + c.len_utf8());
    match rest.chars().next() {
        None => 0,
        Some('[') => {
            let mut body = rest.char_indices().skip(1);
            end_of(body.find(|(_, c)| !matches!(c, '\u{20}'..='\u{3f}')))
        }
        Some(']') => end_of(rest.char_indices().find(|(_, c)| matches!(c, '\u{7}' | '\\'))),
        Some(c) => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_and_the_rest_of_what_moves_a_terminal_goes() {
        assert_eq!(clean_line("\u{1b}[31mred\u{1b}[0m"), "\u{1b}[31mred\u{1b}[0m");
        assert_eq!(clean_line("a\u{1b}[2J\u{1b}[1;1Hb\u{7}\u{8}\tc"), "ab\tc");
        assert_eq!(clean_line("\u{1b}]0;title\u{7}x"), "x");
        assert_eq!(clean_line("10 %\r50 %\r100 %\r"), "100 %");
        assert_eq!(clean_line("\u{202e}abc\u{1b}"), "abc");
        assert_eq!(clean_line("\u{1b}[31"), "");
        assert_eq!(clean_line("\u{1b}ёx"), "x");
    }

    #[test]
    fn lines_are_put_together_over_frames_and_told_with_their_time() {
        let mut pending = BytesMut::new();
        assert_eq!(lines(&mut pending, b"2026-01-02T03:04:05.5Z one", false), []);
        let told = lines(&mut pending, b" two\n2026-01-02T03:04:06Z \nplain\n", true);
        assert_eq!(
            told.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>(),
            ["one two", "", "plain"]
        );
        assert_eq!(told[0].at, "2026-01-02T03:04:05.5Z".parse().ok());
        assert!(told[1].at.is_some() && told[2].at.is_none());
        let long = lines(&mut pending, &vec![b'x'; LONGEST + 10], false);
        assert_eq!((long.len(), pending.len()), (1, 10));
    }
}
