//! Keeps the messages of running runs fresh.
//!
//! A message is edited at most every 15 seconds, and only when its text changed. Each edit is a task with a deadline, one
//! at a time in a chat: nobody waits for it, and the next one shows more. While no run goes on nothing is read.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use companion::bot::{ChatPlace, Watch};
use companion::view::{Event, Failure, Phase, RunView};
use teloxide::RequestError;
use teloxide::types::{ChatId, MessageId};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::cards::{Card, run as cards};
use crate::desk::Desk;
use crate::say::Say;
use crate::trouble::words;

/// Between two edits of one message.
const PACE: Duration = Duration::from_secs(15);
/// How soon after a change, or after a look that had to leave some out, it is looked.
const LOOK: Duration = Duration::from_secs(5);
/// How often it is said that somebody looks at the runs that go on, which holds for half a minute.
const LOOKED_AT: Duration = Duration::from_secs(20);
/// How long an edit may take.
const DEADLINE: Duration = Duration::from_secs(20);

type Key = (ChatPlace, i64);

pub(crate) struct Progress {
    desk: Arc<Desk>,
    edits: Arc<Mutex<Edits>>,
}

/// How far the messages of running runs were looked at.
enum Looked {
    /// Some are to be looked at again soon.
    LeftOut,
    All {
        going_on: bool,
    },
}

#[derive(Default)]
struct Edits {
    /// When each message may be edited again; `None` for one that cannot be edited any more.
    next: HashMap<Key, Option<Instant>>,
    /// The chats in which an edit is on its way.
    busy: HashSet<ChatId>,
}

impl Progress {
    pub(crate) fn new(desk: Arc<Desk>) -> Self {
        Self { desk, edits: Arc::default() }
    }

    pub(crate) async fn live(self, stop: CancellationToken) {
        let mut events = self.desk.companion.events();
        let mut due = Some(Instant::now());
        while !stop.is_cancelled() {
            if due.is_some_and(|due| due <= Instant::now()) {
                let looked = self.look().await.unwrap_or_else(|failure| {
                    tracing::warn!(code = ?failure.code, "the runs that are shown could not be looked at");
                    Looked::LeftOut
                });
                let pace = match looked {
                    Looked::LeftOut => Some(LOOK),
                    Looked::All { going_on: true } => Some(LOOKED_AT),
                    Looked::All { going_on: false } => None,
                };
                due = pace.map(|pace| Instant::now() + pace);
            }
            let soon = Instant::now() + LOOK;
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.desk.followed.notified() => due = Some(due.map_or(soon, |due| due.min(soon))),
                () = tokio::time::sleep_until(due.unwrap_or(soon)), if due.is_some() => {}
                event = events.recv() => match event {
                    Ok(Event::RunChanged { .. }) => due = Some(due.map_or(soon, |due| due.min(soon))),
                    Ok(Event::BotChanged) => self.refresh_menus().await,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => {
                        due = Some(due.map_or(soon, |due| due.min(soon)));
                        self.refresh_menus().await;
                    }
                    // The domain is at its end.
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }

    /// Somebody was let in, raised or sent away, perhaps at the window.
    async fn refresh_menus(&self) {
        if let Err(failure) = self.desk.refresh_menus().await {
            tracing::warn!(code = ?failure.code, "menus could not be looked at");
        }
    }

    async fn look(&self) -> Result<Looked, Failure> {
        let watches = self.desk.companion.bot_watches().await?;
        let known: HashSet<Key> = watches.iter().map(key).collect();
        lock(&self.edits).next.retain(|key, _| known.contains(key));
        if watches.is_empty() {
            return Ok(Looked::All { going_on: false });
        }
        let running: HashMap<_, _> =
            self.desk.companion.active_runs().await?.into_iter().map(|run| (run.id, run)).collect();
        let (mut left_out, mut going_on) = (false, Vec::new());
        for watch in watches {
            let run = running.get(&watch.run_id).filter(|run| run.phase != Phase::Finished);
            if let Some(run) = run {
                going_on.push(run.id);
                left_out |= self.edit(&watch, run).await?;
            }
        }
        let looked = if left_out { Looked::LeftOut } else { Looked::All { going_on: !going_on.is_empty() } };
        self.desk.companion.look_closely(going_on).await?;
        Ok(looked)
    }

    async fn edit(&self, watch: &Watch, run: &RunView) -> Result<bool, Failure> {
        let Some(message) = watch.message_id.and_then(|id| i32::try_from(id).ok()) else { return Ok(false) };
        let Some(person) = self.desk.companion.bot_person(watch.user_id).await? else { return Ok(false) };
        let card = cards::running(Say::to(&person, None), watch.user_id, run);
        if watch.last_text_hash == Some(card.hash()) {
            return Ok(false);
        }
        let (key, chat) = (key(watch), ChatId(watch.chat.chat_id));
        {
            let mut edits = lock(&self.edits);
            // A message that was just sent counts as edited.
            let first = Instant::now() + PACE;
            match edits.next.entry(key).or_insert(Some(first)) {
                None => return Ok(false),
                Some(next) if *next > Instant::now() => return Ok(true),
                Some(next) => *next = first,
            }
            if !edits.busy.insert(chat) {
                edits.next.insert(key, Some(Instant::now()));
                return Ok(true);
            }
        }
        let (desk, edits) = (self.desk.clone(), self.edits.clone());
        self.desk.spawn(async move {
            let edited = tokio::time::timeout(DEADLINE, show(&desk, key, MessageId(message), &card)).await;
            let mut edits = lock(&edits);
            edits.busy.remove(&chat);
            if let Ok(Some(next)) = edited {
                edits.next.insert(key, next);
            }
            Ok(())
        });
        Ok(false)
    }
}

/// When it may be edited again, where that is not after the usual time.
async fn show(desk: &Desk, key: Key, message: MessageId, card: &Card) -> Option<Option<Instant>> {
    let (place, run_id) = key;
    match desk.refresh(ChatId(place.chat_id), message, card).await {
        Ok(()) => {
            let shown =
                desk.companion.bot_watch_message(place, run_id, i64::from(message.0), card.hash()).await;
            if let Err(failure) = shown {
                tracing::warn!(code = ?failure.code, "what a message shows could not be kept");
            }
            None
        }
        Err(RequestError::RetryAfter(seconds)) => Some(Some(Instant::now() + seconds.duration())),
        // The outcome comes as a message of its own.
        Err(error) => {
            tracing::debug!(error = words(&error), "a run's message stays as it is");
            matches!(error, RequestError::Api(_) | RequestError::MigrateToChatId(_)).then_some(None)
        }
    }
}

fn key(watch: &Watch) -> Key {
    (watch.chat, watch.run_id)
}

fn lock(edits: &Mutex<Edits>) -> MutexGuard<'_, Edits> {
    edits.lock().unwrap_or_else(PoisonError::into_inner)
}
