//! What is wrong with a request, as data; `texts` says it to a person.

use serde_json::{Map, Value, json};

pub use crate::code::{Code, Part};
use crate::texts::{self, Language};

/// Why something cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    WrongType {
        wanted: Kind,
        got: Kind,
    },
    Empty,
    /// In bytes, or in characters where the format counts so.
    TooLong {
        most: usize,
    },
    TooMany {
        most: usize,
    },
    TooLarge {
        most_bytes: usize,
    },
    Characters,
    Absolute,
    ClimbsOut,
    Backslash,
    ControlCharacter,
    ReservedName,
    DotOrSpaceAtTheEnd,
    /// Equal without regard to case and to how accents are written.
    SameAs {
        other: String,
    },
    /// Another name says that this one is a file, and it would have to be a folder.
    FileAndFolder {
        other: String,
    },
    LooksLikeAnOption,
    NotAmongFiles {
        files: Vec<String>,
    },
    NotARequirement,
    EqualsSign,
    NotAUrl,
    Scheme,
    CredentialsInUrl,
    LoginNeedsHttps,
    PrivateAddress,
    NotBase64,
    HttpStatus {
        status: u16,
    },
    Unreachable {
        words: String,
    },
    TooSlow {
        seconds: u64,
    },
    NoGit,
    NotAnArchive,
    Damaged,
    /// A link, a device, or the like.
    NotAPlainFile,
    NoDockerfile,
    Unreadable {
        words: String,
    },
    OutOfRange {
        least: f64,
        most: f64,
    },
    UnknownField,
    NotWhole,
    /// In the engine's own words.
    Engine {
        words: String,
    },
    NoRegistry {
        image: String,
    },
    NoImage {
        image: String,
    },
    BuildStep {
        step: String,
        lines: Vec<String>,
    },
    BuildTooLong {
        seconds: u64,
    },
    ImageTooLarge {
        most_mb: u32,
    },
    /// Its rules cannot be set on this engine, or were not set in time.
    NoFence,
    LifetimeOver {
        hours: f64,
    },
    EndedAtOnce {
        exit_code: i64,
        lines: Vec<String>,
    },
}

/// A JSON type, named for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

impl Kind {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }

    /// The JSON type's own name, for `details`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Text => "string",
            Self::List => "array",
            Self::Object => "object",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub code: Code,
    /// What it is about, ready to be shown: a field, a name, a value that was given.
    pub(crate) about: String,
    pub(crate) reason: Option<Box<Reason>>,
    /// What was probably meant.
    pub(crate) meant: Vec<&'static str>,
    pub(crate) details: Vec<(&'static str, Value)>,
}

impl Fault {
    pub(crate) fn new(code: Code, about: impl Into<String>) -> Self {
        Self { code, about: about.into(), reason: None, meant: Vec::new(), details: Vec::new() }
    }

    /// About the field, which is named in the details as well.
    pub(crate) fn of_field(code: Code, field: &'static str) -> Self {
        Self::new(code, field).with("field", field)
    }

    pub(crate) fn because(mut self, reason: Reason) -> Self {
        self.reason = Some(Box::new(reason));
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    pub(crate) fn meant(mut self, meant: Vec<&'static str>) -> Self {
        self.meant = meant;
        self
    }

    /// The part of a request that is to be mended, where one is.
    pub fn part(&self) -> Option<Part> {
        let field =
            self.details.iter().find(|(name, _)| *name == "field").and_then(|(_, field)| field.as_str());
        match (self.code, field) {
            (Code::MissingRequiredField, Some("bot_id")) => Some(Part::Name),
            (Code::InvalidImageName, Some("base_image")) => Some(Part::BaseImage),
            (code, _) => code.part(),
        }
    }

    /// As a person reads it, and as `--json` prints it.
    pub fn problem(&self, language: Language) -> Problem {
        let mut details: Map<_, _> =
            self.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        if let Some(reason) = &self.reason {
            details.insert("reason".to_owned(), texts::reason(language, reason).into());
        }
        Problem {
            code: self.code.as_str(),
            message: texts::message(language, self),
            details,
            hint: texts::hint(language, self),
            example: texts::example(self),
        }
    }
}

/// What a person is told. `hint` and `example` are left out where there is nothing to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
    pub details: Map<String, Value>,
    pub hint: Option<String>,
    pub example: Option<Value>,
}

impl Problem {
    pub fn to_json(&self) -> Value {
        let mut object = json!({ "code": self.code, "message": self.message, "details": self.details });
        if let Some(hint) = &self.hint {
            object["hint"] = hint.clone().into();
        }
        if let Some(example) = &self.example {
            object["example"] = example.clone();
        }
        object
    }
}

/// A value as a message shows it: on one line, not too long.
pub(crate) fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    shown_text(&text)
}

pub(crate) fn shown_text(text: &str) -> String {
    const MOST: usize = 80;
    let mut short: String =
        text.chars().take(MOST).map(|c| if is_invisible(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

/// Control characters, line separators, and what changes the direction of text or has no width.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
