//! Keyboards: buttons under a message, and the keyboard beneath a chat. Telegram's rules and its error texts.

use serde_json::{Map, Value, json};

use crate::seen::{Button, Keyboard};

/// The most bytes of `callback_data`.
const MOST_DATA: usize = 64;
const MOST_BUTTONS: usize = 100;

/// Rows of buttons under a message, as the bot gave them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Inline(pub(crate) Vec<Vec<Map<String, Value>>>);

/// What a message does to the keyboard beneath the chat, as the bot gave it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply(pub(crate) Value);

/// A `reply_markup`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Markup {
    pub(crate) inline: Inline,
    pub(crate) reply: Option<Reply>,
}

const ACTIONS: [&str; 10] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

impl Markup {
    /// Reads a `reply_markup`; the error is what Telegram says behind `Bad Request: `.
    pub(crate) fn read(given: &Value) -> Result<Self, String> {
        let Some(object) = given.as_object() else {
            return Err("object expected as reply markup".to_owned());
        };
        if let Some(rows) = object.get("inline_keyboard") {
            return Ok(Self { inline: Inline::read(rows)?, reply: None });
        }
        let is_reply =
            ["keyboard", "remove_keyboard", "force_reply"].iter().any(|key| object.contains_key(*key));
        if let Some(rows) = object.get("keyboard") {
            check_rows(rows)?;
        }
        Ok(Self { inline: Inline::default(), reply: is_reply.then(|| Reply(given.clone())) })
    }
}

impl Inline {
    pub(crate) fn read(given: &Value) -> Result<Self, String> {
        let Some(rows) = given.as_array() else {
            return Err(
                "can't parse reply markup: Field \"inline_keyboard\" must be of type Array".to_owned()
            );
        };
        let mut read = Vec::new();
        for row in rows {
            let Some(buttons) = row.as_array() else {
                return Err(
                    "can't parse inline keyboard: An Array of InlineKeyboardButton expected".to_owned()
                );
            };
            let buttons = buttons.iter().map(button).collect::<Result<Vec<_>, _>>()?;
            if !buttons.is_empty() {
                read.push(buttons);
            }
        }
        if read.iter().map(Vec::len).sum::<usize>() > MOST_BUTTONS {
            return Err("reply markup is too long".to_owned());
        }
        Ok(Self(read))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn json(&self) -> Value {
        json!({"inline_keyboard": self.0})
    }

    pub(crate) fn view(&self) -> Vec<Vec<Button>> {
        self.0.iter().map(|row| row.iter().map(view).collect()).collect()
    }
}

fn view(button: &Map<String, Value>) -> Button {
    let text = |field: &str| button.get(field).and_then(Value::as_str).map(str::to_owned);
    let other = button
        .iter()
        .find(|(key, _)| ACTIONS.contains(&key.as_str()) && !matches!(key.as_str(), "url" | "callback_data"));
    Button {
        text: text("text").unwrap_or_default(),
        data: text("callback_data"),
        url: text("url"),
        other: other.map(|(key, value)| json!({key: value})),
    }
}

fn button(given: &Value) -> Result<Map<String, Value>, String> {
    let wrong = |what: &str| Err(format!("can't parse inline keyboard button: {what}"));
    let Some(button) = given.as_object() else {
        return wrong("InlineKeyboardButton must be an Object");
    };
    match button.get("text") {
        Some(Value::String(text)) if !text.trim().is_empty() => {}
        Some(Value::String(_)) => return wrong("Field \"text\" must be non-empty"),
        Some(_) => return wrong("Field \"text\" must be of type String"),
        None => return wrong("Can't find field \"text\""),
    }
    let mut actions =
        ACTIONS.iter().filter(|action| button.get(**action).is_some_and(|value| !value.is_null()));
    let Some(action) = actions.next() else {
        return wrong("Text buttons are unallowed in the inline keyboard");
    };
    match (*action, &button[*action]) {
        ("callback_data", Value::String(data)) if data.is_empty() || data.len() > MOST_DATA => {
            return Err("BUTTON_DATA_INVALID".to_owned());
        }
        ("url", Value::String(url)) if crate::text::address(url).is_none() => {
            return Err(format!("inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"));
        }
        ("callback_data" | "url", Value::String(_)) => {}
        (field @ ("callback_data" | "url"), _) => {
            return wrong(&format!("Field \"{field}\" must be of type String"));
        }
        _ => {}
    }
    Ok(button.clone().into_iter().filter(|(_, value)| !value.is_null()).collect())
}

fn check_rows(rows: &Value) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("can't parse keyboard button: {what}"));
    let Some(rows) = rows.as_array() else {
        return Err("can't parse reply markup: Field \"keyboard\" must be of type Array".to_owned());
    };
    for row in rows {
        let Some(buttons) = row.as_array() else {
            return wrong("Array of KeyboardButton expected");
        };
        for button in buttons {
            let text = if button.is_string() { Some(button) } else { button.get("text") };
            match text.and_then(Value::as_str) {
                Some(text) if !text.is_empty() => {}
                Some(_) => return wrong("Text of the button must be non-empty"),
                None => return wrong("Can't find field \"text\""),
            }
        }
    }
    Ok(())
}

impl Reply {
    pub(crate) fn view(&self) -> Option<Keyboard> {
        let placeholder = self.0["input_field_placeholder"].as_str().map(str::to_owned);
        if let Some(rows) = self.0["keyboard"].as_array() {
            let label =
                |button: &Value| button.as_str().or_else(|| button["text"].as_str()).map(str::to_owned);
            let row = |row: &Value| row.as_array().into_iter().flatten().filter_map(label).collect();
            let one_time = self.0["one_time_keyboard"].as_bool().unwrap_or(false);
            return Some(Keyboard::Show { rows: rows.iter().map(row).collect(), one_time, placeholder });
        }
        if self.0["remove_keyboard"].as_bool() == Some(true) {
            return Some(Keyboard::Remove);
        }
        (self.0["force_reply"].as_bool() == Some(true)).then_some(Keyboard::ForceReply { placeholder })
    }

    /// The button with this label: what it asks for beyond sending its text.
    pub(crate) fn request(&self, label: &str) -> Option<Value> {
        let mut buttons = self.0["keyboard"].as_array()?.iter().filter_map(Value::as_array).flatten();
        buttons.find(|button| button["text"].as_str() == Some(label)).cloned()
    }
}
