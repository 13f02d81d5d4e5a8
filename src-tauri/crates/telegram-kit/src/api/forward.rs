//! Forwarding and copying.

use serde_json::{Value, json};

use super::call::Call;
use super::{send, target, text};
use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use crate::world::post::Draft;
use crate::world::room::{Msg, Origin, Place};

pub(super) fn forward(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (place, source) = both(world, bot, call)?;
    let id = call.int("message_id").unwrap_or_default();
    let message = there(world, source, id).ok_or_else(|| Refusal::bad("message to forward not found"))?;
    let id = post_forward(world, bot, call, (source, place), &message)?;
    send::shown(world, place, id)
}

pub(super) fn forward_many(world: &mut World, bot: i64, call: &Call) -> Outcome {
    many(world, bot, call, "forward", post_forward)
}

pub(super) fn copy(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (place, source) = both(world, bot, call)?;
    let id = call.int("message_id").unwrap_or_default();
    let mut message = there(world, source, id).ok_or_else(|| Refusal::bad("message to copy not found"))?;
    if call.has("caption") && message.content.media.is_some() {
        message.content.text = text::read(world, call, &text::CAPTION)?;
    }
    let id = post_copy(world, bot, call, (source, place), &message)?;
    Ok(json!({"message_id": id}))
}

pub(super) fn copy_many(world: &mut World, bot: i64, call: &Call) -> Outcome {
    many(world, bot, call, "copy", post_copy)
}

fn both(world: &World, bot: i64, call: &Call) -> Result<(Place, Place), Refusal> {
    Ok((target::open_place(world, bot, call)?, target::place_of(world, bot, call, "from_chat_id")?))
}

/// A message that may be taken elsewhere.
fn there(world: &World, source: Place, id: i64) -> Option<Msg> {
    let message = world.room(source)?.get(id)?;
    (message.content.service.is_none() && !message.protected).then(|| message.clone())
}

/// From where to where.
type Way = (Place, Place);

type Post = fn(&mut World, i64, &Call, Way, &Msg) -> Result<i64, Refusal>;

/// Messages that are not there are passed over, as long as any is.
fn many(world: &mut World, bot: i64, call: &Call, verb: &str, post: Post) -> Outcome {
    let (place, source) = both(world, bot, call)?;
    let ids = call.ints("message_ids")?;
    if ids.is_empty() || ids.len() > 100 {
        let few = if ids.is_empty() { "there are no messages to" } else { "too many messages to" };
        return Err(Refusal::bad(format!("{few} {verb}")));
    }
    let messages: Vec<Msg> = ids.iter().filter_map(|id| there(world, source, *id)).collect();
    if messages.is_empty() {
        return Err(Refusal::bad(format!("there are no messages to {verb}")));
    }
    let mut posted: Vec<Value> = Vec::new();
    for message in &messages {
        let id = post(world, bot, call, (source, place), message)?;
        posted.push(json!({"message_id": id}));
    }
    Ok(json!(posted))
}

fn post_forward(
    world: &mut World,
    bot: i64,
    call: &Call,
    (source, place): Way,
    message: &Msg,
) -> Result<i64, Refusal> {
    let draft = send::draft(world, bot, call, place)?;
    let content = message.content.clone();
    let origin = Some(Origin::of(source, message));
    send::post(world, place, Draft { content, origin, ..draft })
}

fn post_copy(
    world: &mut World,
    bot: i64,
    call: &Call,
    (_, place): Way,
    message: &Msg,
) -> Result<i64, Refusal> {
    let draft = send::draft(world, bot, call, place)?;
    let content = message.content.clone();
    send::post(world, place, Draft { content, ..draft })
}
