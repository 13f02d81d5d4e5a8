//! Asks Telegram for updates, and tells how that goes: teloxide's own listener tells neither when it came back nor why
//! it waits.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use companion::bot::{BotReport, BotTrouble};
use companion::ports::Clock;
use teloxide::prelude::*;
use teloxide::types::{AllowedUpdate, Me};
use teloxide::{Bot, RequestError};
use tokio_util::sync::CancellationToken;

use crate::trouble::{is_bad_token, why_not_polling};

/// How long Telegram may hold an empty answer.
const HELD: u32 = 20;
/// How long while another program polls with the same token: time enough for it to interrupt again.
const CONTENDED: u32 = 5;
/// How long an answer that is held at most so long may take.
const SILENCE: Duration = Duration::from_secs(40);
/// The longest wait between two tries, as a power of two of seconds.
const LONGEST: u32 = 6;

/// What the bot hears.
pub(crate) struct Ear {
    pub(crate) bot: Bot,
    pub(crate) report: BotReport,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) by_proxy: bool,
    /// Ends the hearing.
    pub(crate) stop: CancellationToken,
    /// Cancelled once Telegram does not know the token any more.
    pub(crate) unknown: CancellationToken,
    next: i32,
    tries: u32,
    /// The last trouble was another program that polls.
    contended: bool,
    heard: VecDeque<Update>,
    name: String,
    username: String,
}

impl Ear {
    pub(crate) fn new(
        bot: Bot,
        report: BotReport,
        clock: Arc<dyn Clock>,
        by_proxy: bool,
        stop: CancellationToken,
    ) -> Self {
        let (unknown, heard) = (CancellationToken::new(), VecDeque::new());
        let (name, username) = (String::new(), String::new());
        let (next, tries, contended) = (0, 0, false);
        Self { bot, report, clock, by_proxy, stop, unknown, next, tries, contended, heard, name, username }
    }

    /// Waits until Telegram tells the bot's own name; `None` when it was stopped or the token is not known.
    pub(crate) async fn greet(&mut self) -> Option<Me> {
        loop {
            let asked = tokio::select! {
                () = self.stop.cancelled() => return None,
                asked = self.bot.get_me().send() => asked,
            };
            match asked {
                Ok(me) => {
                    self.name.clone_from(&me.user.first_name);
                    me.username().clone_into(&mut self.username);
                    self.tries = 0;
                    self.report.polling(self.name.clone(), self.username.clone());
                    return Some(me);
                }
                Err(error) => self.suffer(&error).await?,
            }
        }
    }

    /// The next update; `None` once there are none any more, because it was stopped or the token is not known.
    pub(crate) async fn next(&mut self) -> Option<Update> {
        loop {
            if let Some(update) = self.heard.pop_front() {
                self.next = self.next.max(i32::try_from(update.id.0).unwrap_or(i32::MAX - 1) + 1);
                self.report.heard(self.clock.now());
                return Some(update);
            }
            // After trouble an answer is wanted at once, to tell that it is over. Not so where another program polls:
            // the one that asks last is always let in, until the other asks again.
            let held = match (self.tries, self.contended) {
                (0, _) => HELD,
                (_, true) => CONTENDED,
                (_, false) => 0,
            };
            let ask = self
                .bot
                .get_updates()
                .offset(self.next)
                .timeout(held)
                .allowed_updates([AllowedUpdate::Message, AllowedUpdate::CallbackQuery]);
            let asked = tokio::select! {
                () = self.stop.cancelled() => {
                    self.confirm().await;
                    return None;
                }
                asked = tokio::time::timeout(SILENCE, ask.send()) => asked,
            };
            match asked {
                Ok(Ok(updates)) => {
                    if std::mem::take(&mut self.tries) > 0 {
                        self.report.polling(self.name.clone(), self.username.clone());
                    }
                    self.heard.extend(updates);
                }
                Ok(Err(error)) => self.suffer(&error).await?,
                // A connection that died without a word.
                Err(_) => {}
            }
        }
    }

    /// Telegram sends again what is not confirmed.
    async fn confirm(&self) {
        let confirm = self.bot.get_updates().offset(self.next).limit(1).timeout(0).send();
        let _ = tokio::time::timeout(Duration::from_secs(1), confirm).await;
    }

    /// Tells and waits; `None` when there is nothing to wait for.
    async fn suffer(&mut self, error: &RequestError) -> Option<()> {
        if is_bad_token(error) {
            self.unknown.cancel();
            return None;
        }
        let wait = if let RequestError::RetryAfter(seconds) = error {
            i64::from(seconds.seconds())
        } else {
            1 << self.tries.min(LONGEST)
        };
        self.tries += 1;
        let until = self.clock.now() + TimeDelta::seconds(wait);
        let why = why_not_polling(error, self.by_proxy);
        self.contended = matches!(why, BotTrouble::Conflict { .. });
        self.report.trouble(why, until);
        tokio::select! {
            () = self.stop.cancelled() => None,
            () = self.clock.sleep_until(until) => Some(()),
        }
    }
}
