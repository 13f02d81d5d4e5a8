//! What people are asked to do.

use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{AlbumFile, Ask, At};
use crate::text::{Entity, Text};
use crate::world::World;
use crate::world::actions::Press;
use crate::world::commands::Scope;
use crate::world::content::{Content, Kind, Thing};
use crate::world::files::Upload;
use crate::world::people::Rank;
use crate::world::posting::Posting;
use crate::world::room::Place;

pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "each function answers its part and hands the rest on")]
pub(super) fn answer(world: &mut World, ask: Ask) -> Result<Value, String> {
    match ask {
        Ask::ChangePerson { person, name, username, language } => {
            let person = person.person(world)?;
            let human = world.human_mut(person).ok_or("The person is gone")?;
            human.first_name = name.unwrap_or_else(|| human.first_name.clone());
            if let Some(username) = username {
                human.username = Some(username).filter(|username| !username.is_empty());
            }
            human.language = language.or_else(|| human.language.clone());
            Ok(json!({"id": person, "name": human.full_name()}))
        }
        Ask::Send { at, text, reply_to, entities, quote, via_bot } => {
            let (person, place) = at.find(world)?;
            let content = Content::text(written(world, text, entities)?);
            let via_bot = via_bot.map(|bot| bot.bot(world)).transpose()?;
            let posting = Posting { quote, via_bot, ..at.posting(reply_to) };
            let id = world.say(place, person, content, &posting)?;
            sent(world, place, id)
        }
        Ask::Attach { at, kind, name, data, mime, caption, reply_to } => {
            let (person, place) = at.find(world)?;
            let (kind, upload) = upload(&kind, name, &data, mime)?;
            let id = world.attach(place, person, kind, &upload, &caption, &at.posting(reply_to))?;
            sent(world, place, id)
        }
        Ask::Album { at, files } => album(world, &at, files),
        Ask::SendPoll { at, question, options } => {
            let (person, place) = at.find(world)?;
            let options: Vec<Value> =
                options.iter().map(|text| json!({"text": text, "voter_count": 0})).collect();
            let fields = json!({
                "id": "1", "question": question, "options": options, "total_voter_count": 0, "is_closed": false,
                "is_anonymous": true, "type": "regular", "allows_multiple_answers": false,
            });
            let media = Some(Thing { kind: Kind::Poll, fields, file: None });
            let id = world.say(place, person, Content { media, ..Content::default() }, &at.posting(None))?;
            sent(world, place, id)
        }
        Ask::Deactivate { person } => {
            let person = person.person(world)?;
            world.human_mut(person).ok_or("The person is gone")?.deactivated = true;
            Ok(json!({}))
        }
        Ask::ShareContact { at, phone } => {
            let (person, place) = at.find(world)?;
            let id = world.share_contact(place, person, &phone, &at.posting(None))?;
            sent(world, place, id)
        }
        Ask::ShareLocation { at, latitude, longitude } => {
            let (person, place) = at.find(world)?;
            let id = world.share_location(place, person, latitude, longitude, &at.posting(None))?;
            sent(world, place, id)
        }
        Ask::Press { at, label, message, button } => {
            let (person, place) = at.find(world)?;
            let press = match (message, button, label) {
                (Some(message), Some(button), _) => world.press_button(place, person, message, &button)?,
                (Some(message), None, Some(label)) => {
                    let shown = world.room(place).and_then(|room| room.get(message));
                    let buttons = shown.map(|message| message.inline.view()).unwrap_or_default();
                    let button = buttons.into_iter().flatten().find(|button| button.text == label);
                    let button =
                        button.ok_or_else(|| format!("Message {message} has no button {label:?}"))?;
                    world.press_button(place, person, message, &button)?
                }
                (None, None, Some(label)) => world.press_label(place, person, &label, &at.posting(None))?,
                _ => {
                    return Err("Say which button: a label, or a message with a label or a button".to_owned());
                }
            };
            pressed(world, place, &press)
        }
        Ask::Edit { at, message, text } => {
            let (person, place) = at.find(world)?;
            world.rewrite(place, person, message, &text)?;
            sent(world, place, message)
        }
        Ask::Delete { at, message } => {
            let (person, place) = at.find(world)?;
            world.withdraw(place, person, message)?;
            Ok(json!({}))
        }
        Ask::Forward { at, from, message } => {
            let (person, place) = at.find(world)?;
            let from = from.place(world, person)?;
            let id = world.pass_on(from, message, place, person, &at.posting(None))?;
            sent(world, place, id)
        }
        Ask::Block { at } => block(world, &at, true),
        Ask::Unblock { at } => block(world, &at, false),
        Ask::Messages { at } => {
            let (_, place) = at.find(world)?;
            let mut messages = world.messages(place);
            messages.retain(|message| at.shows(message.topic));
            Ok(json!(messages))
        }
        Ask::Menu { at } => menu(world, &at),
        other => Err(format!("This cannot be asked of people: {other:?}")),
    }
}

/// What the app marks itself, and what Telegram finds in the rest.
fn written(world: &World, text: String, mut entities: Vec<Entity>) -> Result<Text, String> {
    for entity in &mut entities {
        if entity.of(&text).is_none() {
            return Err("A mark lies beyond the end of the text or in the middle of a character".to_owned());
        }
        if let Some(id) = entity.user.as_ref().and_then(|user| user["id"].as_i64()) {
            entity.user = Some(world.user(id));
        }
    }
    if entities.is_empty() {
        return Ok(Text::plain(text).trimmed());
    }
    Ok(Text { text, entities }.with_found().trimmed())
}

fn upload(kind: &str, name: String, data: &str, mime: Option<String>) -> Result<(Kind, Upload), String> {
    let kind = Kind::of_file(kind).ok_or_else(|| format!("There is no kind of file {kind:?}"))?;
    let bytes = STANDARD.decode(data).map_err(|why| format!("The file's data is not base64: {why}"))?;
    Ok((kind, Upload { name, mime, bytes: Bytes::from(bytes) }))
}

fn album(world: &mut World, at: &At, files: Vec<AlbumFile>) -> Result<Value, String> {
    let (person, place) = at.find(world)?;
    if !(2..=10).contains(&files.len()) {
        return Err("An album has two to ten files".to_owned());
    }
    let first = world.room(place).map_or(0, |room| room.all().len()) + 1;
    let posting = Posting { album: Some(format!("{}{first:08}", person % 1_000_000)), ..at.posting(None) };
    let mut messages = Vec::new();
    for AlbumFile { kind, name, data, mime, caption } in files {
        let (kind, upload) = upload(&kind, name, &data, mime)?;
        let id = world.attach(place, person, kind, &upload, &caption, &posting)?;
        messages.push(sent(world, place, id)?);
    }
    Ok(json!(messages))
}

pub(super) fn sent(world: &World, place: Place, id: i64) -> Result<Value, String> {
    let message = world.room(place).and_then(|room| room.get(id)).ok_or("The message is gone")?;
    Ok(json!(world.view(place, message)))
}

fn pressed(world: &World, place: Place, press: &Press) -> Result<Value, String> {
    let sent = press.sent.map(|id| sent(world, place, id)).transpose()?;
    Ok(json!({"query": press.query, "url": press.url, "sent": sent}))
}

fn block(world: &mut World, at: &At, blocked: bool) -> Result<Value, String> {
    match at.find(world)? {
        (person, Place::Private { bot, .. }) => {
            world.set_blocked(bot, person, blocked);
            Ok(json!({}))
        }
        (_, Place::Group(_)) => Err("Bots are blocked, groups are left".to_owned()),
    }
}

/// The commands that Telegram's menu shows the person there.
fn menu(world: &World, at: &At) -> Result<Value, String> {
    let (person, place) = at.find(world)?;
    let language = world.human(person).and_then(|human| human.language.clone()).unwrap_or_default();
    let (bots, scopes) = match place {
        Place::Private { bot, person } => {
            (vec![bot], vec![Scope::Chat(person), Scope::AllPrivate, Scope::Default])
        }
        Place::Group(id) => {
            let rank = world.group(id).and_then(|group| group.members.get(&person));
            let leads = matches!(rank, Some(Rank::Creator | Rank::Administrator));
            let mut scopes = vec![Scope::Member(id, person)];
            scopes.extend(leads.then_some(Scope::Administrators(id)));
            scopes.push(Scope::Chat(id));
            scopes.extend(leads.then_some(Scope::AllAdministrators));
            scopes.extend([Scope::AllGroups, Scope::Default]);
            (world.bots_in(place), scopes)
        }
    };
    let shown =
        bots.into_iter().filter_map(|bot| world.bot(bot)).flat_map(|bot| bot.menus.shown(&scopes, &language));
    Ok(json!(shown.collect::<Vec<_>>()))
}
