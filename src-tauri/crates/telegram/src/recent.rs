//! Which updates came lately, so that one that Telegram hands out again is not carried out again.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use teloxide::types::{Update, UpdateKind};

/// Far more than Telegram hands out at once.
const REMEMBERED: usize = 1_024;

/// An update is known by what it brings: after a quiet week Telegram begins at a random id, which may be one of before,
/// and may hand out what waits under another one.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<u64>);

impl Recent {
    /// False when it came before.
    pub(crate) fn is_new(&mut self, update: &Update) -> bool {
        let content = content(update);
        if self.0.contains(&content) {
            return false;
        }
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(content);
        true
    }
}

fn content(update: &Update) -> u64 {
    let mut hasher = DefaultHasher::new();
    #[expect(clippy::wildcard_enum_match_arm, reason = "the bot asks for no other kinds")]
    match &update.kind {
        UpdateKind::Message(message) => {
            (0, message.chat.id, message.id, message.date, message.text()).hash(&mut hasher);
        }
        UpdateKind::CallbackQuery(query) => (1, &query.id.0, &query.data).hash(&mut hasher),
        _ => (2, update.id).hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn update(id: i64, message: i64) -> Update {
        let chat = json!({"id": 5, "type": "private", "first_name": "Anna"});
        let message = json!({"message_id": message, "date": 1, "chat": chat, "text": "words"});
        serde_json::from_str(&json!({"update_id": id, "message": message}).to_string()).expect("an update")
    }

    #[test]
    fn the_same_update_is_known_and_another_with_its_id_is_not() {
        let mut recent = Recent::default();
        assert!(recent.is_new(&update(700, 1)));
        assert!(!recent.is_new(&update(700, 1)));
        assert!(!recent.is_new(&update(118, 1)), "under another id");
        assert!(recent.is_new(&update(117, 2)));
        assert!(recent.is_new(&update(700, 3)), "the ids began anew");
        assert!(!recent.is_new(&update(700, 1)));
    }

    #[test]
    fn it_does_not_grow() {
        let mut recent = Recent::default();
        for id in 0..5_000 {
            assert!(recent.is_new(&update(id, id)));
        }
        assert_eq!(recent.0.len(), REMEMBERED);
    }
}
