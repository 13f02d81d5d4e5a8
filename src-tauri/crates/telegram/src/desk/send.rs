//! How a card gets into a chat: sent, shown in place of another one, and sent again where that makes sense.

use chrono::TimeDelta;
use teloxide::payloads::{
    EditMessageText, EditMessageTextSetters as _, SendMessage, SendMessageSetters as _,
};
use teloxide::prelude::Requester as _;
use teloxide::requests::{Payload, Request};
use teloxide::types::{ChatId, LinkPreviewOptions, Message, MessageId, ParseMode, ReplyParameters};
use teloxide::{ApiError, RequestError};

use super::Desk;
use crate::cards::Card;
use crate::room::Room;
use crate::trouble::is_topic_closed;

/// How often what did not reach Telegram at all is sent again, after 1, 2, 4 … seconds.
const TRIES: u32 = 4;

impl Desk {
    pub(crate) async fn send(&self, room: Room, card: &Card) -> Result<Message, RequestError> {
        self.post(room, card, None).await
    }

    /// As an answer to a message of the person.
    pub(crate) async fn reply(
        &self,
        room: Room,
        to: MessageId,
        card: &Card,
    ) -> Result<Message, RequestError> {
        self.post(room, card, Some(to)).await
    }

    async fn post(
        &self,
        room: Room,
        card: &Card,
        answered: Option<MessageId>,
    ) -> Result<Message, RequestError> {
        let mut room = room;
        loop {
            let error = match self.patiently(self.message(room, card, answered)).await {
                Ok(sent) => return Ok(sent),
                Err(error) => error,
            };
            room = self.elsewhere(room, &error).await.ok_or(error)?;
        }
    }

    /// There and at once, or not at all.
    pub(crate) async fn send_once(&self, room: Room, card: &Card) -> Result<(), RequestError> {
        self.message(room, card, None).send().await.map(drop)
    }

    fn message(
        &self,
        room: Room,
        card: &Card,
        answered: Option<MessageId>,
    ) -> impl Request<Payload = SendMessage, Err = RequestError> {
        let mut ask = self
            .api
            .send_message(room.chat, card.text.as_str())
            .parse_mode(ParseMode::Html)
            .disable_notification(card.silent)
            .link_preview_options(no_preview());
        if let Some(topic) = room.topic {
            ask = ask.message_thread_id(topic);
        }
        if let Some(keys) = card.markup() {
            ask = ask.reply_markup(keys);
        }
        if let Some(answered) = answered {
            ask = ask.reply_parameters(ReplyParameters::new(answered).allow_sending_without_reply());
        }
        ask
    }

    /// Where it can be said instead: where the group became a supergroup, there; where the topic is gone or closed, beside
    /// it, so that what a person asked for is not lost with the topic.
    pub(crate) async fn elsewhere(&self, room: Room, error: &RequestError) -> Option<Room> {
        if let RequestError::MigrateToChatId(to) = error
            // Supergroups become nothing else.
            && room.chat.is_group()
        {
            self.moved(room.chat, *to).await;
            return Some(Room::whole(*to));
        }
        (room.topic.is_some() && is_topic_closed(error)).then(|| Room::whole(room.chat))
    }

    /// A group became a supergroup: all that is kept of it goes over.
    pub(crate) async fn moved(&self, from: ChatId, to: ChatId) {
        if let Err(failure) = self.companion.bot_chat_moved(from.0, to.0).await {
            tracing::warn!(code = ?failure.code, "a group that moved could not be followed");
        }
    }

    /// Shows the card in place of what the message showed; as a new message where it cannot be edited any more.
    pub(crate) async fn show(
        &self,
        room: Room,
        message: MessageId,
        card: &Card,
    ) -> Result<MessageId, RequestError> {
        match self.patiently(self.edit(room.chat, message, card)).await {
            Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => Ok(message),
            Err(
                RequestError::MigrateToChatId(_)
                | RequestError::Api(
                    ApiError::MessageToEditNotFound
                    | ApiError::MessageCantBeEdited
                    | ApiError::MessageIdInvalid,
                ),
            ) => Ok(self.send(room, card).await?.id),
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
