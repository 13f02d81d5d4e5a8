//! The transcript as an HTML page that needs no other file: a chat window for each chat, light and dark.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{bubble, text};
use crate::clock::time_of_day;
use crate::text::escape_html;
use crate::world::World;
use crate::world::log::{Line, What};
use crate::world::room::Place;

const STYLE: &str = include_str!("page.css");

pub(crate) fn page(world: &World) -> String {
    let mut chats: BTreeMap<Place, Vec<&Line>> = BTreeMap::new();
    let mut order: Vec<Place> = Vec::new();
    for line in &world.log.lines {
        if let Some(place) = line.place {
            chats.entry(place).or_insert_with(|| {
                order.push(place);
                Vec::new()
            });
        }
        // What belongs to no chat is shown in those that have begun.
        match line.place {
            Some(place) => chats.entry(place).or_default().push(line),
            None => chats.values_mut().for_each(|lines| lines.push(line)),
        }
    }
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n<title>Transcript</title>\n");
    let _ = write!(out, "<style>\n{STYLE}</style>\n</head>\n<body>\n");
    for place in order {
        let lines = chats.get(&place).map(Vec::as_slice).unwrap_or_default();
        chat(&mut out, world, place, lines);
    }
    out.push_str("</body>\n</html>\n");
    world.redacted(&out)
}

fn chat(out: &mut String, world: &World, place: Place, lines: &[&Line]) {
    let title = escape_html(&text::title(world, Some(place)));
    let _ = write!(out, "<section class=\"chat\">\n<header>{title}</header>\n<div class=\"talk\">\n");
    for line in lines {
        entry(out, world, place, line);
    }
    if let Some(rows) = bubble::keyboard(world, place) {
        let _ = write!(out, "</div>\n<footer>{rows}</footer>\n</section>\n");
    } else {
        out.push_str("</div>\n</section>\n");
    }
}

fn entry(out: &mut String, world: &World, place: Place, line: &Line) {
    let message = |id: &i64| world.room(place).and_then(|room| room.any(*id));
    match &line.what {
        // A message stands where it was said, as what it became in the end.
        What::Said { id } => {
            if let Some(message) = message(id) {
                bubble::write(out, world, place, message);
            }
        }
        // An answer without words shows nothing in an app.
        What::Edited { .. } | What::Answered { text: None, url: None, .. } => {}
        What::Answered { text: Some(answer), alert, .. } => {
            let class = if *alert { "alert" } else { "toast" };
            let _ = writeln!(out, "<p class=\"{class}\">{}</p>", escape_html(answer));
        }
        What::Refused { .. } | What::Failed(_) => note(out, world, line, "wrong"),
        What::Deleted { .. }
        | What::Pressed { .. }
        | What::Answered { .. }
        | What::Action { .. }
        | What::Pinned { .. }
        | What::Reacted { .. }
        | What::Blocked { .. }
        | What::Clock { .. } => note(out, world, line, "note"),
    }
}

fn note(out: &mut String, world: &World, line: &Line, class: &str) {
    let said = escape_html(&text::said(world, line));
    let _ = writeln!(out, "<p class=\"{class}\" title=\"{}\">{said}</p>", time_of_day(line.at));
}
