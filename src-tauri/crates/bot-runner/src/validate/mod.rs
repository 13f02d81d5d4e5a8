//! The one place that decides whether a request may be carried out. It tells everything that is wrong at once, the
//! gravest first, and meets any JSON: a value of the wrong type is a fault like another.
//!
//! As in the source of these rules, `null`, `""`, `0`, `false`, `[]` and `{}` count as "not given" for the fields that
//! are required.

mod custom;
mod environment;
mod files;
mod image;
mod limits;
pub(crate) mod names;
pub mod request;
pub(crate) mod requirements;
mod simple;

use serde_json::{Map, Value};
use url::Url;

pub(crate) use self::custom::MOST_PACKED;
use self::request::{Deployment, Request, Source};
use crate::address::names_a_private_host;
use crate::fault::{Code, Fault, Kind, Reason, shown};

pub(crate) const ACTIONS: [&str; 8] =
    ["start", "stop", "logs", "list", "status", "restart", "update", "remove"];
pub(crate) const MODES: [&str; 3] = ["simple", "custom", "image"];

const LINES: u32 = 100;
const MOST_LINES: u32 = 1_000_000;

type Fields = Map<String, Value>;

/// What is asked, or all that is wrong with it.
pub fn validate(request: &Value) -> Result<Request, Vec<Fault>> {
    let empty = Fields::new();
    let fields = request.as_object().unwrap_or(&empty);
    let action = action(fields).map_err(|fault| vec![fault])?;
    if action == "list" {
        return Ok(Request::List);
    }
    let mut faults = Vec::new();
    let bot = keep(&mut faults, bot(fields));
    match action {
        "start" | "update" => {
            let deployment = deployment(fields, bot.clone().unwrap_or_default(), &mut faults);
            let made = if action == "start" { Request::Start } else { Request::Update };
            deployment.filter(|_| faults.is_empty()).map(made).ok_or(faults)
        }
        "logs" => {
            let lines = keep(&mut faults, lines(fields));
            both(bot, lines).map(|(bot, lines)| Request::Logs { bot, lines }).ok_or(faults)
        }
        "stop" => bot.map(|bot| Request::Stop { bot }).ok_or(faults),
        "restart" => bot.map(|bot| Request::Restart { bot }).ok_or(faults),
        "remove" => bot.map(|bot| Request::Remove { bot }).ok_or(faults),
        _ => bot.map(|bot| Request::Status { bot }).ok_or(faults),
    }
}

fn action(fields: &Fields) -> Result<&'static str, Fault> {
    let Some(given) = given(fields, "action") else {
        return Err(missing("action").with("required", true));
    };
    let known = given.as_str().and_then(|text| ACTIONS.into_iter().find(|action| *action == text));
    known.ok_or_else(|| {
        let fault = Fault::new(Code::InvalidAction, shown(given))
            .with("field", "action")
            .with("value", given.clone());
        fault.meant(meant(given, &ACTIONS))
    })
}

fn bot(fields: &Fields) -> Result<String, Fault> {
    const MOST: usize = 64;
    let Some(given) = given(fields, "bot_id") else {
        return Err(missing("bot_id").with("required", true));
    };
    let reason = match given.as_str() {
        None => Reason::WrongType { wanted: Kind::Text, got: Kind::of(given) },
        Some(name) if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') => {
            Reason::Characters
        }
        Some(name) if name.len() > MOST => Reason::TooLong { most: MOST },
        Some(name) => return Ok(name.to_owned()),
    };
    Err(Fault::new(Code::InvalidBotId, shown(given)).with("bot_id", given.clone()).because(reason))
}

fn lines(fields: &Fields) -> Result<u32, Fault> {
    let Some(given) = present(fields, "lines") else { return Ok(LINES) };
    limits::whole(given, 1, MOST_LINES).map_err(|reason| {
        Fault::of_field(Code::InvalidLines, "lines").with("value", given.clone()).because(reason)
    })
}

fn deployment(fields: &Fields, bot: String, faults: &mut Vec<Fault>) -> Option<Deployment> {
    let source = match mode(fields) {
        Ok(mode) => source(fields, mode, faults),
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let environment = environment::check(fields, faults);
    let limits = limits::check(fields, faults);
    Some(Deployment { bot, source: source?, environment: environment?, limits: limits? })
}

fn mode(fields: &Fields) -> Result<&'static str, Fault> {
    let Some(given) = given(fields, "deployment_mode") else {
        return Err(missing("deployment_mode").with("required", true));
    };
    let known = given.as_str().and_then(|text| MODES.into_iter().find(|mode| *mode == text));
    known.ok_or_else(|| {
        Fault::new(Code::InvalidDeploymentMode, shown(given))
            .with("field", "deployment_mode")
            .with("value", given.clone())
            .meant(meant(given, &MODES))
    })
}

fn source(fields: &Fields, mode: &'static str, faults: &mut Vec<Fault>) -> Option<Source> {
    let before = faults.len();
    let private = limits::private_addresses(fields);
    let source = match mode {
        "simple" => simple::check(fields, private, faults).map(Source::Simple),
        "custom" => custom::check(fields, private, faults),
        _ => image::check(fields, faults),
    };
    others(fields, mode, faults);
    source.filter(|_| faults.len() == before)
}

/// Fields that only another mode heeds: which of the two was meant is the person's to say.
fn others(fields: &Fields, mode: &'static str, faults: &mut Vec<Fault>) {
    const OF: [(&str, &[&str]); 3] = [
        ("simple", &["code", "files"]),
        ("custom", &["archive", "archive_url", "git_repo"]),
        ("image", &["docker_image"]),
    ];
    let others: Vec<&str> = OF
        .iter()
        .filter(|(other, _)| *other != mode)
        .flat_map(|(_, names)| names.iter().copied())
        .filter(|name| given(fields, name).is_some())
        .collect();
    if !others.is_empty() {
        faults.push(conflict(&others).with("deployment_mode", mode));
    }
}

fn conflict(fields: &[&str]) -> Fault {
    Fault::new(Code::ConflictingFields, fields.join(", ")).with("fields", fields)
}

fn missing(field: &'static str) -> Fault {
    Fault::of_field(Code::MissingRequiredField, field)
}

/// The field, unless it is empty in one of JSON's ways.
fn given<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) => true,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    })
}

/// The field, unless it is absent or `null`.
fn present<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

/// The words that were perhaps meant: those that begin like it, or that are a slip or two away.
fn meant(given: &Value, words: &[&'static str]) -> Vec<&'static str> {
    let text = given.as_str().unwrap_or_default().trim().to_lowercase();
    if text.is_empty() {
        return Vec::new();
    }
    let slips = |word: &str| strsim::damerau_levenshtein(&text, word);
    let near = |word: &&'static str| word.starts_with(&text) || slips(word) <= word.len() / 3;
    let mut meant: Vec<_> = words.iter().copied().filter(near).collect();
    meant.sort_by_key(|word| slips(word));
    meant
}

/// Refuses a host that only this machine or its network reaches, unless `private` lets it through, and credentials, which
/// would be kept where everybody reads them.
fn check_host(url: &Url, private: bool) -> Result<(), Reason> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Reason::CredentialsInUrl);
    }
    if !private && names_a_private_host(url) { Err(Reason::PrivateAddress) } else { Ok(()) }
}

fn keep<T>(faults: &mut Vec<Fault>, result: Result<T, Fault>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}

fn both<A, B>(a: Option<A>, b: Option<B>) -> Option<(A, B)> {
    Some((a?, b?))
}
