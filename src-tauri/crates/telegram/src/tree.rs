//! Which update is answered by whom.

use std::sync::Arc;

use teloxide::dispatching::UpdateHandler;
use teloxide::prelude::*;

use crate::address::{self, Heard};
use crate::desk::Desk;
use crate::trouble::Trouble;
use crate::{gate, press, talk};

pub(crate) fn tree() -> UpdateHandler<Trouble> {
    dptree::entry()
        .branch(
            Update::filter_message()
                .branch(dptree::filter_map(gate::migration).endpoint(gate::on_migration))
                .filter_map(heard)
                .filter_map_async(gate::of_message)
                .endpoint(talk::on_message),
        )
        .branch(Update::filter_callback_query().filter_map_async(gate::of_press).endpoint(press::on_press))
}

#[expect(clippy::needless_pass_by_value, reason = "the tree lends values")]
fn heard(desk: Arc<Desk>, message: Message) -> Option<Heard> {
    address::heard(&desk.me, &message)
}
