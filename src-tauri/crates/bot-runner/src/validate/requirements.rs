//! Packages that pip installs. Each is one requirement of PEP 508: never an option, a path, or a second line.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;
use url::Url;

use super::{Fields, check_host};
use crate::fault::{Code, Fault, Kind, Reason, is_invisible, shown};

/// Where a bot's own files name its packages.
pub(crate) const FILE: &str = "requirements.txt";

const MOST: usize = 500;
const MOST_CHARACTERS: usize = 1000;

static REQUIREMENT: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    let version = r"(?:===|==|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9][A-Za-z0-9.*+!_-]*";
    let versions = format!(r"{version}(?:\s*,\s*{version})*");
    let marker = r#"[A-Za-z0-9_.<>=!~'" ()*+,-]+"#;
    let pattern = format!(
        r"^{name}\s*(?:\[\s*(?:{name}(?:\s*,\s*{name})*)?\s*\])?\s*(?:\(\s*{versions}\s*\)|{versions}|@\s*(?P<url>https://[^\s\\]+))?\s*(?:;{marker})?$"
    );
    Regex::new(&pattern).expect("the pattern is right")
});

/// `private` lets one come from a private address.
pub(super) fn check(fields: &Fields, private: bool, faults: &mut Vec<Fault>) -> Option<Vec<String>> {
    let Some(given) = fields.get("requirements") else { return Some(Vec::new()) };
    let fault = || Fault::of_field(Code::InvalidRequirements, "requirements");
    let Some(items) = given.as_array() else {
        let reason = Reason::WrongType { wanted: Kind::List, got: Kind::of(given) };
        faults.push(fault().with("type", Kind::of(given).as_str()).because(reason));
        return None;
    };
    if items.len() > MOST {
        faults.push(fault().with("count", items.len()).because(Reason::TooMany { most: MOST }));
        return None;
    }
    let before = faults.len();
    let mut requirements = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match requirement(item, private) {
            Ok(text) => requirements.push(text.to_owned()),
            // It is not repeated: it may hold a password.
            Err(Reason::CredentialsInUrl) => {
                faults.push(fault().with("index", index).because(Reason::CredentialsInUrl));
            }
            Err(reason) => {
                let fault = Fault::new(Code::InvalidRequirements, shown(item)).with("field", "requirements");
                faults.push(fault.with("index", index).with("value", item.clone()).because(reason));
            }
        }
    }
    (faults.len() == before).then_some(requirements)
}

fn requirement(item: &Value, private: bool) -> Result<&str, Reason> {
    let Some(text) = item.as_str() else {
        return Err(Reason::WrongType { wanted: Kind::Text, got: Kind::of(item) });
    };
    if text.chars().any(is_invisible) {
        return Err(Reason::ControlCharacter);
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::Empty);
    }
    if text.len() > MOST_CHARACTERS {
        return Err(Reason::TooLong { most: MOST_CHARACTERS });
    }
    if text.starts_with('-') || text.contains(" -") {
        return Err(Reason::LooksLikeAnOption);
    }
    let parts = REQUIREMENT.captures(text).ok_or(Reason::NotARequirement)?;
    if let Some(url) = parts.name("url") {
        let url = Url::parse(url.as_str()).map_err(|_| Reason::NotAUrl)?;
        check_host(&url, private)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_as_people_write_them_are_let_through() {
        for text in [
            "aiogram",
            "aiogram>=3.0",
            "aiogram >= 3.0, < 4",
            "python-telegram-bot[job-queue]==21.*",
            "a~=1.4.2",
            "uvloop; sys_platform != 'win32'",
            "tomli>=1.1.0; python_version < \"3.11\"",
            "zope.interface",
            "x===1.0+local",
            "pkg @ https://example.org/pkg-1.0-py3-none-any.whl",
            "a[b,c]",
            " aiohttp ",
            "name(>=1.0)",
            "x==1!2.0",
        ] {
            assert!(requirement(&text.into(), false).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_private_address_is_let_through_where_a_person_allows_it() {
        assert!(requirement(&"pkg @ https://10.0.0.1/x.whl".into(), true).is_ok());
    }

    #[test]
    fn what_pip_would_take_for_something_else_is_refused() {
        for text in [
            "",
            " ",
            "-r other.txt",
            "--index-url=http://x",
            "aiogram --pre",
            "aiogram\n--pre",
            "a\\",
            "./local",
            "/etc/x",
            "git+https://example.org/x",
            "https://example.org/x.whl",
            "pkg @ file:///etc/passwd",
            "pkg @ http://x/y",
            "pkg @ https://127.0.0.1/x.whl",
            "pkg @ https://0x7f.1/x.whl",
            "pkg @ https://printer.local/x.whl",
            "pkg @ https://me:hunter2@example.org/x.whl",
            "pkg @ https://[/x.whl",
            "a b",
            "бот",
            "a;;;$(id)",
            "a>=",
            "a\r-e .",
            "a\u{2028}b",
        ] {
            assert!(requirement(&text.into(), false).is_err(), "{text:?}");
        }
    }
}
