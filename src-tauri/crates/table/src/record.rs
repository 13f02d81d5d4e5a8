//! The cells of one record.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr3};

/// Walks over a record's cells; stops at the record's end, so that more bytes than the record's may follow.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    separator: u8,
    ended: bool,
}

/// A cell as it stands in the file: what is inside its quotes, and what follows unquoted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    quoted: &'a [u8],
    /// Whether there are doubled quotes in `quoted`.
    doubled: bool,
    plain: &'a [u8],
}

impl<'a> Fields<'a> {
    /// `bytes` begin at the record's first byte.
    pub(crate) fn new(bytes: &'a [u8], separator: u8) -> Self {
        Self { rest: bytes, separator, ended: bytes.is_empty() }
    }

    /// Bytes that were not walked over. After the last cell none are.
    pub(crate) fn left(&self) -> usize {
        if self.ended { 0 } else { self.rest.len() }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        if self.ended {
            return None;
        }
        let (quoted, doubled) =
            if self.rest.first() == Some(&b'"') { self.quoted() } else { (&[][..], false) };
        let end = memchr3(self.separator, b'\r', b'\n', self.rest).unwrap_or(self.rest.len());
        let plain = &self.rest[..end];
        if self.rest.get(end) == Some(&self.separator) {
            self.rest = &self.rest[end + 1..];
        } else {
            self.ended = true;
        }
        Some(Field { quoted, doubled, plain })
    }
}

impl<'a> Fields<'a> {
    /// Takes the quoted part, with its quotes.
    fn quoted(&mut self) -> (&'a [u8], bool) {
        let inside = &self.rest[1..];
        let mut doubled = false;
        let mut at = 0;
        loop {
            match memchr(b'"', &inside[at..]) {
                None => {
                    self.rest = &[];
                    return (inside, doubled);
                }
                Some(found) if inside.get(at + found + 1) == Some(&b'"') => {
                    doubled = true;
                    at += found + 2;
                }
                Some(found) => {
                    self.rest = &inside[at + found + 1..];
                    return (&inside[..at + found], doubled);
                }
            }
        }
    }
}

impl<'a> Field<'a> {
    /// The cell's text; copied only when it is not one stretch of the file.
    pub(crate) fn text(&self) -> Cow<'a, [u8]> {
        self.head(usize::MAX).0
    }

    /// At most the first `limit` bytes of the cell's text, and whether that is all.
    pub(crate) fn head(&self, limit: usize) -> (Cow<'a, [u8]>, bool) {
        if self.quoted.is_empty() {
            return cut(self.plain, limit);
        }
        if !self.doubled && self.plain.is_empty() {
            return cut(self.quoted, limit);
        }
        // One byte more than asked for tells whether something is left.
        let room = limit.saturating_add(1);
        let mut text = Vec::new();
        let mut add = |part: &[u8]| {
            text.extend_from_slice(cut_slice(part, room - text.len()));
            text.len() < room
        };
        let mut from = 0;
        if self.doubled {
            for first in memchr_iter(b'"', self.quoted).step_by(2) {
                let more = add(&self.quoted[from..=first]);
                from = first + 2;
                if !more {
                    break;
                }
            }
        }
        add(&self.quoted[from..]);
        add(self.plain);
        let whole = text.len() <= limit;
        text.truncate(limit);
        (Cow::Owned(text), whole)
    }

    pub(crate) fn is_blank(&self) -> bool {
        [self.quoted, self.plain].iter().all(|part| {
            let part = part.trim_ascii_start();
            part.is_empty() || (!part[0].is_ascii() && String::from_utf8_lossy(part).trim().is_empty())
        })
    }
}

fn cut(text: &[u8], limit: usize) -> (Cow<'_, [u8]>, bool) {
    (Cow::Borrowed(cut_slice(text, limit)), text.len() <= limit)
}

fn cut_slice(text: &[u8], limit: usize) -> &[u8] {
    &text[..text.len().min(limit)]
}
