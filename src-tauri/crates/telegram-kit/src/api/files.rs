//! Fetching files.

use super::call::Call;
use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use crate::world::files::MOST_DOWNLOAD;

pub(super) fn get(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let id = call.text_or_empty("file_id");
    if id.is_empty() {
        return Err(Refusal::bad("file_id not specified"));
    }
    let Some(index) = world.files.of_id(bot, &id) else {
        return Err(Refusal::bad("invalid file_id"));
    };
    if world.files.get(index).is_some_and(|file| file.bytes.len() > MOST_DOWNLOAD) {
        return Err(Refusal::bad("file is too big"));
    }
    Ok(world.files.describe(bot, index))
}
