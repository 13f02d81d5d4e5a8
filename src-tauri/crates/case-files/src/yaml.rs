//! The little of YAML that is read: keys with a text, a list of texts, or keys with texts. Every scalar is a string.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, StrInput};

use crate::misfit::{Misfit, Wrong, cut};

/// Items of a list: reading a file of nothing else would take its time.
pub(crate) const MOST_ITEMS: usize = 10_000;

pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    Text(String),
    List(Vec<String>),
    Keys(Vec<Entry>),
}

/// What is in `text`, which begins after `before` lines of its file.
pub(crate) fn read(text: &str, before: usize) -> Result<Vec<Entry>, Misfit> {
    let mut nodes = Nodes { parser: Parser::new_from_str(text), before };
    let (mut node, mut line) = nodes.next()?;
    while matches!(node, Node::Start) {
        (node, line) = nodes.next()?;
    }
    let entries = match node {
        Node::End => return Ok(Vec::new()),
        Node::Keys => nodes.entries(true)?,
        Node::Start | Node::Text(_) | Node::List => return Err(Wrong::NotKeys.at(line)),
    };
    // The end of the document, and of all.
    for _ in 0..2 {
        let (node, line) = nodes.next()?;
        if !matches!(node, Node::End) {
            return Err(Wrong::Yaml("there is a second document".to_owned()).at(line));
        }
    }
    Ok(entries)
}

enum Node<'a> {
    Start,
    Text(Cow<'a, str>),
    List,
    Keys,
    End,
}

struct Nodes<'a> {
    parser: Parser<'a, StrInput<'a>>,
    before: usize,
}

impl<'a> Nodes<'a> {
    fn next(&mut self) -> Result<(Node<'a>, usize), Misfit> {
        let (event, span) = match self.parser.next_event() {
            None => return Ok((Node::End, self.before)),
            Some(Ok(found)) => found,
            Some(Err(error)) => {
                let line = error.marker().line() + self.before;
                return Err(Wrong::Yaml(error.info().to_owned()).at(line));
            }
        };
        let line = span.start.line() + self.before;
        let (node, anchor, tag) = match event {
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => (Node::Start, 0, None),
            Event::StreamEnd | Event::DocumentEnd | Event::SequenceEnd | Event::MappingEnd => {
                (Node::End, 0, None)
            }
            Event::Alias(anchor) => (Node::Start, anchor.max(1), None),
            Event::Scalar(text, _, anchor, tag) => (Node::Text(text), anchor, tag),
            Event::SequenceStart(anchor, tag) => (Node::List, anchor, tag),
            Event::MappingStart(anchor, tag) => (Node::Keys, anchor, tag),
        };
        if anchor != 0 {
            return Err(Wrong::Alias.at(line));
        }
        if tag.is_some() {
            return Err(Wrong::Tag.at(line));
        }
        Ok((node, line))
    }

    /// `deep`: values may have a level of their own.
    fn entries(&mut self, deep: bool) -> Result<Vec<Entry>, Misfit> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (key, line) = match self.next()? {
                (Node::End, _) => return Ok(entries),
                (Node::Text(key), line) => (key.into_owned(), line),
                (Node::Start | Node::List | Node::Keys, line) => return Err(Wrong::NotKeys.at(line)),
            };
            if entries.iter().any(|entry| entry.key == key) {
                return Err(Wrong::Twice(cut(&key)).at(line));
            }
            // No layout has more columns, and the look for keys that come twice must not take for ever.
            if entries.len() > 2_000 {
                return Err(Wrong::NotKeys.at(line));
            }
            let value = match self.next()? {
                (Node::Text(text), _) => Value::Text(text.into_owned()),
                (Node::List, _) if deep => Value::List(self.list(&key)?),
                (Node::Keys, _) if deep => Value::Keys(self.entries(false)?),
                (Node::List | Node::Keys | Node::Start | Node::End, line) => {
                    return Err(Wrong::Nested(cut(&key)).at(line));
                }
            };
            entries.push(Entry { key, line, value });
        }
    }

    fn list(&mut self, key: &str) -> Result<Vec<String>, Misfit> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Node::End, _) => return Ok(items),
                (Node::Text(_), line) if items.len() == MOST_ITEMS => {
                    return Err(Wrong::Items(cut(key)).at(line));
                }
                (Node::Text(text), _) => items.push(text.into_owned()),
                (Node::Start | Node::List | Node::Keys, line) => return Err(Wrong::Nested(cut(key)).at(line)),
            }
        }
    }
}
