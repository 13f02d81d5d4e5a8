//! Launching, step by step: project → job → values → name → everything on one card → launched.
//!
//! Where a conversation stands is the domain's to keep. It lives in one message, edited in place; a button of any other
//! message belongs to an earlier conversation. The key of the launch is made with the conversation, so that two presses
//! are one launch, also over a restart between them.

mod answer;
mod state;

use std::sync::Arc;

use companion::view::{BotAct, JobView, LaunchAnswer, LaunchRequest, ProjectView};
use teloxide::types::MessageId;

pub(crate) use self::state::{Named, Step, Talk};
use crate::cards::{Card, basics, launch as cards};
use crate::data::Act;
use crate::desk::Desk;
use crate::gate::Guest;
use crate::runs;
use crate::trouble::Trouble;

/// `/launch`, and `/projects`, which is its first step: whatever was begun before is left.
pub(crate) async fn begin(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let mut talk = Talk::new();
    let card = card(desk, guest, &talk).await?;
    talk.message = desk.send(guest.chat, &card).await?.id.0;
    keep(desk, guest, &talk).await
}

pub(crate) async fn cancel(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let Some(talk) = kept(desk, guest).await? else {
        desk.send(guest.chat, &basics::nothing_to_cancel(guest.say)).await?;
        return Ok(());
    };
    desk.companion.bot_end_conversation(guest.chat.0, guest.telegram_id()).await?;
    let message = MessageId(talk.message);
    desk.show(guest.chat, message, &basics::cancelled(guest.say)).await?;
    desk.send(guest.chat, &basics::cancelled(guest.say)).await?;
    Ok(())
}

pub(crate) async fn pressed(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    act: Act,
) -> Result<(), Trouble> {
    let Some(mut talk) = kept(desk, guest).await?.filter(|talk| talk.message == message.0) else {
        // The buttons of a conversation that is over go, unless they are those of the run that came of it.
        desk.send(guest.chat, &Card::plain(basics::old_button(guest.say))).await?;
        return Ok(());
    };
    if act == Act::Cancel {
        desk.companion.bot_end_conversation(guest.chat.0, guest.telegram_id()).await?;
        desk.show(guest.chat, message, &basics::cancelled(guest.say)).await?;
        return Ok(());
    }
    if act == Act::Confirm && talk.step == Step::Confirm {
        return launch(desk, guest, talk).await;
    }
    answer::pressed(desk, &mut talk, act).await?;
    go_on(desk, guest, talk).await
}

/// False when no conversation wants a text.
pub(crate) async fn wrote(desk: &Desk, guest: &Guest, text: &str) -> Result<bool, Trouble> {
    let Some(mut talk) = kept(desk, guest).await? else { return Ok(false) };
    match answer::wrote(&mut talk, text) {
        answer::Wrote::Taken => {
            // What was typed stands below the card: the card follows it down.
            let card = card(desk, guest, &talk).await?;
            talk.message = desk.send(guest.chat, &card).await?.id.0;
            keep(desk, guest, &talk).await?;
        }
        answer::Wrote::TooLong { most } => {
            desk.send(guest.chat, &cards::too_long(guest.say, most)).await?;
        }
        answer::Wrote::PressAButton => {
            desk.send(guest.chat, &basics::press_a_button(guest.say)).await?;
        }
    }
    Ok(true)
}

async fn launch(desk: &Arc<Desk>, guest: &Guest, mut talk: Talk) -> Result<(), Trouble> {
    let (Some(project), Some(job)) = (talk.project.clone(), talk.job.clone()) else { return Ok(()) };
    let request = LaunchRequest {
        key: talk.key.clone(),
        project_id: project.id,
        job_id: job.id,
        name: talk.name.clone(),
        values: talk.values(),
    };
    match desk.companion.launch(request).await? {
        LaunchAnswer::Asked { run_id } => {
            desk.companion.bot_note(&guest.person, BotAct::Launched, &talk.name).await?;
            runs::follow(desk, guest, run_id, Some(talk.message)).await?;
            desk.companion.bot_end_conversation(guest.chat.0, guest.telegram_id()).await?;
            Ok(())
        }
        LaunchAnswer::Refused { faults } => {
            desk.send(guest.chat, &cards::refused(guest.say, &faults)).await?;
            talk.step = Step::Name;
            go_on(desk, guest, talk).await
        }
    }
}

async fn go_on(desk: &Desk, guest: &Guest, mut talk: Talk) -> Result<(), Trouble> {
    let card = card(desk, guest, &talk).await?;
    talk.message = desk.show(guest.chat, MessageId(talk.message), &card).await?.0;
    keep(desk, guest, &talk).await
}

async fn card(desk: &Desk, guest: &Guest, talk: &Talk) -> Result<Card, Trouble> {
    let (say, id) = (guest.say, guest.telegram_id());
    Ok(match (talk.step, &talk.project) {
        (Step::Project, _) | (_, None) => cards::projects(say, id, &found_projects(desk, talk).await?, talk),
        (Step::Job, Some(project)) => {
            cards::jobs(say, id, &found_jobs(desk, project.id, talk).await?, talk, project)
        }
        (Step::Values, _) => cards::values(say, id, talk),
        (Step::Value(at), _) => cards::value(say, id, talk, at),
        (Step::Name, _) => cards::name(say, id, talk),
        (Step::Confirm, _) => cards::confirm(say, id, talk),
    })
}

/// Favourites first, then by name; those that hold what was searched for.
async fn found_projects(desk: &Desk, talk: &Talk) -> Result<Vec<ProjectView>, Trouble> {
    let mut all = desk.companion.projects(false).await?.items;
    let sought = talk.search.to_lowercase();
    all.retain(|project| project.name.to_lowercase().contains(&sought));
    all.sort_by_key(|project| (!project.favourite, project.name.to_lowercase()));
    Ok(all)
}

async fn found_jobs(desk: &Desk, project_id: i64, talk: &Talk) -> Result<Vec<JobView>, Trouble> {
    let mut all = desk.companion.jobs(project_id, false).await?.items;
    let sought = talk.search.to_lowercase();
    all.retain(|job| job.name.to_lowercase().contains(&sought));
    Ok(all)
}

/// One that cannot be read, as from another version, is none.
async fn kept(desk: &Desk, guest: &Guest) -> Result<Option<Talk>, Trouble> {
    let kept = desk.companion.bot_conversation(guest.chat.0, guest.telegram_id()).await?;
    Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()))
}

async fn keep(desk: &Desk, guest: &Guest, talk: &Talk) -> Result<(), Trouble> {
    let state = serde_json::json!(talk);
    Ok(desk.companion.bot_keep_conversation(guest.chat.0, guest.telegram_id(), &state).await?)
}
