//! Editing what the bot has sent.

use super::call::Call;
use super::{media, send, target, text};
use crate::refusal::{Outcome, Refusal};
use crate::refused::Refused;
use crate::world::World;
use crate::world::content::{Content, Kind};
use crate::world::keyboard::Inline;
use crate::world::room::{Msg, Place};

pub(super) fn text(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let text = text::read(world, call, &text::TEXT)?;
    let (place, message) = own(world, bot, call)?;
    if text.text.is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    if message.content.media.is_some() || message.content.service.is_some() {
        return Err(Refusal::bad("there is no text in the message to edit"));
    }
    let id = message.id;
    change(world, call, place, id, Content::text(text))
}

pub(super) fn caption(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let caption = text::read(world, call, &text::CAPTION)?;
    let (place, message) = own(world, bot, call)?;
    if !message.content.media.as_ref().is_some_and(|thing| thing.kind.takes_caption()) {
        return Err(Refusal::bad("there is no caption in the message to edit"));
    }
    let content = Content { text: caption, ..message.content.clone() };
    let id = message.id;
    change(world, call, place, id, content)
}

pub(super) fn reply_markup(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (place, message) = own(world, bot, call)?;
    let (id, content) = (message.id, message.content.clone());
    change(world, call, place, id, content)
}

pub(super) fn media(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (place, message) = own(world, bot, call)?;
    let kind = message.content.media.as_ref().map(|thing| thing.kind);
    if kind.is_some_and(|kind| !kind.takes_caption() || kind == Kind::Voice) {
        return Err(Refusal::bad("message media can't be edited"));
    }
    let id = message.id;
    let given = call.json("media")?.unwrap_or_default();
    let content = media::item(world, bot, call, &given)?;
    change(world, call, place, id, content)
}

fn own<'w>(world: &'w World, bot: i64, call: &Call) -> Result<(Place, &'w Msg), Refusal> {
    if call.has("inline_message_id") {
        return Err(Refusal::bad("MESSAGE_ID_INVALID"));
    }
    let place = target::open_place(world, bot, call)?;
    let Some(id) = call.int("message_id").filter(|id| *id > 0) else {
        return Err(Refusal::bad("message identifier is not specified"));
    };
    let message = world.room(place).and_then(|room| room.get(id));
    let message = message.ok_or_else(|| Refused::NothingToEdit.refusal())?;
    let is_editable = message.from == bot && message.content.service.is_none() && message.origin.is_none();
    if is_editable { Ok((place, message)) } else { Err(Refused::CannotEdit.refusal()) }
}

/// Buttons that the call does not name go away, as they do at Telegram.
fn change(world: &mut World, call: &Call, place: Place, id: i64, content: Content) -> Outcome {
    let inline: Inline = send::markup(call)?.inline;
    let message = world.room(place).and_then(|room| room.get(id));
    if message.is_some_and(|message| message.content == content && message.inline == inline) {
        return Err(Refused::NotModified.refusal());
    }
    world.edit(place, id, content, inline);
    send::shown(world, place, id)
}
