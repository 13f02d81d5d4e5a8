//! People and the groups that they are in.

use std::collections::{BTreeMap, BTreeSet};

use super::topic::Topic;
use super::{Bell, World};
use crate::seen::{Event, Seen};
use crate::sendable::Sendable;

/// The first person's id: past 32 bits, as Telegram's are.
pub(crate) const FIRST_ID: i64 = 6_200_000_001;
const FIRST_GROUP: i64 = -1_002_300_000_001;
const FIRST_BASIC_GROUP: i64 = -4_100_000_001;

/// A person's account.
#[derive(Debug)]
pub(crate) struct Human {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language: Option<String>,
    /// The account was deleted.
    pub(crate) deactivated: bool,
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

/// A group, basic or super.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) basic: bool,
    /// The supergroup that it has become.
    pub(crate) migrated_to: Option<i64>,
    /// All that members who are not administrators may send; `None` for everything.
    pub(crate) sendable: Option<BTreeSet<Sendable>>,
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
    /// General first; empty where the group is no forum.
    pub(crate) topics: Vec<Topic>,
    /// The bot that wrote last: commands without a name are for it.
    pub(crate) last_bot: Option<i64>,
}

impl Group {
    /// Why this member may not send this; `None` when it may.
    pub(crate) fn forbids(&self, member: i64, sendable: Sendable) -> Option<String> {
        let is_free = self.members.get(&member).is_some_and(|rank| *rank != Rank::Member);
        let is_allowed = self.sendable.as_ref().is_none_or(|all| all.contains(&sendable));
        (!is_free && !is_allowed)
            .then(|| format!("not enough rights to send {} to the chat", sendable.words()))
    }

    pub(crate) fn is_forum(&self) -> bool {
        !self.topics.is_empty()
    }
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
            deactivated: false,
            seen: Vec::new(),
            bell: Bell::default(),
        });
        id
    }

    pub(crate) fn add_group(&mut self, title: &str, basic: bool) -> i64 {
        let first = if basic { FIRST_BASIC_GROUP } else { FIRST_GROUP };
        let id = first - i64::try_from(self.groups.len()).unwrap_or(0);
        self.groups.push(Group {
            id,
            title: title.to_owned(),
            basic,
            migrated_to: None,
            sendable: None,
            description: None,
            owner: None,
            members: BTreeMap::new(),
            banned: BTreeSet::new(),
            former: BTreeSet::new(),
            last_message: 0,
            topics: Vec::new(),
            last_bot: None,
        });
        id
    }

    /// Shows something in a person's app.
    pub(crate) fn show(&mut self, person: i64, chat: i64, topic: Option<i64>, bot: i64, seen: Seen) {
        let at = self.clock.seconds();
        if let Some(human) = self.human_mut(person) {
            let n = human.seen.len() as u64 + 1;
            human.seen.push(Event { n, chat, topic, bot, at, seen });
            human.bell.notify_waiters();
        }
    }
}
