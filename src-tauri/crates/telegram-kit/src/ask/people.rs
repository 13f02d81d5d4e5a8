//! What people are asked to do.

use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Ask, At};
use crate::world::World;
use crate::world::commands::Scope;
use crate::world::content::{Content, Kind};
use crate::world::deeds::Press;
use crate::world::files::Upload;
use crate::world::people::Rank;
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
        Ask::Send { at, text, reply_to } => {
            let (person, place) = at.find(world)?;
            let content = Content::text(crate::text::Text::plain(text).trimmed());
            let id = world.say(place, person, content, reply_to)?;
            sent(world, place, id)
        }
        Ask::Attach { at, kind, name, data, mime, caption, reply_to } => {
            let (person, place) = at.find(world)?;
            let kind = Kind::of_file(&kind).ok_or_else(|| format!("There is no kind of file {kind:?}"))?;
            let bytes =
                STANDARD.decode(data).map_err(|why| format!("The file's data is not base64: {why}"))?;
            let upload = Upload { name, mime, bytes: Bytes::from(bytes) };
            let id = world.attach(place, person, kind, &upload, &caption, reply_to)?;
            sent(world, place, id)
        }
        Ask::ShareContact { at, phone } => {
            let (person, place) = at.find(world)?;
            let id = world.share_contact(place, person, &phone)?;
            sent(world, place, id)
        }
        Ask::ShareLocation { at, latitude, longitude } => {
            let (person, place) = at.find(world)?;
            let id = world.share_location(place, person, latitude, longitude)?;
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
                (None, None, Some(label)) => world.press_label(place, person, &label)?,
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
            let id = world.pass_on(from, message, place, person)?;
            sent(world, place, id)
        }
        Ask::Block { at } => block(world, &at, true),
        Ask::Unblock { at } => block(world, &at, false),
        Ask::Messages { at } => {
            let (_, place) = at.find(world)?;
            Ok(json!(world.messages(place)))
        }
        Ask::Menu { at } => menu(world, &at),
        other => Err(format!("This cannot be asked of people: {other:?}")),
    }
}

fn sent(world: &World, place: Place, id: i64) -> Result<Value, String> {
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
