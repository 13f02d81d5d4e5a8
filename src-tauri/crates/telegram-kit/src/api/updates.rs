//! `getUpdates`: held until something happens, confirmed by offset, given to one poller at a time.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::call::Call;
use crate::core::Core;
use crate::refusal::{Outcome, Refusal};
use crate::world::bot::{Bot, Update};

/// The most seconds that a poll is held.
const MOST_TIMEOUT: i64 = 50;
const MOST_UPDATES: i64 = 100;

pub(crate) async fn get(core: &Core, bot: i64, call: &Call) -> Outcome {
    let seconds = call.int("timeout").unwrap_or(0).clamp(0, MOST_TIMEOUT);
    let deadline = Instant::now() + Duration::from_secs(seconds.unsigned_abs());
    let limit = call.int("limit").filter(|limit| (1..=MOST_UPDATES).contains(limit)).unwrap_or(MOST_UPDATES);
    let limit = usize::try_from(limit).unwrap_or(1);
    let offset = call.int("offset").unwrap_or(0);
    let begun = {
        let mut world = core.world();
        let bot = world.bot_mut(bot).ok_or_else(Refusal::unauthorized)?;
        if bot.webhook.is_some() {
            let why = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
            return Err(Refusal::new(409, format!("Conflict: {why}")));
        }
        bot.allowed = allowed(call, bot.allowed.clone())?;
        bot.polls += 1;
        bot.bell.notify_waiters();
        (bot.bell.clone(), bot.polls)
    };
    let (bell, poll) = begun;
    loop {
        let mut rung = std::pin::pin!(bell.notified());
        rung.as_mut().enable();
        {
            let mut world = core.world();
            let bot = world.bot_mut(bot).ok_or_else(Refusal::unauthorized)?;
            if bot.polls != poll {
                return Err(Refusal::overtaken());
            }
            bot.confirm(offset);
            if !bot.updates.is_empty() || core.is_stopping() {
                return Ok(first(bot, limit));
            }
        }
        let woken = tokio::select! {
            woken = timeout_at(deadline, rung) => woken.is_ok(),
            () = core.stopping() => false,
        };
        if !woken {
            return Ok(json!([]));
        }
    }
}

fn first(bot: &Bot, limit: usize) -> Value {
    bot.updates.iter().take(limit).map(Update::json).collect()
}

/// The kinds of updates that the call wants from here on, or those that were wanted before where it does not say.
/// An empty list asks for Telegram's default.
pub(super) fn allowed(call: &Call, before: Option<Vec<String>>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(given) = call.json("allowed_updates")? else { return Ok(before) };
    let Some(list) = given.as_array() else {
        return Err(Refusal::bad("can't parse allowed updates: Expected an Array of String"));
    };
    let kinds: Vec<String> = list.iter().filter_map(|kind| kind.as_str().map(str::to_owned)).collect();
    Ok((!kinds.is_empty()).then_some(kinds))
}
