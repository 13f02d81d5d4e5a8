//! Sending files: one, or an album.

use serde_json::{Value, json};

use super::call::Call;
use super::{send, target, text};
use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use crate::world::content::{Content, Kind, Thing};
use crate::world::files::{MOST_UPLOAD, Upload};

pub(super) fn photo(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::Photo)
}

pub(super) fn document(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::Document)
}

pub(super) fn video(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::Video)
}

pub(super) fn animation(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::Animation)
}

pub(super) fn audio(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::Audio)
}

pub(super) fn voice(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::Voice)
}

pub(super) fn video_note(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::VideoNote)
}

pub(super) fn sticker(world: &mut World, bot: i64, call: &Call) -> Outcome {
    one(world, bot, call, Kind::Sticker)
}

fn one(world: &mut World, bot: i64, call: &Call, kind: Kind) -> Outcome {
    let caption = text::read(world, call, &text::CAPTION)?;
    let place = target::open_place(world, bot, call)?;
    // What else could refuse the message comes before the file is kept.
    send::draft(world, bot, call, place)?;
    let mut said = json!({});
    for field in ["duration", "width", "height", "length"] {
        if let Some(number) = call.int(field) {
            said[field] = json!(number);
        }
    }
    for field in ["title", "performer"] {
        if let Some(text) = call.text(field) {
            said[field] = json!(text);
        }
    }
    let given = call.text(kind.field());
    let thing = thing(world, bot, call, kind, given.as_deref(), &said)?;
    let content = Content {
        text: if kind.takes_caption() { caption } else { crate::text::Text::default() },
        media: Some(thing),
        service: None,
        spoiler: call.flag("has_spoiler"),
        caption_above: call.flag("show_caption_above_media"),
    };
    send::send(world, bot, call, place, content)
}

pub(super) fn group(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let given = call.json("media")?.unwrap_or_default();
    let Some(items) = given.as_array().filter(|items| !items.is_empty()) else {
        return Err(Refusal::bad("there are no messages to send"));
    };
    match items.len() {
        1 => return Err(Refusal::bad("album must include at least 2 messages")),
        2..=10 => {}
        _ => return Err(Refusal::bad("too many messages to send as an album")),
    }
    send::draft(world, bot, call, place)?;
    let contents = items.iter().map(|given| item(world, bot, call, given)).collect::<Result<Vec<_>, _>>()?;
    let kinds: Vec<Kind> =
        contents.iter().filter_map(|content| content.media.as_ref()).map(|t| t.kind).collect();
    let mixes = |kind: Kind| kinds.contains(&kind) && kinds.iter().any(|other| *other != kind);
    if mixes(Kind::Document) || mixes(Kind::Audio) || kinds.contains(&Kind::Animation) {
        return Err(Refusal::bad("can't use the media of the specified type in the album"));
    }
    let first = world.bot(bot).map_or(0, |bot| bot.last_message) + 1;
    let album = format!("{}{first:08}", bot % 1_000_000);
    let mut shown = Vec::new();
    for content in contents {
        let draft = send::draft(world, bot, call, place)?;
        let draft = crate::world::post::Draft { content, album: Some(album.clone()), ..draft };
        let id = send::post(world, place, draft)?;
        shown.push(send::shown(world, place, id)?);
    }
    Ok(json!(shown))
}

/// An `InputMedia`.
pub(super) fn item(world: &mut World, bot: i64, call: &Call, given: &Value) -> Result<Content, Refusal> {
    let kind = given["type"].as_str().and_then(Kind::of_file).filter(|kind| kind.takes_caption());
    let Some(kind) = kind.filter(|kind| *kind != Kind::Voice) else {
        return Err(Refusal::bad("can't parse InputMedia: type must be specified"));
    };
    let text = text::read_item(world, given)?;
    let media = thing(world, bot, call, kind, given["media"].as_str(), given)?;
    let flag = |field: &str| given[field].as_bool() == Some(true);
    let (spoiler, caption_above) = (flag("has_spoiler"), flag("show_caption_above_media"));
    Ok(Content { text, media: Some(media), service: None, spoiler, caption_above })
}

/// A file that comes with the call, is named by `attach://`, or has an id already.
fn thing(
    world: &mut World,
    bot: i64,
    call: &Call,
    kind: Kind,
    given: Option<&str>,
    said: &Value,
) -> Result<Thing, Refusal> {
    let part = given.and_then(|given| given.strip_prefix("attach://")).unwrap_or(kind.field());
    let direct = call.files.get(part).filter(|_| given.is_none_or(|given| given.starts_with("attach://")));
    if let Some(upload) = direct {
        return uploaded(world, bot, kind, upload, said);
    }
    let Some(given) = given.filter(|given| !given.is_empty()) else {
        return Err(Refusal::bad(format!("there is no {} in the request", kind.field().replace('_', " "))));
    };
    if given.starts_with("http://") || given.starts_with("https://") {
        return Err(Refusal::bad("failed to get HTTP URL content"));
    }
    let Some(index) = world.files.of_id(bot, given) else {
        return Err(Refusal::bad("wrong file identifier/HTTP URL specified"));
    };
    let is = world.files.get(index).map_or(kind, |file| file.kind);
    if is != kind && !(is == Kind::Animation && kind == Kind::Document) {
        let said = |kind: Kind| {
            let name = kind.field().replace('_', " ");
            let mut letters = name.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        };
        return Err(Refusal::bad(format!("can't use file of type {} as {}", said(is), said(kind))));
    }
    Ok(world.files.thing(bot, kind, index, said))
}

fn uploaded(
    world: &mut World,
    bot: i64,
    kind: Kind,
    upload: &Upload,
    said: &Value,
) -> Result<Thing, Refusal> {
    if upload.bytes.len() > MOST_UPLOAD {
        return Err(Refusal::too_large());
    }
    let index = world.files.keep(kind, upload).map_err(Refusal::bad)?;
    Ok(world.files.thing(bot, kind, index, said))
}
