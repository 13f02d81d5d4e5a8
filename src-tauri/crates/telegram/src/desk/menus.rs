//! Telegram's menu of commands: everybody sees those that they may use, in their language, wherever they are.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use companion::bot::Person;
use companion::view::{BotRole, Failure, Language};
use teloxide::payloads::{DeleteMyCommandsSetters as _, SetMyCommandsSetters as _};
use teloxide::prelude::Requester as _;
use teloxide::types::{BotCommandScope, ChatId, Recipient, UserId};

use super::Desk;
use crate::command;
use crate::say::Say;

/// A chat, and whoever sees the menu there.
type Place = (ChatId, i64);
type Shown = HashMap<Place, (BotRole, Language)>;

/// What was set in this life.
#[derive(Default)]
pub(super) struct Menus(Mutex<Shown>);

impl Menus {
    fn with<T>(&self, with: impl FnOnce(&mut Shown) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Desk {
    /// Strangers see how to begin, and nothing else.
    pub(crate) fn set_general_menus(&self) {
        for language in [Language::En, Language::Ru] {
            let mut ask = self.api.set_my_commands(command::menu(None, Say(language)));
            if language == Language::Ru {
                ask = ask.language_code("ru");
            }
            self.spawn(async move {
                ask.await?;
                Ok(())
            });
        }
    }

    pub(crate) fn set_menu(&self, chat: ChatId, person: &Person, say: Say) {
        let (place, wanted) = ((chat, person.telegram_id), (person.role, say.0));
        if self.menus.with(|menus| menus.insert(place, wanted)) == Some(wanted) {
            return;
        }
        let ask = self.api.set_my_commands(command::menu(Some(person.role), say)).scope(scope(place));
        self.spawn(async move {
            ask.await?;
            Ok(())
        });
    }

    /// Somebody who may not use the bot any more sees what strangers see.
    pub(crate) fn drop_menu(&self, chat: ChatId, telegram_id: i64) {
        let place = (chat, telegram_id);
        self.menus.with(|menus| menus.remove(&place));
        let ask = self.api.delete_my_commands().scope(scope(place));
        self.spawn(async move {
            ask.await?;
            Ok(())
        });
    }

    /// After somebody's standing changed, wherever that was done.
    pub(crate) async fn refresh_menus(&self) -> Result<(), Failure> {
        let shown: Vec<_> =
            self.menus.with(|menus| menus.iter().map(|(place, what)| (*place, *what)).collect());
        for ((chat, telegram_id), (_, language)) in shown {
            match self.companion.bot_person(telegram_id).await? {
                Some(person) => self.set_menu(chat, &person, Say(person.language.unwrap_or(language))),
                None => self.drop_menu(chat, telegram_id),
            }
        }
        Ok(())
    }
}

fn scope((chat, telegram_id): Place) -> BotCommandScope {
    let chat_id = Recipient::Id(chat);
    if chat.0 == telegram_id {
        return BotCommandScope::Chat { chat_id };
    }
    BotCommandScope::ChatMember { chat_id, user_id: UserId(telegram_id.unsigned_abs()) }
}
