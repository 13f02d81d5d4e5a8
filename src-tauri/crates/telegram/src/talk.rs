//! A command or a text: answered by the part that it concerns, or with what would be understood.

use std::sync::Arc;

use teloxide::types::Message;

use crate::cards::{Card, basics};
use crate::command::Command;
use crate::desk::Desk;
use crate::gate::Guest;
use crate::trouble::Trouble;
use crate::{access, exports, launch, runs, settings};

pub(crate) async fn on_command(
    desk: Arc<Desk>,
    message: Message,
    guest: Guest,
    command: Command,
) -> Result<(), Trouble> {
    let done =
        desk.companion.speaking(guest.say.0, Box::pin(carry_out(&desk, &message, &guest, command))).await;
    told(&desk, &guest, done).await
}

/// What is no command.
pub(crate) async fn on_message(desk: Arc<Desk>, message: Message, guest: Guest) -> Result<(), Trouble> {
    let answering = async {
        let Some(text) = message.text() else {
            // What only Telegram says, such as that somebody joined, wants no answer.
            if guest.private {
                desk.send(guest.chat, &basics::text_only(guest.say)).await?;
            }
            return Ok(());
        };
        if launch::wrote(&desk, &guest, text).await? {
            return Ok(());
        }
        desk.send(guest.chat, &basics::hint(guest.say)).await?;
        Ok(())
    };
    let done = desk.companion.speaking(guest.say.0, Box::pin(answering)).await;
    told(&desk, &guest, done).await
}

/// A failure of the domain is told in its words; Telegram's own cannot be told and goes to the log.
pub(crate) async fn told(desk: &Desk, guest: &Guest, done: Result<(), Trouble>) -> Result<(), Trouble> {
    let Err(Trouble::Domain(failure)) = &done else { return done };
    desk.send(guest.chat, &Card::failure(failure)).await?;
    Ok(())
}

async fn carry_out(
    desk: &Arc<Desk>,
    message: &Message,
    guest: &Guest,
    command: Command,
) -> Result<(), Trouble> {
    if guest.person.role < command.least_role() {
        desk.send(guest.chat, &basics::admins_only(guest.say)).await?;
        return Ok(());
    }
    match command {
        Command::Start(code) => settings::start(desk, message, guest, &code).await,
        Command::Help => settings::hello(desk, guest).await,
        Command::Launch | Command::Projects => launch::begin(desk, guest).await,
        Command::Runs => runs::list(desk, guest).await,
        Command::Status => runs::status(desk, guest).await,
        Command::Exports => exports::list(desk, guest).await,
        Command::Subscriptions => settings::subscriptions(desk, guest).await,
        Command::Mute => settings::ask_mute(desk, guest).await,
        Command::Language => settings::ask_language(desk, guest).await,
        Command::Cancel => launch::cancel(desk, guest).await,
        Command::AllowUser(named) => access::allow(desk, guest, &named, message).await,
        Command::DisallowUser(named) => access::disallow(desk, guest, &named, message).await,
        Command::ListAllowed => access::list(desk, guest).await,
    }
}
