use std::borrow::Cow;

use crate::layout::{Case, Layout, Shape};
use crate::misfit::{Misfit, Wrong, cut};
use crate::sections;
use crate::yaml::{self, Value};

/// The case that a file's text holds. What has no key and no section is empty; the title is ignored.
pub fn parse(layout: &Layout, text: &str) -> Result<Case, Misfit> {
    let text = normal(text);
    let (front, body, before) = halves(&text)?;
    let mut cells: Vec<Option<String>> = vec![None; layout.columns.len()];
    for entry in yaml::read(front, 1)? {
        let key = entry.key.as_str();
        let Some(column) = layout.at(key) else {
            return Err(Wrong::unknown_key(key, layout).at(entry.line));
        };
        cells[column] = Some(match (entry.value, layout.shape(column)) {
            (Value::Text(text), _) => text,
            (Value::List(items), Shape::Items) => items.join(", "),
            (Value::List(_), Shape::Line | Shape::Text | Shape::Steps) => {
                return Err(Wrong::List(cut(key)).at(entry.line));
            }
            (Value::Keys(_), _) => return Err(Wrong::Nested(cut(key)).at(entry.line)),
        });
    }
    for section in sections::split(body, before)? {
        let name = section.name;
        let Some(column) = layout.at(name) else {
            return Err(Wrong::unknown_section(name, layout).at(section.line));
        };
        let shape = layout.shape(column);
        if !shape.has_section() {
            return Err(Wrong::NoSection(cut(name)).at(section.line));
        }
        if cells[column].is_some() {
            return Err(Wrong::Twice(cut(name)).at(section.line));
        }
        cells[column] = Some(section.cell(shape)?);
    }
    Ok(Case { cells: cells.into_iter().map(Option::unwrap_or_default).collect() })
}

/// Without what an editor on Windows puts in: a byte order mark, and CRLF where every line ends with it.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut ends = text.split('\n').rev().skip(1);
    if text.contains("\r\n") && ends.all(|line| line.ends_with('\r')) {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The front matter, what is below it, and how many lines of the file are before that.
fn halves(text: &str) -> Result<(&str, &str, usize), Misfit> {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else {
        return Err(Wrong::NoFrontMatter.at(1));
    };
    let (mut end, mut count) = (first.len(), 1);
    for line in lines {
        count += 1;
        if line.trim_end() == "---" {
            return Ok((&text[first.len()..end], &text[end + line.len()..], count));
        }
        end += line.len();
    }
    Err(Wrong::OpenFrontMatter.at(count))
}
