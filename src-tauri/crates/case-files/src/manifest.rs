//! `test-cases.yml`: which columns the cases of a folder have.

use std::path::Path;

use crate::error::Error;
use crate::folder::{Found, look};
use crate::layout::{Column, Layout, Shape};
use crate::misfit::{Misfit, Wrong, cut};
use crate::parse::normal;
use crate::scalar::scalar;
use crate::yaml::{self, Entry, Value};

pub(crate) const NAME: &str = "test-cases.yml";
const FORMAT: &str = "1";

/// As the manifest of the folder has it. Fails with [`Error::NoManifest`] where there is none.
pub fn layout_of(folder: &Path) -> Result<Layout, Error> {
    let path = folder.join(NAME);
    match look(&path).map_err(Error::disk(&path))? {
        Found::Nothing => Err(Error::NoManifest),
        Found::NotAFile => Err(Error::NotAFile(NAME.to_owned())),
        Found::TooLarge => Err(Error::Manifest(Wrong::TooLarge.at(0))),
        Found::File(bytes) => {
            let text = std::str::from_utf8(&bytes).map_err(|_| Error::Manifest(Wrong::NotUtf8.at(0)))?;
            read(&normal(text))
        }
    }
}

pub(crate) fn write(layout: &Layout) -> String {
    let mut text = format!("format: {FORMAT}\nid: {}\nname: {}\n", scalar(&layout.id), scalar(&layout.name));
    if let Some(source) = &layout.source {
        text.extend(["source: ", &scalar(source), "\n"]);
    }
    text.push_str("columns:\n");
    for column in &layout.columns {
        let named = Shape::ALL.into_iter().find(|(shape, _)| *shape == column.shape);
        let shape = named.map_or("line", |(_, name)| name);
        text.extend(["  ", &scalar(&column.name), ": ", shape, "\n"]);
    }
    text
}

fn read(text: &str) -> Result<Layout, Error> {
    let (mut format, mut id, mut name, mut source, mut columns) = (None, None, None, None, None);
    for entry in yaml::read(text, 0).map_err(Error::Manifest)? {
        let line = entry.line;
        match (entry.key.as_str(), entry.value) {
            ("format", Value::Text(text)) => format = Some(text),
            ("id", Value::Text(text)) => id = Some(text),
            ("name", Value::Text(text)) => name = Some(text),
            ("source", Value::Text(text)) => source = Some(text),
            ("columns", Value::Keys(entries)) => columns = Some((entries, line)),
            // What a later format has besides is told by its number.
            _ => {}
        }
    }
    let missing = |what| Error::Manifest(Wrong::Missing(what).at(0));
    let format = format.ok_or_else(|| missing("format"))?;
    if format != FORMAT {
        return Err(Error::Format(cut(&format)));
    }
    let (entries, line) = columns.ok_or_else(|| missing("columns"))?;
    let columns = entries.into_iter().map(column).collect::<Result<_, _>>().map_err(Error::Manifest)?;
    let (id, name) = (id.ok_or_else(|| missing("id"))?, name.ok_or_else(|| missing("name"))?);
    let layout = Layout::new(columns, &id, &name)
        .map_err(|error| Error::Manifest(Wrong::Columns(error.to_string()).at(line)))?;
    Ok(Layout { source, ..layout })
}

fn column(entry: Entry) -> Result<Column, Misfit> {
    let said = if let Value::Text(text) = &entry.value { text.as_str() } else { "" };
    let known = Shape::ALL.into_iter().find(|(_, name)| *name == said);
    let (shape, _) = known.ok_or(Wrong::Shape.at(entry.line))?;
    Ok(Column { name: entry.key, shape })
}
