use std::fmt;

use super::keys::PREFIX;

/// One thing that is wrong with the configuration. A secret is never part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// A key or a variable.
    pub(crate) at: String,
    pub(crate) why: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    Unknown {
        nearest: Option<String>,
    },
    NotToml(String),
    Missing,
    NotText,
    NotNumber,
    NotList,
    /// A secret in the file, which is read by more people than may know it.
    SecretInFile {
        variable: String,
    },
    /// Something that looks like a bot's token, or a password in an address.
    LooksSecret,
    GivenTwice {
        other: String,
    },
    Unreadable(String),
    Empty,
    NotUrl,
    NotDatabase,
    TooShort {
        least: u32,
    },
    NotAbsolute,
    NotZone,
    NotLanguage,
    NotStyle,
    NotAddress,
    NotPerson(String),
    /// The page can be reached from elsewhere and nothing keeps strangers out.
    Open,
    NotDotenv {
        line: usize,
    },
}

impl Fault {
    pub(crate) fn new(at: impl Into<String>, why: Wrong) -> Self {
        Self { at: at.into(), why }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, why } = self;
        match why {
            Wrong::Unknown { nearest: Some(nearest) } => write!(f, "{at}: unknown; did you mean {nearest}?"),
            Wrong::Unknown { nearest: None } if at.starts_with(PREFIX) => write!(f, "{at}: names no key"),
            Wrong::Unknown { nearest: None } => write!(f, "{at}: unknown"),
            Wrong::NotToml(why) => write!(f, "{at}: {why}"),
            Wrong::Missing => write!(f, "{at}: missing"),
            Wrong::NotText => write!(f, "{at}: must be a text"),
            Wrong::NotNumber => write!(f, "{at}: must be a whole number from 0"),
            Wrong::NotList => write!(f, "{at}: must be a list of texts and numbers"),
            Wrong::SecretInFile { variable } => {
                write!(f, "{at}: a secret does not belong into this file; set {at}_file, or {variable}")
            }
            Wrong::LooksSecret => write!(f, "{at}: holds what looks like a secret, which belongs elsewhere"),
            Wrong::GivenTwice { other } => write!(f, "{at}: is given by {other} as well"),
            Wrong::Unreadable(why) => write!(f, "{at}: cannot be read: {why}"),
            Wrong::Empty => write!(f, "{at}: is empty"),
            Wrong::NotUrl => write!(f, "{at}: must be an address that begins with https:// or http://"),
            Wrong::NotDatabase => {
                write!(f, "{at}: must be an address such as postgres://user@host/database")
            }
            Wrong::TooShort { least } => write!(f, "{at}: must be {least} or more"),
            Wrong::NotAbsolute => write!(f, "{at}: must be an absolute path"),
            Wrong::NotZone => write!(f, "{at}: must be a time zone such as UTC or Europe/Moscow"),
            Wrong::NotLanguage => write!(f, "{at}: must be en or ru"),
            Wrong::NotStyle => write!(f, "{at}: must be path or host"),
            Wrong::NotAddress => write!(f, "{at}: must be an address and a port such as 127.0.0.1:8087"),
            Wrong::NotPerson(what) => write!(f, "{at}: {what} is neither a Telegram id nor a @username"),
            Wrong::Open => {
                write!(
                    f,
                    "{at}: others can reach this address; set http.token_file, or http.user_header behind a proxy that signs people in"
                )
            }
            Wrong::NotDotenv { line } => write!(f, "{at}: line {line} is no NAME=value"),
        }
    }
}
