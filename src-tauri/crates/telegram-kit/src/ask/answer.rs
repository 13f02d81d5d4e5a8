//! Carries out what was asked.

use serde_json::{Value, json};

use super::{Ask, groups, people, wait};
use crate::core::Core;
use crate::transcript;
use crate::world::World;
use crate::world::log::What;

/// The error is for whoever wrote the test.
#[expect(clippy::wildcard_enum_match_arm, reason = "each function answers its part and hands the rest on")]
pub(crate) async fn answer(core: &Core, ask: Ask) -> Result<Value, String> {
    match ask {
        Ask::Seen { at, since, wait_ms } => wait::seen(core, &at, since, wait_ms).await,
        Ask::Ready { bot, wait_ms } => wait::ready(core, &bot, wait_ms).await,
        at_once => now(&mut core.world(), at_once),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "each function answers its part and hands the rest on")]
fn now(world: &mut World, ask: Ask) -> Result<Value, String> {
    match ask {
        Ask::AddBot { name, username, token, reads_all } => {
            let username = username.unwrap_or_else(|| username_of(&name));
            let id = world.add_bot(&name, &username, token.as_deref())?;
            if let Some(bot) = world.bot_mut(id) {
                bot.privacy = !reads_all;
            }
            let token = world.bot(id).map(|bot| bot.token.clone());
            Ok(json!({"id": id, "name": name, "username": username, "token": token}))
        }
        Ask::AddPerson { name, username, language } => {
            if name.is_empty() {
                return Err("A person has a name".to_owned());
            }
            let username = username.filter(|username| !username.is_empty());
            let id = world.add_human(&name, username.as_deref(), language.as_deref());
            Ok(json!({"id": id, "name": name}))
        }
        Ask::Trouble(trouble) => {
            let now = world.clock.now();
            Ok(json!({"id": world.troubles.add(trouble, now)}))
        }
        Ask::ClearTrouble { id } => Ok(json!({"cleared": world.troubles.remove(id)})),
        Ask::Clock { advance_ms, run } => {
            clock(world, advance_ms, run);
            Ok(json!({"now_ms": world.clock.now(), "running": world.clock.is_running()}))
        }
        Ask::Pace { enforced } => {
            world.paced = enforced;
            Ok(json!({}))
        }
        Ask::Report { error } => {
            let error = world.redacted(&error);
            let at = world.clock.seconds();
            world.log.add(at, None, What::Failed(error.clone()));
            world.errors.push(error);
            world.people.iter().for_each(|human| human.bell.notify_waiters());
            Ok(json!({}))
        }
        Ask::Problems { clear } => {
            let problems = json!({"errors": world.errors, "refused": world.log.refusals});
            if clear {
                world.errors.clear();
                world.log.refusals.clear();
            }
            Ok(problems)
        }
        Ask::Requests { since } => {
            let requests = json!(world.log.requests_since(since)).to_string();
            serde_json::from_str(&world.redacted(&requests)).map_err(|why| why.to_string())
        }
        Ask::State { bot } => {
            let bot = world.bot(bot.bot(world)?).ok_or("The bot is gone")?;
            Ok(json!({
                "id": bot.id, "name": bot.shown_name(), "username": bot.username, "pending": bot.updates.len(),
                "polls": bot.polls, "webhook": bot.webhook.is_some(), "next_update": bot.next_update,
            }))
        }
        Ask::Redeliver { bot, update } => {
            let bot = bot.bot(world)?;
            let bot = world.bot_mut(bot).ok_or("The bot is gone")?;
            let id = bot.redeliver(update).ok_or_else(|| format!("There is no update {update}"))?;
            Ok(json!({"update_id": id}))
        }
        Ask::UpdateIds { bot, next } => {
            if next < 1 {
                return Err("An update id is a positive number".to_owned());
            }
            let bot = bot.bot(world)?;
            world.bot_mut(bot).ok_or("The bot is gone")?.restart_ids(next);
            Ok(json!({}))
        }
        Ask::Download { file } => {
            let stored = world.files.get(file).ok_or_else(|| format!("There is no file {file}"))?;
            Ok(json!({"name": stored.name, "mime": stored.mime, "data": people::encode(&stored.bytes)}))
        }
        Ask::Transcript => Ok(json!(transcript::text(world))),
        Ask::Page => Ok(json!(transcript::page(world))),
        of_others => groups::answer(world, of_others),
    }
}

fn clock(world: &mut World, advance_ms: u64, run: Option<bool>) {
    if advance_ms > 0 {
        let at = world.clock.seconds();
        world.log.add(at, None, What::Clock { advanced_ms: advance_ms });
        world.clock.advance(advance_ms);
    }
    match run {
        Some(true) => world.clock.run(),
        Some(false) => world.clock.stop(),
        None => {}
    }
}

/// A bot's username from its name, ending in `bot` as Telegram wants it.
fn username_of(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if plain.to_ascii_lowercase().ends_with("bot") { plain } else { format!("{plain}_bot") }
}
