//! The same people on Telegram's test servers (feature `live`).
//!
//! Accounts are test numbers, `99966XYYYY`: X is the data centre and, repeated, the code that signs in. They come
//! from a pool, or are made up when it is empty; Telegram wipes them from time to time, and a number that somebody
//! guarded with a password is of no use. Source of fact: <https://core.telegram.org/api/auth#test-accounts>. The bot
//! is registered with the test servers' `@BotFather` and runs against `https://api.telegram.org` with `/test` behind
//! its token. What only the kit's own server can do, such as trouble and the clock, is refused in words.
#![allow(
    clippy::large_futures,
    reason = "Telegram's requests are large; whoever asks boxes them at the door"
)]

mod account;
mod options;
mod sign_in;
mod talk;
mod view;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::ask::{Ask, At, Whom};
use account::Account;
pub use options::LiveOptions;

/// Where Telegram's own Bot API is.
pub(crate) const BOT_API: &str = "https://api.telegram.org";

pub(crate) struct Live {
    options: LiveOptions,
    accounts: Mutex<Vec<Arc<Account>>>,
    errors: std::sync::Mutex<Vec<String>>,
}

impl Live {
    pub(crate) fn new(options: LiveOptions) -> Self {
        Self { options, accounts: Mutex::default(), errors: std::sync::Mutex::default() }
    }

    /// The error is for whoever wrote the test.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what Telegram has no door for is refused in one place"
    )]
    pub(crate) async fn answer(&self, ask: Ask) -> Result<Value, String> {
        match ask {
            Ask::AddBot { name, .. } => {
                let (id, username, token) = (self.options.bot_id(), &self.options.bot, self.options.token());
                Ok(json!({"id": id, "name": name, "username": username, "token": token}))
            }
            Ask::AddPerson { name, .. } => self.add_person(&name).await,
            Ask::Ready { .. } => Ok(json!({"ready": true})),
            Ask::Report { error } => {
                self.errors().push(self.options.redacted(&error));
                Ok(json!({}))
            }
            Ask::Problems { clear } => {
                let mut errors = self.errors();
                let told = json!({"errors": *errors, "refused": []});
                if clear {
                    errors.clear();
                }
                Ok(told)
            }
            Ask::Seen { at, since, wait_ms } => {
                let account = self.account(&at).await?;
                let events = account.seen(since, Duration::from_millis(wait_ms)).await;
                Ok(json!({"events": events, "errors": *self.errors()}))
            }
            Ask::Messages { at } => talk::messages(&*self.account(&at).await?).await,
            Ask::Send { at, text, reply_to, .. } => {
                talk::send(&*self.account(&at).await?, &text, reply_to).await
            }
            Ask::Press { at, label, message, button } => {
                talk::press(&self.account(&at).await?, label, message, button).await
            }
            Ask::Edit { at, message, text } => talk::edit(&*self.account(&at).await?, message, &text).await,
            Ask::Delete { at, message } => talk::delete(&*self.account(&at).await?, message).await,
            Ask::Block { at } => talk::block(&*self.account(&at).await?, true).await,
            Ask::Unblock { at } => talk::block(&*self.account(&at).await?, false).await,
            Ask::Transcript => Ok(json!(self.transcript().await)),
            other => Err(format!("This cannot be asked of Telegram's test servers: {other:?}")),
        }
    }

    async fn add_person(&self, name: &str) -> Result<Value, String> {
        let mut accounts = self.accounts.lock().await;
        let account = Account::open(&self.options, accounts.len(), name).await?;
        let id = account.id;
        accounts.push(account);
        Ok(json!({"id": id, "name": name}))
    }

    async fn account(&self, at: &At) -> Result<Arc<Account>, String> {
        if at.chat.as_ref().is_some_and(|chat| !matches!(chat, Whom::Id(id) if *id == self.options.bot_id()))
        {
            return Err("On Telegram's test servers people talk to the bot in private only".to_owned());
        }
        let accounts = self.accounts.lock().await;
        let found = accounts.iter().find(|account| match &at.person {
            Whom::Id(id) => account.id == *id,
            Whom::Name(name) => account.name == *name,
        });
        found.cloned().ok_or_else(|| "There is no such person".to_owned())
    }

    async fn transcript(&self) -> String {
        let accounts = self.accounts.lock().await;
        let mut out = String::new();
        for account in accounts.iter() {
            out.push_str(&account.transcript());
        }
        self.options.redacted(&out)
    }

    fn errors(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.errors.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("options", &self.options).finish_non_exhaustive()
    }
}
