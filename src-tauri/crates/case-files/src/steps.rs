//! The steps of a cell as a nested list. Every number is 1, so that a step that is put in changes one line of the file;
//! Markdown counts by itself.

use crate::misfit::{Misfit, Wrong};

const INDENT: usize = 3;
/// Deeper ones are written as text: each level would cost three spaces in every line.
const DEEPEST: usize = 30;

/// `None` where the cell is nested too deeply.
pub(crate) fn list(cell: &str) -> Option<String> {
    let mut out = String::with_capacity(cell.len() * 2);
    for (at, line) in cell.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let text = line.trim_start_matches('\t');
        let depth = line.len() - text.len();
        if depth > DEEPEST {
            return None;
        }
        if line.is_empty() {
            continue;
        }
        out.extend(std::iter::repeat_n(' ', depth * INDENT));
        out.push_str("1.");
        if !text.is_empty() {
            out.push(' ');
            out.push_str(text);
        }
    }
    Some(out)
}

/// The cell of a section that is a list, with any markers; one that does not begin with a marker is the cell as it is.
/// `before`: lines of the file before the section's text.
pub(crate) fn read(text: &str, before: usize) -> Result<String, Misfit> {
    if text.lines().next().and_then(item).is_none_or(|(indent, _)| indent >= 4) {
        return Ok(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut indents: Vec<usize> = Vec::new();
    let mut is_after_blank = false;
    for (at, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            out.push('\n');
            is_after_blank = true;
            continue;
        }
        if let Some((indent, body)) = item(line) {
            while indents.last().is_some_and(|last| *last > indent) {
                indents.pop();
            }
            if indents.last() != Some(&indent) {
                indents.push(indent);
            }
            if at > 0 {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('\t', indents.len() - 1));
            out.push_str(body);
        } else if is_after_blank {
            return Err(Wrong::NoStep.at(before + at + 1));
        } else {
            // A step that somebody broke into lines.
            out.truncate(out.trim_end_matches(' ').len());
            if !out.is_empty() && !out.ends_with(['\n', '\t']) {
                out.push(' ');
            }
            out.push_str(line.trim());
        }
        is_after_blank = false;
    }
    Ok(out)
}

/// How far an item of a list is indented, and its text.
fn item(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches([' ', '\t']);
    let blank = &line[..line.len() - rest.len()];
    let indent = blank.chars().fold(0, |at, sign| if sign == '\t' { (at / 4 + 1) * 4 } else { at + 1 });
    let after = rest.strip_prefix(['-', '*', '+']).or_else(|| {
        let after = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let is_number = (1..=9).contains(&(rest.len() - after.len()));
        after.strip_prefix(['.', ')']).filter(|_| is_number)
    })?;
    (after.is_empty() || after.starts_with([' ', '\t']))
        .then(|| (indent, after.trim_start_matches([' ', '\t'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_become_levels() {
        let cell = "Open\n\tIt is open\nPay\n\tBy card\n\t\tAccepted\n\n\tBy cash\nClose";
        let text =
            "1. Open\n   1. It is open\n1. Pay\n   1. By card\n      1. Accepted\n\n   1. By cash\n1. Close";
        assert_eq!(list(cell).as_deref(), Some(text));
        assert_eq!(read(text, 0).as_deref(), Ok(cell));
    }

    #[test]
    fn people_write_lists_in_many_ways() {
        let texts = [
            "- Open\n  - It is open\n- Pay\n  - By card",
            "1. Open\n    - It is open\n2. Pay\n    * By card",
            "1) Open\n\t1) It is open\n2) Pay\n\t1) By card",
            "* Open\n      +   It\n      is open\n*   Pay\n    + By card",
        ];
        for text in texts {
            assert_eq!(read(text, 0).as_deref(), Ok("Open\n\tIt is open\nPay\n\tBy card"), "{text}");
        }
    }

    #[test]
    fn a_paragraph_between_steps_is_told() {
        assert_eq!(read("1. Open\n\nNote\n1. Pay", 10), Err(Wrong::NoStep.at(13)));
    }
}
