//! Topics of a forum.

use serde_json::json;

use super::call::Call;
use super::target;
use crate::refusal::{Outcome, Refusal};
use crate::text::units;
use crate::world::World;
use crate::world::room::Place;
use crate::world::topic::GENERAL;

/// The most UTF-16 code units of a topic's name.
const MOST_NAME: usize = 128;

pub(super) fn create(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let group = forum(world, bot, call, "create a topic")?;
    let name = name(call)?.ok_or_else(|| Refusal::bad("topic name must be non-empty"))?;
    let icon = call.text("icon_custom_emoji_id").filter(|icon| !icon.is_empty());
    let id = world.open_topic(group, &name, bot, call.int("icon_color"), icon);
    let topic = id.and_then(|id| world.topic(group, id)).map(crate::world::topic::Topic::json);
    topic.ok_or_else(|| Refusal::bad("TOPIC_ID_INVALID"))
}

pub(super) fn edit(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (group, id) = topic(world, bot, call, "edit the topic")?;
    let (name, icon) = (name(call)?, call.text("icon_custom_emoji_id"));
    modified(world.edit_topic(group, id, name.as_deref(), icon.as_deref(), bot))
}

pub(super) fn close(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (group, id) = topic(world, bot, call, "edit the topic")?;
    modified(world.close_topic(group, id, true, bot))
}

pub(super) fn reopen(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (group, id) = topic(world, bot, call, "edit the topic")?;
    modified(world.close_topic(group, id, false, bot))
}

pub(super) fn delete(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (group, id) = topic(world, bot, call, "delete the topic")?;
    world.delete_topic(group, id);
    Ok(json!(true))
}

pub(super) fn edit_general(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let group = forum(world, bot, call, "edit the topic")?;
    let name = name(call)?.ok_or_else(|| Refusal::bad("topic name must be non-empty"))?;
    modified(world.edit_topic(group, GENERAL, Some(&name), None, bot))
}

pub(super) fn close_general(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let group = forum(world, bot, call, "edit the topic")?;
    modified(world.close_topic(group, GENERAL, true, bot))
}

pub(super) fn reopen_general(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let group = forum(world, bot, call, "edit the topic")?;
    modified(world.close_topic(group, GENERAL, false, bot))
}

pub(super) fn hide_general(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let group = forum(world, bot, call, "edit the topic")?;
    modified(world.hide_general(group, true, bot))
}

pub(super) fn unhide_general(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let group = forum(world, bot, call, "edit the topic")?;
    modified(world.hide_general(group, false, bot))
}

fn modified(changed: bool) -> Outcome {
    if changed { Ok(json!(true)) } else { Err(Refusal::bad("TOPIC_NOT_MODIFIED")) }
}

/// The name that the call gives; `None` where it gives none.
fn name(call: &Call) -> Result<Option<String>, Refusal> {
    let name = call.text("name").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if name.as_deref().is_some_and(|name| units(name) > MOST_NAME) {
        return Err(Refusal::bad("topic name is too long"));
    }
    Ok(name)
}

/// A forum whose topics the bot may manage.
fn forum(world: &World, bot: i64, call: &Call, to: &str) -> Result<i64, Refusal> {
    let place = target::open_place(world, bot, call)?;
    let Place::Group(id) = place else { return Err(Refusal::bad("the chat is not a supergroup")) };
    if !world.group(id).is_some_and(crate::world::people::Group::is_forum) {
        return Err(Refusal::bad("the chat is not a forum"));
    }
    let may = target::is_administrator(world, bot, place);
    may.then_some(id).ok_or_else(|| Refusal::bad(format!("not enough rights to {to}")))
}

/// A topic other than General.
fn topic(world: &World, bot: i64, call: &Call, to: &str) -> Result<(i64, i64), Refusal> {
    let group = forum(world, bot, call, to)?;
    let id = call.int("message_thread_id").filter(|id| *id != GENERAL);
    let id = id.filter(|id| world.topic(group, *id).is_some());
    Ok((group, id.ok_or_else(|| Refusal::bad("TOPIC_ID_INVALID"))?))
}
