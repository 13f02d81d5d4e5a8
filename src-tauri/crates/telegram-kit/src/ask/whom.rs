//! Somebody or something by id or by name.

use serde::{Deserialize, Serialize};

use crate::world::World;
use crate::world::behalf::Behalf;
use crate::world::posting::Posting;
use crate::world::room::Place;
use crate::world::topic::GENERAL;

use super::At;

/// An id, a name as apps show it, a username with `@`, or a group's title.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Whom {
    Id(i64),
    Name(String),
}

impl Whom {
    pub(crate) fn person(&self, world: &World) -> Result<i64, String> {
        let found = world.people.iter().find(|human| match self {
            Self::Id(id) => human.id == *id,
            Self::Name(name) => {
                human.first_name == *name
                    || human.full_name() == *name
                    || is_username(name, human.username.as_deref())
            }
        });
        found.map(|human| human.id).ok_or_else(|| self.missing("person"))
    }

    pub(crate) fn bot(&self, world: &World) -> Result<i64, String> {
        let found = world.bots.iter().find(|bot| match self {
            Self::Id(id) => bot.id == *id,
            Self::Name(name) => {
                bot.name == *name || bot.username == *name || is_username(name, Some(&bot.username))
            }
        });
        found.map(|bot| bot.id).ok_or_else(|| self.missing("bot"))
    }

    pub(crate) fn group(&self, world: &World) -> Result<i64, String> {
        let found = world.groups.iter().find(|group| match self {
            Self::Id(id) => group.id == *id,
            Self::Name(name) => group.title == *name && group.migrated_to.is_none(),
        });
        found.map(|group| group.id).ok_or_else(|| self.missing("group"))
    }

    /// A person or a bot.
    pub(crate) fn member(&self, world: &World) -> Result<i64, String> {
        self.person(world).or_else(|_| self.bot(world)).map_err(|_| self.missing("person or bot"))
    }

    /// The chat that a person has with a bot, or a group.
    pub(crate) fn place(&self, world: &World, person: i64) -> Result<Place, String> {
        if let Ok(bot) = self.bot(world) {
            return Ok(Place::Private { bot, person });
        }
        self.group(world).map(Place::Group).map_err(|_| self.missing("bot or group"))
    }

    fn missing(&self, what: &str) -> String {
        match self {
            Self::Id(id) => format!("There is no {what} with the id {id}"),
            Self::Name(name) => format!("There is no {what} {name:?}"),
        }
    }
}

fn is_username(given: &str, username: Option<&str>) -> bool {
    let given = given.strip_prefix('@');
    given.zip(username).is_some_and(|(given, username)| given.eq_ignore_ascii_case(username))
}

impl At {
    /// Whether something in this topic, or in none, is what the person looks at.
    pub(super) fn shows(&self, topic: Option<i64>) -> bool {
        self.topic.is_none_or(|wanted| wanted == topic.unwrap_or(GENERAL))
    }

    pub(super) fn posting(&self, reply_to: Option<i64>) -> Posting {
        let channel = self.channel.map(Behalf::Channel);
        let behalf = if self.anonymous { Some(Behalf::Anonymous) } else { channel };
        Posting { reply_to, topic: self.topic, behalf, ..Posting::default() }
    }

    pub(super) fn find(&self, world: &World) -> Result<(i64, Place), String> {
        let person = self.person.person(world)?;
        let place = if let Some(chat) = &self.chat {
            chat.place(world, person)?
        } else {
            let bot = world.bots.first().ok_or("There is no bot yet")?.id;
            Place::Private { bot, person }
        };
        Ok((person, place))
    }
}
