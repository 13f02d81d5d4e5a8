//! Which update is answered by whom.

use std::sync::Arc;

use teloxide::dispatching::UpdateHandler;
use teloxide::prelude::*;

use crate::command::{Command, keys};
use crate::desk::Desk;
use crate::gate::{self, Guest};
use crate::trouble::Trouble;
use crate::{press, talk};

pub(crate) fn tree() -> UpdateHandler<Trouble> {
    dptree::entry()
        .branch(
            Update::filter_message()
                .filter_map_async(gate::of_message)
                .branch(dptree::filter_map(command_in).endpoint(talk::on_command))
                .endpoint(talk::on_message),
        )
        .branch(Update::filter_callback_query().filter_map_async(gate::of_press).endpoint(press::on_press))
}

#[expect(clippy::needless_pass_by_value, reason = "the tree lends values")]
fn command_in(desk: Arc<Desk>, message: Message, guest: Guest) -> Option<Command> {
    use teloxide::utils::command::BotCommands as _;
    let text = message.text()?;
    let pressed = guest.private.then(|| keys::pressed(text)).flatten();
    pressed.or_else(|| Command::parse(text, desk.me.username()).ok())
}
