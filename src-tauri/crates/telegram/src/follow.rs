//! Keeps the messages of running runs fresh, and tells the outcomes that are owed.
//!
//! A message is edited at most every 15 seconds, and only when its text changed. An outcome is owed until it arrived:
//! each is told by a task of its own, so that a chat that Telegram holds back holds back no other, and one that did not
//! arrive is tried again with growing waits, in this life or the next.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use companion::bot::Watch;
use companion::view::{Event, Failure, FailureCode, Phase, RunView};
use teloxide::RequestError;
use teloxide::types::{ChatId, MessageId};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::cards::run as cards;
use crate::desk::Desk;
use crate::outcome::{self, Telling};
use crate::say::Say;

/// Between two edits of one message.
const PACE: Duration = Duration::from_secs(15);
/// How often what waits for the clock is looked at: quiet hours, tries again.
const LOOK: TimeDelta = TimeDelta::seconds(5);
/// The longest wait between two tries, as a power of two of seconds.
const LONGEST: u32 = 6;

type Key = (i64, i64);

pub(crate) struct Follower {
    desk: Arc<Desk>,
    edited: HashMap<Key, Instant>,
    telling: Arc<Mutex<Tellings>>,
}

/// Outcomes that are on their way, and those that did not arrive.
#[derive(Default)]
struct Tellings {
    now: HashSet<Key>,
    again: HashMap<Key, (u32, Instant)>,
}

impl Follower {
    pub(crate) fn new(desk: Arc<Desk>) -> Self {
        Self { desk, edited: HashMap::new(), telling: Arc::default() }
    }

    pub(crate) async fn live(mut self, stop: CancellationToken) {
        let mut events = self.desk.companion.events();
        let mut finished = true;
        while !stop.is_cancelled() {
            if std::mem::take(&mut finished)
                && let Err(failure) = self.desk.companion.bot_owe_subscriptions().await
            {
                tracing::warn!(code = ?failure.code, "subscriptions could not be looked at");
            }
            if let Err(failure) = self.look().await {
                tracing::warn!(code = ?failure.code, "what is owed could not be looked at");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.desk.owed.notified() => {}
                () = self.desk.clock.sleep_until(self.desk.now() + LOOK) => {}
                event = events.recv() => match event {
                    Ok(Event::RunChanged { run }) => finished = run.phase == Phase::Finished,
                    Ok(Event::BotChanged) => self.refresh_menus().await,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => {
                        finished = true;
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

    async fn look(&mut self) -> Result<(), Failure> {
        let watches = self.desk.companion.bot_watches().await?;
        if watches.is_empty() {
            self.edited.clear();
            return Ok(());
        }
        let running: HashMap<_, _> =
            self.desk.companion.active_runs().await?.into_iter().map(|run| (run.id, run)).collect();
        for watch in watches {
            match running.get(&watch.run_id) {
                Some(run) if run.phase != Phase::Finished => self.edit(&watch, run).await?,
                _ => self.tell(watch),
            }
        }
        Ok(())
    }

    async fn edit(&mut self, watch: &Watch, run: &RunView) -> Result<(), Failure> {
        let Some(message) = watch.message_id.and_then(|id| i32::try_from(id).ok()) else { return Ok(()) };
        let key = (watch.chat_id, watch.run_id);
        // A message that was just sent counts as edited.
        if self.edited.entry(key).or_insert_with(Instant::now).elapsed() < PACE {
            return Ok(());
        }
        let Some(person) = self.desk.companion.bot_person(watch.user_id).await? else { return Ok(()) };
        let card = cards::running(Say::to(&person, None), run);
        if watch.last_text_hash == Some(card.hash()) {
            return Ok(());
        }
        self.edited.insert(key, Instant::now());
        let (chat, message) = (ChatId(watch.chat_id), MessageId(message));
        match self.desk.refresh(chat, message, &card).await {
            Ok(()) => {
                let id = i64::from(message.0);
                self.desk.companion.bot_watch_message(watch.chat_id, watch.run_id, id, card.hash()).await?;
            }
            Err(RequestError::RetryAfter(seconds)) => {
                self.edited.insert(key, Instant::now() + seconds.duration());
            }
            // The outcome comes as a message of its own.
            Err(error) => {
                tracing::debug!(error = crate::trouble::words(&error), "a run's message stays as it is");
            }
        }
        Ok(())
    }

    fn tell(&mut self, watch: Watch) {
        let key = (watch.chat_id, watch.run_id);
        self.edited.remove(&key);
        {
            let mut tellings = lock(&self.telling);
            let waits = tellings.again.get(&key).is_some_and(|(_, until)| Instant::now() < *until);
            if waits || !tellings.now.insert(key) {
                return;
            }
        }
        let (desk, telling) = (self.desk.clone(), self.telling.clone());
        self.desk.spawn(async move {
            let told = outcome::tell(&desk, &watch).await;
            let mut tellings = lock(&telling);
            tellings.now.remove(&key);
            let failed = match told {
                Ok(Telling::Over) => {
                    tellings.again.remove(&key);
                    return Ok(());
                }
                Ok(Telling::Later) => return Ok(()),
                Err(error) => error,
            };
            let tries = tellings.again.get(&key).map_or(0, |(tries, _)| *tries);
            let wait = Duration::from_secs(1 << tries.min(LONGEST));
            tellings.again.insert(key, (tries + 1, Instant::now() + wait));
            Err(failed)
        });
    }
}

/// The run is no longer there to be told of.
pub(crate) fn is_gone(failure: &Failure) -> bool {
    failure.code == FailureCode::NotFound
}

fn lock(telling: &Mutex<Tellings>) -> std::sync::MutexGuard<'_, Tellings> {
    telling.lock().unwrap_or_else(PoisonError::into_inner)
}
