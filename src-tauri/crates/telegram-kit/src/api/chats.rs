//! Chats and their members.

use serde_json::{Value, json};

use super::call::Call;
use super::target;
use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use crate::world::people::Rank;
use crate::world::room::Place;

pub(super) fn get(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::place(world, bot, call)?;
    let mut chat = world.chat(place);
    let more = json!({
        "accent_color_id": 0, "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
            "gifts_from_channels": false,
        },
    });
    let fields = more.as_object().cloned().unwrap_or_default();
    chat.as_object_mut().into_iter().for_each(|chat| chat.extend(fields.clone()));
    if let Place::Group(id) = place {
        let description = world.group(id).and_then(|group| group.description.clone());
        if let Some(description) = description {
            chat["description"] = json!(description);
        }
        chat["permissions"] = json!({"can_send_messages": true});
    }
    let pinned = world.room(place).and_then(|room| room.get(*room.pinned.last()?));
    if let Some(pinned) = pinned.map(|message| world.message(place, message)) {
        chat["pinned_message"] = pinned;
    }
    Ok(chat)
}

pub(super) fn member(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::place(world, bot, call)?;
    let Some(user) = call.int("user_id").filter(|id| world.human(*id).is_some() || world.bot(*id).is_some())
    else {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    };
    Ok(member_of(world, place, user))
}

fn member_of(world: &World, place: Place, user: i64) -> Value {
    match place {
        Place::Private { bot, person } => {
            let is_in = user == bot || user == person;
            let is_banned = user == bot && world.bot(bot).is_some_and(|bot| bot.blocked_by.contains(&person));
            world.member(user, (is_in && !is_banned).then_some(Rank::Member), is_banned)
        }
        Place::Group(id) => {
            let group = world.group(id);
            let rank = group.and_then(|group| group.members.get(&user).copied());
            world.member(user, rank, group.is_some_and(|group| group.banned.contains(&user)))
        }
    }
}

pub(super) fn administrators(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let id = group(world, bot, call, "there are no administrators in the private chat")?;
    let members = world.group(id).map(|group| group.members.clone()).unwrap_or_default();
    let leads = members.into_iter().filter(|(_, rank)| *rank != Rank::Member);
    let shown: Vec<Value> = leads.map(|(user, rank)| world.member(user, Some(rank), false)).collect();
    Ok(json!(shown))
}

pub(super) fn count(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let count = match target::place(world, bot, call)? {
        Place::Private { .. } => 2,
        Place::Group(id) => world.group(id).map_or(0, |group| group.members.len()),
    };
    Ok(json!(count))
}

pub(super) fn leave(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let id = group(world, bot, call, "can't leave a private chat")?;
    world.leave(id, bot, bot, false);
    Ok(json!(true))
}

pub(super) fn ban(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (id, user) = governed(world, bot, call)?;
    world.leave(id, user, bot, true);
    Ok(json!(true))
}

pub(super) fn unban(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (id, user) = governed(world, bot, call)?;
    let is_member = world.group(id).is_some_and(|group| group.members.contains_key(&user));
    if is_member && !call.flag("only_if_banned") {
        world.leave(id, user, bot, false);
    }
    if let Some(group) = world.group_mut(id) {
        group.banned.remove(&user);
    }
    Ok(json!(true))
}

pub(super) fn promote(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (id, user) = governed(world, bot, call)?;
    let rights = call.values.iter().filter(|(name, _)| name.starts_with("can_"));
    let gives = rights.into_iter().any(|(name, _)| call.flag(name));
    let rank = if gives { Rank::Administrator } else { Rank::Member };
    match world.group_mut(id).and_then(|group| group.members.get_mut(&user)) {
        Some(held) => *held = rank,
        None => return Err(Refusal::bad("USER_NOT_PARTICIPANT")),
    }
    Ok(json!(true))
}

pub(super) fn set_title(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let id = governing(world, bot, call)?;
    let title = call.text_or_empty("title").trim().to_owned();
    if title.is_empty() {
        return Err(Refusal::bad("title must be non-empty"));
    }
    world.rename_group(id, &title, bot);
    Ok(json!(true))
}

pub(super) fn set_description(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let id = governing(world, bot, call)?;
    let description = Some(call.text_or_empty("description")).filter(|text| !text.is_empty());
    match world.group_mut(id) {
        Some(group) if group.description == description => {
            Err(Refusal::bad("chat description is not modified"))
        }
        Some(group) => {
            group.description = description;
            Ok(json!(true))
        }
        None => Err(Refusal::bad("chat not found")),
    }
}

pub(super) fn pin(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = pinning(world, bot, call)?;
    let id = call.int("message_id").unwrap_or_default();
    if world.room(place).and_then(|room| room.get(id)).is_none() {
        return Err(Refusal::bad("message to pin not found"));
    }
    world.pin(place, id, bot);
    Ok(json!(true))
}

pub(super) fn unpin(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = pinning(world, bot, call)?;
    let pinned = &mut world.room_mut(place).pinned;
    match call.int("message_id") {
        Some(id) if !pinned.contains(&id) => return Err(Refusal::bad("message to unpin not found")),
        Some(id) => pinned.retain(|pinned| *pinned != id),
        None => drop(pinned.pop()),
    }
    Ok(json!(true))
}

pub(super) fn unpin_all(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = pinning(world, bot, call)?;
    world.room_mut(place).pinned.clear();
    Ok(json!(true))
}

fn pinning(world: &World, bot: i64, call: &Call) -> Result<Place, Refusal> {
    let place = target::open_place(world, bot, call)?;
    let may = target::is_administrator(world, bot, place);
    may.then_some(place)
        .ok_or_else(|| Refusal::bad("not enough rights to manage pinned messages in the chat"))
}

fn group(world: &World, bot: i64, call: &Call, in_private: &str) -> Result<i64, Refusal> {
    match target::open_place(world, bot, call)? {
        Place::Group(id) => Ok(id),
        Place::Private { .. } => Err(Refusal::bad(in_private)),
    }
}

/// A group in which the bot is an administrator.
fn governing(world: &World, bot: i64, call: &Call) -> Result<i64, Refusal> {
    let id = group(world, bot, call, "method is available for supergroup and channel chats only")?;
    let may = target::is_administrator(world, bot, Place::Group(id));
    may.then_some(id).ok_or_else(|| Refusal::bad("not enough rights"))
}

/// The same, with somebody over whom it has power.
fn governed(world: &World, bot: i64, call: &Call) -> Result<(i64, i64), Refusal> {
    let id = governing(world, bot, call)?;
    let Some(user) = call.int("user_id").filter(|id| world.human(*id).is_some() || world.bot(*id).is_some())
    else {
        return Err(Refusal::bad("invalid user_id specified"));
    };
    match world.group(id).and_then(|group| group.members.get(&user)) {
        Some(Rank::Creator) => Err(Refusal::bad("can't remove chat owner")),
        Some(Rank::Administrator) if user != bot => Err(Refusal::bad("user is an administrator of the chat")),
        _ => Ok((id, user)),
    }
}
