//! Whether a message speaks to the bot, and what it says. Asks nobody.
//!
//! In private every message does. In a group one does that names the bot: `/command@name`, `@name` anywhere, or a mention
//! without a name; and one that answers a message of the bot. People also answer one another under the bot's messages:
//! an answer without the name is heard only where the bot waits for words (see [`By::Reply`]). What was forwarded is
//! somebody else's, never a command. Who writes as a group or a channel cannot be known.

use teloxide::types::{Me, Message, MessageEntityKind, MessageKind, UserId};

use crate::command::{self, Command, Parsed, keys};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Said {
        what: What,
        by: By,
    },
    /// The bot is named by somebody who writes as the group or as a channel.
    Masked,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Command(Command),
    /// Without the bot's name.
    Words(String),
    /// A picture, a file, a voice.
    NoWords,
}

/// How the bot is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Private,
    Name,
    /// By answering a message of the bot, which is not always meant for it.
    Reply,
}

/// `None`: it is not for the bot, or for nobody.
pub(crate) fn heard(me: &Me, message: &Message) -> Option<Heard> {
    if message.chat.is_private() {
        return private(me, message).map(|what| Heard::Said { what, by: By::Private });
    }
    if message.chat.is_channel() || message.is_automatic_forward() || message.forward_origin().is_some() {
        return None;
    }
    let (what, by) = in_group(me, message)?;
    if message.sender_chat.is_some() {
        return (by == By::Name).then_some(Heard::Masked);
    }
    message.from.as_ref().filter(|from| !from.is_bot)?;
    Some(Heard::Said { what, by })
}

fn private(me: &Me, message: &Message) -> Option<What> {
    let forwarded = message.forward_origin().is_some();
    if !forwarded
        && let Some(text) = message.text()
        && let Some(command) = keys::pressed(text)
    {
        return Some(What::Command(command));
    }
    let parsed = words(message).map(|words| command::parse(words, me.username()));
    match (parsed, message.text()) {
        (Some(Parsed::Command(command)), _) if !forwarded => Some(What::Command(command)),
        (Some(Parsed::OtherBots), _) if !forwarded => None,
        (_, Some(text)) => Some(What::Words(text.to_owned())),
        // What only Telegram says, such as that a message was pinned, wants no answer.
        (_, None) => matches!(message.kind, MessageKind::Common(_)).then_some(What::NoWords),
    }
}

fn in_group(me: &Me, message: &Message) -> Option<(What, By)> {
    // What answers nothing in a topic answers the beginning of the topic.
    let replied = message.reply_to_message().filter(|replied| replied.forum_topic_created().is_none());
    let replied = replied.and_then(|replied| replied.from.as_ref());
    let is_reply = replied.is_some_and(|author| author.id == me.user.id);
    let Some(words) = words(message) else {
        return is_reply.then_some((What::NoWords, By::Reply));
    };
    match command::parse(words, me.username()) {
        Parsed::Command(command) if command::names(words, me.username()) => {
            return Some((What::Command(command), By::Name));
        }
        // Without a name it may be meant for any bot of the group.
        Parsed::Command(command) if is_reply => return Some((What::Command(command), By::Reply)),
        Parsed::OtherBots => return None,
        Parsed::Command(_) | Parsed::Nothing => {}
    }
    let Some(rest) = without_name(me, message, words) else {
        let what = message.text().map_or(What::NoWords, |text| What::Words(text.to_owned()));
        return is_reply.then_some((what, By::Reply));
    };
    let what = match command::parse(&rest, me.username()) {
        Parsed::Command(command) => What::Command(command),
        Parsed::OtherBots => return None,
        Parsed::Nothing if message.text().is_none() => What::NoWords,
        Parsed::Nothing => What::Words(rest),
    };
    Some((what, By::Name))
}

/// A text, or what stands under a picture or a file.
fn words(message: &Message) -> Option<&str> {
    message.text().or_else(|| message.caption())
}

/// What is said besides the bot's name; `None` where it is not named.
fn without_name(me: &Me, message: &Message, words: &str) -> Option<String> {
    if let Some((before, after)) = around_link(message, me.user.id, words) {
        return Some(on_one_line(&format!("{before} {after}"), |_| false));
    }
    let mention = format!("@{}", me.username());
    let is_name = |word: &str| {
        word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '@' && c != '_')
            .eq_ignore_ascii_case(&mention)
    };
    // A command in the middle names the bot too, but is a word of what is said.
    let names = |word: &str| is_name(word) || (word.starts_with('/') && command::names(word, me.username()));
    words.split_whitespace().any(names).then(|| on_one_line(words, is_name))
}

fn on_one_line(words: &str, left_out: impl Fn(&str) -> bool) -> String {
    words.split_whitespace().filter(|word| !left_out(word)).collect::<Vec<_>>().join(" ")
}

/// What stands before and behind a link to the bot by its id. teloxide's own reading of entities panics where one does
/// not fit its text.
fn around_link<'a>(message: &Message, bot: UserId, words: &'a str) -> Option<(&'a str, &'a str)> {
    let entities = message.entities().or_else(|| message.caption_entities())?;
    let link = entities
        .iter()
        .find(|entity| matches!(&entity.kind, MessageEntityKind::TextMention { user } if user.id == bot))?;
    let from = byte_at(words, link.offset)?;
    let to = byte_at(words, link.offset.checked_add(link.length)?)?;
    Some((words.get(..from)?, words.get(to..)?))
}

/// Telegram counts UTF-16 units.
fn byte_at(text: &str, unit: usize) -> Option<usize> {
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        if units >= unit {
            return (units == unit).then_some(byte);
        }
        units += character.len_utf16();
    }
    (units == unit).then_some(text.len())
}

#[cfg(test)]
mod tests;
