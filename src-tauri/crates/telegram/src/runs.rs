//! Looking at runs, and what can be done with one.

use std::sync::Arc;

use companion::view::{
    BotAct, Done, HistoryQuery, LaunchAnswer, Phase, RunView, TestQuery, TestStatus, TestView,
};
use teloxide::types::MessageId;

use crate::cards::{Card, launch as launch_cards, run as cards};
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
    desk.send(guest.chat, &card).await?;
    Ok(())
}

pub(crate) async fn turn(desk: &Desk, guest: &Guest, message: MessageId, at: u32) -> Result<(), Trouble> {
    let card = page(desk, guest, at).await?;
    desk.show(guest.chat, message, &card).await?;
    Ok(())
}

/// `/status`: what runs now.
pub(crate) async fn status(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let running = desk.companion.active_runs().await?;
    let running: Vec<_> = running.into_iter().filter(|run| run.phase != Phase::Finished).take(20).collect();
    let title = guest.say.pick("What runs now", "Сейчас выполняется");
    desk.send(guest.chat, &cards::list(guest.say, guest.telegram_id(), title, &running, Vec::new())).await?;
    Ok(())
}

pub(crate) async fn details(desk: &Desk, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    let details = desk.companion.run_details(run_id).await?;
    let failed = failed_tests(desk, &details.run, FAILED).await;
    desk.send(guest.chat, &cards::details(guest.say, guest.telegram_id(), &details, &failed)).await?;
    Ok(())
}

pub(crate) async fn watch(desk: &Arc<Desk>, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    follow(desk, guest, run_id, None).await
}

pub(crate) async fn rerun(desk: &Arc<Desk>, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    match desk.companion.rerun_failed(run_id).await? {
        Done::Done | Done::Asked => {
            note(desk, guest, BotAct::Reran, run_id).await?;
            follow(desk, guest, run_id, None).await
        }
        Done::NotPossible { why } => {
            desk.send(guest.chat, &Card::plain(&why)).await?;
            Ok(())
        }
    }
}

pub(crate) async fn repeat(desk: &Arc<Desk>, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    match desk.companion.repeat(run_id).await? {
        LaunchAnswer::Asked { run_id } => {
            note(desk, guest, BotAct::Repeated, run_id).await?;
            follow(desk, guest, run_id, None).await
        }
        LaunchAnswer::Refused { faults } => {
            desk.send(guest.chat, &launch_cards::refused(guest.say, &faults)).await?;
            Ok(())
        }
    }
}

/// Owes the chat the outcome, and shows meanwhile how the run goes: in `message` where there is one.
pub(crate) async fn follow(
    desk: &Arc<Desk>,
    guest: &Guest,
    run_id: i64,
    message: Option<i32>,
) -> Result<(), Trouble> {
    desk.companion.bot_watch(guest.chat.0, guest.telegram_id(), run_id).await?;
    let run = desk.companion.run_details(run_id).await?.run;
    let card = cards::running(guest.say, &run);
    let message = match message {
        Some(message) => desk.show(guest.chat, MessageId(message), &card).await?,
        None => desk.send(guest.chat, &card).await?.id,
    };
    let hash = card.hash();
    desk.companion.bot_watch_message(guest.chat.0, run_id, i64::from(message.0), hash).await?;
    desk.owed.notify_one();
    Ok(())
}

/// Those that failed or broke; none when the server does not tell.
pub(crate) async fn failed_tests(desk: &Desk, run: &RunView, limit: u32) -> Vec<TestView> {
    if run.counts.failed + run.counts.broken == 0 {
        return Vec::new();
    }
    let statuses = vec![TestStatus::Failed, TestStatus::Broken];
    let query = TestQuery { run_id: run.id, statuses, limit, ..TestQuery::default() };
    desk.companion.run_tests(query).await.map(|page| page.items).unwrap_or_default()
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

async fn note(desk: &Desk, guest: &Guest, act: BotAct, run_id: i64) -> Result<(), Trouble> {
    let name = desk.companion.run_details(run_id).await?.run.name;
    Ok(desk.companion.bot_note(&guest.person, act, &name).await?)
}
