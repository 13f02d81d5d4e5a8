//! Whom a group was told, for today, that those who write as a group or a channel cannot be known.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use teloxide::types::ChatId;

use super::Desk;

const AGAIN_AFTER: TimeDelta = TimeDelta::days(1);
/// So many groups are remembered; a bot is in far fewer.
const GROUPS: usize = 10_000;

#[derive(Default)]
pub(super) struct Masked(Mutex<HashMap<ChatId, DateTime<Utc>>>);

impl Masked {
    /// Whether the group is to be told now.
    fn tell(&self, chat: ChatId, now: DateTime<Utc>) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes nobody wait.
        let recent = |at: &DateTime<Utc>| *at <= now && now - *at < AGAIN_AFTER;
        if told.get(&chat).is_some_and(recent) {
            return false;
        }
        if told.len() >= GROUPS {
            told.retain(|_, at| recent(at));
        }
        told.len() < GROUPS && told.insert(chat, now).is_none_or(|before| !recent(&before))
    }
}

impl Desk {
    pub(crate) fn tells_masked(&self, chat: ChatId) -> bool {
        self.masked.tell(chat, self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_told_once_a_day() {
        let at = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let masked = Masked::default();
        assert!(masked.tell(ChatId(-1), at(0)));
        assert!(!masked.tell(ChatId(-1), at(23)));
        assert!(masked.tell(ChatId(-2), at(23)));
        assert!(masked.tell(ChatId(-1), at(24)));
        assert!(masked.tell(ChatId(-1), at(1)), "the clock was set back");
    }
}
