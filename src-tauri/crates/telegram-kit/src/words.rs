//! A text with everything that an app can add to it.

use crate::bot::Bot;
use crate::seen::Message;
use crate::text::{Entity, EntityKind, units};

/// A text that a person writes. A string is one:
///
/// ```
/// use telegram_kit::Words;
///
/// let plain: Words = "/status".into();
/// let named = Words::of("Look, ").mentioning(6_200_000_001, "Anna");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) quote: Option<String>,
    pub(crate) via_bot: Option<i64>,
}

impl Words {
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Answers this message.
    #[must_use]
    pub fn replying_to(self, message: &Message) -> Self {
        Self { reply_to: Some(message.id), ..self }
    }

    /// Answers this part of the message that [`Self::replying_to`] names.
    #[must_use]
    pub fn quoting(self, part: impl Into<String>) -> Self {
        Self { quote: Some(part.into()), ..self }
    }

    /// Adds the name of somebody who has no username: a mention by id.
    #[must_use]
    pub fn mentioning(mut self, user: i64, name: &str) -> Self {
        let mut entity = Entity::new(EntityKind::TextMention, units(&self.text), units(name));
        entity.user = Some(serde_json::json!({"id": user}));
        self.text.push_str(name);
        self.entities.push(entity);
        self
    }

    /// Picked in this bot's inline mode.
    #[must_use]
    pub fn via(self, bot: &Bot) -> Self {
        Self { via_bot: Some(bot.id()), ..self }
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl From<&String> for Words {
    fn from(text: &String) -> Self {
        Self::of(text)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::of(text)
    }
}
