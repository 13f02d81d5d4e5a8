//! What a person sets for themselves: language, quiet, subscriptions; and the first words.

use chrono::TimeDelta;
use companion::bot::{Claim, Threshold};
use companion::view::Language;
use teloxide::types::{Message, MessageId};

use crate::cards::basics;
use crate::desk::Desk;
use crate::gate::{self, Guest};
use crate::say::Say;
use crate::trouble::Trouble;

pub(crate) async fn start(desk: &Desk, message: &Message, guest: &Guest, code: &str) -> Result<(), Trouble> {
    let (Some(user), false) = (&message.from, code.trim().is_empty() || !guest.private) else {
        return hello(desk, guest).await;
    };
    let card = match desk.companion.bot_claim(&gate::sender(user), code.trim()).await? {
        Claim::Bound(person) => {
            desk.set_menu(&person, guest.say);
            basics::claimed(guest.say)
        }
        Claim::Wrong | Claim::Expired | Claim::TooOften => basics::wrong_code(guest.say),
    };
    desk.send(guest.chat, &card).await?;
    Ok(())
}

pub(crate) async fn hello(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    desk.send(guest.chat, &basics::hello(guest.say, &guest.person.name, guest.person.role)).await?;
    Ok(())
}

pub(crate) async fn ask_language(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    desk.send(guest.chat, &basics::language(guest.say, guest.telegram_id())).await?;
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
    if guest.private {
        desk.set_menu(&person, say);
    }
    desk.show(guest.chat, message, &basics::language_chosen(say)).await?;
    Ok(())
}

pub(crate) async fn ask_mute(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    desk.send(guest.chat, &basics::mute(guest.say, guest.telegram_id())).await?;
    Ok(())
}

pub(crate) async fn mute(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    minutes: u32,
) -> Result<(), Trouble> {
    // Longer than any button says is somebody's forgery.
    let minutes = minutes.min(24 * 60);
    let until = (minutes > 0).then(|| desk.now() + TimeDelta::minutes(i64::from(minutes)));
    desk.companion.bot_mute(&guest.person, until).await?;
    desk.show(guest.chat, message, &basics::muted(guest.say, minutes)).await?;
    Ok(())
}

pub(crate) async fn subscriptions(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let card = subscriptions_card(desk, guest).await?;
    desk.send(guest.chat, &card).await?;
    Ok(())
}

pub(crate) async fn subscribe(
    desk: &Desk,
    guest: &Guest,
    project_id: i64,
    threshold: Threshold,
) -> Result<(), Trouble> {
    desk.companion.bot_subscribe(guest.chat.0, &guest.person, Some(project_id), threshold).await?;
    subscriptions(desk, guest).await
}

pub(crate) async fn unsubscribe(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    subscription_id: i64,
) -> Result<(), Trouble> {
    desk.companion.bot_unsubscribe(guest.chat.0, &guest.person, subscription_id).await?;
    let card = subscriptions_card(desk, guest).await?;
    desk.show(guest.chat, message, &card).await?;
    Ok(())
}

async fn subscriptions_card(desk: &Desk, guest: &Guest) -> Result<crate::cards::Card, Trouble> {
    let all = desk.companion.bot_subscriptions(Some(guest.chat.0)).await?;
    let projects = desk.companion.projects(false).await?.items;
    let projects: Vec<_> = projects.into_iter().map(|project| (project.id, project.name)).collect();
    Ok(basics::subscriptions(guest.say, guest.telegram_id(), &all, &projects))
}
