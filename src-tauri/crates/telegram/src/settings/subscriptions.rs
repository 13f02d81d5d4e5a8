//! Of which runs a chat is told without anybody having asked for them one by one.

use companion::bot::Threshold;
use teloxide::types::MessageId;

use crate::cards::{Card, subscriptions as cards};
use crate::desk::{Asked, Desk};
use crate::gate::Guest;
use crate::trouble::Trouble;

pub(crate) async fn list(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let card = listed(desk, guest).await?;
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn subscribe(
    desk: &Desk,
    guest: &Guest,
    project_id: i64,
    threshold: Threshold,
) -> Result<(), Trouble> {
    desk.companion.bot_subscribe(guest.room.place(), &guest.person, Some(project_id), threshold).await?;
    list(desk, guest).await
}

pub(crate) async fn unsubscribe(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    subscription_id: i64,
) -> Result<(), Trouble> {
    desk.companion.bot_unsubscribe(guest.room.chat.0, &guest.person, subscription_id).await?;
    let card = listed(desk, guest).await?;
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

/// Below which share of passed tests a run is told.
pub(crate) async fn ask_rate(desk: &Desk, guest: &Guest, project_id: i64) -> Result<(), Trouble> {
    let name = name_of(desk, project_id).await?;
    desk.send(guest.room, &cards::rate(guest.say, guest.telegram_id(), project_id, &name)).await?;
    Ok(())
}

pub(crate) async fn ask_to_type(desk: &Desk, guest: &Guest, project_id: i64) -> Result<(), Trouble> {
    desk.ask(guest, Asked::PassRate { project_id }).await?;
    desk.send(guest.room, &cards::type_rate(guest.say, guest.telegram_id())).await?;
    Ok(())
}

/// What was typed after it was asked for.
pub(crate) async fn typed(desk: &Desk, guest: &Guest, project_id: i64, text: &str) -> Result<(), Trouble> {
    let Some(percent) = percent(text) else {
        desk.send(guest.room, &cards::type_rate(guest.say, guest.telegram_id())).await?;
        return Ok(());
    };
    desk.take_back(guest).await?;
    subscribe(desk, guest, project_id, Threshold::PassRateBelow { percent }).await
}

/// More than all is somebody's forgery.
pub(crate) async fn below(desk: &Desk, guest: &Guest, project: i64, percent: u8) -> Result<(), Trouble> {
    let percent = percent.clamp(1, 100);
    subscribe(desk, guest, project, Threshold::PassRateBelow { percent }).await
}

async fn listed(desk: &Desk, guest: &Guest) -> Result<Card, Trouble> {
    let all = desk.companion.bot_subscriptions(Some(guest.room.chat.0)).await?;
    let projects = desk.companion.projects(false).await?.items;
    let projects: Vec<_> = projects.into_iter().map(|project| (project.id, project.name)).collect();
    Ok(cards::list(guest.say, guest.telegram_id(), &all, &projects))
}

async fn name_of(desk: &Desk, project_id: i64) -> Result<String, Trouble> {
    let projects = desk.companion.projects(false).await?.items;
    Ok(projects
        .into_iter()
        .find(|project| project.id == project_id)
        .map_or_else(String::new, |found| found.name))
}

/// 1 to 100, with or without the sign.
fn percent(text: &str) -> Option<u8> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|percent| digits && (1..=100).contains(percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_as_people_write_it() {
        assert_eq!(["95", " 95 % ", "100%", "1"].map(percent), [Some(95), Some(95), Some(100), Some(1)]);
        assert_eq!(["", "0", "101", "9.5", "+5", "many", "%"].map(percent), [None; 7]);
    }
}
