//! Which chat a call is about, and whether the bot may act there.

use super::call::Call;
use crate::refusal::Refusal;
use crate::refused::Refused;
use crate::world::World;
use crate::world::people::Rank;
use crate::world::room::Place;

/// The chat that `chat_id` names, known to the bot.
pub(crate) fn place(world: &World, bot: i64, call: &Call) -> Result<Place, Refusal> {
    place_of(world, bot, call, "chat_id")
}

pub(crate) fn place_of(world: &World, bot: i64, call: &Call, field: &str) -> Result<Place, Refusal> {
    let given = call.text_or_empty(field);
    if given.trim().is_empty() {
        return Err(Refusal::bad(format!("{field} is empty")));
    }
    let Some(id) = call.int(field) else { return Err(Refused::ChatNotFound.refusal()) };
    find(world, bot, id).ok_or_else(|| Refused::ChatNotFound.refusal())
}

fn find(world: &World, bot: i64, id: i64) -> Option<Place> {
    if id < 0 {
        let group = world.group(id)?;
        let was_here = group.members.contains_key(&bot) || group.former.contains(&bot);
        return was_here.then_some(Place::Group(id));
    }
    world.human(id)?;
    let is_known = world.bot(bot)?.known.contains(&id);
    let met = || {
        let mut groups = world.groups.iter();
        groups.any(|group| group.members.contains_key(&bot) && group.members.contains_key(&id))
    };
    (is_known || met()).then_some(Place::Private { bot, person: id })
}

/// The chat that `chat_id` names, where the bot may write.
pub(crate) fn open_place(world: &World, bot: i64, call: &Call) -> Result<Place, Refusal> {
    let place = place(world, bot, call)?;
    check_open(world, bot, place)?;
    Ok(place)
}

/// A group that has become a supergroup takes nothing under its old id.
pub(crate) fn check_migrated(world: &World, place: Place) -> Result<(), Refusal> {
    let Place::Group(id) = place else { return Ok(()) };
    let migrated = world.group(id).and_then(|group| group.migrated_to);
    migrated.map_or(Ok(()), |to| Err(Refusal::migrated(to)))
}

fn check_open(world: &World, bot: i64, place: Place) -> Result<(), Refusal> {
    check_migrated(world, place)?;
    match place {
        Place::Private { person, .. } => {
            let bot = world.bot(bot).ok_or_else(Refusal::unauthorized)?;
            if world.human(person).is_some_and(|human| human.deactivated) {
                return Err(Refused::UserDeactivated.refusal());
            }
            if bot.blocked_by.contains(&person) {
                return Err(Refused::BotBlocked.refusal());
            }
            if !bot.known.contains(&person) {
                return Err(Refused::CannotInitiate.refusal());
            }
            Ok(())
        }
        Place::Group(id) => {
            let group = world.group(id).ok_or_else(|| Refused::ChatNotFound.refusal())?;
            if group.members.contains_key(&bot) {
                return Ok(());
            }
            let kicked = if group.basic { Refused::KickedFromGroup } else { Refused::KickedFromSupergroup };
            Err(kicked.refusal())
        }
    }
}

/// Whether the bot has an administrator's rights in a group.
pub(crate) fn is_administrator(world: &World, bot: i64, place: Place) -> bool {
    let Place::Group(id) = place else { return true };
    let rank = world.group(id).and_then(|group| group.members.get(&bot));
    matches!(rank, Some(Rank::Administrator | Rank::Creator))
}
