//! What a person sets for themselves: language, quiet, subscriptions; and the first words.

pub(crate) mod quiet;
pub(crate) mod subscriptions;

use companion::bot::Claim;
use companion::view::Language;
use teloxide::types::{Message, MessageId};

use crate::cards::basics;
use crate::desk::{Asked, Desk};
use crate::gate::{self, Guest};
use crate::say::Say;
use crate::trouble::Trouble;

pub(crate) async fn start(desk: &Desk, message: &Message, guest: &Guest, code: &str) -> Result<(), Trouble> {
    let (Some(user), false) = (&message.from, code.trim().is_empty() || !guest.private) else {
        return hello(desk, guest).await;
    };
    let card = match desk.companion.bot_claim(&gate::sender(user), code.trim()).await? {
        Claim::Bound(person) => {
            desk.set_menu(guest.room.chat, &person, guest.say);
            basics::claimed(guest.say)
        }
        Claim::Wrong | Claim::Expired | Claim::TooOften => basics::wrong_code(guest.say),
    };
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn hello(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let card = basics::hello(guest.say, &guest.person.name, guest.person.role);
    // Beneath a group it would be everybody's.
    let card = if guest.private { card.with_words(guest.say) } else { card };
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn ask_language(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    desk.send(guest.room, &basics::language(guest.say, guest.telegram_id())).await?;
    Ok(())
}

pub(crate) async fn language(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    language: Language,
) -> Result<(), Trouble> {
    let person = desk.companion.bot_set_language(&guest.person, language).await?;
    let say = Say(language);
    desk.set_menu(guest.room.chat, &person, say);
    desk.show(guest.room, message, &basics::language_chosen(say)).await?;
    if guest.private {
        desk.send(guest.room, &basics::words(say)).await?;
    }
    Ok(())
}

/// A question that wanted words is left without them.
pub(crate) async fn take_back(desk: &Desk, guest: &Guest, message: MessageId) -> Result<(), Trouble> {
    desk.take_back(guest).await?;
    desk.show(guest.room, message, &basics::unchanged(guest.say)).await?;
    Ok(())
}

/// What was asked for last is answered in words.
pub(crate) async fn answered(desk: &Desk, guest: &Guest, asked: Asked, text: &str) -> Result<(), Trouble> {
    match asked {
        Asked::QuietHours => quiet::typed(desk, guest, text).await,
        Asked::PassRate { project_id } => subscriptions::typed(desk, guest, project_id, text).await,
    }
}
