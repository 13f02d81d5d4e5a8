//! Looking at runs, and what can be done with one.

use std::sync::Arc;

use companion::bot::Follower;
use companion::view::{BotAct, Done, HistoryQuery, LaunchAnswer, Phase, RunView, TestView};
use teloxide::types::MessageId;

use crate::cards::{Card, basics, launch as launch_cards, run as cards};
use crate::data::Act;
use crate::desk::Desk;
use crate::gate::Guest;
use crate::trouble::Trouble;

/// How many runs a page has.
const PAGE: u32 = 8;
/// How many failed tests the details name.
const FAILED: u32 = 20;

/// `/runs`: the finished ones, newest first.
pub(crate) async fn list(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let card = page(desk, guest, 0).await?;
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn turn(desk: &Desk, guest: &Guest, message: MessageId, at: u32) -> Result<(), Trouble> {
    let card = page(desk, guest, at).await?;
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

/// `/status`: what runs now.
pub(crate) async fn status(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let running = desk.companion.active_runs().await?;
    let running: Vec<_> = running.into_iter().filter(|run| run.phase != Phase::Finished).take(20).collect();
    let title = guest.say.pick("What runs now", "Сейчас выполняется");
    desk.send(guest.room, &cards::list(guest.say, guest.telegram_id(), title, &running, Vec::new())).await?;
    Ok(())
}

pub(crate) async fn details(desk: &Desk, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    let details = desk.companion.run_details(run_id).await?;
    let failed = failed_tests(desk, &details.run, FAILED).await;
    desk.send(guest.room, &cards::details(guest.say, guest.telegram_id(), &details, &failed)).await?;
    Ok(())
}

pub(crate) async fn watch(desk: &Arc<Desk>, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    follow(desk, guest, run_id, None).await
}

pub(crate) async fn rerun(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    run_id: i64,
) -> Result<(), Trouble> {
    let key = button(guest, message, "rerun", run_id);
    if was_pressed(desk, guest, message, &key, "/runs").await? {
        return Ok(());
    }
    match desk.companion.rerun_failed_for(key, run_id, Some(follower(guest, None))).await? {
        Done::Done | Done::Asked => {
            note(desk, guest, BotAct::Reran, run_id).await?;
            follow(desk, guest, run_id, None).await
        }
        Done::NotPossible { why } => {
            desk.send(guest.room, &Card::plain(&why)).await?;
            Ok(())
        }
    }
}

pub(crate) async fn repeat(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    run_id: i64,
) -> Result<(), Trouble> {
    let key = button(guest, message, "repeat", run_id);
    if was_pressed(desk, guest, message, &key, "/runs").await? {
        return Ok(());
    }
    match desk.companion.repeat_for(key, run_id, Some(follower(guest, None))).await? {
        LaunchAnswer::Asked { run_id } => {
            note(desk, guest, BotAct::Repeated, run_id).await?;
            follow(desk, guest, run_id, None).await
        }
        LaunchAnswer::Refused { faults } => {
            desk.send(guest.room, &launch_cards::refused(guest.say, &faults)).await?;
            Ok(())
        }
    }
}

/// The message that shows the run says how it went.
pub(crate) async fn undo(desk: &Desk, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    if let Done::NotPossible { why } = desk.companion.undo_launch(run_id).await? {
        desk.send(guest.room, &Card::plain(&why)).await?;
    }
    Ok(())
}

/// A button starts one thing, however often, by whomever and after whatever restart it is pressed: its key is made of
/// the message that it stands under. What is refused may be pressed again.
pub(crate) fn button(guest: &Guest, message: MessageId, act: &str, id: i64) -> String {
    format!("tg/{}/{}/{act}/{id}", guest.room.chat.0, message.0)
}

/// Says so where the button was pressed before; `newer` is the command that brings another one. A kill may have come between what it started and the message that shows
/// it: then that is sent.
pub(crate) async fn was_pressed(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    key: &str,
    newer: &str,
) -> Result<bool, Trouble> {
    let companion = &desk.companion;
    let Some(run_id) = companion.bot_asked(key).await? else { return Ok(false) };
    let place = guest.room.place();
    let watches = companion.bot_watches().await?;
    let is_shown = watches
        .iter()
        .any(|watch| (watch.chat, watch.run_id) == (place, run_id) && watch.message_id.is_some());
    let goes_on = companion.bot_run(run_id).await?.is_some_and(|run| run.phase != Phase::Finished);
    if goes_on && !is_shown {
        follow(desk, guest, run_id, None).await?;
    } else {
        desk.reply(guest.room, message, &basics::used_button(guest.say, newer)).await?;
    }
    Ok(true)
}

/// Whoever asks for a run here follows it from the start, also where a kill comes before the message that shows it.
pub(crate) fn follower(guest: &Guest, message: Option<i32>) -> Follower {
    let message_id = message.map(i64::from);
    Follower { chat: guest.room.place(), user_id: guest.telegram_id(), message_id }
}

/// The place is owed the outcome, and shows meanwhile how the run goes: in `message` where there is one.
pub(crate) async fn follow(
    desk: &Arc<Desk>,
    guest: &Guest,
    run_id: i64,
    message: Option<i32>,
) -> Result<(), Trouble> {
    let place = guest.room.place();
    let watch = desk.companion.bot_watch(place, guest.telegram_id(), run_id).await?;
    let run = current(desk, run_id).await?;
    let card = match &watch {
        Some(_) => cards::running(guest.say, guest.telegram_id(), &run),
        None => cards::over(guest.say, &run),
    };
    let message = match message {
        Some(message) => desk.show(guest.room, MessageId(message), &card).await?,
        None => desk.send(guest.room, &card).await?.id,
    };
    if watch.is_some() {
        desk.companion.bot_watch_message(place, run_id, i64::from(message.0), card.hash()).await?;
        desk.followed.notify_one();
    }
    Ok(())
}

/// Those that failed or broke; none when the server does not tell.
async fn failed_tests(desk: &Desk, run: &RunView, limit: u32) -> Vec<TestView> {
    if run.counts.failed + run.counts.broken == 0 {
        return Vec::new();
    }
    desk.companion.failed_tests(run.id, limit).await.unwrap_or_default()
}

async fn page(desk: &Desk, guest: &Guest, at: u32) -> Result<Card, Trouble> {
    let query = HistoryQuery { offset: at.saturating_mul(PAGE), limit: PAGE, ..HistoryQuery::default() };
    let found = desk.companion.history(query).await?;
    let mut turns = Vec::new();
    if at > 0 {
        turns.push(("◀".to_owned(), Act::Runs(at - 1)));
    }
    if u64::from(at.saturating_add(1)) * u64::from(PAGE) < found.total {
        turns.push(("▶".to_owned(), Act::Runs(at + 1)));
    }
    let title = guest.say.pick("The latest runs", "Последние прогоны");
    Ok(cards::list(guest.say, guest.telegram_id(), title, &found.items, turns))
}

pub(crate) async fn note(desk: &Desk, guest: &Guest, act: BotAct, run_id: i64) -> Result<(), Trouble> {
    let name = current(desk, run_id).await?.name;
    Ok(desk.companion.bot_note(&guest.person, act, &name).await?)
}

/// As it is known here, asked of nobody.
pub(crate) async fn current(desk: &Desk, run_id: i64) -> Result<RunView, Trouble> {
    let active = desk.companion.active_runs().await?;
    if let Some(run) = active.into_iter().find(|run| run.id == run_id) {
        return Ok(run);
    }
    match desk.companion.bot_run(run_id).await? {
        Some(run) => Ok(run),
        // Says why there is none.
        None => Ok(desk.companion.run_details(run_id).await?.run),
    }
}
