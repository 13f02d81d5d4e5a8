//! The commands that Telegram's menu shows.

use serde_json::{Value, json};

use super::call::Call;
use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use crate::world::commands::{self, Command, Scope};

pub(super) fn set_commands(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let commands = call.json("commands")?.unwrap_or_else(|| json!([]));
    let commands = commands::read(&commands).map_err(Refusal::bad)?;
    set(world, bot, call, commands)
}

pub(super) fn delete_commands(world: &mut World, bot: i64, call: &Call) -> Outcome {
    set(world, bot, call, Vec::new())
}

pub(super) fn get_commands(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let (scope, language) = key(world, call)?;
    let bot = world.bot(bot).ok_or_else(Refusal::unauthorized)?;
    Ok(json!(bot.menus.get(scope, &language)))
}

fn set(world: &mut World, bot: i64, call: &Call, commands: Vec<Command>) -> Outcome {
    let (scope, language) = key(world, call)?;
    if let Some(bot) = world.bot_mut(bot) {
        bot.menus.set(scope, &language, commands);
    }
    Ok(json!(true))
}

fn key(world: &World, call: &Call) -> Result<(Scope, String), Refusal> {
    let scope = Scope::read(call.json("scope")?.as_ref()).map_err(Refusal::bad)?;
    let exists = |id: i64| world.human(id).is_some() || world.group(id).is_some();
    if scope.chat().is_some_and(|chat| !exists(chat)) {
        return Err(Refusal::bad("chat not found"));
    }
    let language = call.text_or_empty("language_code");
    let is_code =
        language.is_empty() || (language.len() == 2 && language.chars().all(|c| c.is_ascii_lowercase()));
    if is_code { Ok((scope, language)) } else { Err(Refusal::bad("LANG_CODE_INVALID")) }
}

pub(super) fn set_button(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let button = call.json("menu_button")?.unwrap_or_else(|| json!({"type": "default"}));
    if !matches!(button["type"].as_str(), Some("default" | "commands" | "web_app")) {
        return Err(Refusal::bad("can't parse menu button: Unsupported menu button type specified"));
    }
    let chat = call.int("chat_id").unwrap_or_default();
    if let Some(bot) = world.bot_mut(bot) {
        bot.menu_buttons.insert(chat, button);
    }
    Ok(json!(true))
}

pub(super) fn get_button(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let chat = call.int("chat_id").unwrap_or_default();
    let bot = world.bot(bot).ok_or_else(Refusal::unauthorized)?;
    let button: Option<&Value> = bot.menu_buttons.get(&chat).or_else(|| bot.menu_buttons.get(&0));
    Ok(button.cloned().unwrap_or_else(|| json!({"type": "commands"})))
}
