//! The commands that a bot has set up, by scope and language, and which of them a person's menu shows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A command of a bot's menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Without the slash.
    pub command: String,
    pub description: String,
}

/// For whom commands are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    Default,
    AllPrivate,
    AllGroups,
    AllAdministrators,
    Chat(i64),
    Administrators(i64),
    Member(i64, i64),
}

#[derive(Debug, Default)]
pub(crate) struct Menus(BTreeMap<(Scope, String), Vec<Command>>);

impl Scope {
    /// Reads a `BotCommandScope`; the error is what Telegram says behind `Bad Request: `.
    pub(crate) fn read(given: Option<&Value>) -> Result<Self, String> {
        let Some(given) = given.filter(|value| !value.is_null()) else { return Ok(Self::Default) };
        let id = |field: &str| {
            let value = &given[field];
            let read = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
            read.ok_or_else(|| format!("can't parse BotCommandScope: Can't find field \"{field}\""))
        };
        match given["type"].as_str().unwrap_or_default() {
            "default" => Ok(Self::Default),
            "all_private_chats" => Ok(Self::AllPrivate),
            "all_group_chats" => Ok(Self::AllGroups),
            "all_chat_administrators" => Ok(Self::AllAdministrators),
            "chat" => Ok(Self::Chat(id("chat_id")?)),
            "chat_administrators" => Ok(Self::Administrators(id("chat_id")?)),
            "chat_member" => Ok(Self::Member(id("chat_id")?, id("user_id")?)),
            _ => Err("can't parse BotCommandScope: Unsupported type specified".to_owned()),
        }
    }

    /// The chat that has to exist for this scope.
    pub(crate) fn chat(self) -> Option<i64> {
        match self {
            Self::Chat(chat) | Self::Administrators(chat) | Self::Member(chat, _) => Some(chat),
            Self::Default | Self::AllPrivate | Self::AllGroups | Self::AllAdministrators => None,
        }
    }
}

impl Menus {
    /// An empty list takes the entry away.
    pub(crate) fn set(&mut self, scope: Scope, language: &str, commands: Vec<Command>) {
        let key = (scope, language.to_owned());
        if commands.is_empty() {
            self.0.remove(&key);
        } else {
            self.0.insert(key, commands);
        }
    }

    pub(crate) fn get(&self, scope: Scope, language: &str) -> &[Command] {
        self.0.get(&(scope, language.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The first of the scopes that says anything, the person's own language before the others.
    pub(crate) fn shown(&self, scopes: &[Scope], language: &str) -> &[Command] {
        let mut lists = scopes.iter().flat_map(|scope| [self.get(*scope, language), self.get(*scope, "")]);
        lists.find(|commands| !commands.is_empty()).unwrap_or_default()
    }
}

/// Reads a list of commands; the error is what Telegram says behind `Bad Request: `.
pub(crate) fn read(given: &Value) -> Result<Vec<Command>, String> {
    let Some(list) = given.as_array() else {
        return Err("can't parse commands: Expected an Array of BotCommand".to_owned());
    };
    if list.len() > 100 {
        return Err("BOT_COMMANDS_TOO_MUCH".to_owned());
    }
    list.iter().map(command).collect()
}

fn command(given: &Value) -> Result<Command, String> {
    let field = |name: &str| {
        let text = given[name].as_str();
        text.map(str::trim).ok_or_else(|| format!("can't parse BotCommand: Can't find field \"{name}\""))
    };
    let (name, description) = (field("command")?, field("description")?);
    let name = name.strip_prefix('/').unwrap_or(name);
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !(1..=32).contains(&name.len()) || !name.chars().all(is_plain) {
        return Err("BOT_COMMAND_INVALID".to_owned());
    }
    match description.chars().count() {
        0 => Err("command description must be non-empty".to_owned()),
        1..=256 => Ok(Command { command: name.to_owned(), description: description.to_owned() }),
        _ => Err("BOT_COMMAND_DESCRIPTION_INVALID".to_owned()),
    }
}
