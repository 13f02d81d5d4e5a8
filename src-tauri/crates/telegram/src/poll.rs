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

use crate::leadership::Leadership;
use crate::recent::Recent;
use crate::trouble::{is_bad_token, silence, why_not_polling};
use crate::unanswered::{Answering, Unanswered};

/// How long Telegram may hold an empty answer.
const HELD: u32 = 20;
/// How long while another program polls with the same token: time enough for it to interrupt again.
const CONTENDED: u32 = 5;
/// Between two polls while whoever led before still polls.
const HANDED_OVER: TimeDelta = TimeDelta::seconds(1);
/// How long an answer that is held at most so long may take. By the clock: after a sleep of the machine the connection
/// of before is dead, and is given up at once.
const SILENCE: TimeDelta = TimeDelta::seconds(40);
/// One answer that does not come is a connection that died without a word; so many in a row are trouble.
const SILENCES: u32 = 2;
/// As many updates Telegram hands out at once. While as many are unanswered the next ones are not asked for in vain: the
/// oldest are forgotten there.
const PAGE: usize = 100;
/// While no more than these are unanswered, of a page that was full, the next page is asked for: nobody stands idle.
const FEW: usize = 32;
/// How often it is asked for more while something is being answered: Telegram holds no answer then, for it has those
/// that were not confirmed.
const MEANWHILE: TimeDelta = TimeDelta::seconds(1);
/// The longest wait between two tries, as a power of two of seconds.
const LONGEST: u32 = 6;

/// What the bot hears.
pub(crate) struct Ear {
    pub(crate) bot: Bot,
    pub(crate) report: BotReport,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) by_proxy: bool,
    /// `None` where no other program takes turns with this one.
    pub(crate) leadership: Option<Leadership>,
    /// Ends the hearing.
    pub(crate) stop: CancellationToken,
    /// Cancelled once Telegram does not know the token any more.
    pub(crate) unknown: CancellationToken,
    next: i32,
    recent: Recent,
    unanswered: Arc<Unanswered>,
    /// The last page was full, so that more waits there.
    full: bool,
    tries: u32,
    /// Polls in a row that were not answered.
    silences: u32,
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
        Self {
            bot,
            report,
            clock,
            by_proxy,
            leadership: None,
            stop,
            unknown,
            next: 0,
            recent: Recent::default(),
            unanswered: Arc::default(),
            full: false,
            tries: 0,
            silences: 0,
            contended: false,
            heard,
            name,
            username,
        }
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
    pub(crate) async fn next(&mut self) -> Option<(Update, Answering)> {
        loop {
            if self.is_over() {
                // What was heard and not confirmed is for whoever leads now.
                self.stop.cancelled().await;
                return None;
            }
            if let Some(update) = self.heard.pop_front() {
                // After a quiet week ids begin anew at a random one: the next one follows the newest, not the highest.
                let id = i32::try_from(update.id.0).unwrap_or(i32::MAX - 1);
                self.next = id + 1;
                if self.recent.is_new(&update) {
                    self.report.heard(self.clock.now());
                    let answering = self.unanswered.take(id);
                    return Some((update, answering));
                }
                tracing::debug!("an update came again");
                continue;
            }
            let most = if self.full { FEW } else { 0 };
            tokio::select! {
                () = self.stop.cancelled() => return None,
                () = self.unanswered.at_most(most) => {}
                () = self.clock.sleep_until(self.clock.now() + MEANWHILE) => {}
            }
            // After trouble an answer is wanted at once, to tell that it is over. Not so where another program polls:
            // the one that asks last is always let in, until the other asks again.
            let held = match (self.tries, self.contended) {
                (0, _) if self.unanswered.count() == 0 => HELD,
                (_, true) => CONTENDED,
                (_, false) => 0,
            };
            let ask = self
                .bot
                .get_updates()
                .offset(self.offset())
                .timeout(held)
                .allowed_updates([AllowedUpdate::Message, AllowedUpdate::CallbackQuery]);
            let asked = tokio::select! {
                () = self.stop.cancelled() => return None,
                asked = ask.send() => Some(asked),
                () = self.clock.sleep_until(self.clock.now() + SILENCE) => None,
            };
            let Some(asked) = asked else {
                self.silences += 1;
                if self.silences >= SILENCES {
                    self.wait_out(silence(self.by_proxy), self.next_wait()).await?;
                }
                continue;
            };
            self.silences = 0;
            match asked {
                Ok(updates) => {
                    self.report.polled(self.clock.now());
                    if std::mem::take(&mut self.tries) > 0 {
                        self.report.polling(self.name.clone(), self.username.clone());
                    }
                    self.full = updates.len() >= PAGE;
                    self.heard.extend(updates);
                }
                Err(error) => self.suffer(&error).await?,
            }
        }
    }

    /// Confirms what is answered, as the last word: Telegram sends again what is not confirmed.
    pub(crate) async fn confirm(&self) {
        // A question would cut off the poll of whoever leads now.
        if self.is_over() {
            return;
        }
        let confirm = self.bot.get_updates().offset(self.offset()).limit(1).timeout(0).send();
        let _ = tokio::time::timeout(Duration::from_secs(1), confirm).await;
    }

    fn is_over(&self) -> bool {
        self.leadership.as_ref().is_some_and(Leadership::is_over)
    }

    /// The oldest update that Telegram is to keep.
    fn offset(&self) -> i32 {
        let kept = self.unanswered.oldest().filter(|_| self.unanswered.count() < PAGE);
        kept.unwrap_or(self.next)
    }

    /// Tells and waits; `None` when there is nothing to wait for.
    async fn suffer(&mut self, error: &RequestError) -> Option<()> {
        if is_bad_token(error) {
            self.unknown.cancel();
            return None;
        }
        let wait = match error {
            RequestError::RetryAfter(seconds) => i64::from(seconds.seconds()),
            RequestError::Api(_)
            | RequestError::MigrateToChatId(_)
            | RequestError::Network(_)
            | RequestError::InvalidJson { .. }
            | RequestError::Io(_) => self.next_wait(),
        };
        self.wait_out(why_not_polling(error, self.by_proxy), wait).await
    }

    /// In seconds.
    fn next_wait(&self) -> i64 {
        1 << self.tries.min(LONGEST)
    }

    async fn wait_out(&mut self, why: BotTrouble, seconds: i64) -> Option<()> {
        let is_conflict = matches!(why, BotTrouble::Conflict { .. });
        let is_quiet = is_conflict && self.leadership.as_ref().is_some_and(Leadership::is_quiet);
        let until = if is_quiet {
            tracing::debug!("whoever led before still polls");
            self.clock.now() + HANDED_OVER
        } else {
            self.tries += 1;
            self.contended = is_conflict;
            let until = self.clock.now() + TimeDelta::seconds(seconds);
            self.report.trouble(why, until);
            until
        };
        tokio::select! {
            () = self.stop.cancelled() => None,
            () = self.clock.sleep_until(until) => Some(()),
        }
    }
}
