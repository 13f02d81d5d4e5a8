//! What a runner of the bot is given, and what it tells.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::Companion;
use crate::view::BotRoute;

/// One life of the bot.
pub struct BotJob {
    pub companion: Companion,
    pub token: SecretString,
    pub route: BotRoute,
    pub proxy_password: Option<SecretString>,
    pub report: BotReport,
    /// Once cancelled, the bot finishes what it is answering and ends. What has not ended after five seconds is
    /// dropped.
    pub stop: CancellationToken,
}

/// A token and a route to be tried.
pub struct BotTry {
    pub token: SecretString,
    pub route: BotRoute,
    pub proxy_password: Option<SecretString>,
}

/// The bot, as Telegram knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotName {
    pub name: String,
    /// Without the `@`.
    pub username: String,
}

/// Why a life of the bot was over. All but `Stopped` and `BadToken` are followed by another one, after a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BotEnd {
    /// It was asked to.
    Stopped,
    /// Telegram does not know the token: 401, or 404 for what cannot be a token.
    BadToken,
    Trouble(BotTrouble),
}

/// Why the bot cannot poll at the moment. Words are for the details; they must hold no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BotTrouble {
    /// Telegram's 409: another program polls with the same token, or a webhook is set.
    Conflict {
        words: String,
    },
    /// Telegram, or what stands in for it, cannot be reached.
    NoRoute {
        words: String,
    },
    /// The proxy refuses or cannot be reached.
    Proxy {
        words: String,
    },
    Other {
        words: String,
    },
}

/// By which a runner tells how it is. Cheap to clone; telling never waits.
#[derive(Clone)]
pub struct BotReport {
    facts: mpsc::UnboundedSender<BotFact>,
    times: Arc<Times>,
}

/// When something last came from Telegram, in milliseconds; 0 for never.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// An update.
    pub(crate) heard: AtomicI64,
    /// An answer to a poll.
    pub(crate) polled: AtomicI64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BotFact {
    Polling { name: String, username: String },
    Trouble { trouble: BotTrouble, until: DateTime<Utc> },
}

impl BotReport {
    pub(super) fn new(times: Arc<Times>) -> (Self, mpsc::UnboundedReceiver<BotFact>) {
        let (facts, told) = mpsc::unbounded_channel();
        (Self { facts, times }, told)
    }

    /// Telegram answers, and knows the bot by this name and username. To be told at the start and after each trouble.
    pub fn polling(&self, name: String, username: String) {
        self.tell(BotFact::Polling { name, username });
    }

    /// An update came.
    pub fn heard(&self, at: DateTime<Utc>) {
        self.times.heard.store(at.timestamp_millis(), Ordering::Relaxed);
    }

    /// A poll was answered, with updates or without.
    pub fn polled(&self, at: DateTime<Utc>) {
        self.times.polled.store(at.timestamp_millis(), Ordering::Relaxed);
    }

    /// It cannot poll, and tries again by itself at `until`.
    pub fn trouble(&self, trouble: BotTrouble, until: DateTime<Utc>) {
        self.tell(BotFact::Trouble { trouble, until });
    }

    fn tell(&self, fact: BotFact) {
        // The supervisor outlives every runner, but for the end of the program.
        let _ = self.facts.send(fact);
    }
}

impl fmt::Debug for BotReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotReport").finish_non_exhaustive()
    }
}
