//! Deleting.

use serde_json::json;

use super::call::Call;
use super::target;
use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use crate::world::room::Place;

/// A bot may delete what is younger than this many seconds.
const DELETABLE: i64 = 48 * 3600;

pub(super) fn one(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::place(world, bot, call)?;
    target::check_migrated(world, place)?;
    let Some(id) = call.int("message_id").filter(|id| *id > 0) else {
        return Err(Refusal::bad("message identifier is not specified"));
    };
    check(world, bot, place, id)?;
    world.delete(place, id);
    Ok(json!(true))
}

/// What cannot be deleted is passed over.
pub(super) fn many(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let place = target::place(world, bot, call)?;
    target::check_migrated(world, place)?;
    let ids = call.ints("message_ids")?;
    if ids.is_empty() || ids.len() > 100 {
        let why = if ids.is_empty() {
            "message identifiers are not specified"
        } else {
            "too many message identifiers specified"
        };
        return Err(Refusal::bad(why));
    }
    for id in ids {
        if check(world, bot, place, id).is_ok() {
            world.delete(place, id);
        }
    }
    Ok(json!(true))
}

fn check(world: &World, bot: i64, place: Place, id: i64) -> Result<(), Refusal> {
    let message = world.room(place).and_then(|room| room.get(id));
    let message = message.ok_or_else(|| Refusal::bad("message to delete not found"))?;
    let is_young = world.clock.seconds() - message.date < DELETABLE;
    let may = match place {
        Place::Private { .. } => is_young,
        Place::Group(_) => target::is_administrator(world, bot, place) || (message.from == bot && is_young),
    };
    if may { Ok(()) } else { Err(Refusal::bad("message can't be deleted")) }
}
