//! What a notification says in each language: what is kept is read in the language of the moment.

use serde::{Deserialize, Serialize};

use crate::texts::Texts;
use crate::view::Language;

/// Title and body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) body: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Worded {
    en: Words,
    ru: Words,
}

impl Words {
    pub(crate) fn new(title: impl Into<String>, body: impl Into<String>) -> Self {
        Self { title: title.into(), body: body.into() }
    }

    /// A body of parts that are said one after the other; empty ones are left out.
    pub(crate) fn of_parts(title: impl Into<String>, body: Vec<String>) -> Self {
        let parts: Vec<_> = body.into_iter().filter(|part| !part.is_empty()).collect();
        Self::new(title, parts.join(" · "))
    }
}

impl Worded {
    pub(crate) fn by(words: impl Fn(Texts) -> Words) -> Self {
        Self { en: words(Texts(Language::En)), ru: words(Texts(Language::Ru)) }
    }

    pub(crate) fn of(&self, language: Language) -> &Words {
        match language {
            Language::En => &self.en,
            Language::Ru => &self.ru,
        }
    }
}
