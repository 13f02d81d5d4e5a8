//! People and the groups that they are in.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bell, World};
use crate::seen::{Event, Seen};

/// The first person's id: past 32 bits, as Telegram's are.
pub(crate) const FIRST_ID: i64 = 6_200_000_001;
const FIRST_GROUP: i64 = -1_002_300_000_001;

/// A person's account.
#[derive(Debug)]
pub(crate) struct Human {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) seen: Vec<Event>,
    pub(crate) bell: Bell,
}

impl Human {
    pub(crate) fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }
}

/// A supergroup.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// The person who made it.
    pub(crate) owner: Option<i64>,
    /// People and bots by id.
    pub(crate) members: BTreeMap<i64, Rank>,
    /// Who was thrown out and may not come back.
    pub(crate) banned: BTreeSet<i64>,
    /// Who was here once: a bot still knows the chat.
    pub(crate) former: BTreeSet<i64>,
    pub(crate) last_message: i64,
    /// The bot that wrote last: commands without a name are for it.
    pub(crate) last_bot: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    Creator,
    Administrator,
    Member,
}

impl Rank {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }
}

impl World {
    pub(crate) fn add_human(
        &mut self,
        first_name: &str,
        username: Option<&str>,
        language: Option<&str>,
    ) -> i64 {
        let id = FIRST_ID + i64::try_from(self.people.len()).unwrap_or(0);
        self.people.push(Human {
            id,
            first_name: first_name.to_owned(),
            last_name: None,
            username: username.map(str::to_owned),
            language: language.map(str::to_owned),
            seen: Vec::new(),
            bell: Bell::default(),
        });
        id
    }

    pub(crate) fn add_group(&mut self, title: &str) -> i64 {
        let id = FIRST_GROUP - i64::try_from(self.groups.len()).unwrap_or(0);
        self.groups.push(Group {
            id,
            title: title.to_owned(),
            description: None,
            owner: None,
            members: BTreeMap::new(),
            banned: BTreeSet::new(),
            former: BTreeSet::new(),
            last_message: 0,
            last_bot: None,
        });
        id
    }

    /// Shows something in a person's app.
    pub(crate) fn show(&mut self, person: i64, chat: i64, bot: i64, seen: Seen) {
        let at = self.clock.seconds();
        if let Some(human) = self.human_mut(person) {
            let n = human.seen.len() as u64 + 1;
            human.seen.push(Event { n, chat, bot, at, seen });
            human.bell.notify_waiters();
        }
    }
}
