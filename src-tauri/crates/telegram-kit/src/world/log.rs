//! What happened, in order: for transcripts, and for tests that look at requests.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::room::Place;

/// Older requests are forgotten.
const MOST_REQUESTS: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) lines: Vec<Line>,
    requests: VecDeque<Request>,
    asked: u64,
    /// Refusals that no test ordered.
    pub(crate) refusals: Vec<String>,
}

/// One thing that happened.
#[derive(Debug)]
pub(crate) struct Line {
    /// Epoch seconds.
    pub(crate) at: i64,
    pub(crate) place: Option<Place>,
    pub(crate) what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    Said {
        id: i64,
    },
    /// The message has become its version of that number; 0 is what it was first.
    Edited {
        id: i64,
        version: usize,
    },
    Deleted {
        id: i64,
    },
    Pressed {
        person: i64,
        id: i64,
        label: String,
    },
    Answered {
        bot: i64,
        text: Option<String>,
        alert: bool,
        url: Option<String>,
    },
    Action {
        bot: i64,
        action: String,
    },
    Pinned {
        id: i64,
    },
    Reacted {
        bot: i64,
        id: i64,
        emoji: Vec<String>,
    },
    Blocked {
        person: i64,
        blocked: bool,
    },
    Refused {
        bot: i64,
        method: String,
        why: String,
    },
    Failed(String),
    Clock {
        advanced_ms: u64,
    },
}

/// A request of a bot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub n: u64,
    /// Seconds since 1970 by the kit's clock.
    pub at: i64,
    pub bot: i64,
    /// As the bot wrote it.
    pub method: String,
    /// What it gave, files by their names.
    pub parameters: Value,
    /// The status that it was answered with; absent while it is held and where no answer arrived.
    pub status: Option<u16>,
    /// Why it was refused.
    pub refused: Option<String>,
}

impl Log {
    pub(crate) fn add(&mut self, at: i64, place: Option<Place>, what: What) {
        self.lines.push(Line { at, place, what });
    }

    /// Notes a request that has arrived; its number is what [`Self::answered`] takes.
    pub(crate) fn asked(&mut self, at: i64, bot: i64, method: &str, parameters: Value) -> u64 {
        self.asked += 1;
        let (n, method) = (self.asked, method.to_owned());
        self.requests.push_back(Request { n, at, bot, method, parameters, status: None, refused: None });
        if self.requests.len() > MOST_REQUESTS {
            self.requests.pop_front();
        }
        n
    }

    pub(crate) fn answered(&mut self, n: u64, status: u16, refused: Option<&str>) {
        let place = self.requests.binary_search_by_key(&n, |request| request.n);
        if let Some(request) = place.ok().and_then(|place| self.requests.get_mut(place)) {
            request.status = Some(status);
            request.refused = refused.map(str::to_owned);
        }
    }

    pub(crate) fn requests_since(&self, n: u64) -> Vec<Request> {
        self.requests.iter().filter(|request| request.n > n).cloned().collect()
    }
}
