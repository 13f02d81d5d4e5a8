//! What is owed to chats because a run ended: who is owed it, and what is said.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use store::{NewDelivery, Recipient, RunRow, ToFollowers};

use super::follow::{ChatPlace, Subscription, concerns};
use crate::runs::record::stored_view;
use crate::view::RunView;

/// How long an outcome is worth telling in chat.
const WORTH_TELLING: TimeDelta = TimeDelta::days(3);

/// Something that is owed to a chat, and due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatDelivery {
    /// Ours.
    pub id: i64,
    pub chat: ChatPlace,
    /// Telegram's id of the person because of whom it is owed.
    pub user_id: i64,
    pub run_id: i64,
    /// The message that showed the run while it went on.
    pub message_id: Option<i64>,
    pub news: ChatNews,
}

/// What a chat is told. Kept with the delivery, so that nothing is read again when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChatNews {
    Outcome {
        /// Nobody asked for this run: it is told because of a subscription, and waits for quiet hours.
        #[serde(default)]
        by_subscription: bool,
        /// The first of those that failed or broke, newly failed ones first.
        #[serde(default)]
        failed: Vec<FailedTest>,
        /// As it was then: a rerun may have opened it again before this is told. `None` in what other versions of the
        /// program stored.
        #[serde(default, deserialize_with = "if_readable")]
        run: Option<Box<RunView>>,
    },
    /// A rerun did not begin, and the run is over as it was before.
    NotRerun {
        /// `None` where a person took the rerun back.
        why: Option<String>,
    },
}

fn if_readable<'de, D: Deserializer<'de>>(run: D) -> Result<Option<Box<RunView>>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(run)?).ok())
}

impl ChatNews {
    /// Whether it waits while whoever is told rests.
    pub(crate) fn can_wait(&self) -> bool {
        match self {
            Self::Outcome { by_subscription, .. } => *by_subscription,
            Self::NotRerun { .. } => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedTest {
    pub name: String,
    /// It did not fail in the previous run of the job.
    pub newly_failed: bool,
}

/// Names the end of a run: a rerun ends it once more.
pub(crate) fn ended_key(run: &RunRow) -> String {
    format!("run/{}/finished/{}", run.id, run.finished_at.unwrap_or(run.asked_at))
}

/// What the chats that follow a run are owed once it is over.
pub(crate) fn followers_owed(run: &RunRow, failed: &[FailedTest], now: DateTime<Utc>) -> ToFollowers {
    to_followers(run, ended_key(run), outcome(false, failed, stored_view(run, &[], "")), now)
}

/// What the chats that began to follow a run with a rerun are owed where that did not begin.
pub(crate) fn not_rerun_owed(run: &RunRow, why: Option<&str>, now: DateTime<Utc>) -> ToFollowers {
    let news = ChatNews::NotRerun { why: why.map(str::to_owned) };
    let what = serde_json::to_string(&news).unwrap_or_default();
    to_followers(run, format!("run/{}/not-rerun/{}", run.id, now.timestamp_millis()), what, now)
}

fn to_followers(run: &RunRow, key: String, what: String, now: DateTime<Utc>) -> ToFollowers {
    ToFollowers {
        run_id: run.id,
        connection_id: run.connection_id,
        key,
        what,
        created_at: now.timestamp_millis(),
        due_at: now.timestamp_millis(),
        expires_at: (now + WORTH_TELLING).timestamp_millis(),
    }
}

/// What those are owed whose subscriptions a run that is over concerns. Each place is owed it once, also where it follows
/// the run as well.
pub(crate) fn subscribers_owed(
    subscriptions: &[Subscription],
    row: &RunRow,
    run: &RunView,
    failed: &[FailedTest],
    now: DateTime<Utc>,
) -> Vec<NewDelivery> {
    let concerned = subscriptions.iter().filter(|subscription| concerns(subscription, run));
    let owed = concerned.map(|subscription| {
        let (chat_id, thread_id) = subscription.chat.stored();
        NewDelivery {
            key: format!("{}/chat/{chat_id}/{thread_id}", ended_key(row)),
            recipient: Recipient::Chat,
            connection_id: Some(row.connection_id),
            run_id: Some(row.id),
            chat_id: Some(chat_id),
            thread_id,
            user_id: Some(subscription.user_id),
            what: outcome(true, failed, run.clone()),
            held: false,
            created_at: now.timestamp_millis(),
            due_at: now.timestamp_millis(),
            expires_at: (now + WORTH_TELLING).timestamp_millis(),
        }
    });
    owed.collect()
}

fn outcome(by_subscription: bool, failed: &[FailedTest], run: RunView) -> String {
    let run = Some(Box::new(run));
    let news = ChatNews::Outcome { by_subscription, failed: failed.to_vec(), run };
    serde_json::to_string(&news).unwrap_or_default()
}
