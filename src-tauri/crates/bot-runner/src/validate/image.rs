//! Image mode: a ready image, and who may read it; Git repositories name that in the same way.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::request::{Login, Source};
use super::{Fields, given, keep};
use crate::fault::{Code, Fault, Kind, Reason, shown};

const MOST_CHARACTERS: usize = 255;

/// The grammar of image references: registry, path, tag, digest.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    let label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    let registry = format!(r"(?:{label}(?:\.{label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?");
    let part = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*";
    let digest = "(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})";
    let tag = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
    let pattern = format!("^(?P<name>(?:{registry}/)?{part}(?:/{part})*)(?::{tag})?(?:@{digest})?$");
    Regex::new(&pattern).expect("the pattern is right")
});

pub(super) fn check(fields: &Fields, faults: &mut Vec<Fault>) -> Option<Source> {
    let name = if let Some(given) = given(fields, "docker_image") {
        keep(faults, name(given, "docker_image"))
    } else {
        faults
            .push(Fault::of_field(Code::MissingDockerImage, "docker_image").with("deployment_mode", "image"));
        None
    };
    let login = keep(faults, login(fields, "registry_auth"));
    Some(Source::Image { name: name?, login: login? })
}

pub(super) fn name(given: &Value, field: &'static str) -> Result<String, Fault> {
    let reason = match given.as_str() {
        None => Reason::WrongType { wanted: Kind::Text, got: Kind::of(given) },
        Some(text) => match REFERENCE.captures(text) {
            Some(parts) if parts["name"].len() <= MOST_CHARACTERS => return Ok(text.to_owned()),
            Some(_) => Reason::TooLong { most: MOST_CHARACTERS },
            None => Reason::Characters,
        },
    };
    let fault =
        Fault::new(Code::InvalidImageName, shown(given)).with("field", field).with("value", given.clone());
    Err(fault.because(reason))
}

pub(super) fn login(fields: &Fields, field: &'static str) -> Result<Option<Login>, Fault> {
    let Some(given) = given(fields, field) else { return Ok(None) };
    let wrong = |field: &str, wanted, given: &Value| {
        Fault::new(Code::InvalidRegistryAuth, field)
            .with("field", field)
            .with("type", Kind::of(given).as_str())
            .because(Reason::WrongType { wanted, got: Kind::of(given) })
    };
    let Some(given) = given.as_object() else { return Err(wrong(field, Kind::Object, given)) };
    let text = |name: &'static str| match given.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(other) => Err(wrong(name, Kind::Text, other)),
    };
    match (text("username")?, text("password")?) {
        (Some(username), Some(password)) => Ok(Some(Login { username, password })),
        (username, password) => {
            let absent = [("username", username.is_none()), ("password", password.is_none())];
            let missing: Vec<_> =
                absent.iter().filter(|(_, absent)| *absent).map(|(name, _)| *name).collect();
            let fault = Fault::new(Code::IncompleteRegistryAuth, missing.join(", "));
            Err(fault.with("missing", missing.as_slice()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_names_follow_the_grammar_of_references() {
        let ok = |text: &str| name(&text.into(), "docker_image").is_ok();
        for text in [
            "a",
            "python:3.11-slim",
            "library/python",
            "localhost:5000/x",
            "REG.example.org/x:Tag",
            "a/b/c__d-e.f:_1",
            "[::1]:5000/x",
            "a--b",
        ] {
            assert!(ok(text), "{text}");
        }
        for text in [
            "A",
            "a b",
            "a\n",
            " a",
            "a:",
            "a@sha256:12",
            "-a",
            "a-",
            "a/",
            "/a",
            "a//b",
            "a:b:c",
            "a;rm",
            "a..b",
            "$(x)",
            "http://x/y",
            "тест",
            "a:.x",
            "--privileged",
        ] {
            assert!(!ok(text), "{text:?}");
        }
        assert!(ok(&"a".repeat(255)) && !ok(&"a".repeat(256)));
    }
}
