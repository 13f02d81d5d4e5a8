//! What every answer of a life shares: Telegram, the domain, the clock, and whom the menus were set for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use companion::Companion;
use companion::bot::Person;
use companion::ports::Clock;
use companion::view::{BotRole, Language};
use teloxide::payloads::{EditMessageTextSetters as _, SendMessageSetters as _, SetMyCommandsSetters as _};
use teloxide::prelude::Requester as _;
use teloxide::requests::{Payload, Request};
use teloxide::types::{
    BotCommandScope, ChatId, LinkPreviewOptions, Me, Message, MessageId, ParseMode, Recipient,
};
use teloxide::{ApiError, Bot, RequestError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cards::Card;
use crate::command;
use crate::say::Say;
use crate::trouble::Trouble;

pub(crate) struct Desk {
    pub(crate) api: Bot,
    pub(crate) companion: Companion,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) me: Me,
    pub(crate) tasks: TaskTracker,
    living: CancellationToken,
    /// Something is owed that the follower has not seen.
    pub(crate) owed: Notify,
    menus: Mutex<HashMap<i64, (BotRole, Language)>>,
}

impl Desk {
    pub(crate) fn new(
        api: Bot,
        companion: Companion,
        clock: Arc<dyn Clock>,
        me: Me,
        tasks: TaskTracker,
        living: CancellationToken,
    ) -> Self {
        Self { api, companion, clock, me, tasks, living, owed: Notify::new(), menus: Mutex::default() }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) async fn send(&self, chat: ChatId, card: &Card) -> Result<Message, RequestError> {
        let mut ask = self
            .api
            .send_message(chat, card.text.as_str())
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keys) = card.keyboard() {
            ask = ask.reply_markup(keys);
        }
        patiently(ask).await
    }

    /// Shows the card in place of what the message showed; as a new message where it cannot be edited any more.
    pub(crate) async fn show(
        &self,
        chat: ChatId,
        message: MessageId,
        card: &Card,
    ) -> Result<MessageId, RequestError> {
        match self.edit(chat, message, card).await {
            Ok(()) => Ok(message),
            Err(RequestError::Api(
                ApiError::MessageToEditNotFound | ApiError::MessageCantBeEdited | ApiError::MessageIdInvalid,
            )) => Ok(self.send(chat, card).await?.id),
            Err(error) => Err(error),
        }
    }

    /// A message that shows it already is as wanted.
    pub(crate) async fn edit(
        &self,
        chat: ChatId,
        message: MessageId,
        card: &Card,
    ) -> Result<(), RequestError> {
        let mut ask = self
            .api
            .edit_message_text(chat, message, card.text.as_str())
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keys) = card.keyboard() {
            ask = ask.reply_markup(keys);
        }
        match ask.await {
            Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Goes on after the answer, and ends with this life.
    pub(crate) fn spawn(&self, task: impl Future<Output = Result<(), Trouble>> + Send + 'static) {
        let living = self.living.clone();
        self.tasks.spawn(async move {
            if let Some(Err(error)) = living.run_until_cancelled(task).await {
                tracing::warn!(%error, "something could not be told");
            }
        });
    }

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

    /// Everybody sees the commands that they may use, in their language.
    pub(crate) fn set_menu(&self, person: &Person, say: Say) {
        let wanted = (person.role, say.0);
        let mut menus = self.menus.lock().unwrap_or_else(PoisonError::into_inner);
        if menus.insert(person.telegram_id, wanted) == Some(wanted) {
            return;
        }
        let chat_id = Recipient::Id(ChatId(person.telegram_id));
        let ask = self
            .api
            .set_my_commands(command::menu(Some(person.role), say))
            .scope(BotCommandScope::Chat { chat_id });
        self.spawn(async move {
            ask.await?;
            Ok(())
        });
    }

    /// Somebody was sent away.
    pub(crate) fn drop_menu(&self, telegram_id: i64) {
        self.menus.lock().unwrap_or_else(PoisonError::into_inner).remove(&telegram_id);
        let chat_id = Recipient::Id(ChatId(telegram_id));
        let ask = self.api.delete_my_commands();
        let ask = teloxide::payloads::DeleteMyCommandsSetters::scope(ask, BotCommandScope::Chat { chat_id });
        self.spawn(async move {
            ask.await?;
            Ok(())
        });
    }
}

/// Sends once more as often as Telegram says that it was too soon, and no sooner than it says.
pub(crate) async fn patiently<R>(ask: R) -> Result<<R::Payload as Payload>::Output, RequestError>
where
    R: Request<Err = RequestError>,
{
    loop {
        match ask.send_ref().await {
            Err(RequestError::RetryAfter(seconds)) => tokio::time::sleep(seconds.duration()).await,
            answer => return answer,
        }
    }
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
