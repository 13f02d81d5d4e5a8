//! The bot's switch and its settings.

use std::sync::atomic::Ordering;

use tokio::sync::{oneshot, watch};

use crate::Companion;
use crate::bot::{Kept, Order, PROXY_PASSWORD, Password, Ready, TOKEN, check};
use crate::core::encoding::instant;
use crate::view::{BotDraft, BotRole, BotSaved, BotState, BotView, Failure};

/// The key of what is kept in the database.
const SETTINGS: &str = "bot";

impl Companion {
    /// All that the window shows of the bot.
    pub async fn bot(&self) -> Result<BotView, Failure> {
        let Kept { on, with_program, route, token_set, proxy_password_set } =
            self.inner.bot.settings.borrow().clone();
        let people = self.bot_people().await?;
        Ok(BotView {
            on,
            with_program,
            token_set,
            state: self.bot_state(),
            route,
            proxy_password_set,
            owner: people.iter().find(|person| person.role == BotRole::Owner).cloned(),
            claim: self.offered_owner_code(),
            people,
            requests: self.bot_requests().await?,
        })
    }

    /// What it is doing at the moment.
    pub fn bot_state(&self) -> BotState {
        let mut state = self.inner.bot.state.borrow().clone();
        if let BotState::Polling { last_poll_at, last_update_at, .. } = &mut state {
            let times = &self.inner.bot.times;
            for (shown, kept) in [(last_poll_at, &times.polled), (last_update_at, &times.heard)] {
                let millis = kept.load(Ordering::Relaxed);
                *shown = (millis > 0).then(|| instant(millis));
            }
        }
        state
    }

    /// What it is doing, whenever that changes; without the times of the last poll and update, which
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
        let may_be_set = match inner.ports.secrets.get(TOKEN).await {
            Ok(token) => token.is_some(),
            // One that cannot be read is where it was.
            Err(_) => kept.token_set,
        };
        let ready = match check(&draft, &kept.route, may_be_set, inner.texts()) {
            Ok(ready) => ready,
            Err(faults) => return Ok(BotSaved::Refused { faults }),
        };
        // No life begins between the token and its route, so that none shows the one to the other's server.
        self.order_bot(false).await?;
        let saved = self.keep_access(ready).await;
        if kept.on {
            self.order_bot(true).await?;
        }
        saved.map(|()| BotSaved::Saved)
    }

    /// Whatever fails on the way, no secret is used with another server than its own: the old ones go before the route
    /// does, the new ones come after it.
    async fn keep_access(&self, ready: Ready) -> Result<(), Failure> {
        let secrets = &self.inner.ports.secrets;
        let failed = |error| self.inner.secrets_failed(&error);
        let Ready { route, token, password } = ready;
        let (new_token, new_password) = (token.is_some(), !matches!(password, Password::Keep));
        if new_token {
            secrets.delete(TOKEN).await.map_err(failed)?;
        }
        if new_password {
            secrets.delete(PROXY_PASSWORD).await.map_err(failed)?;
        }
        self.keep_bot(|kept| {
            kept.route = route;
            kept.token_set &= !new_token;
            kept.proxy_password_set &= !new_password;
        })
        .await?;
        if let Some(token) = token {
            secrets.set(TOKEN, token).await.map_err(failed)?;
            self.keep_bot(|kept| kept.token_set = true).await?;
        }
        if let Password::Set(password) = password {
            secrets.set(PROXY_PASSWORD, password).await.map_err(failed)?;
            self.keep_bot(|kept| kept.proxy_password_set = true).await?;
        }
        Ok(())
    }

    /// Whether a bot that is on is on at the next start of the program too. It is, until this says otherwise.
    pub async fn bot_start_with_program(&self, on: bool) -> Result<(), Failure> {
        let _one_at_a_time = self.inner.bot.saving.lock().await;
        self.keep_bot(|kept| kept.with_program = on).await
    }

    /// On: answers once it is begun; [`bot_state`](Self::bot_state) tells what becomes of it. Off: answers once the bot
    /// has finished what it was answering, after five seconds at most.
    pub async fn switch_bot(&self, on: bool) -> Result<(), Failure> {
        let _one_at_a_time = self.inner.bot.saving.lock().await;
        self.keep_bot(|kept| kept.on = on).await?;
        self.order_bot(on).await
    }

    /// Switches the bot off and forgets its token; people, log and route stay.
    pub async fn forget_bot_token(&self) -> Result<(), Failure> {
        let _one_at_a_time = self.inner.bot.saving.lock().await;
        self.keep_bot(|kept| kept.on = false).await?;
        self.order_bot(false).await?;
        let forgotten = self.inner.ports.secrets.delete(TOKEN).await;
        forgotten.map_err(|error| self.inner.secrets_failed(&error))?;
        self.keep_bot(|kept| kept.token_set = false).await
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

    async fn keep_bot(&self, change: impl FnOnce(&mut Kept)) -> Result<(), Failure> {
        let inner = &self.inner;
        let mut kept = inner.bot.settings.borrow().clone();
        change(&mut kept);
        inner.store.kv().put(SETTINGS, &kept).await.map_err(|error| inner.stored(&error))?;
        inner.bot.settings.send_replace(kept);
        inner.bot_changed();
        Ok(())
    }

    async fn order_bot(&self, on: bool) -> Result<(), Failure> {
        let (done, answer) = oneshot::channel();
        self.inner.bot.orders.send(Order::Switch(on, done)).await.map_err(|_| self.lost())?;
        answer.await.map_err(|_| self.lost())
    }
}
