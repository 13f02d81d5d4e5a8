//! Which chat a call is about, and whether the bot may act there.

use super::call::Call;
use super::refusal::Refusal;
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
    let Some(id) = call.int(field) else { return Err(Refusal::bad("chat not found")) };
    find(world, bot, id).ok_or_else(|| Refusal::bad("chat not found"))
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

fn check_open(world: &World, bot: i64, place: Place) -> Result<(), Refusal> {
    match place {
        Place::Private { person, .. } => {
            let bot = world.bot(bot).ok_or_else(Refusal::unauthorized)?;
            if bot.blocked_by.contains(&person) {
                return Err(Refusal::forbidden("bot was blocked by the user"));
            }
            if !bot.known.contains(&person) {
                return Err(Refusal::forbidden("bot can't initiate conversation with a user"));
            }
            Ok(())
        }
        Place::Group(id) => {
            let is_member = world.group(id).is_some_and(|group| group.members.contains_key(&bot));
            is_member
                .then_some(())
                .ok_or_else(|| Refusal::forbidden("bot was kicked from the supergroup chat"))
        }
    }
}

/// Whether the bot has an administrator's rights in a group.
pub(crate) fn is_administrator(world: &World, bot: i64, place: Place) -> bool {
    let Place::Group(id) = place else { return true };
    let rank = world.group(id).and_then(|group| group.members.get(&bot));
    matches!(rank, Some(Rank::Administrator | Rank::Creator))
}
