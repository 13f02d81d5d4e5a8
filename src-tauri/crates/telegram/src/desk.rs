//! What every answer of a life shares: Telegram, the domain, the clock, and whom the menus were set for.

mod kept;
mod menus;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use companion::Companion;
use companion::ports::Clock;
use teloxide::payloads::{EditMessageText, EditMessageTextSetters as _, SendMessageSetters as _};
use teloxide::prelude::Requester as _;
use teloxide::requests::{Payload, Request};
use teloxide::types::{ChatId, LinkPreviewOptions, Me, Message, MessageId, ParseMode, ReplyParameters};
use teloxide::{ApiError, Bot, RequestError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) use self::kept::{Asked, Kept};
use self::menus::Menus;
use crate::cards::Card;
use crate::trouble::Trouble;

/// How often what did not reach Telegram at all is sent again, after 1, 2, 4 … seconds.
const TRIES: u32 = 4;

pub(crate) struct Desk {
    pub(crate) api: Bot,
    pub(crate) companion: Companion,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) me: Me,
    pub(crate) tasks: TaskTracker,
    living: CancellationToken,
    /// Something is owed that the follower has not seen.
    pub(crate) owed: Notify,
    menus: Menus,
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
        Self { api, companion, clock, me, tasks, living, owed: Notify::new(), menus: Menus::default() }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) async fn send(&self, chat: ChatId, card: &Card) -> Result<Message, RequestError> {
        self.post(chat, card, None).await
    }

    /// As an answer to a message of the person.
    pub(crate) async fn reply(
        &self,
        chat: ChatId,
        to: MessageId,
        card: &Card,
    ) -> Result<Message, RequestError> {
        self.post(chat, card, Some(to)).await
    }

    async fn post(
        &self,
        chat: ChatId,
        card: &Card,
        answered: Option<MessageId>,
    ) -> Result<Message, RequestError> {
        let mut ask = self
            .api
            .send_message(chat, card.text.as_str())
            .parse_mode(ParseMode::Html)
            .disable_notification(card.silent)
            .link_preview_options(no_preview());
        if let Some(keys) = card.markup() {
            ask = ask.reply_markup(keys);
        }
        if let Some(answered) = answered {
            ask = ask.reply_parameters(ReplyParameters::new(answered).allow_sending_without_reply());
        }
        self.patiently(ask).await
    }

    /// Shows the card in place of what the message showed; as a new message where it cannot be edited any more.
    pub(crate) async fn show(
        &self,
        chat: ChatId,
        message: MessageId,
        card: &Card,
    ) -> Result<MessageId, RequestError> {
        match self.patiently(self.edit(chat, message, card)).await {
            Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => Ok(message),
            Err(RequestError::Api(
                ApiError::MessageToEditNotFound | ApiError::MessageCantBeEdited | ApiError::MessageIdInvalid,
            )) => Ok(self.send(chat, card).await?.id),
            Err(error) => Err(error),
        }
    }

    /// As [`show`](Self::show), but once: nobody waits for it, and the next one shows more.
    pub(crate) async fn refresh(
        &self,
        chat: ChatId,
        message: MessageId,
        card: &Card,
    ) -> Result<(), RequestError> {
        match self.edit(chat, message, card).send().await {
            Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn edit(
        &self,
        chat: ChatId,
        message: MessageId,
        card: &Card,
    ) -> impl Request<Payload = EditMessageText, Err = RequestError> {
        let mut ask = self
            .api
            .edit_message_text(chat, message, card.text.as_str())
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keys) = card.keyboard() {
            ask = ask.reply_markup(keys);
        }
        ask
    }

    /// Sends once more as often as Telegram says that it was too soon, and no sooner than it says; and a few times what
    /// certainly did not reach it.
    pub(crate) async fn patiently<R>(&self, ask: R) -> Result<<R::Payload as Payload>::Output, RequestError>
    where
        R: Request<Err = RequestError>,
    {
        let mut tries = 0;
        loop {
            let wait = match ask.send_ref().await {
                Err(RequestError::RetryAfter(seconds)) => i64::from(seconds.seconds()),
                Err(RequestError::Network(error)) if error.is_connect() && tries < TRIES => {
                    tries += 1;
                    1 << (tries - 1)
                }
                answer => return answer,
            };
            self.clock.sleep_until(self.now() + TimeDelta::seconds(wait)).await;
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
