//! How faults are said to a person. Codes and examples are the same in every language.

mod en;
mod example;
mod ru;

use crate::fault::{Fault, Reason};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    En,
    Ru,
}

pub(crate) use self::example::example;

pub(crate) fn message(language: Language, fault: &Fault) -> String {
    let what = match language {
        Language::En => en::what(fault),
        Language::Ru => ru::what(fault),
    };
    match &fault.reason {
        Some(why) => format!("{what}: {}.", reason(language, why)),
        None => format!("{what}."),
    }
}

pub(crate) fn reason(language: Language, reason: &Reason) -> String {
    match language {
        Language::En => en::reason(reason),
        Language::Ru => ru::reason(reason),
    }
}

pub(crate) fn hint(language: Language, fault: &Fault) -> Option<String> {
    match language {
        Language::En => en::hint(fault),
        Language::Ru => ru::hint(fault),
    }
}

/// The first few of many names.
fn some(files: &[String]) -> String {
    const MOST: usize = 5;
    let mut text = files.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if files.len() > MOST {
        text.push_str(", …");
    }
    text
}

/// The last lines of an output, below a message.
fn quoted(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |text, line| text + "\n  " + line)
}
