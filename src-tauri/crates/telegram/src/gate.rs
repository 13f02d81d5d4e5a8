//! Who writes, and whether they are answered. In a group only what is addressed to the bot is heard at all.

use std::sync::Arc;

use companion::bot::{Claim, Meeting, Person, Sender};
use teloxide::payloads::AnswerCallbackQuerySetters as _;
use teloxide::prelude::Requester as _;
use teloxide::types::{CallbackQuery, ChatId, Message, User};
use teloxide::utils::command::BotCommands as _;

use crate::access;
use crate::cards::{Card, basics};
use crate::command::Command;
use crate::data::{self, Act};
use crate::desk::Desk;
use crate::say::Say;
use crate::trouble::Trouble;

/// Somebody who may use the bot, where they are.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    pub(crate) person: Person,
    pub(crate) say: Say,
    pub(crate) chat: ChatId,
    pub(crate) private: bool,
}

impl Guest {
    pub(crate) fn telegram_id(&self) -> i64 {
        self.person.telegram_id
    }
}

pub(crate) async fn of_message(desk: Arc<Desk>, message: Message) -> Option<Guest> {
    if !is_addressed(&desk, &message) {
        return None;
    }
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
        Ok(Meeting::Known(person)) => Some(guest(&desk, person, &sender, message.chat.id, private).await),
        Ok(Meeting::Stranger { may_answer }) => {
            let answered = stranger_wrote(&desk, &sender, &message, may_answer).await;
            if let Err(error) = answered {
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

pub(crate) async fn of_press(desk: Arc<Desk>, query: CallbackQuery) -> Option<Guest> {
    let sender = sender(&query.from);
    let chat = query.message.as_ref()?.chat();
    match desk.companion.bot_know(&sender).await {
        Ok(Some(person)) => Some(guest(&desk, person, &sender, chat.id, chat.is_private()).await),
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
async fn guest(desk: &Desk, person: Person, sender: &Sender, chat: ChatId, private: bool) -> Guest {
    let say = Say::to(&person, sender.language_code.as_deref());
    let person = match person.language {
        Some(_) => person,
        None => desk.companion.bot_set_language(&person, say.0).await.unwrap_or(person),
    };
    desk.set_menu(chat, &person, say);
    Guest { person, say, chat, private }
}

/// In private always; in a group a command or a mention with the bot's name, or a reply to what the bot said.
fn is_addressed(desk: &Desk, message: &Message) -> bool {
    if message.chat.is_private() {
        return true;
    }
    let replied = message.reply_to_message().and_then(|replied| replied.from.as_ref());
    if replied.is_some_and(|author| author.id == desk.me.user.id) {
        return true;
    }
    let name = format!("@{}", desk.me.username()).to_lowercase();
    message.text().is_some_and(|text| {
        text.to_lowercase().split(|c: char| c.is_whitespace() || c == ',').any(|word| word.ends_with(&name))
    })
}

/// What somebody in a group says besides the bot's name, by which it was addressed.
pub(crate) fn without_mention(desk: &Desk, guest: &Guest, text: &str) -> String {
    let mention = format!("@{}", desk.me.username());
    if guest.private || !text.to_lowercase().contains(&mention.to_lowercase()) {
        return text.to_owned();
    }
    let is_it = |word: &&str| word.trim_matches([',', ':']).eq_ignore_ascii_case(&mention);
    text.split_whitespace().filter(|word| !is_it(word)).collect::<Vec<_>>().join(" ")
}

async fn stranger_wrote(
    desk: &Arc<Desk>,
    sender: &Sender,
    message: &Message,
    may_answer: bool,
) -> Result<(), Trouble> {
    let (chat, say) = (message.chat.id, Say::by_code(sender.language_code.as_deref()));
    if !message.chat.is_private() {
        return Ok(());
    }
    if may_answer {
        // They may have been let in once; the window does not reach their menu while the bot is off.
        desk.drop_menu(chat, sender.telegram_id);
    }
    let begun = message.text().and_then(|text| Command::parse(text, desk.me.username()).ok());
    let Some(Command::Start(code)) = begun else {
        if may_answer {
            desk.companion.bot_turned_away(sender).await?;
            desk.send(chat, &basics::stranger(say, sender.telegram_id)).await?;
        }
        return Ok(());
    };
    if code.trim().is_empty() {
        let became = access::ask(desk, sender, say).await;
        if may_answer {
            desk.send(chat, &Card::plain(&became)).await?;
        }
        return Ok(());
    }
    match desk.companion.bot_claim(sender, code.trim()).await? {
        Claim::Bound(person) => {
            let say = Say::to(&person, sender.language_code.as_deref());
            desk.set_menu(chat, &person, say);
            desk.send(chat, &basics::claimed(say)).await?;
        }
        Claim::Wrong | Claim::Expired if may_answer => {
            desk.companion.bot_turned_away(sender).await?;
            desk.send(chat, &basics::wrong_code(say)).await?;
        }
        Claim::Wrong | Claim::Expired | Claim::TooOften => {}
    }
    Ok(())
}
