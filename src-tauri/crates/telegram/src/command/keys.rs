//! The keyboard beneath a private chat: the acts that are wanted most, a word each.
//!
//! Its words are commands, in both languages at any time. None of them is ever taken for a value, a name or a search,
//! also while one is asked for: with its sign in front nobody types it by chance, and a press that became the value of a
//! parameter would be a launch that nobody meant. A conversation stays where it stands meanwhile; *Launch* begins another
//! one, and the card that is left says so. Without the sign the words are understood while nothing is asked for.

use teloxide::types::{KeyboardButton, KeyboardMarkup};

use super::Command;
use crate::say::Say;

fn words() -> [[(&'static str, &'static str, Command); 3]; 2] {
    [
        [
            ("▶ Launch", "▶ Запустить", Command::Launch),
            ("⏱ Status", "⏱ Состояние", Command::Status),
            ("🗂 Runs", "🗂 Прогоны", Command::Runs),
        ],
        [
            ("📦 Exports", "📦 Экспорт", Command::Exports),
            ("🔔 Subscriptions", "🔔 Подписки", Command::Subscriptions),
            ("🌙 Quiet", "🌙 Тишина", Command::Mute),
        ],
    ]
}

pub(crate) fn keyboard(say: Say) -> KeyboardMarkup {
    let rows = words().map(|row| row.map(|(en, ru, _)| KeyboardButton::new(say.pick(en, ru))));
    KeyboardMarkup::new(rows).persistent().resize_keyboard()
}

/// What a press of the keyboard sends.
pub(crate) fn pressed(text: &str) -> Option<Command> {
    // Some apps put the mark of a coloured sign behind it.
    let text = text.trim().replace('\u{fe0f}', "");
    find(|label| label == text)
}

/// The same words without their sign, as somebody may type them.
pub(crate) fn typed(text: &str) -> Option<Command> {
    let text = text.trim().to_lowercase();
    find(|label| label.split_once(' ').is_some_and(|(_, word)| word.to_lowercase() == text))
}

fn find(is: impl Fn(&str) -> bool) -> Option<Command> {
    let found = words().into_iter().flatten().find(|(en, ru, _)| is(en) || is(ru));
    found.map(|(_, _, command)| command)
}

#[cfg(test)]
mod tests {
    use companion::view::Language;

    use super::*;

    #[test]
    fn every_key_is_understood_in_both_languages_and_only_whole() {
        for language in [Language::En, Language::Ru] {
            for key in keyboard(Say(language)).keyboard.concat() {
                let command = pressed(&key.text).expect("a command");
                let bare = key.text.split_once(' ').expect("a sign and a word").1;
                assert_eq!(typed(&bare.to_uppercase()), Some(command));
                assert_eq!(pressed(bare), None);
                assert_eq!(pressed(&format!("{} now", key.text)), None);
            }
        }
        assert_eq!(pressed("▶\u{fe0f} Launch "), Some(Command::Launch));
    }
}
