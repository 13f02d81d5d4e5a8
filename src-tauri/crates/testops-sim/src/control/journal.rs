//! The journal: what was asked of the server, newest last, at most [`KEPT`] entries.

use std::collections::VecDeque;

use axum::http::request::Parts;
use serde::Serialize;
use serde_json::Value;

const KEPT: usize = 10_000;
/// Longer bodies are kept as their beginning only.
const BODY: usize = 64 * 1024;

/// A request as it came in.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Counts from 0.
    pub n: u64,
    /// Simulated epoch milliseconds.
    pub at: i64,
    pub method: String,
    pub path: String,
    pub query: String,
    /// JSON, or else a string.
    pub body: Value,
    /// `None` when no answer was sent.
    pub status: Option<u16>,
    /// The kind of trouble that it met.
    pub trouble: Option<&'static str>,
    /// How it was signed: `api-token` or `bearer`.
    pub token: Option<&'static str>,
}

impl Entry {
    pub(crate) fn new(
        at: i64,
        head: &Parts,
        body: &[u8],
        trouble: Option<&'static str>,
        token: Option<&'static str>,
    ) -> Self {
        let text = || Value::String(String::from_utf8_lossy(&body[..body.len().min(BODY)]).into_owned());
        let body = match body.len() {
            0 => Value::Null,
            1..=BODY => serde_json::from_slice(body).unwrap_or_else(|_| text()),
            _ => text(),
        };
        Self {
            n: 0,
            at,
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            body,
            status: None,
            trouble,
            token,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<Entry>,
    next: u64,
}

impl Journal {
    pub(crate) fn write(&mut self, mut entry: Entry) {
        entry.n = self.next;
        self.next += 1;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub(crate) fn since(&self, n: u64) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.n >= n).collect()
    }

    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}
