//! Texts and captions of a call.

use serde_json::Value;

use super::call::Call;
use crate::refusal::Refusal;
use crate::text::{Entity, EntityKind, Mode, Text};
use crate::world::World;

/// The most UTF-16 code units of a message, and of a caption.
const MOST_TEXT: usize = 4096;
const MOST_CAPTION: usize = 1024;

/// The parameters that a text stands in.
pub(super) struct Fields {
    text: &'static str,
    entities: &'static str,
    most: usize,
    too_long: &'static str,
}

pub(super) const TEXT: Fields =
    Fields { text: "text", entities: "entities", most: MOST_TEXT, too_long: "message is too long" };
pub(super) const CAPTION: Fields = Fields {
    text: "caption",
    entities: "caption_entities",
    most: MOST_CAPTION,
    too_long: "message caption is too long",
};

/// Reads a text as the call formats it.
pub(super) fn read(world: &World, call: &Call, fields: &Fields) -> Result<Text, Refusal> {
    let mode = call.text_or_empty("parse_mode");
    let given = call.text_or_empty(fields.text);
    let entities = call.json(fields.entities)?;
    formatted(world, &given, &mode, entities, fields)
}

/// The same for one item of an album.
pub(super) fn read_item(world: &World, item: &Value) -> Result<Text, Refusal> {
    let text = |field: &str| item[field].as_str().unwrap_or_default();
    let entities = Some(item["caption_entities"].clone()).filter(|value| !value.is_null());
    formatted(world, text("caption"), text("parse_mode"), entities, &CAPTION)
}

fn formatted(
    world: &World,
    given: &str,
    mode: &str,
    entities: Option<Value>,
    fields: &Fields,
) -> Result<Text, Refusal> {
    let text = if let Some(entities) = entities {
        given_entities(given, &entities)?
    } else if mode.is_empty() {
        Text { text: given.to_owned(), entities: Vec::new() }
    } else {
        let mode = Mode::named(mode).ok_or_else(|| Refusal::bad("unsupported parse_mode"))?;
        Text::parse(given, mode).map_err(|why| Refusal::bad(format!("can't parse entities: {why}")))?
    };
    let mut text = text.with_found().trimmed();
    if crate::text::units(&text.text) > fields.most {
        return Err(Refusal::bad(fields.too_long));
    }
    text.entities.retain_mut(|entity| know_user(world, entity));
    Ok(text)
}

/// Entities that the bot worked out itself; those that Telegram finds by itself are not taken over.
fn given_entities(text: &str, given: &Value) -> Result<Text, Refusal> {
    let wrong = |what: String| Refusal::bad(format!("can't parse MessageEntity: {what}"));
    let mut list: Vec<Entity> =
        serde_json::from_value(given.clone()).map_err(|why| wrong(why.to_string()))?;
    for entity in &mut list {
        if entity.of(text).is_none() {
            return Err(Refusal::bad("entity beyond the end of the text or in the middle of a character"));
        }
        if entity.kind == EntityKind::TextLink {
            let url = entity.url.clone().ok_or_else(|| wrong("Can't find field \"url\"".to_owned()))?;
            let address = crate::text::address(&url);
            let invalid = || Refusal::bad(format!("entity URL '{url}' is invalid: Wrong HTTP URL"));
            entity.url = Some(address.ok_or_else(invalid)?);
        }
    }
    Ok(Text { text: text.to_owned(), entities: list })
}

/// A mention by id carries the whole user; of somebody unknown it is only text.
fn know_user(world: &World, entity: &mut Entity) -> bool {
    if entity.kind != EntityKind::TextMention {
        return true;
    }
    let id = entity.user.as_ref().and_then(|user| user["id"].as_i64()).unwrap_or_default();
    let is_known = world.human(id).is_some() || world.bot(id).is_some();
    entity.user = is_known.then(|| world.user(id));
    is_known
}
