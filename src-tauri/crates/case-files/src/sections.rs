//! The part of a file below its front matter: `## ` headings with texts.

use crate::layout::Shape;
use crate::misfit::{Misfit, Wrong};
use crate::steps;

pub(crate) struct Section<'a> {
    pub(crate) name: &'a str,
    /// Of its heading.
    pub(crate) line: usize,
    lines: Vec<&'a str>,
}

/// Whether the name can stand in a heading and be found again.
pub(crate) fn can_head(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.chars().any(char::is_control)
}

/// What stands below a heading for the cell; `None` where that would not be read as the very same cell.
pub(crate) fn write(shape: Shape, cell: &str) -> Option<String> {
    if cell.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\t') {
        return None;
    }
    let list = if shape == Shape::Steps { steps::list(cell) } else { None };
    let texts = list.into_iter().chain([cell.to_owned()]);
    let mut same = texts.filter(|text| {
        let lines: Vec<&str> = text.split('\n').collect();
        without_blank(&lines).len() == lines.len() && read_text(shape, text, 0).as_deref() == Ok(cell)
    });
    same.next().map(|text| {
        let lines: Vec<String> = text.split('\n').map(escaped).collect();
        lines.join("\n")
    })
}

/// `before`: lines of the file before `text`.
pub(crate) fn split(text: &str, before: usize) -> Result<Vec<Section<'_>>, Misfit> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut has_title = false;
    for (at, line) in text.split('\n').enumerate() {
        let number = before + at + 1;
        if is_heading(line) {
            sections.push(Section { name: line[2..].trim(), line: number, lines: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.lines.push(line);
        } else if !line.trim().is_empty() {
            if has_title || !line.starts_with("# ") {
                return Err(Wrong::Outside.at(number));
            }
            has_title = true;
        }
    }
    Ok(sections)
}

impl Section<'_> {
    pub(crate) fn cell(&self, shape: Shape) -> Result<String, Misfit> {
        let blank = self.lines.iter().take_while(|line| line.trim().is_empty()).count();
        let lines: Vec<&str> = without_blank(&self.lines).iter().map(|line| unescaped(line)).collect();
        read_text(shape, &lines.join("\n"), self.line + blank)
    }
}

fn read_text(shape: Shape, text: &str, before: usize) -> Result<String, Misfit> {
    if shape == Shape::Steps { steps::read(text, before) } else { Ok(text.to_owned()) }
}

/// Without the blank lines at both ends.
fn without_blank<'a, 'b>(lines: &'a [&'b str]) -> &'a [&'b str] {
    let is_text = |line: &&str| !line.trim().is_empty();
    let Some(first) = lines.iter().position(is_text) else { return &[] };
    let last = lines.iter().rposition(is_text).unwrap_or(first);
    &lines[first..=last]
}

fn is_heading(line: &str) -> bool {
    line.strip_prefix("##").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn escaped(line: &str) -> String {
    let sign = if is_heading(line.trim_start_matches('\\')) { "\\" } else { "" };
    format!("{sign}{line}")
}

fn unescaped(line: &str) -> &str {
    if is_heading(line.trim_start_matches('\\')) { line.strip_prefix('\\').unwrap_or(line) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_a_heading_is_escaped() {
        let text = "# One\n\n## Two\n\\## Three\n### Four\n##five\n\\\\x\n##";
        let written = "# One\n\n\\## Two\n\\\\## Three\n### Four\n##five\n\\\\x\n\\##";
        assert_eq!(write(Shape::Text, text).as_deref(), Some(written));
    }

    #[test]
    fn what_a_section_would_lose_is_no_section() {
        for cell in ["\na", "a\n", "a\n  ", "a\r\nb", "a\u{1}", "\u{85}", " "] {
            assert_eq!(write(Shape::Text, cell), None, "{cell:?}");
        }
        assert_eq!(write(Shape::Steps, "Open\n\t\tIt is open").as_deref(), Some("Open\n\t\tIt is open"));
        assert_eq!(write(Shape::Steps, "1. Open\n\t\t1. It"), None);
    }
}
