//! One message on the page.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::text::at_version;
use crate::clock::time_of_day;
use crate::seen::Keyboard;
use crate::text::{escape_html, html_of};
use crate::world::World;
use crate::world::content::{Content, Thing};
use crate::world::keyboard::{Inline, Reply};
use crate::world::room::{Msg, Place};
use crate::world::view::shown_text;

/// Larger pictures are named and not shown, so that the page stays one that can be opened.
const MOST_PICTURE: usize = 4 << 20;

pub(super) fn write(out: &mut String, world: &World, place: Place, message: &Msg) {
    if message.content.service.is_some() {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape_html(&shown_text(&message.content)));
        return;
    }
    let side = if world.bot(message.from).is_some() { "bot" } else { "person" };
    let gone = if message.deleted { " gone" } else { "" };
    let _ = write!(out, "<article class=\"{side}{gone}\" id=\"m{}\">\n<div class=\"bubble\">", message.id);
    let _ = write!(out, "<b class=\"author\">{}</b>", escape_html(&world.name_of(message.from)));
    if let Some(origin) = &message.origin {
        let _ = write!(
            out,
            "<div class=\"forward\">Forwarded from {}</div>",
            escape_html(&world.name_of(origin.from))
        );
    }
    let answered = message.reply_to.and_then(|id| world.room(place)?.any(id));
    if let Some(answered) = answered {
        let words: String = shown_text(&answered.content).chars().take(80).collect();
        let _ = write!(out, "<blockquote class=\"reply\">{}</blockquote>", escape_html(&words));
    }
    body(out, world, &message.content);
    let edited = if message.edited.is_some() { "edited " } else { "" };
    let _ = writeln!(
        out,
        "<span class=\"time\">#{} {edited}{}</span></div>",
        message.id,
        time_of_day(message.date)
    );
    buttons(out, &message.inline);
    versions(out, message);
    out.push_str("</article>\n");
}

fn body(out: &mut String, world: &World, content: &Content) {
    if let Some(thing) = &content.media {
        media(out, world, thing);
    }
    let words = match &content.media {
        Some(thing) if !thing.kind.takes_caption() => escape_html(&shown_text(content)),
        _ => html_of(&content.text.text, &content.text.entities),
    };
    if !words.is_empty() {
        let _ = write!(out, "<div class=\"words\">{words}</div>");
    }
}

fn media(out: &mut String, world: &World, thing: &Thing) {
    let Some(file) = thing.file.and_then(|file| world.files.get(file)) else { return };
    let is_picture = matches!(file.mime.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp");
    if is_picture && file.bytes.len() <= MOST_PICTURE {
        let (mime, data) = (&file.mime, STANDARD.encode(&file.bytes));
        let _ = write!(out, "<img alt=\"{}\" src=\"data:{mime};base64,{data}\">", escape_html(&file.name));
    } else {
        let (name, size) = (escape_html(&file.name), size(file.bytes.len()));
        let _ =
            write!(out, "<div class=\"file\"><span class=\"sheet\"></span><b>{name}</b><i>{size}</i></div>");
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

fn buttons(out: &mut String, inline: &Inline) {
    for row in inline.view() {
        out.push_str("<div class=\"row\">");
        for button in row {
            let arrow = if button.url.is_some() { " ↗" } else { "" };
            let _ = write!(out, "<span class=\"button\">{}{arrow}</span>", escape_html(&button.text));
        }
        out.push_str("</div>\n");
    }
}

/// What it was before, folded.
fn versions(out: &mut String, message: &Msg) {
    if message.versions.is_empty() {
        return;
    }
    let _ = write!(out, "<details><summary>{} earlier</summary>", message.versions.len());
    for version in 0..message.versions.len() {
        let (content, inline) = at_version(message, version);
        let _ = write!(out, "<div class=\"earlier\">{}", html_of(&content.text.text, &content.text.entities));
        buttons(out, inline);
        out.push_str("</div>");
    }
    out.push_str("</details>\n");
}

/// The keyboard beneath a chat, as it is in the end.
pub(super) fn keyboard(world: &World, place: Place) -> Option<String> {
    let mut newest = world.room(place)?.newest();
    let shown = newest.find_map(|message| message.reply.as_ref().and_then(Reply::view))?;
    let Keyboard::Show { rows, .. } = shown else { return None };
    let mut out = String::new();
    for row in rows {
        let labels = row.iter().map(|label| format!("<span class=\"button\">{}</span>", escape_html(label)));
        let _ = write!(out, "<div class=\"row\">{}</div>", labels.collect::<String>());
    }
    Some(out)
}
