//! Everything that the server knows: bots, people, groups, messages, files.
//!
//! Nothing in here waits or speaks HTTP. One lock holds it; whoever waits for something listens to a [`Bell`] of the
//! bot or of the person that it concerns.

pub(crate) mod actions;
pub(crate) mod behalf;
pub(crate) mod bot;
pub(crate) mod commands;
pub(crate) mod content;
pub(crate) mod files;
pub(crate) mod keyboard;
pub(crate) mod log;
pub(crate) mod membership;
pub(crate) mod migration;
pub(crate) mod people;
pub(crate) mod post;
pub(crate) mod posting;
pub(crate) mod press;
pub(crate) mod query;
pub(crate) mod room;
pub(crate) mod sender;
pub(crate) mod show;
pub(crate) mod topic;
pub(crate) mod topics;
pub(crate) mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::trouble::Troubles;
use behalf::Channel;
use bot::Bot;
use files::Files;
use log::Log;
use people::{Group, Human};
use room::{Place, Room};

/// Rings when something happened that somebody may be waiting for.
pub(crate) type Bell = Arc<Notify>;

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) bots: Vec<Bot>,
    pub(crate) people: Vec<Human>,
    pub(crate) groups: Vec<Group>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) rooms: BTreeMap<Place, Room>,
    pub(crate) files: Files,
    pub(crate) troubles: Troubles,
    pub(crate) log: Log,
    /// Whether Telegram's published rates are enforced.
    pub(crate) paced: bool,
    /// What bots reported as not handled, in the order of reporting.
    pub(crate) errors: Vec<String>,
}

impl World {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            bots: Vec::new(),
            people: Vec::new(),
            groups: Vec::new(),
            channels: Vec::new(),
            rooms: BTreeMap::new(),
            files: Files::default(),
            troubles: Troubles::default(),
            log: Log::default(),
            paced: false,
            errors: Vec::new(),
        }
    }

    pub(crate) fn bot(&self, id: i64) -> Option<&Bot> {
        self.bots.iter().find(|bot| bot.id == id)
    }

    pub(crate) fn bot_mut(&mut self, id: i64) -> Option<&mut Bot> {
        self.bots.iter_mut().find(|bot| bot.id == id)
    }

    pub(crate) fn bot_of_token(&self, token: &str) -> Option<&Bot> {
        self.bots.iter().find(|bot| bot.token == token)
    }

    pub(crate) fn human(&self, id: i64) -> Option<&Human> {
        // Ids are given in order, so the place follows from the id.
        let place = usize::try_from(id - people::FIRST_ID).ok()?;
        self.people.get(place)
    }

    pub(crate) fn human_mut(&mut self, id: i64) -> Option<&mut Human> {
        let place = usize::try_from(id - people::FIRST_ID).ok()?;
        self.people.get_mut(place)
    }

    pub(crate) fn group(&self, id: i64) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    pub(crate) fn group_mut(&mut self, id: i64) -> Option<&mut Group> {
        self.groups.iter_mut().find(|group| group.id == id)
    }

    pub(crate) fn room(&self, place: Place) -> Option<&Room> {
        self.rooms.get(&place)
    }

    pub(crate) fn room_mut(&mut self, place: Place) -> &mut Room {
        self.rooms.entry(place).or_default()
    }

    /// The name that apps show of whoever has this id.
    pub(crate) fn name_of(&self, id: i64) -> String {
        if let Some(human) = self.human(id) {
            return human.full_name();
        }
        self.bot(id).map_or_else(|| id.to_string(), |bot| bot.shown_name().to_owned())
    }

    /// A text in which no token stands.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for bot in &self.bots {
            let secret = bot.token.split_once(':').map_or(bot.token.as_str(), |(_, secret)| secret);
            if clean.contains(secret) {
                clean = clean.replace(&bot.token, "[token]").replace(secret, "[token]");
            }
        }
        clean
    }
}
