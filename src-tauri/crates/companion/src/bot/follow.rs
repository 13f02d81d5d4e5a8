//! Which runs a chat follows, and which it is told of without having asked for them one by one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::{BotWatchRow, NewBotWatch};

use crate::view::{Outcome, RunView};

/// A place in Telegram: a chat, and in a forum one of its topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChatPlace {
    pub chat_id: i64,
    /// `None` outside of forums, and in a forum's General.
    pub thread_id: Option<i64>,
}

impl ChatPlace {
    /// As the store keeps it: 0 is no topic.
    pub(crate) fn stored(self) -> (i64, i64) {
        (self.chat_id, self.thread_id.unwrap_or_default())
    }

    /// The inverse of [`stored`](Self::stored).
    pub(crate) fn of(chat_id: i64, thread_id: i64) -> Self {
        Self { chat_id, thread_id: Some(thread_id).filter(|thread_id| *thread_id != 0) }
    }
}

/// Who asks for a run in chat, and where they are owed its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follower {
    pub chat: ChatPlace,
    /// Telegram's id of the person.
    pub user_id: i64,
    /// The message that is to show the run, where it is there already.
    pub message_id: Option<i64>,
}

impl Follower {
    pub(crate) fn watch(self, run_id: i64, now: DateTime<Utc>) -> NewBotWatch {
        let (chat_id, thread_id) = self.chat.stored();
        let Self { user_id, message_id, .. } = self;
        NewBotWatch { chat_id, thread_id, run_id, user_id, message_id, since: now.timestamp_millis() }
    }
}

/// A place in chat that follows a run with one message, edited in place until the run is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub chat: ChatPlace,
    /// Telegram's id of the person who launched it or asked for it.
    pub user_id: i64,
    /// Ours.
    pub run_id: i64,
    /// The message that is edited; `None` until it was sent.
    pub message_id: Option<i64>,
    /// Of the text that the message shows, so that it is edited only when that changed.
    pub last_text_hash: Option<i64>,
}

impl Watch {
    pub(crate) fn of(row: &BotWatchRow) -> Self {
        Self {
            chat: ChatPlace::of(row.chat_id, row.thread_id),
            user_id: row.user_id,
            run_id: row.run_id,
            message_id: row.message_id,
            last_text_hash: row.text_hash,
        }
    }
}

/// A chat that is told of finished runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Ours.
    pub id: i64,
    pub chat: ChatPlace,
    /// Telegram's id of the person who subscribed.
    pub user_id: i64,
    /// `None` for all projects.
    pub project_id: Option<i64>,
    pub threshold: Threshold,
    /// Launches of others that were there before then are the past.
    pub since: DateTime<Utc>,
}

/// How bad a finished run must be to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum Threshold {
    All,
    /// Every outcome but *passed*.
    Failed,
    /// Tests failed that did not fail in the previous run of the job; or the run did not come to results at all.
    WorseThanPrevious,
    /// Passed of all that were not skipped, in per cent.
    PassRateBelow {
        percent: u8,
    },
}

/// Whether a run whose end is told now is to be told to a subscription.
pub fn concerns(subscription: &Subscription, run: &RunView) -> bool {
    let Some(outcome) = run.outcome else { return false };
    subscription.project_id.is_none_or(|project| project == run.project_id)
        && crosses(subscription.threshold, outcome, run)
}

fn crosses(threshold: Threshold, outcome: Outcome, run: &RunView) -> bool {
    match threshold {
        Threshold::All => true,
        Threshold::Failed => outcome != Outcome::Passed,
        // Without a run to compare with, a failure is news.
        Threshold::WorseThanPrevious => match outcome {
            Outcome::Passed => false,
            Outcome::Failed => run.change.is_none_or(|change| change.newly_failed > 0),
            Outcome::NoResults
            | Outcome::StartFailed
            | Outcome::Cancelled
            | Outcome::TimedOut
            | Outcome::Lost => true,
        },
        Threshold::PassRateBelow { percent } => {
            let counts = run.counts;
            let bad = u64::from(counts.failed) + u64::from(counts.broken) + u64::from(counts.unknown);
            let passed = u64::from(counts.passed);
            let all = passed + bad + u64::from(counts.in_progress);
            // A run without results passed nothing.
            if all == 0 { outcome != Outcome::Passed } else { passed * 100 < all * u64::from(percent) }
        }
    }
}
