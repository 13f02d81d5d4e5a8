//! Export plans and their files, in a private chat: files may hold what a group must not see.

use std::sync::Arc;

use companion::view::{BotAct, CopyView, Done, ExportFileView, FileQuery};
use teloxide::payloads::SendDocumentSetters as _;
use teloxide::prelude::Requester as _;
use teloxide::types::{ChatAction, InputFile, MessageId};

use crate::cards::{Card, basics, exports as cards};
use crate::desk::Desk;
use crate::gate::Guest;
use crate::runs;
use crate::trouble::Trouble;

/// The most that a bot may send.
const SENDABLE: u64 = 50 * 1_024 * 1_024;

pub(crate) async fn list(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    let card = if guest.private {
        cards::list(guest.say, guest.telegram_id(), &desk.companion.exports().await?, 0)
    } else {
        basics::in_private(guest.say)
    };
    desk.send(guest.room, &card).await?;
    Ok(())
}

pub(crate) async fn turn(desk: &Desk, guest: &Guest, message: MessageId, at: u32) -> Result<(), Trouble> {
    let card = cards::list(guest.say, guest.telegram_id(), &desk.companion.exports().await?, at);
    desk.show(guest.room, message, &card).await?;
    Ok(())
}

pub(crate) async fn plan(
    desk: &Desk,
    guest: &Guest,
    message: MessageId,
    plan_id: i64,
) -> Result<(), Trouble> {
    let exports = desk.companion.exports().await?;
    let Some(plan) = exports.plans.iter().find(|plan| plan.id == plan_id) else {
        return say_gone(desk, guest).await;
    };
    let query =
        FileQuery { plan_id: Some(plan_id), project_id: None, text: String::new(), offset: 0, limit: 8 };
    let files = desk.companion.export_files(query).await?.items;
    desk.show(guest.room, message, &cards::plan(guest.say, guest.telegram_id(), plan, &files)).await?;
    Ok(())
}

pub(crate) async fn run(desk: &Desk, guest: &Guest, message: MessageId, plan_id: i64) -> Result<(), Trouble> {
    let exports = desk.companion.exports().await?;
    let Some(plan) = exports.plans.iter().find(|plan| plan.id == plan_id) else {
        return say_gone(desk, guest).await;
    };
    let key = runs::button(guest, message, "export", plan_id);
    if desk.companion.bot_asked(&key).await?.is_some() {
        desk.reply(guest.room, message, &basics::used_button(guest.say, "/exports")).await?;
        return Ok(());
    }
    let card = match desk.companion.run_plan(key, plan_id).await? {
        Done::Done | Done::Asked => {
            desk.companion.bot_note(&guest.person, BotAct::RanExport, &plan.draft.name).await?;
            cards::begun(guest.say, guest.telegram_id(), plan)
        }
        Done::NotPossible { why } => Card::plain(&why),
    };
    desk.send(guest.room, &card).await?;
    Ok(())
}

/// A large file takes its time, and other words are answered meanwhile.
pub(crate) async fn file(desk: &Arc<Desk>, guest: &Guest, file_id: i64) -> Result<(), Trouble> {
    let file = desk.companion.export_file(file_id).await?;
    if !guest.private {
        desk.send(guest.room, &basics::in_private(guest.say)).await?;
        return Ok(());
    }
    // As it lies there by now: somebody may have put more into it.
    let found = tokio::fs::metadata(&file.path).await.ok().filter(|_| !file.gone);
    let cannot = match found.map(|found| found.len()) {
        None => Some(cards::file_gone(guest.say, &file)),
        Some(bytes) if bytes > SENDABLE => Some(cards::too_large(guest.say, &file, bytes)),
        Some(_) => None,
    };
    if let Some(card) = cannot {
        let card = match link(desk, &file).await {
            Some(link) => {
                desk.companion.bot_note(&guest.person, BotAct::SentFile, &file.name).await?;
                cards::in_bucket(guest.say, &file, &link)
            }
            None => card,
        };
        desk.send(guest.room, &card).await?;
        return Ok(());
    }
    let (sender, guest) = (desk.clone(), guest.clone());
    desk.spawn(async move { send(&sender, &guest, &file).await });
    Ok(())
}

/// An address with which the file can be got from the bucket; `None` where it is not there.
async fn link(desk: &Desk, file: &ExportFileView) -> Option<String> {
    match file.copy {
        Some(CopyView::Stored { .. }) => desk.companion.file_link(file.id).await.ok(),
        Some(CopyView::Waiting | CopyView::Failed { .. }) | None => None,
    }
}

async fn send(desk: &Desk, guest: &Guest, file: &ExportFileView) -> Result<(), Trouble> {
    desk.api.send_chat_action(guest.room.chat, ChatAction::UploadDocument).await?;
    let document = InputFile::file(&file.path).file_name(file.name.clone());
    let mut ask = desk.api.send_document(guest.room.chat, document).caption(cards::caption(guest.say, file));
    if let Some(topic) = guest.room.topic {
        ask = ask.message_thread_id(topic);
    }
    let sent = desk.patiently(ask).await;
    if let Err(error) = sent {
        desk.send(guest.room, &cards::not_taken(guest.say, file)).await?;
        return Err(error.into());
    }
    Ok(desk.companion.bot_note(&guest.person, BotAct::SentFile, &file.name).await?)
}

async fn say_gone(desk: &Desk, guest: &Guest) -> Result<(), Trouble> {
    desk.send(guest.room, &cards::gone(guest.say)).await?;
    Ok(())
}
