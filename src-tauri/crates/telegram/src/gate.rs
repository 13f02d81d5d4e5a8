//! Who writes, and whether they are answered. What is heard at all is `address`'s to say.

use std::sync::Arc;

use companion::bot::{Claim, Meeting, Person, Sender};
use teloxide::payloads::AnswerCallbackQuerySetters as _;
use teloxide::prelude::Requester as _;
use teloxide::types::{CallbackQuery, ChatId, Message, User};

use crate::access;
use crate::address::{Heard, What};
use crate::cards::{Card, basics};
use crate::command::Command;
use crate::data::{self, Act};
use crate::desk::Desk;
use crate::room::Room;
use crate::say::Say;
use crate::trouble::Trouble;

/// Somebody who may use the bot, where they are.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    pub(crate) person: Person,
    pub(crate) say: Say,
    pub(crate) room: Room,
    pub(crate) private: bool,
}

/// A group became a supergroup: its id before, and from here on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration(ChatId, ChatId);

impl Guest {
    pub(crate) fn telegram_id(&self) -> i64 {
        self.person.telegram_id
    }
}

/// Both chats are told of it.
#[expect(clippy::needless_pass_by_value, reason = "the tree lends values")]
pub(crate) fn migration(message: Message) -> Option<Migration> {
    let here = message.chat.id;
    let from = message.migrate_from_chat_id().map(|from| Migration(*from, here));
    from.or_else(|| message.migrate_to_chat_id().map(|to| Migration(here, *to)))
}

pub(crate) async fn on_migration(desk: Arc<Desk>, Migration(from, to): Migration) -> Result<(), Trouble> {
    desk.moved(from, to).await;
    Ok(())
}

pub(crate) async fn of_message(desk: Arc<Desk>, message: Message, heard: Heard) -> Option<Guest> {
    let Heard::Said { what, .. } = heard else {
        if let Err(error) = refuse_masked(&desk, &message).await {
            tracing::warn!(%error, "somebody who writes as a group was not answered");
        }
        return None;
    };
    let sender = sender(message.from.as_ref()?);
    let private = message.chat.is_private();
    let met = if private {
        desk.companion.bot_meet(&sender).await
    } else {
        // Before others a stranger is not answered: the day's line is kept for when they write in private.
        let known = desk.companion.bot_know(&sender).await;
        known.map(|known| known.map_or(Meeting::Stranger { may_answer: false }, Meeting::Known))
    };
    match met {
        Ok(Meeting::Known(person)) => Some(guest(&desk, person, &sender, Room::of(&message), private).await),
        Ok(Meeting::Stranger { may_answer }) => {
            if private && let Err(error) = stranger_wrote(&desk, &sender, &message, &what, may_answer).await {
                tracing::warn!(%error, "a stranger was not answered");
            }
            None
        }
        Err(failure) => {
            tracing::warn!(code = ?failure.code, "nobody can be known at the moment");
            None
        }
    }
}

async fn refuse_masked(desk: &Desk, message: &Message) -> Result<(), Trouble> {
    if desk.tells_masked(message.chat.id) {
        desk.reply(Room::of(message), message.id, &basics::masked()).await?;
    }
    Ok(())
}

pub(crate) async fn of_press(desk: Arc<Desk>, query: CallbackQuery) -> Option<Guest> {
    let sender = sender(&query.from);
    let message = query.message.as_ref()?;
    match desk.companion.bot_know(&sender).await {
        Ok(Some(person)) => {
            let room = Room::of_pressed(message);
            Some(guest(&desk, person, &sender, room, message.chat().is_private()).await)
        }
        Ok(None) => {
            let say = Say::by_code(sender.language_code.as_deref());
            let asks = query.data.as_deref().and_then(|data| data::decode(data, sender.telegram_id).ok());
            let text = if asks == Some(Act::AskAccess) {
                access::ask(&desk, &sender, say).await
            } else {
                basics::no_access(say).to_owned()
            };
            let answer = desk.api.answer_callback_query(query.id.clone()).text(text).show_alert(true);
            if let Err(error) = answer.await.map_err(Trouble::from) {
                tracing::warn!(%error, "a stranger's press was not answered");
            }
            None
        }
        Err(failure) => {
            tracing::warn!(code = ?failure.code, "nobody can be known at the moment");
            None
        }
    }
}

pub(crate) fn sender(user: &User) -> Sender {
    Sender {
        telegram_id: i64::try_from(user.id.0).unwrap_or(i64::MAX),
        username: user.username.clone(),
        name: user.full_name(),
        language_code: user.language_code.clone(),
    }
}

/// Until they choose, the language of their Telegram is theirs, for outcomes too, which no update comes with.
async fn guest(desk: &Desk, person: Person, sender: &Sender, room: Room, private: bool) -> Guest {
    let say = Say::to(&person, sender.language_code.as_deref());
    let person = match person.language {
        Some(_) => person,
        None => desk.companion.bot_set_language(&person, say.0).await.unwrap_or(person),
    };
    desk.set_menu(room.chat, &person, say);
    Guest { person, say, room, private }
}

async fn stranger_wrote(
    desk: &Arc<Desk>,
    sender: &Sender,
    message: &Message,
    what: &What,
    may_answer: bool,
) -> Result<(), Trouble> {
    let (room, chat) = (Room::of(message), message.chat.id);
    let say = Say::by_code(sender.language_code.as_deref());
    if may_answer {
        // They may have been let in once; the window does not reach their menu while the bot is off.
        desk.drop_menu(chat, sender.telegram_id);
    }
    let What::Command(Command::Start(code)) = what else {
        if may_answer {
            desk.companion.bot_turned_away(sender).await?;
            desk.send(room, &basics::stranger(say, sender.telegram_id)).await?;
        }
        return Ok(());
    };
    if code.trim().is_empty() {
        let became = access::ask(desk, sender, say).await;
        if may_answer {
            desk.send(room, &Card::plain(&became)).await?;
        }
        return Ok(());
    }
    match desk.companion.bot_claim(sender, code.trim()).await? {
        Claim::Bound(person) => {
            let say = Say::to(&person, sender.language_code.as_deref());
            desk.set_menu(chat, &person, say);
            desk.send(room, &basics::claimed(say)).await?;
        }
        Claim::Wrong | Claim::Expired if may_answer => {
            desk.companion.bot_turned_away(sender).await?;
            desk.send(room, &basics::wrong_code(say)).await?;
        }
        Claim::Wrong | Claim::Expired | Claim::TooOften => {}
    }
    Ok(())
}
