//! Sending: texts, places, contacts, dice, polls, signs of life, answers to presses.

use serde_json::{Value, json};

use super::call::{Call, int_of};
use super::{target, text};
use crate::refusal::{Outcome, Refusal};
use crate::refused::Refused;
use crate::seen::{Answer, Seen};
use crate::text::units;
use crate::world::World;
use crate::world::content::{Content, Kind, Thing};
use crate::world::keyboard::Markup;
use crate::world::log::What;
use crate::world::post::Draft;
use crate::world::room::Place;
use crate::world::topic::GENERAL;

pub(super) fn message(world: &mut World, bot: i64, call: &Call) -> Outcome {
    // Telegram reads the markup before it looks at the chat.
    let text = text::read(world, call, &text::TEXT)?;
    let place = target::open_place(world, bot, call)?;
    if text.text.is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    send(world, bot, call, place, Content::text(text))
}

/// Posts content with everything that all sending methods have in common, and returns the message.
pub(super) fn send(world: &mut World, bot: i64, call: &Call, place: Place, content: Content) -> Outcome {
    let mut draft = draft(world, bot, call, place)?;
    draft.content = content;
    let id = post(world, place, draft)?;
    shown(world, place, id)
}

/// Posts what the group lets the bot send.
pub(super) fn post(world: &mut World, place: Place, draft: Draft) -> Result<i64, Refusal> {
    if let Place::Group(id) = place
        && let Some(why) =
            world.group(id).and_then(|group| group.forbids(draft.from, draft.content.sendable()))
    {
        return Err(Refusal::bad(why));
    }
    Ok(world.post(place, draft))
}

/// A message without content: whom it answers, its keyboard, how it arrives.
pub(super) fn draft(world: &World, bot: i64, call: &Call, place: Place) -> Result<Draft, Refusal> {
    let markup = markup(call)?;
    let topic = topic(world, bot, call, place)?;
    let mut extra = Vec::new();
    if let Some(value) = call.json("link_preview_options")? {
        extra.push(("link_preview_options", value));
    }
    if let Some(effect) = call.text("message_effect_id") {
        extra.push(("effect_id", json!(effect)));
    }
    Ok(Draft {
        from: bot,
        inline: markup.inline,
        reply: markup.reply,
        reply_to: reply_to(world, call, place, topic)?,
        topic,
        silent: call.flag("disable_notification"),
        protected: call.flag("protect_content"),
        extra,
        ..Draft::default()
    })
}

pub(super) fn markup(call: &Call) -> Result<Markup, Refusal> {
    match call.json("reply_markup")? {
        Some(markup) => Markup::read(&markup).map_err(Refusal::bad),
        None => Ok(Markup::default()),
    }
}

pub(super) fn shown(world: &World, place: Place, id: i64) -> Outcome {
    let message = world.room(place).and_then(|room| room.get(id));
    message.map(|message| world.message(place, message)).ok_or_else(|| Refused::InternalServerError.refusal())
}

/// The topic that the call names, where the bot may write in it. General is written in by naming none.
fn topic(world: &World, bot: i64, call: &Call, place: Place) -> Result<Option<i64>, Refusal> {
    let given = call.int("message_thread_id").filter(|id| *id != 0);
    let Place::Group(group) = place else {
        return if given.is_none() { Ok(None) } else { Err(thread_not_found()) };
    };
    let id = given.unwrap_or(GENERAL);
    let topic = world.topic(group, id).filter(|_| given != Some(GENERAL));
    match topic {
        Some(topic) if topic.closed && topic.by != bot && !target::is_administrator(world, bot, place) => {
            Err(Refused::TopicClosed.refusal())
        }
        None if given.is_some() => Err(thread_not_found()),
        Some(_) | None => Ok(given),
    }
}

fn thread_not_found() -> Refusal {
    Refused::ThreadNotFound.refusal()
}

fn reply_to(world: &World, call: &Call, place: Place, topic: Option<i64>) -> Result<Option<i64>, Refusal> {
    let parameters = call.json("reply_parameters")?.unwrap_or_default();
    let by_name = int_of(&parameters["message_id"]);
    let Some(id) = by_name.or_else(|| call.int("reply_to_message_id")).filter(|id| *id != 0) else {
        return Ok(None);
    };
    let answered = world.room(place).and_then(|room| room.get(id));
    // What stands in another topic cannot be answered here.
    if answered.is_some_and(|answered| topic.is_none() || answered.topic() == topic) {
        return Ok(Some(id));
    }
    let is_optional = parameters["allow_sending_without_reply"].as_bool() == Some(true)
        || call.flag("allow_sending_without_reply");
    if is_optional { Ok(None) } else { Err(Refused::NothingToAnswer.refusal()) }
}

pub(super) fn location(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let fields = coordinates(call)?;
    send_thing(world, bot, call, place, Kind::Location, fields)
}

pub(super) fn venue(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let location = coordinates(call)?;
    let (title, address) = (call.text_or_empty("title"), call.text_or_empty("address"));
    send_thing(
        world,
        bot,
        call,
        place,
        Kind::Venue,
        json!({"location": location, "title": title, "address": address}),
    )
}

fn coordinates(call: &Call) -> Result<Value, Refusal> {
    let number = |name: &str| call.text_or_empty(name).trim().parse::<f64>().ok();
    match (number("latitude"), number("longitude")) {
        (Some(latitude), Some(longitude)) => Ok(json!({"latitude": latitude, "longitude": longitude})),
        _ => Err(Refusal::bad("location must be specified")),
    }
}

pub(super) fn contact(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let (phone, name) = (call.text_or_empty("phone_number"), call.text_or_empty("first_name"));
    if phone.is_empty() || name.is_empty() {
        let missing = if phone.is_empty() { "phone number" } else { "first name" };
        return Err(Refusal::bad(format!("{missing} is empty")));
    }
    let mut fields = json!({"phone_number": phone, "first_name": name});
    if let Some(last) = call.text("last_name") {
        fields["last_name"] = json!(last);
    }
    send_thing(world, bot, call, place, Kind::Contact, fields)
}

/// Dice fall the same way every time: 1, 2, 3 … around.
pub(super) fn dice(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let emoji = call.text("emoji").unwrap_or_else(|| "🎲".to_owned());
    let faces = match emoji.as_str() {
        "🎲" | "🎯" | "🎳" => 6,
        "🏀" | "⚽" => 5,
        "🎰" => 64,
        _ => return Err(Refusal::bad("invalid dice emoji")),
    };
    let thrown = world.bot(bot).map_or(0, |bot| bot.last_message);
    send_thing(world, bot, call, place, Kind::Dice, json!({"emoji": emoji, "value": thrown % faces + 1}))
}

pub(super) fn poll(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let question = call.text_or_empty("question");
    let options = call.json("options")?.unwrap_or_default();
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let option = |option: &Value| option.as_str().or_else(|| option["text"].as_str()).map(str::to_owned);
    let options: Vec<Value> =
        options.iter().filter_map(option).map(|text| json!({"text": text, "voter_count": 0})).collect();
    if question.is_empty() {
        return Err(Refusal::bad("poll question must be non-empty"));
    }
    if !(2..=10).contains(&options.len()) {
        let few = options.len() < 2;
        let why =
            if few { "poll must have at least 2 option" } else { "poll can't have more than 10 options" };
        return Err(Refusal::bad(why));
    }
    let id = world.bot(bot).map_or(0, |bot| bot.last_message) + 1;
    let fields = json!({
        "id": id.to_string(), "question": question, "options": options, "total_voter_count": 0, "is_closed": false,
        "is_anonymous": !call.has("is_anonymous") || call.flag("is_anonymous"), "type": "regular",
        "allows_multiple_answers": call.flag("allows_multiple_answers"),
    });
    send_thing(world, bot, call, place, Kind::Poll, fields)
}

fn send_thing(world: &mut World, bot: i64, call: &Call, place: Place, kind: Kind, fields: Value) -> Outcome {
    let thing = Thing { kind, fields, file: None };
    send(world, bot, call, place, Content { media: Some(thing), ..Content::default() })
}

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub(super) fn chat_action(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let action = call.text_or_empty("action").to_ascii_lowercase();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(Refusal::bad("wrong parameter action in request"));
    }
    // Signs of life alone may name General.
    let topic = match call.int("message_thread_id").filter(|id| *id != GENERAL) {
        Some(_) => topic(world, bot, call, place)?,
        None => None,
    };
    let at = world.clock.seconds();
    world.log.add(at, Some(place), What::Action { bot, action: action.clone() });
    for person in world.people_in(place) {
        world.show(person, place.for_people(), topic, bot, Seen::Action(action.clone()));
    }
    Ok(json!(true))
}

pub(super) fn reaction(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::open_place(world, bot, call)?;
    let id = call.int("message_id").unwrap_or_default();
    let message = world.room(place).and_then(|room| room.get(id));
    let topic = message.ok_or_else(|| Refusal::bad("message to react not found"))?.topic();
    let given = call.json("reaction")?.unwrap_or_default();
    let emoji: Vec<String> = given
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|reaction| reaction["emoji"].as_str().map(str::to_owned))
        .collect();
    let at = world.clock.seconds();
    world.log.add(at, Some(place), What::Reacted { bot, id, emoji: emoji.clone() });
    for person in world.people_in(place) {
        let seen = Seen::Reaction { message: id, emoji: emoji.clone() };
        world.show(person, place.for_people(), topic, bot, seen);
    }
    Ok(json!(true))
}

pub(super) fn answer(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let text = call.text("text").filter(|text| !text.is_empty());
    if text.as_deref().is_some_and(|text| units(text) > 200) {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    let query = call.text_or_empty("callback_query_id");
    let url = call.text("url").filter(|url| !url.is_empty());
    let answer = Answer { query, text, alert: call.flag("show_alert"), url };
    if world.answer(bot, answer) { Ok(json!(true)) } else { Err(Refused::QueryTooOld.refusal()) }
}
