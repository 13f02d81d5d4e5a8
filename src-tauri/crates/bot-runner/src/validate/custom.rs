//! Custom mode: a source that brings its own Dockerfile, from exactly one place.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use serde_json::Value;
use url::{Host, Url};

use super::request::{Git, Login, Source};
use super::{Fields, check_host, given, image, keep, names, present};
use crate::address::is_private_host;
use crate::fault::{Code, Fault, Kind, Reason, is_invisible, shown};

const SOURCES: [&str; 3] = ["archive", "archive_url", "git_repo"];
pub(crate) const MOST_PACKED: usize = 64 << 20;
const MOST_IN_A_URL: usize = 2048;

/// `git@host:path`, as Git's servers show it.
static SSH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^git@(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(?P<path>[A-Za-z0-9~_./][A-Za-z0-9~_./+-]*)$")
        .expect("the pattern is right")
});

/// `private` lets a source come from a private address.
pub(super) fn check(fields: &Fields, private: bool, faults: &mut Vec<Fault>) -> Option<Source> {
    let provided: Vec<&str> = SOURCES.into_iter().filter(|name| given(fields, name).is_some()).collect();
    match provided.as_slice() {
        [] => {
            let fault = Fault::new(Code::MissingSource, SOURCES.join(", ")).with("deployment_mode", "custom");
            faults.push(fault.with("missing", SOURCES.as_slice()));
            None
        }
        ["archive"] => keep(faults, archive(given(fields, "archive")?)).map(Source::Archive),
        ["archive_url"] => {
            keep(faults, archive_url(given(fields, "archive_url")?, private)).map(Source::ArchiveUrl)
        }
        ["git_repo"] => git(fields, given(fields, "git_repo")?, private, faults).map(Source::Git),
        _ => {
            let fault = Fault::new(Code::ConflictingSources, provided.join(", "));
            faults.push(fault.with("provided", provided.as_slice()));
            None
        }
    }
}

fn archive(given: &Value) -> Result<Vec<u8>, Fault> {
    let reason = match given.as_str() {
        None => Reason::WrongType { wanted: Kind::Text, got: Kind::of(given) },
        Some(text) if text.len() / 4 * 3 > MOST_PACKED => Reason::TooLarge { most_bytes: MOST_PACKED },
        Some(text) => {
            // Tools wrap it at 76 characters.
            let text: String = text.split_ascii_whitespace().collect();
            match STANDARD.decode(text) {
                Ok(bytes) if bytes.is_empty() => Reason::Empty,
                Ok(bytes) => return Ok(bytes),
                Err(_) => Reason::NotBase64,
            }
        }
    };
    Err(Fault::of_field(Code::InvalidArchive, "archive").because(reason))
}

fn archive_url(given: &Value, private: bool) -> Result<Url, Fault> {
    http_url(given, private).map_err(|reason| at_url(Code::InvalidArchiveUrl, "archive_url", given, reason))
}

fn http_url(given: &Value, private: bool) -> Result<Url, Reason> {
    let text = url_text(given)?;
    if !["https://", "http://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
    {
        return Err(Reason::Scheme);
    }
    let url = Url::parse(text).map_err(|_| Reason::NotAUrl)?;
    check_host(&url, private).map(|()| url)
}

fn url_text(given: &Value) -> Result<&str, Reason> {
    match given.as_str() {
        None => Err(Reason::WrongType { wanted: Kind::Text, got: Kind::of(given) }),
        Some(text) if text.len() > MOST_IN_A_URL => Err(Reason::TooLong { most: MOST_IN_A_URL }),
        Some(text) if text.chars().any(|c| is_invisible(c) || c.is_whitespace() || c == '\\') => {
            Err(Reason::ControlCharacter)
        }
        Some(text) => Ok(text),
    }
}

fn git(fields: &Fields, given: &Value, private: bool, faults: &mut Vec<Fault>) -> Option<Git> {
    let before = faults.len();
    let repository = match repository(given, private) {
        Ok(repository) => repository,
        Err(reason) => {
            faults.push(at_url(Code::InvalidGitUrl, "git_repo", given, reason));
            String::new()
        }
    };
    let branch = part(fields, "git_branch", check_branch, faults);
    let folder = part(fields, "git_subdir", |path| names::check(without_slash(path)), faults)
        .map(|path| without_slash(&path).to_owned());
    let login = keep(faults, git_login(fields, &repository)).flatten();
    (faults.len() == before).then_some(Git { repository, branch, folder, login })
}

fn git_login(fields: &Fields, repository: &str) -> Result<Option<Login>, Fault> {
    let login = image::login(fields, "git_auth")?;
    if login.is_some() && !repository.is_empty() && !repository.starts_with("https://") {
        let fault = Fault::of_field(Code::InvalidRegistryAuth, "git_auth");
        return Err(fault.because(Reason::LoginNeedsHttps));
    }
    Ok(login)
}

fn repository(given: &Value, private: bool) -> Result<String, Reason> {
    let text = url_text(given)?;
    if text.starts_with("git@") {
        let parts = SSH.captures(text).ok_or(Reason::NotAUrl)?;
        let host = Host::parse(&parts["host"]).map_err(|_| Reason::NotAUrl)?;
        return if !private && is_private_host(&host) {
            Err(Reason::PrivateAddress)
        } else {
            Ok(text.to_owned())
        };
    }
    http_url(given, private).map(String::from)
}

fn part(
    fields: &Fields,
    name: &'static str,
    check: impl Fn(&str) -> Result<(), Reason>,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    let given = present(fields, name)?;
    let reason = match given.as_str() {
        None => Reason::WrongType { wanted: Kind::Text, got: Kind::of(given) },
        Some(text) => match check(text) {
            Ok(()) => return Some(text.to_owned()),
            Err(reason) => reason,
        },
    };
    faults.push(Fault::new(Code::InvalidGitUrl, shown(given)).with("field", name).because(reason));
    None
}

/// A shell that completes the name of a folder ends it with one.
fn without_slash(folder: &str) -> &str {
    folder.strip_suffix('/').unwrap_or(folder)
}

/// The rules of `git check-ref-format`, and no options.
fn check_branch(branch: &str) -> Result<(), Reason> {
    const MOST: usize = 255;
    if branch.is_empty() {
        return Err(Reason::Empty);
    }
    if branch.starts_with('-') {
        return Err(Reason::LooksLikeAnOption);
    }
    if branch.len() > MOST {
        return Err(Reason::TooLong { most: MOST });
    }
    let wrong = branch.chars().any(|c| is_invisible(c) || c.is_whitespace() || "~^:?*[\\".contains(c))
        || branch.contains("..")
        || branch.contains("@{")
        || branch == "@"
        || branch.ends_with('.')
        || branch
            .split('/')
            .any(|part| part.is_empty() || part.starts_with('.') || part.strip_suffix(".lock").is_some());
    if wrong { Err(Reason::Characters) } else { Ok(()) }
}

/// A URL may hold a password: it is then not repeated.
fn at_url(code: Code, field: &'static str, given: &Value, reason: Reason) -> Fault {
    let about = if given.as_str().is_some_and(|text| text.contains('@') && !text.starts_with("git@")) {
        field.to_owned()
    } else {
        shown(given)
    };
    Fault::new(code, about).with("field", field).because(reason)
}
