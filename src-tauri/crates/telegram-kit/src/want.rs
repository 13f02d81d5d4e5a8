//! What a test waits for.

use std::fmt;
use std::sync::Arc;

use crate::group::Topic;
use crate::seen::Message;

/// A description of a message. A text wants a message that contains it:
///
/// ```
/// use telegram_kit::Want;
///
/// let greeting: Want = "Hello".into();
/// let menu = Want::containing("Choose").and(Want::button("▶ Launch"));
/// let short = Want::that("is short", |message| message.text.len() < 10);
/// ```
#[derive(Clone)]
pub struct Want {
    says: String,
    fits: Arc<dyn Fn(&Message) -> bool + Send + Sync>,
}

impl Want {
    /// A message for which this holds; `says` completes "a message that …".
    pub fn that(says: impl Into<String>, fits: impl Fn(&Message) -> bool + Send + Sync + 'static) -> Self {
        Self { says: says.into(), fits: Arc::new(fits) }
    }

    pub fn anything() -> Self {
        Self::that("says anything", |_| true)
    }

    pub fn containing(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::that(format!("contains {text:?}"), move |message| message.text.contains(&text))
    }

    pub fn exactly(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::that(format!("is {text:?}"), move |message| message.text == text)
    }

    /// With a button of this label under it, or on the keyboard that it brings.
    pub fn button(label: impl Into<String>) -> Self {
        let label = label.into();
        Self::that(format!("has the button {label:?}"), move |message| {
            let beneath = message.keyboard_labels();
            message.button(&label).is_some() || beneath.iter().flatten().any(|text| **text == *label)
        })
    }

    /// With a photo, a document … by Telegram's name of the field.
    pub fn media(kind: impl Into<String>) -> Self {
        let kind = kind.into();
        Self::that(format!("carries a {kind}"), move |message| {
            message.media.as_ref().is_some_and(|media| media.kind == kind)
        })
    }

    pub fn photo() -> Self {
        Self::media("photo")
    }

    /// With a document of this name.
    pub fn document(name: impl Into<String>) -> Self {
        let name = name.into();
        Self::that(format!("carries the document {name:?}"), move |message| {
            let file = message.media.as_ref().filter(|media| media.kind == "document");
            file.and_then(|media| media.file.as_ref()).is_some_and(|file| file.name == name)
        })
    }

    /// An answer to this message.
    pub fn reply_to(message: &Message) -> Self {
        let id = message.id;
        Self::that(format!("answers #{id}"), move |message| message.reply_to == Some(id))
    }

    /// In this topic of a forum.
    pub fn in_topic(topic: &Topic) -> Self {
        let id = topic.id();
        Self::that(format!("stands in the topic {:?}", topic.name()), move |message| {
            message.topic.unwrap_or(Topic::GENERAL) == id
        })
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        let says = format!("{} and {}", self.says, other.says);
        Self::that(says, move |message| (self.fits)(message) && (other.fits)(message))
    }

    pub(crate) fn fits(&self, message: &Message) -> bool {
        (self.fits)(message)
    }
}

impl From<&str> for Want {
    fn from(text: &str) -> Self {
        Self::containing(text)
    }
}

impl From<String> for Want {
    fn from(text: String) -> Self {
        Self::containing(text)
    }
}

impl fmt::Display for Want {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

impl fmt::Debug for Want {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Want").field(&self.says).finish()
    }
}
