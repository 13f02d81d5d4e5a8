//! The bot's switch and its settings.

use std::sync::atomic::Ordering;

use tokio::sync::{oneshot, watch};

use crate::Companion;
use crate::bot::{Kept, Order, PROXY_PASSWORD, Password, Ready, TOKEN, check};
use crate::run::record::instant;
use crate::texts::Trouble;
use crate::view::{BotDraft, BotRole, BotSaved, BotState, BotView, Failure};

/// The key of what is kept in the database.
const SETTINGS: &str = "bot";

impl Companion {
    /// All that the window shows of the bot.
    pub async fn bot(&self) -> Result<BotView, Failure> {
        let Kept { on, with_program, route } = self.inner.bot.settings.borrow().clone();
        let people = self.bot_people().await?;
        Ok(BotView {
            on,
            with_program,
            token_set: self.secret(TOKEN).await.is_some(),
            state: self.bot_state(),
            route,
            proxy_password_set: self.secret(PROXY_PASSWORD).await.is_some(),
            owner: people.iter().find(|person| person.role == BotRole::Owner).cloned(),
            claim: self.offered_owner_code(),
            people,
            requests: self.bot_requests().await?,
        })
    }

    /// What it is doing at the moment.
    pub fn bot_state(&self) -> BotState {
        let mut state = self.inner.bot.state.borrow().clone();
        if let BotState::Polling { last_update_at, .. } = &mut state {
            let millis = self.inner.bot.heard.load(Ordering::Relaxed);
            *last_update_at = (millis > 0).then(|| instant(millis));
        }
        state
    }

    /// What it is doing, whenever that changes; without the time of the last update, which
    /// [`bot_state`](Self::bot_state) tells.
    pub fn bot_states(&self) -> watch::Receiver<BotState> {
        self.inner.bot.state.subscribe()
    }

    /// Checks and keeps token and route; a bot that is on begins anew with them. The token that is kept is not used
    /// with another host than the one it was given for: it must then be typed again.
    pub async fn bot_save_settings(&self, draft: BotDraft) -> Result<BotSaved, Failure> {
        let inner = &self.inner;
        let _one_at_a_time = inner.bot.saving.lock().await;
        let kept = inner.bot.settings.borrow().clone();
        let token_set = self.secret(TOKEN).await.is_some();
        let Ready { route, token, password } = match check(&draft, &kept.route, token_set, inner.texts()) {
            Ok(ready) => ready,
            Err(faults) => return Ok(BotSaved::Refused { faults }),
        };
        let secrets = &inner.ports.secrets;
        let token = match token {
            Some(token) => secrets.set(TOKEN, token).await,
            None => Ok(()),
        };
        let password = match password {
            Password::Keep => Ok(()),
            Password::Set(password) => secrets.set(PROXY_PASSWORD, password).await,
            Password::Forget => secrets.delete(PROXY_PASSWORD).await,
        };
        token.and(password).map_err(|error| {
            tracing::error!(error, "the bot's secrets could not be kept");
            inner.texts().failure(Trouble::Secrets, Some(error))
        })?;
        self.keep_bot(Kept { route, ..kept }).await?;
        self.order_bot(Order::Renew).await?;
        Ok(BotSaved::Saved)
    }

    /// Whether a bot that is on is on at the next start of the program too.
    pub async fn bot_start_with_program(&self, on: bool) -> Result<(), Failure> {
        let _one_at_a_time = self.inner.bot.saving.lock().await;
        let kept = self.inner.bot.settings.borrow().clone();
        self.keep_bot(Kept { with_program: on, ..kept }).await
    }

    /// On: answers once it is begun; [`bot_state`](Self::bot_state) tells what becomes of it. Off: answers once the bot
    /// has finished what it was answering, after five seconds at most.
    pub async fn switch_bot(&self, on: bool) -> Result<(), Failure> {
        let _one_at_a_time = self.inner.bot.saving.lock().await;
        let kept = self.inner.bot.settings.borrow().clone();
        self.keep_bot(Kept { on, ..kept }).await?;
        self.order_bot(|done| Order::Switch(on, done)).await
    }

    /// The bot of before the end, where it is to start with the program. Trouble in it does not hold up the start.
    pub(crate) async fn resume_bot(&self) {
        let inner = &self.inner;
        let kept = match inner.store.kv().get_or_set_aside::<Kept>(SETTINGS, inner.now()).await {
            Ok(read) => read.value.unwrap_or_default(),
            Err(error) => {
                tracing::error!(%error, "the bot's settings could not be read");
                return;
            }
        };
        let on = kept.on && kept.with_program;
        inner.bot.settings.send_replace(Kept { on, ..kept });
        if on {
            // Not waited for: a keyring may first ask for its password.
            drop(inner.bot.orders.send(Order::Switch(true, oneshot::channel().0)).await);
        }
    }

    async fn keep_bot(&self, kept: Kept) -> Result<(), Failure> {
        let inner = &self.inner;
        inner.store.kv().put(SETTINGS, &kept).await.map_err(|error| inner.stored(&error))?;
        inner.bot.settings.send_replace(kept);
        inner.bot_changed();
        Ok(())
    }

    async fn order_bot(&self, order: impl FnOnce(oneshot::Sender<()>) -> Order) -> Result<(), Failure> {
        let (done, answer) = oneshot::channel();
        self.inner.bot.orders.send(order(done)).await.map_err(|_| self.lost())?;
        answer.await.map_err(|_| self.lost())
    }
}
