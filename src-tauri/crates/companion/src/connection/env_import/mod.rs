//! Reading an `.env` of the bots and exporters that people used before: which server, which token, and of every other
//! line why it was not used.
//!
//! A secret never leaves by the report: a token is shown as dots, and of a line that was not understood only what
//! looks like a name is shown.

pub(crate) mod line;

use std::collections::HashMap;

use secrecy::SecretString;

use crate::connection::address::Address;
use crate::texts::safe::one_line;
use crate::texts::{Fault, Ignored, Meaning, Texts};
use crate::view::{EnvIgnored, EnvImport, EnvKey};
use line::{Assignment, Line};

/// At most so many ignored lines are named one by one.
const NAMED: usize = 200;

/// The keys that give the server's address, the most telling first.
const ADDRESS_KEYS: [&str; 4] = ["TESTOPS_URL", "TESTOPS_BASE_URL", "ALLURE_ENDPOINT", "TESTOPS_API_BASE"];

/// The keys that give the API token.
const TOKEN_KEYS: [&str; 3] = ["TESTOPS_TOKEN", "USER_TOKEN", "ALLURE_TOKEN"];

/// What was read; no `Debug`, for it holds a secret.
pub(crate) struct Imported {
    pub(crate) report: EnvImport,
    pub(crate) token: Option<SecretString>,
}

pub(crate) fn parse(text: &str, texts: Texts) -> Imported {
    let mut reading = Reading { assignments: Vec::new(), ignored: Vec::new(), understood: Vec::new() };
    reading.read(text);
    let url = reading.take_address(texts);
    let token = reading.take_token(texts);
    let understood = reading.understood;
    let ignored = reported(reading.ignored, texts);
    let report = EnvImport { understood, ignored, url, token_found: token.is_some() };
    Imported { report, token: token.map(SecretString::from) }
}

/// A line of an `.env`, for who knows other keys than the connection's. No `Debug`, for it may hold a secret.
pub enum EnvLine {
    /// Empty or a comment.
    Nothing,
    Assignment {
        key: String,
        value: String,
    },
    NotUnderstood,
}

/// Reads a line as the import does. `known` are the values of the lines above it, for `${KEY}`.
#[expect(clippy::implicit_hasher, reason = "nobody hashes these in another way")]
pub fn env_line(line: &str, known: &HashMap<String, String>) -> EnvLine {
    match line::read(1, line, known) {
        Line::Nothing => EnvLine::Nothing,
        Line::Assignment(Assignment { key, value, .. }) => EnvLine::Assignment { key, value },
        Line::Junk { .. } => EnvLine::NotUnderstood,
    }
}

struct Reading {
    /// The last assignment of each key, in the order of the file.
    assignments: Vec<Assignment>,
    ignored: Vec<(u32, String, Ignored)>,
    understood: Vec<EnvKey>,
}

impl Reading {
    fn read(&mut self, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut values: HashMap<String, String> = HashMap::new();
        for (number, line) in (1_u32..).zip(text.split('\n')) {
            let assignment = match line::read(number, line, &values) {
                Line::Nothing => continue,
                Line::Junk { shown, why } => {
                    self.ignored.push((number, shown, why));
                    continue;
                }
                Line::Assignment(assignment) => assignment,
            };
            values.insert(assignment.key.clone(), assignment.value.clone());
            if let Some(why) = unused(&assignment.key) {
                self.ignored.push((number, line::shown_key(&assignment.key), why));
                continue;
            }
            let Some(place) = places.get(&assignment.key) else {
                places.insert(assignment.key.clone(), self.assignments.len());
                self.assignments.push(assignment);
                continue;
            };
            let earlier = std::mem::replace(&mut self.assignments[*place], assignment);
            self.ignored.push((earlier.line, earlier.key, Ignored::Repeated { line: number }));
        }
    }

    fn take_address(&mut self, texts: Texts) -> Option<String> {
        let mut given: Option<(String, String)> = None;
        for key in ADDRESS_KEYS {
            let Some(assignment) = self.take(key) else { continue };
            let address = match address(&assignment.value) {
                Ok(address) => address,
                Err(why) => {
                    self.ignored.push((assignment.line, assignment.key, why));
                    continue;
                }
            };
            match &given {
                Some((other, used)) if *used != address => {
                    let why = Ignored::GivenBy { key: other.clone() };
                    self.ignored.push((assignment.line, assignment.key, why));
                    continue;
                }
                Some(_) => {}
                None => given = Some((assignment.key.clone(), address.clone())),
            }
            let meaning = texts.env_meaning(Meaning::ServerAddress).to_owned();
            let shown = one_line(&address, 200);
            self.understood.push(EnvKey { key: assignment.key, shown, meaning });
        }
        given.map(|(_, address)| address)
    }

    fn take_token(&mut self, texts: Texts) -> Option<String> {
        let mut given: Option<(String, String)> = None;
        for key in TOKEN_KEYS {
            let Some(assignment) = self.take(key) else { continue };
            let token = assignment.value;
            let why = match &given {
                _ if token.is_empty() => Some(Ignored::EmptyValue),
                _ if is_example(&token) => Some(Ignored::Example),
                Some((other, used)) if *used != token => Some(Ignored::GivenBy { key: other.clone() }),
                _ => None,
            };
            if let Some(why) = why {
                self.ignored.push((assignment.line, assignment.key, why));
                continue;
            }
            let meaning = texts.env_meaning(Meaning::Token).to_owned();
            self.understood.push(EnvKey { key: assignment.key.clone(), shown: "•".repeat(8), meaning });
            given.get_or_insert((assignment.key, token));
        }
        given.map(|(_, token)| token)
    }

    fn take(&mut self, key: &str) -> Option<Assignment> {
        let place = self.assignments.iter().position(|assignment| assignment.key == key)?;
        Some(self.assignments.remove(place))
    }
}

/// Why a key is not used; `None` for those that are.
fn unused(key: &str) -> Option<Ignored> {
    if ADDRESS_KEYS.contains(&key) || TOKEN_KEYS.contains(&key) {
        return None;
    }
    Some(match key {
        "TELEGRAM_BOT_TOKEN" | "OWNER_USERNAME" => Ignored::ForTelegram,
        "EXPORT_PATH" | "CRON_SCHEDULE" => Ignored::ForExports,
        "BOT_TOKEN" | "ORCHESTRATOR_URL" | "WORKER_ID" | "WORKER_TOKEN" | "AVTOMATIKA_URL"
        | "AVTOMATIKA_TOKEN" => Ignored::ForBotRunner,
        "WEB_PORT" => Ignored::OwnWindow,
        "LOG_LEVEL" => Ignored::LogLevel,
        key if key.starts_with("MONGO_") => Ignored::OwnDatabase,
        _ => Ignored::UnknownKey,
    })
}

/// The server's address as it goes into the form.
fn address(value: &str) -> Result<String, Ignored> {
    let address = match Address::read(value) {
        Ok(address) => address,
        Err(Fault::Empty) => return Err(Ignored::EmptyValue),
        Err(Fault::UrlCredentials) => return Err(Ignored::UrlCredentials),
        Err(_) => return Err(Ignored::NotUrl),
    };
    let shown = address.shown();
    // A word alone may be a secret in the wrong place.
    if !address.has_scheme() && !shown.contains(['.', ':']) {
        return Err(Ignored::NotUrl);
    }
    let host = address.likeliest().host_str().unwrap_or_default();
    if host.starts_with("your.") || host.starts_with("your-") {
        return Err(Ignored::Example);
    }
    Ok(shown)
}

fn is_example(token: &str) -> bool {
    token.starts_with("your_") || token.starts_with("your-") || token.starts_with('<')
}

fn reported(mut ignored: Vec<(u32, String, Ignored)>, texts: Texts) -> Vec<EnvIgnored> {
    ignored.sort_by_key(|(line, ..)| *line);
    let rest = ignored.split_off(ignored.len().min(NAMED));
    if let [(line, ..), ..] = rest.as_slice() {
        let lines = u32::try_from(rest.len()).unwrap_or(u32::MAX);
        ignored.push((*line, "…".to_owned(), Ignored::More { lines }));
    }
    ignored
        .into_iter()
        .map(|(line, key, why)| EnvIgnored { line, key, reason: texts.env_ignored(&why) })
        .collect()
}

#[cfg(test)]
mod tests;
