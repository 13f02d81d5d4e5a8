//! A command or a text: answered by the part that it concerns, or with what would be understood.

use std::sync::Arc;

use companion::view::BotRole;
use teloxide::types::Message;

use crate::address::{By, Heard, What};
use crate::cards::{Card, basics};
use crate::command::{Command, keys};
use crate::desk::Desk;
use crate::gate::Guest;
use crate::trouble::Trouble;
use crate::{access, cases, exports, launch, runs, schedules, settings};

pub(crate) async fn on_message(
    desk: Arc<Desk>,
    message: Message,
    guest: Guest,
    heard: Heard,
) -> Result<(), Trouble> {
    let Heard::Said { what, by } = heard else { return Ok(()) };
    let answering = Box::pin(answer(&desk, &message, &guest, what, by));
    let done = desk.companion.speaking(guest.say.0, answering).await;
    told(&desk, &guest, done).await
}

async fn answer(
    desk: &Arc<Desk>,
    message: &Message,
    guest: &Guest,
    what: What,
    by: By,
) -> Result<(), Trouble> {
    let text = match what {
        What::Command(command) => return carry_out(desk, message, guest, command).await,
        What::Words(text) => Some(text),
        What::NoWords => None,
    };
    let kept = desk.kept(guest).await?;
    let wants_words = kept.asked.is_some() || kept.launch.as_ref().is_some_and(launch::Talk::wants_words);
    let searches =
        |talk: &launch::Talk| message.reply_to_message().is_some_and(|card| talk.is_searched_by(card));
    if by == By::Reply && !wants_words && !kept.launch.as_ref().is_some_and(searches) {
        // People talk with one another under what the bot said.
        return Ok(());
    }
    let forwarded = guest.private && message.forward_origin().is_some();
    if forwarded && !wants_words && guest.person.role >= BotRole::Admin {
        return access::people::forwarded_here(desk, guest, message).await;
    }
    let Some(text) = text else {
        desk.send(guest.room, &basics::text_only(guest.say)).await?;
        return Ok(());
    };
    if let Some(asked) = kept.asked {
        return settings::answered(desk, guest, asked, &text).await;
    }
    if let Some(talk) = kept.launch {
        return launch::wrote(desk, guest, talk, message.id, &text).await;
    }
    if let Some(command) = keys::typed(&text) {
        return carry_out(desk, message, guest, command).await;
    }
    desk.send(guest.room, &basics::hint(guest.say)).await?;
    Ok(())
}

/// A failure of the domain is told in its words; Telegram's own cannot be told and goes to the log.
pub(crate) async fn told(desk: &Desk, guest: &Guest, done: Result<(), Trouble>) -> Result<(), Trouble> {
    let Err(Trouble::Domain(failure)) = &done else { return done };
    desk.send(guest.room, &Card::failure(failure)).await?;
    Ok(())
}

async fn carry_out(
    desk: &Arc<Desk>,
    message: &Message,
    guest: &Guest,
    command: Command,
) -> Result<(), Trouble> {
    if guest.person.role < command.least_role() {
        desk.send(guest.room, &basics::admins_only(guest.say)).await?;
        return Ok(());
    }
    if command != Command::Cancel {
        desk.take_back(guest).await?;
    }
    match command {
        Command::Start(code) => settings::start(desk, message, guest, &code).await,
        Command::Help => settings::hello(desk, guest).await,
        Command::Launch | Command::Projects => launch::begin(desk, guest).await,
        Command::Runs => runs::list(desk, guest).await,
        Command::Status => runs::status(desk, guest).await,
        Command::Exports => exports::list(desk, guest).await,
        Command::Find(words) => cases::find(desk, guest, &words).await,
        Command::Case(words) => cases::show(desk, guest, &words).await,
        Command::Schedules => schedules::list(desk, guest).await,
        Command::Subscriptions => settings::subscriptions::list(desk, guest).await,
        Command::Mute => settings::quiet::ask_mute(desk, guest).await,
        Command::Language => settings::ask_language(desk, guest).await,
        Command::Cancel => launch::cancel(desk, guest).await,
        Command::AllowUser(named) => access::allow(desk, guest, &named, message).await,
        Command::DisallowUser(named) => access::disallow(desk, guest, &named, message).await,
        Command::ListAllowed => access::people::list(desk, guest).await,
    }
}
