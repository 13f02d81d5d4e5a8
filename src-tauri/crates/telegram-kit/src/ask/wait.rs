//! Waiting: for what a person will see, and for a bot to come.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::{At, Whom};
use crate::core::Core;
use crate::seen::Event;

/// The events behind `since` in one chat, and what went wrong meanwhile. Held until there is any, or so long.
pub(super) async fn seen(core: &Core, at: &At, since: u64, wait_ms: u64) -> Result<Value, String> {
    let deadline = Instant::now() + Duration::from_millis(wait_ms);
    let (person, chat, bell) = {
        let world = core.world();
        let (person, place) = at.find(&world)?;
        let bell = world.human(person).map(|human| human.bell.clone()).ok_or("The person is gone")?;
        (person, place.for_people(), bell)
    };
    loop {
        let mut rung = std::pin::pin!(bell.notified());
        rung.as_mut().enable();
        let (events, errors) = {
            let world = core.world();
            let seen = world.human(person).map(|human| human.seen.as_slice()).unwrap_or_default();
            let unread = seen.get(usize::try_from(since).unwrap_or(usize::MAX)..).unwrap_or_default();
            let is_here = |event: &&Event| event.chat == chat && at.shows(event.topic);
            let events: Vec<Event> = unread.iter().filter(is_here).cloned().collect();
            (events, world.errors.clone())
        };
        if !events.is_empty()
            || !errors.is_empty()
            || core.is_stopping()
            || timeout_at(deadline, rung).await.is_err()
        {
            return Ok(json!({"events": events, "errors": errors}));
        }
    }
}

/// Whether the bot has asked for updates or set a webhook by then.
pub(super) async fn ready(core: &Core, bot: &Whom, wait_ms: u64) -> Result<Value, String> {
    let deadline = Instant::now() + Duration::from_millis(wait_ms);
    let (id, bell) = {
        let world = core.world();
        let id = bot.bot(&world)?;
        (id, world.bot(id).map(|bot| bot.bell.clone()).ok_or("The bot is gone")?)
    };
    loop {
        let mut rung = std::pin::pin!(bell.notified());
        rung.as_mut().enable();
        let is_ready = core.world().bot(id).is_some_and(|bot| bot.polls > 0);
        if is_ready || core.is_stopping() || timeout_at(deadline, rung).await.is_err() {
            return Ok(json!({"ready": is_ready}));
        }
    }
}
