//! The list of those who may use the bot, and what an admin does about one of them. Who may do what to whom is the
//! domain's to decide; the buttons that it would refuse are not shown.

use std::sync::Arc;

use companion::bot::{Change, Who};
use companion::view::{BotRole, PersonView};
use teloxide::types::{ChatId, Message, MessageId, MessageOrigin};

use super::{forwarded, tell};
use crate::cards::{Card, access as access_cards, basics, people as cards};
use crate::desk::Desk;
use crate::gate::Guest;
use crate::say::Say;
use crate::trouble::Trouble;

/// Names and ids are for the eyes of admins: in private only.
pub(crate) async fn list(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let card = if guest.private { page(desk, guest, 0).await? } else { basics::in_private(guest.say) };
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn turn(desk: &Desk, guest: &Guest, message: MessageId, at: u32) -> Result<(), Trouble> {
    let card = if is_admin(guest) { page(desk, guest, at).await? } else { basics::admins_only(guest.say) };
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn show(desk: &Desk, guest: &Guest, message: MessageId, id: i64) -> Result<(), Trouble> {
    let card = about(desk, guest, id, |person| cards::person(guest.say, &guest.person, person)).await?;
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn ask_to_send_away(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    id: i64,
) -> Result<(), Trouble> {
    let card =
        about(desk, guest, id, |person| cards::send_away(guest.say, guest.telegram_id(), person)).await?;
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn send_away(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    id: i64,
) -> Result<(), Trouble> {
    let Some(person) = person(desk, id).await? else { return gone(desk, guest, message).await };
    let who = match (person.telegram_id, &person.username) {
        (Some(telegram_id), _) => Who::Id(telegram_id),
        (None, Some(username)) => Who::Username(username.clone()),
        (None, None) => return gone(desk, guest, message).await,
    };
    let change = desk.companion.bot_disallow(Some(&guest.person), &who).await?;
    super::left(desk, guest, &change);
    desk.show(guest.room, message, &access_cards::changed(guest.say, &change, false)).await?;
    Ok(())
}

pub(crate) async fn make(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    id: i64,
    role: BotRole,
) -> Result<(), Trouble> {
    let change = desk.companion.bot_set_role(Some(&guest.person), id, role).await?;
    let card = match &change {
        Change::Done(person) => {
            if let Some(telegram_id) = person.telegram_id {
                let say = person.language.map_or(guest.say, Say);
                tell(desk, telegram_id, cards::raised(say, person.role));
                if let Some(known) = desk.companion.bot_person(telegram_id).await? {
                    desk.set_menu(ChatId(telegram_id), &known, say);
                }
            }
            cards::person(guest.say, &guest.person, person)
        }
        Change::Already(person) => cards::person(guest.say, &guest.person, person),
        Change::NotAllowed | Change::Unknown | Change::NeedsId | Change::NotAUsername => {
            access_cards::changed(guest.say, &change, true)
        }
    };
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

/// An admin forwarded a message: its author is shown, to be let in or to be looked at.
pub(crate) async fn forwarded_here(desk: &Desk, guest: &Guest, message: &Message) -> Result<(), Trouble> {
    let say = guest.say;
    let card = match forwarded(message) {
        Some(Who::Forwarded { id, name, username }) => {
            let people = desk.companion.bot_people().await?;
            match people.iter().find(|person| person.telegram_id == Some(id)) {
                Some(known) => cards::person(say, &guest.person, known),
                None => cards::offered(say, guest.telegram_id(), id, &name, username.as_deref()),
            }
        }
        Some(Who::Id(_) | Who::Username(_)) | None => cards::hidden(say, hidden_name(message)),
    };
    // The answer keeps the forwarded message at hand for the press.
    desk.reply(guest.room, message.id, &card).await?;
    Ok(())
}

/// The author of the message that the card answered; by id alone where that message is gone.
pub(crate) async fn let_in(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    about: Option<&Message>,
    telegram_id: i64,
) -> Result<(), Trouble> {
    let who = about
        .and_then(forwarded)
        .filter(|who| matches!(who, Who::Forwarded { id, .. } if *id == telegram_id));
    let change = super::let_in(desk, guest, &who.unwrap_or(Who::Id(telegram_id))).await?;
    desk.show(guest.room, message, &access_cards::changed(guest.say, &change, true)).await?;
    Ok(())
}

fn hidden_name(message: &Message) -> Option<&str> {
    match message.forward_origin()? {
        MessageOrigin::HiddenUser { sender_user_name, .. } => Some(sender_user_name),
        MessageOrigin::User { .. } | MessageOrigin::Chat { .. } | MessageOrigin::Channel { .. } => None,
    }
}

fn is_admin(guest: &Guest) -> bool {
    guest.person.role >= BotRole::Admin
}

async fn page(desk: &Desk, guest: &Guest, at: u32) -> Result<Card, Trouble> {
    Ok(cards::list(guest.say, guest.telegram_id(), &desk.companion.bot_people().await?, at))
}

async fn about(
    desk: &Desk,
    guest: &Guest,
    id: i64,
    card: impl FnOnce(&PersonView) -> Card,
) -> Result<Card, Trouble> {
    if !is_admin(guest) {
        return Ok(basics::admins_only(guest.say));
    }
    let found = person(desk, id).await?;
    Ok(found.map_or_else(|| access_cards::changed(guest.say, &Change::Unknown, false), |found| card(&found)))
}

async fn person(desk: &Desk, id: i64) -> Result<Option<PersonView>, Trouble> {
    Ok(desk.companion.bot_people().await?.into_iter().find(|person| person.id == id))
}

async fn gone(desk: &Desk, guest: &Guest, message: MessageId) -> Result<(), Trouble> {
    desk.show(guest.room, message, &access_cards::changed(guest.say, &Change::Unknown, false)).await?;
    Ok(())
}
