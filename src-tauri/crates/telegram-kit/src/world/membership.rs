//! Who is in a group, and who has blocked a bot.

use serde_json::{Value, json};

use super::World;
use super::content::Content;
use super::log::What;
use super::people::Rank;
use super::post::Draft;
use super::room::Place;

impl World {
    /// Blocks the bot, or lets it write again.
    pub(crate) fn set_blocked(&mut self, bot: i64, person: i64, blocked: bool) {
        let place = Place::Private { bot, person };
        let state =
            |world: &Self, blocked: bool| world.member(bot, (!blocked).then_some(Rank::Member), blocked);
        let update = self.member_update(place, person, &state(self, !blocked), &state(self, blocked));
        let Some(account) = self.bot_mut(bot) else { return };
        let changed =
            if blocked { account.blocked_by.insert(person) } else { account.blocked_by.remove(&person) };
        if changed {
            account.tell("my_chat_member", update);
            self.log.add(self.clock.seconds(), Some(place), What::Blocked { person, blocked });
        }
    }

    /// Brings somebody into a group: a person, or a bot.
    pub(crate) fn join(&mut self, id: i64, user: i64, by: i64, rank: Rank) {
        let place = Place::Group(id);
        let Some(group) = self.group_mut(id) else { return };
        group.banned.remove(&user);
        let before = group.members.insert(user, rank);
        if rank == Rank::Creator {
            group.owner = Some(user);
        }
        let (old, new) = (self.member(user, before, false), self.member(user, Some(rank), false));
        self.tell_of_member(place, user, by, &old, &new);
        if before.is_none() && rank != Rank::Creator {
            let content = Content::service("new_chat_members", json!([self.user(user)]));
            self.post(place, Draft { from: by, content, ..Draft::default() });
        }
    }

    /// Takes somebody out of a group, for good when banned.
    pub(crate) fn leave(&mut self, id: i64, user: i64, by: i64, banned: bool) {
        let place = Place::Group(id);
        let Some(before) = self.group(id).and_then(|group| group.members.get(&user).copied()) else { return };
        let old = self.member(user, Some(before), false);
        let new = self.member(user, None, banned);
        // Whoever leaves hears of it last.
        let content = Content::service("left_chat_member", self.user(user));
        self.post(place, Draft { from: by, content, ..Draft::default() });
        self.tell_of_member(place, user, by, &old, &new);
        if let Some(group) = self.group_mut(id) {
            group.members.remove(&user);
            group.former.insert(user);
            if banned {
                group.banned.insert(user);
            }
        }
    }

    fn tell_of_member(&mut self, place: Place, user: i64, by: i64, old: &Value, new: &Value) {
        let update = self.member_update(place, by, old, new);
        for id in self.bots_in(place) {
            let kind = if id == user { "my_chat_member" } else { "chat_member" };
            if let Some(bot) = self.bot_mut(id) {
                bot.tell(kind, update.clone());
            }
        }
    }

    pub(crate) fn rename_group(&mut self, id: i64, title: &str, by: i64) {
        if let Some(group) = self.group_mut(id) {
            title.clone_into(&mut group.title);
        }
        let content = Content::service("new_chat_title", json!(title));
        self.post(Place::Group(id), Draft { from: by, content, ..Draft::default() });
    }
}
