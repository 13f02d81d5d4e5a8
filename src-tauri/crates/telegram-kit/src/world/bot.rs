//! A bot: who it is, what waits for it, what it has set up.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::commands::Menus;
use super::query::Query;
use super::{Bell, World};
use crate::pace::Pace;

/// The first bot's id: past 32 bits, as Telegram's are.
pub(crate) const FIRST_ID: i64 = 7_100_000_001;
const FIRST_UPDATE: i64 = 100_000_001;
/// How many confirmed updates are remembered.
const REMEMBERED: usize = 1000;
/// How far behind the next id an offset may be before Telegram takes it for one of another numbering.
const FUTURE: i64 = 10;

pub(crate) struct Bot {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) token: String,
    /// In groups it sees only what is meant for it.
    pub(crate) privacy: bool,
    pub(crate) updates: VecDeque<Update>,
    /// What was confirmed last.
    confirmed: VecDeque<Update>,
    pub(crate) next_update: i64,
    /// The kinds of updates that it asked for; `None` for Telegram's default.
    pub(crate) allowed: Option<Vec<String>>,
    /// Counts its polls: one that finds the number changed has been overtaken.
    pub(crate) polls: u64,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) menus: Menus,
    /// Names and descriptions by `(field, language)`.
    pub(crate) profile: BTreeMap<(&'static str, String), String>,
    pub(crate) menu_buttons: BTreeMap<i64, Value>,
    /// People who have written to it in private.
    pub(crate) known: BTreeSet<i64>,
    pub(crate) blocked_by: BTreeSet<i64>,
    /// Message ids count through all its private chats.
    pub(crate) last_message: i64,
    pub(crate) queries: VecDeque<Query>,
    pub(crate) pressed: u64,
    pub(crate) pace: Pace,
    pub(crate) bell: Bell,
}

/// Something that happened, in the Bot API's words, waiting to be fetched.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(crate) id: i64,
    pub(crate) kind: &'static str,
    pub(crate) body: Value,
}

impl Update {
    pub(crate) fn json(&self) -> Value {
        json!({"update_id": self.id, self.kind: self.body})
    }
}

#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    pub(crate) has_certificate: bool,
    pub(crate) ip_address: Option<String>,
    pub(crate) max_connections: i64,
    /// When and why the last delivery failed.
    pub(crate) last_error: Option<(i64, String)>,
    pub(crate) stop: CancellationToken,
}

/// Kinds that a bot gets only when it asks for them.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

impl Bot {
    pub(crate) fn new(id: i64, name: &str, username: &str, token: String) -> Self {
        Self {
            id,
            name: name.to_owned(),
            username: username.to_owned(),
            token,
            privacy: true,
            updates: VecDeque::new(),
            confirmed: VecDeque::new(),
            next_update: FIRST_UPDATE,
            allowed: None,
            polls: 0,
            webhook: None,
            menus: Menus::default(),
            profile: BTreeMap::new(),
            menu_buttons: BTreeMap::new(),
            known: BTreeSet::new(),
            blocked_by: BTreeSet::new(),
            last_message: 0,
            queries: VecDeque::new(),
            pressed: 0,
            pace: Pace::default(),
            bell: Bell::default(),
        }
    }

    pub(crate) fn shown_name(&self) -> &str {
        self.profile.get(&("name", String::new())).map_or(&self.name, String::as_str)
    }

    pub(crate) fn wants(&self, kind: &str) -> bool {
        match &self.allowed {
            Some(allowed) => allowed.iter().any(|wanted| wanted == kind),
            None => !ON_REQUEST.contains(&kind),
        }
    }

    /// Lays an update before the bot, when it wants such.
    pub(crate) fn tell(&mut self, kind: &'static str, body: Value) {
        if self.wants(kind) {
            self.updates.push_back(Update { id: self.next_update, kind, body });
            self.next_update += 1;
            self.bell.notify_waiters();
        }
    }

    /// Lays what an update told before the bot again, and returns the new update's id.
    pub(crate) fn redeliver(&mut self, id: i64) -> Option<i64> {
        let mut told = self.confirmed.iter().rev().chain(&self.updates);
        let update = told.find(|update| update.id == id)?.clone();
        let id = self.next_update;
        self.updates.push_back(Update { id, ..update });
        self.next_update += 1;
        self.bell.notify_waiters();
        Some(id)
    }

    /// Numbers what waits and what comes from `first` on, as Telegram does after a quiet week.
    pub(crate) fn restart_ids(&mut self, first: i64) {
        self.next_update = first;
        for update in &mut self.updates {
            update.id = self.next_update;
            self.next_update += 1;
        }
    }

    /// Forgets what was confirmed by an offset, as `getUpdates` counts it: a negative one counts from the end.
    ///
    /// An offset far behind the last id is not one of this numbering: it confirms nothing, and what waits is handed
    /// out again.
    pub(crate) fn confirm(&mut self, offset: i64) {
        if offset > self.next_update + FUTURE {
            return;
        }
        if offset < 0 {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let surplus = self.updates.len().saturating_sub(kept);
            self.confirmed.extend(self.updates.drain(..surplus));
        } else {
            while self.updates.front().is_some_and(|update| update.id < offset) {
                self.confirmed.extend(self.updates.pop_front());
            }
        }
        let surplus = self.confirmed.len().saturating_sub(REMEMBERED);
        self.confirmed.drain(..surplus);
    }
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, username, updates, .. } = self;
        f.debug_struct("Bot")
            .field("id", id)
            .field("username", username)
            .field("updates", updates)
            .finish_non_exhaustive()
    }
}

impl World {
    /// Adds a bot. `Err` says what is wrong with its name or token.
    pub(crate) fn add_bot(&mut self, name: &str, username: &str, token: Option<&str>) -> Result<i64, String> {
        let mut id = FIRST_ID + i64::try_from(self.bots.len()).unwrap_or(0);
        if let Some(token) = token {
            let (number, secret) =
                token.split_once(':').ok_or("A token is a number, a colon and a secret")?;
            id = number.parse().map_err(|_| "A token begins with the bot's number")?;
            let is_secret = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if secret.len() < 10 || !secret.chars().all(is_secret) || id <= 0 {
                return Err(
                    "A token's secret is at least 10 letters, digits, dashes and underscores".to_owned()
                );
            }
        }
        let is_taken = |bot: &Bot| bot.id == id || bot.username.eq_ignore_ascii_case(username);
        if username.is_empty() || self.bots.iter().any(is_taken) {
            return Err(format!("There is a bot @{username} already, or one with its number"));
        }
        let token = token.map_or_else(|| token_of(id), str::to_owned);
        self.bots.push(Bot::new(id, name, username, token));
        Ok(id)
    }
}

/// A token that looks like Telegram's and follows from the id.
fn token_of(id: i64) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut state = id.unsigned_abs();
    let letter = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(LETTERS[(state >> 58) as usize])
    };
    let secret: String = (0..33).map(letter).collect();
    format!("{id}:AA{secret}")
}
