//! Scheduled launches: what is due when, and what can be done with each.

use std::sync::Arc;

use companion::view::{BotAct, LaunchAnswer, ScheduleView};
use teloxide::types::MessageId;

use crate::cards::{launch as launch_cards, schedules as cards};
use crate::desk::Desk;
use crate::gate::Guest;
use crate::runs;
use crate::trouble::Trouble;

pub(crate) async fn list(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let all = desk.companion.schedules().await?;
    desk.send(guest.room, &cards::list(guest.say, guest.telegram_id(), &all, 0)).await?;
    Ok(())
}

pub(crate) async fn turn(desk: &Desk, guest: &Guest, message: MessageId, at: u32) -> Result<(), Trouble> {
    let all = desk.companion.schedules().await?;
    desk.show(guest.room, message, &cards::list(guest.say, guest.telegram_id(), &all, at)).await?;
    Ok(())
}

pub(crate) async fn show(desk: &Desk, guest: &Guest, message: MessageId, id: i64) -> Result<(), Trouble> {
    let card = match found(desk, id).await? {
        Some(schedule) => cards::schedule(guest.say, guest.telegram_id(), &schedule),
        None => cards::gone(guest.say),
    };
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn launch(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    id: i64,
) -> Result<(), Trouble> {
    let key = runs::button(guest, message, "schedule", id);
    if runs::was_pressed(desk, guest, message, &key, "/schedules").await? {
        return Ok(());
    }
    let follower = Some(runs::follower(guest, None));
    match desk.companion.launch_schedule_for(key, id, follower).await? {
        LaunchAnswer::Asked { run_id } => {
            runs::note(desk, guest, BotAct::Launched, run_id).await?;
            runs::follow(desk, guest, run_id, None).await
        }
        LaunchAnswer::Refused { faults } => {
            desk.send(guest.room, &launch_cards::refused(guest.say, &faults)).await?;
            Ok(())
        }
    }
}

pub(crate) async fn pause(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    id: i64,
    on: bool,
) -> Result<(), Trouble> {
    desk.companion.pause_schedule(id, on).await?;
    changed(desk, guest, message, id).await
}

/// Where the next due time is another one by now, the message shows that instead.
pub(crate) async fn skip(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    id: i64,
    due: u32,
) -> Result<(), Trouble> {
    let is_next = found(desk, id).await?.is_some_and(|schedule| cards::next_due(&schedule) == Some(due));
    if !is_next {
        return show(desk, guest, message, id).await;
    }
    desk.companion.skip_scheduled(id, true).await?;
    changed(desk, guest, message, id).await
}

pub(crate) async fn skip_none(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    id: i64,
) -> Result<(), Trouble> {
    desk.companion.skip_scheduled(id, false).await?;
    changed(desk, guest, message, id).await
}

pub(crate) async fn answer(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    id: i64,
    launch: bool,
) -> Result<(), Trouble> {
    desk.companion.answer_missed_launches(id, launch).await?;
    changed(desk, guest, message, id).await
}

pub(crate) async fn see(desk: &Desk, guest: &Guest, message: MessageId, id: i64) -> Result<(), Trouble> {
    desk.companion.see_schedule(id).await?;
    show(desk, guest, message, id).await
}

async fn changed(desk: &Desk, guest: &Guest, message: MessageId, id: i64) -> Result<(), Trouble> {
    if let Some(schedule) = found(desk, id).await? {
        desk.companion.bot_note(&guest.person, BotAct::ChangedSchedule, &schedule.draft.name).await?;
    }
    show(desk, guest, message, id).await
}

async fn found(desk: &Desk, id: i64) -> Result<Option<ScheduleView>, Trouble> {
    Ok(desk.companion.schedules().await?.into_iter().find(|schedule| schedule.id == id))
}
