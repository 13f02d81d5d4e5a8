//! Tells what is owed to chats: drains the outbox of the domain, which keeps it until it arrived or was given up.
//!
//! Each chat is told one thing after another by a task of its own, so that one that does not answer, or that Telegram
//! holds back, holds back no other. A delivery is begun before it is sent and told after that.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use companion::bot::{ChatDelivery, ChatNews};
use companion::view::{Failure, RunView};
use teloxide::RequestError;
use teloxide::payloads::SendPhotoSetters as _;
use teloxide::prelude::Requester as _;
use teloxide::requests::Request as _;
use teloxide::types::{ChatId, InputFile, MessageId, ParseMode};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::cards::{Card, run as cards};
use crate::desk::Desk;
use crate::picture;
use crate::room::Room;
use crate::say::Say;
use crate::trouble::{Trouble, is_out_of_reach, may_take_words, words};

/// How soon what is due and cannot be sent yet, or cannot be read, is looked at again.
const AGAIN: TimeDelta = TimeDelta::seconds(5);
/// The longest wait: the clock may have been set.
const LONGEST: TimeDelta = TimeDelta::minutes(10);
/// How long an outcome waits at most for the bar above it to be taken away, which is for the eye only.
const GLANCE: Duration = Duration::from_secs(3);

pub(crate) struct Deliverer {
    desk: Arc<Desk>,
    busy: Arc<Busy>,
}

/// The chats that are being told something.
#[derive(Default)]
struct Busy {
    chats: Mutex<HashSet<ChatId>>,
    /// One of them is not any more.
    freed: Notify,
}

/// Frees its chat when it is dropped, also by a panic.
struct Turn {
    busy: Arc<Busy>,
    chat: ChatId,
}

impl Deliverer {
    pub(crate) fn new(desk: Arc<Desk>) -> Self {
        Self { desk, busy: Arc::default() }
    }

    pub(crate) async fn live(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let now = self.desk.now();
            let next = self.send_due().await.unwrap_or_else(|failure| {
                tracing::warn!(code = ?failure.code, "what is owed to chats could not be looked at");
                Some(now)
            });
            let longest = now + LONGEST;
            let until =
                next.map_or(longest, |next| if next <= now { now + AGAIN } else { next.min(longest) });
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.desk.companion.chat_delivery_added() => {}
                () = self.busy.freed.notified() => {}
                () = self.desk.clock.sleep_until(until) => {}
            }
        }
    }

    /// Answers when the next one is due.
    async fn send_due(&self) -> Result<Option<DateTime<Utc>>, Failure> {
        for delivery in self.desk.companion.chat_deliveries_due().await? {
            let Some(turn) = Turn::take(&self.busy, ChatId(delivery.chat.chat_id)) else { continue };
            let desk = self.desk.clone();
            self.desk.spawn(async move {
                let _turn = turn;
                deliver(&desk, &delivery).await
            });
        }
        self.desk.companion.next_chat_delivery().await
    }
}

impl Busy {
    fn chats(&self) -> MutexGuard<'_, HashSet<ChatId>> {
        self.chats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    fn take(busy: &Arc<Busy>, chat: ChatId) -> Option<Self> {
        busy.chats().insert(chat).then(|| Self { busy: busy.clone(), chat })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.busy.chats().remove(&self.chat);
        self.busy.freed.notify_one();
    }
}

async fn deliver(desk: &Desk, delivery: &ChatDelivery) -> Result<(), Trouble> {
    let companion = &desk.companion;
    let Some(person) = companion.bot_person(delivery.user_id).await? else { return Ok(()) };
    if !companion.chat_delivery_begin(delivery.id).await? {
        return Ok(());
    }
    let Some(run) = companion.bot_run(delivery.run_id).await? else {
        return Ok(companion.chat_delivery_failed(delivery.id, "the run is forgotten", true, None).await?);
    };
    let run = as_it_ended(run, &delivery.news);
    let say = Say::to(&person, None);
    let room = Room::at(delivery.chat);
    if let Some(message) = delivery.message_id.and_then(|id| i32::try_from(id).ok()) {
        // Before the outcome: what is told is looked at no more, and a bar would stay for good.
        let over = cards::over(say, &run);
        let _ = tokio::time::timeout(GLANCE, desk.refresh(room.chat, MessageId(message), &over)).await;
    }
    let sent = match &delivery.news {
        ChatNews::Outcome { failed, .. } => {
            send(desk, room, &cards::outcome(say, delivery.user_id, &run, failed), picture::donut(run.counts))
                .await
        }
        ChatNews::NotRerun { why } => {
            send(desk, room, &cards::not_rerun(say, delivery.user_id, &run, why.as_deref()), None).await
        }
    };
    match sent {
        Ok(()) => Ok(companion.chat_delivery_told(delivery.id).await?),
        Err(error) => {
            let (words, lasting) = (words(&error), is_out_of_reach(&error));
            let wait = retry_after(&error);
            Ok(companion.chat_delivery_failed(delivery.id, &words, lasting, wait).await?)
        }
    }
}

/// The run as its end is told: it may go on again by now, because of a rerun.
fn as_it_ended(run: RunView, news: &ChatNews) -> RunView {
    match news {
        ChatNews::Outcome { run: Some(ended), .. } => RunView { url: run.url, ..ended.as_ref().clone() },
        ChatNews::Outcome { run: None, .. } | ChatNews::NotRerun { .. } => run,
    }
}

fn retry_after(error: &RequestError) -> Option<TimeDelta> {
    let RequestError::RetryAfter(seconds) = error else { return None };
    Some(TimeDelta::seconds(seconds.seconds().into()))
}

/// A picture with the numbers under it, or the numbers alone where no picture may be sent. Tried once: the outbox knows
/// when again.
async fn send(
    desk: &Desk,
    mut room: Room,
    card: &Card,
    picture: Option<Vec<u8>>,
) -> Result<(), RequestError> {
    loop {
        let sent = match &picture {
            Some(picture) => send_picture(desk, room, card, picture).await,
            None => desk.send_once(room, card).await,
        };
        let sent = match sent {
            // Some groups take no pictures.
            Err(RequestError::Api(error)) if picture.is_some() && may_take_words(&error) => {
                desk.send_once(room, card).await
            }
            sent => sent,
        };
        let Err(error) = sent else { return Ok(()) };
        room = desk.elsewhere(room, &error).await.ok_or(error)?;
    }
}

async fn send_picture(desk: &Desk, room: Room, card: &Card, picture: &[u8]) -> Result<(), RequestError> {
    let file = InputFile::memory(picture.to_vec()).file_name("result.png");
    let mut ask =
        desk.api.send_photo(room.chat, file).caption(card.text.as_str()).parse_mode(ParseMode::Html);
    if let Some(topic) = room.topic {
        ask = ask.message_thread_id(topic);
    }
    if let Some(keys) = card.keyboard() {
        ask = ask.reply_markup(keys);
    }
    ask.send().await.map(drop)
}
