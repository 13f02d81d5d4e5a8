//! Where decisions about the bot's people are made and kept, one at a time.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use store::BotStep;
use tokio::sync::{Mutex as AsyncMutex, broadcast, mpsc, watch};

use super::claim::Claims;
use super::job::Times;
use super::news::BotNews;
use super::roster::{Effect, Roster};
use super::settings::Kept;
use super::supervisor::Order;
use crate::companion::Inner;
use crate::core::failpoint::failpoint;
use crate::runs::Message;
use crate::view::{BotState, Event, Failure};

/// More than a person does at the window before the bot has looked.
const NEWS: usize = 64;

/// What the faces and the supervisor share of the bot.
pub(crate) struct Bot {
    pub(crate) settings: watch::Sender<Kept>,
    pub(crate) state: watch::Sender<BotState>,
    pub(crate) orders: mpsc::Sender<Order>,
    pub(crate) times: Arc<Times>,
    /// What the window did about people, for the bot to tell them.
    pub(crate) news: broadcast::Sender<BotNews>,
    /// One change of token and route at a time.
    pub(crate) saving: AsyncMutex<()>,
    /// `None` until it is first needed. What is stored is what is in here.
    roster: AsyncMutex<Option<Arc<Roster>>>,
    claims: Mutex<Claims>,
}

impl Bot {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Order>) {
        let (orders, received) = mpsc::channel(16);
        let bot = Self {
            settings: watch::Sender::new(Kept::default()),
            state: watch::Sender::new(BotState::Off),
            orders,
            times: Arc::default(),
            news: broadcast::Sender::new(NEWS),
            saving: AsyncMutex::default(),
            roster: AsyncMutex::default(),
            claims: Mutex::default(),
        };
        (bot, received)
    }

    pub(crate) fn claims<T>(&self, with: impl FnOnce(&mut Claims) -> T) -> T {
        with(&mut self.claims.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    pub(crate) async fn bot_roster(&self) -> Result<Arc<Roster>, Failure> {
        Ok(self.bot_decide(|_, _| ((), Vec::new())).await?.1)
    }

    /// Telegram's id of the bot's owner; `None` where there is none, or none can be read.
    pub(crate) async fn bot_owner(&self) -> Option<i64> {
        self.bot_roster().await.ok()?.owner()?.telegram_id
    }

    /// Decides by the roster as it is, stores the effects, and answers with the roster that comes of them.
    pub(crate) async fn bot_decide<T>(
        &self,
        decide: impl FnOnce(&Roster, DateTime<Utc>) -> (T, Vec<Effect>),
    ) -> Result<(T, Arc<Roster>), Failure> {
        let mut kept = self.bot.roster.lock().await;
        let roster = match &*kept {
            Some(roster) => roster.clone(),
            None => kept.insert(self.read_roster().await?).clone(),
        };
        let now = self.now();
        let (answer, effects) = decide(&roster, now);
        if effects.is_empty() {
            return Ok((answer, roster));
        }
        let steps: Vec<BotStep> = effects.iter().map(|effect| effect.step(now)).collect();
        // Forgotten before it is written: whoever decides may be stopped right after the commit, as when the bot ends, and
        // the next one then reads what is stored.
        *kept = None;
        let changed = self.store.bot_people().change(&steps).await;
        failpoint!("bot/people/written");
        changed.map_err(|error| self.stored(&error))?;
        let roster = match roster.after(&steps) {
            Some(roster) => Arc::new(roster),
            None => self.read_roster().await?,
        };
        *kept = Some(roster.clone());
        drop(kept);
        self.bot_changed();
        Ok((answer, roster))
    }

    /// Something of what the window or the tray shows of the bot changed.
    pub(crate) fn bot_changed(&self) {
        // Where the inbox is full the tray is shown anew soon anyway.
        let _ = self.runs.try_send(Message::ShowTray);
        self.emit(Event::BotChanged);
    }

    async fn read_roster(&self) -> Result<Arc<Roster>, Failure> {
        let stored = |error| self.stored(&error);
        let people = self.store.bot_people().all().await.map_err(stored)?;
        let requests = self.store.bot_requests().all().await.map_err(stored)?;
        Ok(Arc::new(Roster::of(people, requests)))
    }

    /// The roster is read anew: rows went that no decision took away.
    pub(super) async fn forget_roster(&self) {
        *self.bot.roster.lock().await = None;
    }
}
