//! How people see a message.

use serde_json::Value;

use super::World;
use super::content::{Content, Kind};
use super::room::{Msg, Place};
use crate::seen::{Media, Message};

impl World {
    pub(crate) fn view(&self, place: Place, message: &Msg) -> Message {
        let content = &message.content;
        let media = content.media.as_ref().map(|thing| Media {
            kind: thing.kind.field().to_owned(),
            file: thing.file.and_then(|file| self.files.info(file)),
            fields: thing.fields.clone(),
        });
        Message {
            id: message.id,
            chat: place.for_people(),
            topic: message.topic(),
            from: message.from,
            author: self.author(place, message),
            at: message.date,
            text: shown_text(content),
            entities: content.text.entities.clone(),
            buttons: message.inline.view(),
            keyboard: message.reply.as_ref().and_then(super::keyboard::Reply::view),
            media,
            reply_to: message.reply_to,
            forwarded_from: message.origin.as_ref().map(|origin| self.name_of(origin.from)),
            edited: message.edited.is_some(),
            album: message.album.clone(),
            silent: message.silent,
        }
    }
}

/// The text of a message, or what an app writes of something that has none.
pub(crate) fn shown_text(content: &Content) -> String {
    if let Some((field, value)) = &content.service {
        return service_text(field, value);
    }
    let Some(thing) = &content.media else { return content.text.text.clone() };
    let said = |field: &str| thing.fields[field].as_str().unwrap_or_default().to_owned();
    match thing.kind {
        Kind::Contact => format!("{} {}", said("first_name"), said("phone_number")),
        Kind::Dice => format!("{} {}", said("emoji"), thing.fields["value"]),
        Kind::Location => format!("{}, {}", thing.fields["latitude"], thing.fields["longitude"]),
        Kind::Venue => format!("{}, {}", said("title"), said("address")),
        Kind::Poll => said("question"),
        Kind::Photo
        | Kind::Document
        | Kind::Video
        | Kind::Animation
        | Kind::Audio
        | Kind::Voice
        | Kind::VideoNote
        | Kind::Sticker => content.text.text.clone(),
    }
}

fn service_text(field: &str, value: &Value) -> String {
    let names = |users: &Value| {
        let users = users.as_array().into_iter().flatten();
        users.filter_map(|user| user["first_name"].as_str()).collect::<Vec<_>>().join(", ")
    };
    match field {
        "new_chat_members" => format!("{} joined", names(value)),
        "left_chat_member" => format!("{} left", value["first_name"].as_str().unwrap_or_default()),
        "new_chat_title" => format!("The group is called {}", value.as_str().unwrap_or_default()),
        "forum_topic_created" => {
            format!("The topic {} was opened", value["name"].as_str().unwrap_or_default())
        }
        "pinned_message" => "A message was pinned".to_owned(),
        other => other.replace('_', " "),
    }
}
