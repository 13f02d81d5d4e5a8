//! What the bot is and says of itself.

use serde_json::{Value, json};

use super::call::Call;
use super::target;
use crate::refusal::{Outcome, Refusal};
use crate::world::World;

pub(super) fn get_me(world: &mut World, bot: i64, _call: &Call) -> Outcome {
    let mut me = world.user(bot);
    let privacy = world.bot(bot).is_some_and(|bot| bot.privacy);
    let more = [
        ("can_join_groups", true),
        ("can_read_all_group_messages", !privacy),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ];
    for (field, value) in more {
        me[field] = json!(value);
    }
    Ok(me)
}

/// Methods that have nothing to do here.
pub(super) fn done(_world: &mut World, _bot: i64, _call: &Call) -> Outcome {
    Ok(json!(true))
}

pub(super) fn set_name(world: &mut World, bot: i64, call: &Call) -> Outcome {
    set(world, bot, call, "name", 64)
}

pub(super) fn get_name(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let name = get(world, bot, call, "name");
    let name = name.or_else(|| world.bot(bot).map(|bot| bot.name.clone()));
    Ok(json!({"name": name.unwrap_or_default()}))
}

pub(super) fn set_description(world: &mut World, bot: i64, call: &Call) -> Outcome {
    set(world, bot, call, "description", 512)
}

pub(super) fn get_description(world: &mut World, bot: i64, call: &Call) -> Outcome {
    Ok(json!({"description": get(world, bot, call, "description").unwrap_or_default()}))
}

pub(super) fn set_short_description(world: &mut World, bot: i64, call: &Call) -> Outcome {
    set(world, bot, call, "short_description", 120)
}

pub(super) fn get_short_description(world: &mut World, bot: i64, call: &Call) -> Outcome {
    Ok(json!({"short_description": get(world, bot, call, "short_description").unwrap_or_default()}))
}

/// An empty text takes the entry away.
fn set(world: &mut World, bot: i64, call: &Call, field: &'static str, most: usize) -> Outcome {
    let (text, language) = (call.text_or_empty(field), call.text_or_empty("language_code"));
    if text.chars().count() > most {
        return Err(Refusal::bad(format!("bot {} is too long", field.replace('_', " "))));
    }
    if let Some(bot) = world.bot_mut(bot) {
        if text.is_empty() {
            bot.profile.remove(&(field, language));
        } else {
            bot.profile.insert((field, language), text);
        }
    }
    Ok(json!(true))
}

/// In the language that is asked for, or else for all languages.
fn get(world: &World, bot: i64, call: &Call, field: &'static str) -> Option<String> {
    let bot = world.bot(bot)?;
    let language = call.text_or_empty("language_code");
    bot.profile.get(&(field, language)).or_else(|| bot.profile.get(&(field, String::new()))).cloned()
}

pub(super) fn default_rights(_world: &mut World, _bot: i64, _call: &Call) -> Outcome {
    Ok(json!({
        "is_anonymous": false, "can_manage_chat": false, "can_delete_messages": false,
        "can_manage_video_chats": false, "can_restrict_members": false, "can_promote_members": false,
        "can_change_info": false, "can_invite_users": false, "can_post_stories": false, "can_edit_stories": false,
        "can_delete_stories": false
    }))
}

/// People here have no pictures.
pub(super) fn photos(world: &mut World, bot: i64, call: &Call) -> Outcome {
    target::place_of(world, bot, call, "user_id").map_err(|_| Refusal::bad("user not found"))?;
    let none: [Value; 0] = [];
    Ok(json!({"total_count": 0, "photos": none}))
}
