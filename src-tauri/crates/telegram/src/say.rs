//! In which language a chat is answered.

use companion::bot::Person;
use companion::view::Language;

/// The language of one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Say(pub(crate) Language);

impl Say {
    /// Their choice, and until they made one the language of their Telegram.
    pub(crate) fn to(person: &Person, language_code: Option<&str>) -> Self {
        person.language.map_or_else(|| Self::by_code(language_code), Self)
    }

    /// What Telegram calls `ru`, `ru-RU` and so on is Russian; all else is English.
    pub(crate) fn by_code(language_code: Option<&str>) -> Self {
        let russian = language_code.is_some_and(|code| code.to_ascii_lowercase().starts_with("ru"));
        Self(if russian { Language::Ru } else { Language::En })
    }

    pub(crate) fn pick(self, en: &'static str, ru: &'static str) -> &'static str {
        match self.0 {
            Language::En => en,
            Language::Ru => ru,
        }
    }

    /// Two lengths in milliseconds, to the minute where both are longer.
    pub(crate) fn range(self, low: i64, high: i64) -> String {
        const MINUTE: i64 = 60_000;
        let short = |ms: i64| if high >= MINUTE { ms / MINUTE } else { ms / 1_000 };
        let unit = if high >= MINUTE { self.pick("min", "мин") } else { self.pick("s", "с") };
        let (low, high) = (short(low), short(high));
        if low == high { format!("{high} {unit}") } else { format!("{low}–{high} {unit}") }
    }

    /// A duration in its two largest units.
    pub(crate) fn lasting(self, ms: i64) -> String {
        let seconds = ms.max(0) / 1_000;
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let (h, m, s) = (self.pick("h", "ч"), self.pick("min", "мин"), self.pick("s", "с"));
        match (hours, minutes) {
            (0, 0) => format!("{seconds} {s}"),
            (0, _) => format!("{minutes} {m} {seconds} {s}"),
            _ => format!("{hours} {h} {minutes} {m}"),
        }
    }
}
