//! A message of Telegram's own protocol, as the kit shows it.

use grammers_client::media::Media as Sent;
use grammers_client::message::Message as Received;
use grammers_client::session::types::PeerId;
use grammers_client::tl::enums::{
    InlineButtonType, KeyboardButton, KeyboardButtonRow, KeyboardInlineButton, KeyboardInlineButtonRow,
    MessageEntity, ReplyMarkup,
};
use serde_json::json;

use crate::seen::{Button, Keyboard, Media, Message};
use crate::text::{Entity, EntityKind};

pub(super) fn message(message: &Received, bot: i64) -> Message {
    let markup = message.reply_markup();
    let author = message.sender().and_then(|peer| peer.name()).unwrap_or_default().to_owned();
    Message {
        id: i64::from(message.id()),
        chat: bot,
        topic: None,
        from: message.sender_id().and_then(PeerId::bare_id).unwrap_or_default(),
        author,
        at: message.date().as_second(),
        text: message.text().to_owned(),
        entities: message.fmt_entities().into_iter().flatten().filter_map(entity).collect(),
        buttons: markup.as_ref().map(buttons).unwrap_or_default(),
        keyboard: markup.as_ref().and_then(keyboard),
        media: message.media().as_ref().and_then(media),
        reply_to: message.reply_to_message_id().map(i64::from),
        forwarded_from: None,
        edited: message.edit_date().is_some(),
        album: message.grouped_id().map(|id| id.to_string()),
        silent: message.silent(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "Telegram has kinds that bots cannot send")]
fn entity(entity: &MessageEntity) -> Option<Entity> {
    let (kind, offset, length) = match entity {
        MessageEntity::Mention(it) => (EntityKind::Mention, it.offset, it.length),
        MessageEntity::Hashtag(it) => (EntityKind::Hashtag, it.offset, it.length),
        MessageEntity::Cashtag(it) => (EntityKind::Cashtag, it.offset, it.length),
        MessageEntity::BotCommand(it) => (EntityKind::BotCommand, it.offset, it.length),
        MessageEntity::Url(it) => (EntityKind::Url, it.offset, it.length),
        MessageEntity::Email(it) => (EntityKind::Email, it.offset, it.length),
        MessageEntity::Phone(it) => (EntityKind::PhoneNumber, it.offset, it.length),
        MessageEntity::Bold(it) => (EntityKind::Bold, it.offset, it.length),
        MessageEntity::Italic(it) => (EntityKind::Italic, it.offset, it.length),
        MessageEntity::Underline(it) => (EntityKind::Underline, it.offset, it.length),
        MessageEntity::Strike(it) => (EntityKind::Strikethrough, it.offset, it.length),
        MessageEntity::Spoiler(it) => (EntityKind::Spoiler, it.offset, it.length),
        MessageEntity::Blockquote(it) => (EntityKind::Blockquote, it.offset, it.length),
        MessageEntity::Code(it) => (EntityKind::Code, it.offset, it.length),
        MessageEntity::Pre(it) => (EntityKind::Pre, it.offset, it.length),
        MessageEntity::TextUrl(it) => (EntityKind::TextLink, it.offset, it.length),
        MessageEntity::MentionName(it) => (EntityKind::TextMention, it.offset, it.length),
        MessageEntity::CustomEmoji(it) => (EntityKind::CustomEmoji, it.offset, it.length),
        _ => return None,
    };
    let mut shown = Entity::new(kind, usize::try_from(offset).ok()?, usize::try_from(length).ok()?);
    match entity {
        MessageEntity::Pre(it) => shown.language = Some(it.language.clone()).filter(|name| !name.is_empty()),
        MessageEntity::TextUrl(it) => shown.url = Some(it.url.clone()),
        MessageEntity::MentionName(it) => shown.user = Some(json!({"id": it.user_id})),
        MessageEntity::CustomEmoji(it) => shown.custom_emoji_id = Some(it.document_id.to_string()),
        _ => {}
    }
    Some(shown)
}

fn buttons(markup: &ReplyMarkup) -> Vec<Vec<Button>> {
    let ReplyMarkup::ReplyInlineMarkup(markup) = markup else { return Vec::new() };
    let row = |KeyboardInlineButtonRow::Row(row): &KeyboardInlineButtonRow| {
        row.buttons.iter().map(button).collect()
    };
    markup.rows.iter().map(row).collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what no test presses is shown as it came")]
fn button(KeyboardInlineButton::Button(button): &KeyboardInlineButton) -> Button {
    let mut shown = Button { text: button.text.clone(), ..Button::default() };
    match &button.r#type {
        InlineButtonType::Callback(it) => shown.data = Some(String::from_utf8_lossy(&it.data).into_owned()),
        InlineButtonType::Url(it) => shown.url = Some(it.url.clone()),
        other => shown.other = Some(json!(format!("{other:?}"))),
    }
    shown
}

fn keyboard(markup: &ReplyMarkup) -> Option<Keyboard> {
    match markup {
        ReplyMarkup::ReplyKeyboardMarkup(it) => {
            let label = |KeyboardButton::Button(button): &KeyboardButton| button.text.clone();
            let row =
                |KeyboardButtonRow::Row(row): &KeyboardButtonRow| row.buttons.iter().map(label).collect();
            let (rows, placeholder) = (it.rows.iter().map(row).collect(), it.placeholder.clone());
            Some(Keyboard::Show { rows, one_time: it.single_use, placeholder })
        }
        ReplyMarkup::ReplyKeyboardHide(_) => Some(Keyboard::Remove),
        ReplyMarkup::ReplyKeyboardForceReply(it) => {
            Some(Keyboard::ForceReply { placeholder: it.placeholder.clone() })
        }
        ReplyMarkup::ReplyInlineMarkup(_) => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a preview of a page is part of a text")]
fn media(media: &Sent) -> Option<Media> {
    let kind = match media {
        Sent::Photo(_) => "photo",
        Sent::Document(_) => "document",
        Sent::Sticker(_) => "sticker",
        Sent::Contact(_) => "contact",
        Sent::Poll(_) => "poll",
        Sent::Geo(_) | Sent::GeoLive(_) => "location",
        Sent::Dice(_) => "dice",
        Sent::Venue(_) => "venue",
        _ => return None,
    };
    Some(Media { kind: kind.to_owned(), file: None, fields: json!({}) })
}
