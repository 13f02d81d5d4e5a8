//! Launching, step by step: project → job → values → name → everything on one card → launched. On the way only some tests
//! can be chosen: a test plan or a saved choice.
//!
//! Where a conversation stands is the domain's to keep. It lives in one message, edited in place; a button of any other
//! message is of a step that is over. The key of the launch is the conversation's, so that two presses are one launch,
//! also over a restart between them.

mod answer;
mod state;

use std::sync::Arc;

use companion::bot::{search_jobs, search_projects};
use companion::view::{BotAct, JobView, LaunchAnswer, LaunchRequest, ProjectView};
use teloxide::types::MessageId;

pub(crate) use self::state::{Named, Step, Talk};
use crate::cards::{Card, basics, launch as cards};
use crate::data::Act;
use crate::desk::{Desk, Kept};
use crate::gate::Guest;
use crate::runs;
use crate::trouble::Trouble;

/// `/launch`, and `/projects`, which is its first step: whatever was begun before is left, and its card says so.
pub(crate) async fn begin(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let left = desk.kept(guest).await?.launch;
    below(desk, guest, Talk::new()).await?;
    if let Some(left) = left
        && is_here(guest, &left)
    {
        desk.show(guest.room, MessageId(left.message), &cards::left(guest.say, &left)).await?;
    }
    Ok(())
}

pub(crate) async fn cancel(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let kept = desk.kept(guest).await?;
    desk.keep(guest, &Kept::default()).await?;
    let card = match (kept.launch, kept.asked) {
        (Some(talk), _) => {
            let cancelled = basics::cancelled(guest.say);
            if is_here(guest, &talk) {
                desk.show(guest.room, MessageId(talk.message), &cancelled).await?;
            }
            cancelled
        }
        (None, Some(_)) => basics::unchanged(guest.say),
        (None, None) => basics::nothing_to_cancel(guest.say),
    };
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn pressed(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    act: Act,
) -> Result<(), Trouble> {
    let Some(mut talk) = desk.kept(guest).await?.launch else {
        desk.send(guest.room, &Card::plain(basics::old_button(guest.say))).await?;
        return Ok(());
    };
    if !is_here(guest, &talk) {
        return below(desk, guest, talk).await;
    }
    if talk.message != message.0 {
        // The answer leads to the card that is in use.
        let card = basics::older_card(guest.say);
        desk.reply(guest.room, MessageId(talk.message), &card).await?;
        return Ok(());
    }
    if act == Act::Cancel {
        desk.keep(guest, &Kept::default()).await?;
        desk.show(guest.room, message, &basics::cancelled(guest.say)).await?;
        return Ok(());
    }
    if !talk.told {
        return go_on(desk, guest, talk).await;
    }
    if act == Act::Confirm && talk.step == Step::Confirm {
        return Box::pin(launch(desk, guest, talk)).await;
    }
    if act == Act::LaunchDefaults && talk.step == Step::Values {
        talk.take_defaults();
        talk.name.clone_from(&talk.suggested_name);
        return Box::pin(launch(desk, guest, talk)).await;
    }
    answer::pressed(desk, &mut talk, act).await?;
    go_on(desk, guest, talk).await
}

/// A text that this conversation is to take.
pub(crate) async fn wrote(
    desk: &Desk,
    guest: &Guest,
    mut talk: Talk,
    message: MessageId,
    text: &str,
) -> Result<(), Trouble> {
    if !talk.told || !is_here(guest, &talk) {
        return below(desk, guest, talk).await;
    }
    if message.0 <= talk.taken {
        tracing::debug!("an answer came again");
        return Ok(());
    }
    match answer::wrote(&mut talk, text) {
        answer::Wrote::Taken => {
            // Kept before the next question is told, so that a text is never taken for the answer to one before.
            talk.told = false;
            talk.taken = message.0;
            keep(desk, guest, &talk).await?;
            // What was typed stands below the card: the card follows it down.
            below(desk, guest, talk).await?;
        }
        answer::Wrote::TooLong { most } => {
            desk.send(guest.room, &cards::too_long(guest.say, most)).await?;
        }
        answer::Wrote::PressAButton => {
            desk.send(guest.room, &basics::press_a_button(guest.say)).await?;
        }
    }
    Ok(())
}

async fn launch(desk: &Arc<Desk>, guest: &Guest, mut talk: Talk) -> Result<(), Trouble> {
    let (Some(project), Some(job)) = (talk.project.clone(), talk.job.clone()) else { return Ok(()) };
    let request = LaunchRequest {
        key: talk.key.clone(),
        project_id: project.id,
        job_id: job.id,
        name: talk.name.clone(),
        values: talk.values(),
        choice: talk.choice.clone(),
    };
    match desk.companion.launch_for(request, Some(runs::follower(guest, Some(talk.message)))).await? {
        LaunchAnswer::Asked { run_id } => {
            desk.companion.bot_note(&guest.person, BotAct::Launched, &talk.name).await?;
            runs::follow(desk, guest, run_id, Some(talk.message)).await?;
            Ok(desk.keep(guest, &Kept::default()).await?)
        }
        LaunchAnswer::Refused { faults } => {
            desk.send(guest.room, &cards::refused(guest.say, &faults)).await?;
            talk.step = Step::Name;
            go_on(desk, guest, talk).await
        }
    }
}

async fn go_on(desk: &Desk, guest: &Guest, mut talk: Talk) -> Result<(), Trouble> {
    if !is_here(guest, &talk) {
        return below(desk, guest, talk).await;
    }
    let card = card(desk, guest, &talk).await?;
    talk.message = desk.show(guest.room, MessageId(talk.message), &card).await?.0;
    talk.told = true;
    keep(desk, guest, &talk).await
}

/// Goes on in a message of its own.
async fn below(desk: &Desk, guest: &Guest, mut talk: Talk) -> Result<(), Trouble> {
    let card = card(desk, guest, &talk).await?;
    let sent = desk.send(guest.room, &card).await?;
    (talk.chat, talk.message) = (sent.chat.id.0, sent.id.0);
    if talk.key.is_empty() {
        talk.key = format!("tg/{}/{}/launch", talk.chat, talk.message);
    }
    talk.told = true;
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
        (Step::Tests { .. }, Some(project)) => {
            let mut saved = desk.companion.saved_tests(project.id).await?;
            let searched = talk.search.to_lowercase();
            saved.retain(|one| one.name.to_lowercase().contains(&searched));
            let plans = desk.companion.test_plans(project.id, talk.search.clone()).await?;
            cards::tests(say, id, talk, &saved, &plans)
        }
    })
}

/// Whether the message in which the conversation lives can still be seen: its chat did not move since.
fn is_here(guest: &Guest, talk: &Talk) -> bool {
    talk.chat == 0 || talk.chat == guest.room.chat.0
}

/// Favourites first, then by name; those that hold what was searched for.
async fn found_projects(desk: &Desk, talk: &Talk) -> Result<Vec<ProjectView>, Trouble> {
    Ok(search_projects(&desk.companion.projects(false).await?.items, &talk.search))
}

async fn found_jobs(desk: &Desk, project_id: i64, talk: &Talk) -> Result<Vec<JobView>, Trouble> {
    Ok(search_jobs(&desk.companion.jobs(project_id, false).await?.items, &talk.search))
}

async fn keep(desk: &Desk, guest: &Guest, talk: &Talk) -> Result<(), Trouble> {
    Ok(desk.keep(guest, &Kept { launch: Some(talk.clone()), asked: None }).await?)
}
