//! Results and containers, of which only what the survey tells is kept.

use std::io::Read;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::survey::Reason;

/// `*-result.json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TestResult {
    pub(crate) uuid: Option<String>,
    pub(crate) history_id: Option<String>,
    pub(crate) status: Option<String>,
    #[serde(flatten)]
    pub(crate) step: Step,
}

/// `*-container.json`.
#[derive(Deserialize)]
pub(crate) struct Container {
    #[serde(default)]
    pub(crate) children: Vec<String>,
    #[serde(default)]
    pub(crate) befores: Vec<Step>,
    #[serde(default)]
    pub(crate) afters: Vec<Step>,
}

/// What a result, a fixture and a step have in common.
#[derive(Deserialize)]
pub(crate) struct Step {
    name: Option<String>,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(default)]
    attachments: Vec<Attachment>,
}

#[derive(Deserialize)]
struct Attachment {
    source: Option<String>,
}

impl Step {
    /// Why a server refuses the name of this or of a step within it.
    pub(crate) fn fault(&self) -> Option<Reason> {
        let name = self.name.as_deref().unwrap_or_default();
        if name.trim().is_empty() {
            return Some(Reason::NoName);
        }
        if name.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
            return Some(Reason::Characters);
        }
        self.steps.iter().find_map(Self::fault)
    }

    /// Adds the files that this and the steps within it name.
    pub(crate) fn sources(&self, into: &mut impl Extend<String>) {
        into.extend(self.attachments.iter().filter_map(|attachment| attachment.source.clone()));
        self.steps.iter().for_each(|step| step.sources(into));
    }
}

/// Reads a whole document of at most `most` bytes.
pub(crate) fn text(content: &mut dyn Read, most: u64) -> Result<String, Reason> {
    let mut bytes = Vec::new();
    content
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Reason::Unreadable(error.to_string()))?;
    if bytes.len() as u64 > most {
        return Err(Reason::TooLarge);
    }
    String::from_utf8(bytes).map_err(|_| Reason::Characters)
}

pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Reason> {
    if has_lone_surrogate(text) {
        return Err(Reason::LoneSurrogate);
    }
    serde_json::from_str(text).map_err(|error| Reason::NotJson(error.to_string()))
}

/// Whether an escape of JSON names half of a surrogate pair; such a text is no Unicode and servers refuse it.
fn has_lone_surrogate(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        rest = &rest[at..];
        match unit(rest) {
            Some(0xD800..=0xDBFF) => {
                if !matches!(unit(&rest[6..]), Some(0xDC00..=0xDFFF)) {
                    return true;
                }
                rest = &rest[12..];
            }
            Some(0xDC00..=0xDFFF) => return true,
            Some(_) => rest = &rest[6..],
            None => {
                let escaped = rest[1..].chars().next().map_or(0, char::len_utf8);
                rest = &rest[1 + escaped..];
            }
        }
    }
    false
}

/// The UTF-16 unit of the escape `\uXXXX` with which a text begins.
pub(crate) fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{has_lone_surrogate, text};
    use crate::survey::Reason;

    #[test]
    fn a_pair_is_whole_and_half_of_one_is_not() {
        for whole in [r"\ud83d\ude00", r"\\ud83d", "é\\é", r"\u00e9", "\\", r"\u12"] {
            assert!(!has_lone_surrogate(whole), "{whole}");
        }
        for lone in [r"\ud83d", r"\ude00", r"\ud83d\u0041", r"\\\ud83dx", r"\ud83d\ud83d\ude00"] {
            assert!(has_lone_surrogate(lone), "{lone}");
        }
    }

    #[test]
    fn a_document_over_the_limit_is_refused_without_being_read_whole() {
        assert_eq!(text(&mut std::io::repeat(b' '), 1000), Err(Reason::TooLarge));
        assert_eq!(text(&mut &b"12345"[..], 5).as_deref(), Ok("12345"));
    }

    proptest! {
        #[test]
        fn what_json_writes_has_no_lone_surrogate(name in any::<String>()) {
            prop_assert!(!has_lone_surrogate(&serde_json::to_string(&name).unwrap_or_default()));
        }

        #[test]
        fn a_string_without_lone_surrogates_is_json(escapes in r"(\\u[0-9a-f]{4}|[a-z]){0,8}") {
            let json = format!("\"{escapes}\"");
            prop_assert_eq!(!has_lone_surrogate(&json), serde_json::from_str::<String>(&json).is_ok());
        }
    }
}
