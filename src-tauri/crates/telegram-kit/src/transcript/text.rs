//! The transcript as text, one line for each thing that happened.

use std::fmt::Write as _;

use crate::clock::time_of_day;
use crate::seen::Keyboard;
use crate::world::World;
use crate::world::content::Content;
use crate::world::keyboard::Inline;
use crate::world::log::{Line, What};
use crate::world::room::{Msg, Place};
use crate::world::view::shown_text;

pub(crate) fn text(world: &World) -> String {
    let mut out = String::new();
    let mut chat = None;
    for line in &world.log.lines {
        if line.place.is_some() && line.place != chat {
            chat = line.place;
            let _ = writeln!(out, "== {}", title(world, line.place));
        }
        let _ =
            writeln!(out, "{}  {}", time_of_day(line.at), said(world, line).replace('\n', "\n          "));
    }
    world.redacted(&out)
}

/// The name of a chat, for everybody who is in it.
pub(super) fn title(world: &World, place: Option<Place>) -> String {
    match place {
        Some(Place::Private { bot, person }) => {
            format!("{} and {}", world.name_of(person), world.name_of(bot))
        }
        Some(Place::Group(id)) => world.group(id).map(|group| group.title.clone()).unwrap_or_default(),
        None => String::new(),
    }
}

pub(super) fn said(world: &World, line: &Line) -> String {
    let message = |id: &i64| line.place.and_then(|place| world.room(place)?.any(*id));
    let name = |id: &i64| world.name_of(*id);
    match &line.what {
        What::Said { id } => {
            message(id).map_or_else(String::new, |message| first(world, line.place, message))
        }
        What::Edited { id, version } => message(id).map_or_else(String::new, |message| {
            let (content, inline) = at_version(message, *version);
            format!("{} changes #{id}: {}", name(&message.from), body(content, inline))
        }),
        What::Deleted { id } => format!("#{id} is deleted"),
        What::Pressed { person, id, label } => format!("{} presses [{label}] under #{id}", name(person)),
        What::Answered { bot, text, alert, url } => {
            let how = if *alert { "an alert" } else { "a note" };
            match (text, url) {
                (Some(text), _) => format!("{} answers the press with {how}: {text}", name(bot)),
                (None, Some(url)) => format!("{} answers the press by opening {url}", name(bot)),
                (None, None) => format!("{} answers the press", name(bot)),
            }
        }
        What::Action { bot, action } => format!("{}: {}…", name(bot), action.replace('_', " ")),
        What::Pinned { id } => format!("#{id} is pinned"),
        What::Reacted { bot, id, emoji } => format!("{} reacts to #{id}: {}", name(bot), emoji.join(" ")),
        What::Blocked { person, blocked: true } => format!("{} blocks the bot", name(person)),
        What::Blocked { person, blocked: false } => format!("{} unblocks the bot", name(person)),
        What::Refused { bot, method, why } => format!("! {} is refused {method}: {why}", name(bot)),
        What::Failed(error) => format!("! The bot failed: {error}"),
        What::Clock { advanced_ms } => format!("~ The clock is moved by {} s", advanced_ms / 1000),
    }
}

/// What a message was after so many edits.
pub(super) fn at_version(message: &Msg, version: usize) -> (&Content, &Inline) {
    match message.versions.get(version) {
        Some((content, inline)) => (content, inline),
        None => (&message.content, &message.inline),
    }
}

/// The name of the topic in which a message stands; `None` in General.
fn line_topic(world: &World, place: Option<Place>, message: &Msg) -> Option<String> {
    let Some(Place::Group(id)) = place else { return None };
    let topics = &world.group(id)?.topics;
    let topic = message.topic()?;
    topics.iter().find(|one| one.id == topic).map(|topic| topic.name.clone())
}

fn first(world: &World, place: Option<Place>, message: &Msg) -> String {
    let (content, inline) = at_version(message, 0);
    let mut line = format!("#{} {}", message.id, world.name_of(message.from));
    let topic = line_topic(world, place, message);
    if let Some(topic) = topic {
        let _ = write!(line, " (in {topic})");
    }
    if let Some(origin) = &message.origin {
        let _ = write!(line, " (forwarded from {})", world.name_of(origin.from));
    }
    if let Some(id) = message.reply_to {
        let _ = write!(line, " (to #{id})");
    }
    let _ = write!(line, ": {}", body(content, inline));
    match message.reply.as_ref().and_then(crate::world::keyboard::Reply::view) {
        Some(Keyboard::Show { rows, .. }) => {
            let rows: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
            let _ = write!(line, "\n⌨ {}", rows.join(" / "));
        }
        Some(Keyboard::Remove) => line.push_str("\n⌨ (gone)"),
        Some(Keyboard::ForceReply { .. }) | None => {}
    }
    line
}

fn body(content: &Content, inline: &Inline) -> String {
    let mut body = String::new();
    if let Some(thing) = &content.media {
        let name = thing.fields["file_name"].as_str().unwrap_or_default();
        let space = if name.is_empty() { "" } else { " " };
        let _ = write!(body, "<{}{space}{name}> ", thing.kind.field());
    }
    body.push_str(&shown_text(content));
    for row in inline.view() {
        let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.text)).collect();
        let _ = write!(body, "\n{}", labels.join(" "));
    }
    body
}
