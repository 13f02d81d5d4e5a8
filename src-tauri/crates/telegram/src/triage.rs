//! What went wrong in a run: looked at group by group, taken and muted.

use companion::view::{
    BotAct, BotRole, DecisionOutcome, Effect, FailureGroup, FailureGroups, RunView, TestSource,
};
use teloxide::types::MessageId;

use crate::cards::{Card, triage as cards};
use crate::data::Until;
use crate::desk::Desk;
use crate::gate::Guest;
use crate::runs;
use crate::trouble::Trouble;

/// As a message of its own: what leads here stands under a picture.
pub(crate) async fn list(desk: &Desk, guest: &Guest, run_id: i64) -> Result<(), Trouble> {
    let card = list_card(desk, guest, run_id).await?;
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn list_again(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    run_id: i64,
) -> Result<(), Trouble> {
    let card = list_card(desk, guest, run_id).await?;
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

async fn list_card(desk: &Desk, guest: &Guest, run_id: i64) -> Result<Card, Trouble> {
    let run = runs::current(desk, run_id).await?;
    let groups = groups(desk, run_id).await?;
    Ok(cards::list(guest.say, guest.telegram_id(), &run, &groups))
}

/// A group by what a button carries of its key.
#[derive(Clone, Copy)]
pub(crate) struct Which {
    pub(crate) run: i64,
    pub(crate) group: u32,
}

pub(crate) async fn show(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    which: Which,
) -> Result<(), Trouble> {
    let card = match found(desk, which).await? {
        Some((run, group)) => {
            let rights = desk.companion.decision_rights(which.run).await?;
            let offer = cards::Offer { why_not: rights.why_not.as_deref(), mutes: may_mute(guest) };
            cards::group(guest.say, guest.telegram_id(), &run, &group, &offer)
        }
        None => cards::gone(guest.say, guest.telegram_id(), which.run),
    };
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn take(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    which: Which,
) -> Result<(), Trouble> {
    let Some((run, group)) = found(desk, which).await? else {
        return show(desk, guest, message, which).await;
    };
    let key = button(guest, message, "take", which);
    let done = desk.companion.bot_take_group(&guest.person, key, run.id, group.key).await?;
    tell(desk, guest, message, (&run, &group.label), done).await
}

pub(crate) async fn ask_mute(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    which: Which,
) -> Result<(), Trouble> {
    match found(desk, which).await? {
        Some((run, group)) if may_mute(guest) => {
            let card = cards::ask_mute(guest.say, guest.telegram_id(), &run, &group);
            desk.show(guest.room, message, &card).await?;
            Ok(())
        }
        Some(_) | None => show(desk, guest, message, which).await,
    }
}

pub(crate) async fn mute(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    which: Which,
    until: Until,
) -> Result<(), Trouble> {
    let Some((run, group)) = found(desk, which).await?.filter(|_| may_mute(guest)) else {
        return show(desk, guest, message, which).await;
    };
    let key = button(guest, message, "mute", which);
    let muted = (group.key, group.label.as_str());
    let done = desk.companion.bot_mute_group(&guest.person, key, run.id, muted, until.days()).await?;
    tell(desk, guest, message, (&run, &group.label), done).await
}

pub(crate) async fn undo(desk: &Desk, guest: &Guest, message: MessageId, id: i64) -> Result<(), Trouble> {
    let key = runs::button(guest, message, "undo", id);
    for outcome in desk.companion.undo_decision(key, id).await? {
        match outcome {
            DecisionOutcome::Refused { why, .. } => {
                desk.reply(guest.room, message, &Card::plain(&why)).await?;
                return Ok(());
            }
            DecisionOutcome::Decided { decision } => {
                if let Some(run_id) = decision.run_id
                    && decision.items.iter().any(|item| item.effect == Effect::NotTaken)
                {
                    let card = cards::decided(guest.say, guest.telegram_id(), run_id, &decision);
                    desk.reply(guest.room, message, &card).await?;
                    return Ok(());
                }
            }
        }
    }
    desk.show(guest.room, message, &cards::undone(guest.say)).await?;
    Ok(())
}

/// A mute changes the statistics of all, so it is not for everybody.
fn may_mute(guest: &Guest) -> bool {
    guest.person.role >= BotRole::Admin
}

async fn tell(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    (run, label): (&RunView, &str),
    done: DecisionOutcome,
) -> Result<(), Trouble> {
    match done {
        DecisionOutcome::Refused { why, .. } => {
            desk.reply(guest.room, message, &Card::plain(&why)).await?;
        }
        DecisionOutcome::Decided { decision } => {
            let detail = if label.is_empty() { &run.name } else { label };
            desk.companion.bot_note(&guest.person, BotAct::Decided, detail).await?;
            let card = cards::decided(guest.say, guest.telegram_id(), run.id, &decision);
            desk.show(guest.room, message, &card).await?;
        }
    }
    Ok(())
}

/// One press decides once, as everywhere.
fn button(guest: &Guest, message: MessageId, act: &str, which: Which) -> String {
    format!("{}/{}", runs::button(guest, message, act, which.run), which.group)
}

async fn groups(desk: &Desk, run_id: i64) -> Result<Vec<FailureGroup>, Trouble> {
    let told = desk.companion.failure_groups(run_id, String::new(), TestSource::Server).await?;
    Ok(told.map(|FailureGroups { groups, .. }| groups).unwrap_or_default())
}

async fn found(desk: &Desk, which: Which) -> Result<Option<(RunView, FailureGroup)>, Trouble> {
    let run = runs::current(desk, which.run).await?;
    let mut groups = groups(desk, which.run).await?.into_iter();
    Ok(groups.find(|group| cards::part_of(&group.key) == which.group).map(|group| (run, group)))
}
