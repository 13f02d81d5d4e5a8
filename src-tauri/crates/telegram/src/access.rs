//! Requests for access, and the commands by which admins let people in and send them away.

pub(crate) mod people;

use std::sync::Arc;

use companion::bot::{AccessAnswer, Asked, Change, Sender, Who};
use companion::view::BotRole;
use teloxide::types::{ChatId, Message, MessageId, MessageOrigin};

use crate::cards::{Card, access as cards};
use crate::desk::Desk;
use crate::gate::{self, Guest};
use crate::room::Room;
use crate::say::Say;
use crate::trouble::Trouble;

/// Asks for somebody, tells the admins, and answers what to say to whoever asked.
pub(crate) async fn ask(desk: &Arc<Desk>, sender: &Sender, say: Say) -> String {
    let asked = match desk.companion.bot_ask_access(sender).await {
        Ok(asked) => asked,
        Err(failure) => return failure.message,
    };
    if let Asked::Told { admins } = &asked {
        for admin in admins {
            let now = desk.now();
            let resting = admin.rests(now, desk.clock.local(now));
            let card = cards::request(Say::to(admin, None), admin.telegram_id, sender).silently(resting);
            let (tell, chat) = (desk.clone(), Room::whole(ChatId(admin.telegram_id)));
            desk.spawn(async move {
                tell.send(chat, &card).await?;
                Ok(())
            });
        }
    }
    cards::asked(say, &asked)
}

/// An admin pressed Allow or Refuse.
pub(crate) async fn answer(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    telegram_id: i64,
    allow: bool,
) -> Result<(), Trouble> {
    let answer = desk.companion.bot_answer_access(Some(&guest.person), telegram_id, allow).await?;
    desk.show(guest.room, message, &cards::answered(guest.say, &answer)).await?;
    match answer {
        AccessAnswer::Allowed(person) => {
            let say = Say::to(&person, None);
            desk.set_menu(ChatId(telegram_id), &person, say);
            tell(desk, telegram_id, cards::let_in(say));
        }
        AccessAnswer::Refused => tell(desk, telegram_id, cards::refused()),
        AccessAnswer::AnsweredAlready { .. } | AccessAnswer::NotAllowed => {}
    }
    Ok(())
}

pub(crate) async fn allow(
    desk: &Arc<Desk>,
    guest: &Guest,
    named: &str,
    message: &Message,
) -> Result<(), Trouble> {
    let Some(who) = who(named, message) else { return ask_whom(desk, guest, message).await };
    let change = let_in(desk, guest, &who).await?;
    send(desk, guest, &cards::changed(guest.say, &change, true)).await
}

pub(crate) async fn disallow(
    desk: &Arc<Desk>,
    guest: &Guest,
    named: &str,
    message: &Message,
) -> Result<(), Trouble> {
    let Some(who) = who(named, message) else { return ask_whom(desk, guest, message).await };
    let change = desk.companion.bot_disallow(Some(&guest.person), &who).await?;
    left(desk, guest, &change);
    send(desk, guest, &cards::changed(guest.say, &change, false)).await
}

async fn let_in(desk: &Arc<Desk>, guest: &Guest, who: &Who) -> Result<Change, Trouble> {
    let change = desk.companion.bot_allow(Some(&guest.person), who, BotRole::User).await?;
    if let Change::Done(person) = &change
        && let Some(telegram_id) = person.telegram_id
    {
        tell(desk, telegram_id, cards::let_in(person.language.map_or(guest.say, Say)));
    }
    Ok(change)
}

/// Whoever was sent away sees what strangers see, and is told why.
fn left(desk: &Arc<Desk>, guest: &Guest, change: &Change) {
    if let Change::Done(person) = change
        && let Some(telegram_id) = person.telegram_id
    {
        desk.drop_menu(ChatId(telegram_id), telegram_id);
        tell(desk, telegram_id, cards::sent_away(person.language.map_or(guest.say, Say)));
    }
}

/// Nobody was named, or the author of the message that was answered is hidden.
async fn ask_whom(desk: &Desk, guest: &Guest, message: &Message) -> Result<(), Trouble> {
    match message.reply_to_message().filter(|answered| answered.forward_origin().is_some()) {
        Some(hidden) => people::forwarded_here(desk, guest, hidden).await,
        None => send(desk, guest, &cards::who(guest.say)).await,
    }
}

async fn send(desk: &Desk, guest: &Guest, card: &Card) -> Result<(), Trouble> {
    desk.send(guest.room, card).await?;
    Ok(())
}

/// Whoever was let in or refused; may have blocked the bot meanwhile.
fn tell(desk: &Arc<Desk>, telegram_id: i64, card: Card) {
    let teller = desk.clone();
    desk.spawn(async move {
        teller.send(Room::whole(ChatId(telegram_id)), &card).await?;
        Ok(())
    });
}

/// By what was typed, or by the author of the forwarded message that is answered.
fn who(named: &str, message: &Message) -> Option<Who> {
    let named = named.trim();
    if named.is_empty() {
        return forwarded(message.reply_to_message()?);
    }
    if let Ok(id) = named.parse() {
        return Some(Who::Id(id));
    }
    Some(Who::Username(named.to_owned()))
}

fn forwarded(message: &Message) -> Option<Who> {
    let Some(MessageOrigin::User { sender_user, .. }) = message.forward_origin() else { return None };
    let sender = gate::sender(sender_user);
    Some(Who::Forwarded { id: sender.telegram_id, name: sender.name, username: sender.username })
}
