//! What the fuzz targets check, one function for each; the tests run the same functions over the corpus.

use teloxide::types::{Me, Update, UpdateKind};

use crate::address::{self, Heard, What};
use crate::command;
use crate::data;
use crate::recent::Recent;
use crate::room::Room;

/// What a button carries, as a person may forge it: it is understood or refused, and what is understood is carried by a
/// button just so.
pub fn press(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let presser = text.split('.').nth(1).and_then(|owner| owner.parse().ok()).unwrap_or(5);
    if let Ok(act) = data::decode(text, presser) {
        let carried = data::encode(presser, act);
        assert!(carried.len() <= 64, "{carried}");
        assert_eq!(data::decode(&carried, presser), Ok(act));
        assert_eq!(data::decode(&carried, presser.wrapping_add(1)), Err(data::Unreadable::SomebodyElses));
    }
}

/// An answer to a poll, as any server may give it, through teloxide's reading and all that is decided of an update
/// before anybody is asked.
pub fn updates(data: &[u8]) {
    let Ok(updates) = serde_json::from_slice::<Vec<Update>>(data) else { return };
    let me = me();
    let mut recent = Recent::default();
    for update in &updates {
        recent.is_new(update);
        assert!(!recent.is_new(update), "it came just before");
        if let UpdateKind::Message(message) = &update.kind {
            message_is_read(&me, message);
        }
        if let UpdateKind::CallbackQuery(query) = &update.kind {
            press(query.data.as_deref().unwrap_or_default().as_bytes());
            if let Some(message) = &query.message {
                Room::of_pressed(message);
            }
        }
    }
}

fn message_is_read(me: &Me, message: &teloxide::types::Message) {
    let room = Room::of(message);
    assert_eq!(Room::at(room.place()), room);
    let Some(Heard::Said { what, .. }) = address::heard(me, message) else { return };
    if let What::Words(words) = what {
        command::keys::typed(&words);
        command::parse(&words, me.username());
    }
}

fn me() -> Me {
    let me = serde_json::json!({
        "id": 70, "is_bot": true, "first_name": "Launcher", "username": "launch_bot", "can_join_groups": true,
        "can_read_all_group_messages": false, "supports_inline_queries": false, "has_main_web_app": false,
    });
    serde_json::from_value(me).expect("a bot")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    /// Every file of the corpus, whole and with one byte of it changed or the rest left out.
    fn over_corpus(target: &str, check: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let files = std::fs::read_dir(&folder).expect("the corpus");
        let mut read = 0;
        for file in files {
            let bytes = std::fs::read(file.expect("a file").path()).expect("it is read");
            check(&bytes);
            for at in 0..bytes.len().min(600) {
                let mut changed = bytes.clone();
                changed[at] ^= 0x11;
                check(&changed);
                check(&bytes[..at]);
            }
            read += 1;
        }
        assert!(read > 5, "{read} files");
    }

    #[test]
    fn nothing_that_a_button_may_carry_breaks_it() {
        over_corpus("press", press);
    }

    #[test]
    fn nothing_that_telegram_may_answer_breaks_it() {
        over_corpus("updates", updates);
    }

    proptest! {
        #[test]
        fn no_words_break_it(text in "[ @/.,a-zA-Z_0-9\u{0}-\u{7f}😀ж]{0,40}", named in any::<bool>()) {
            let text = if named { format!("{text} @launch_bot") } else { text };
            let chat = serde_json::json!({"id": -1_001, "type": "supergroup", "title": "Releases"});
            let from = serde_json::json!({"id": 5, "is_bot": false, "first_name": "Anna"});
            let message = serde_json::json!({"message_id": 1, "date": 1, "chat": chat, "from": from, "text": text});
            let update = serde_json::json!([{"update_id": 1, "message": message}]);
            updates(update.to_string().as_bytes());
        }

        #[test]
        fn no_numbers_break_a_button(owner in any::<i64>(), word in "[a-z]{2}", first in any::<i64>(), second in any::<i64>()) {
            press(format!("1.{owner}.{word}.{first}.{second}").as_bytes());
        }
    }
}
