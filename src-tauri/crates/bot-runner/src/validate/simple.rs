//! Simple mode: code or files, what they need, and which of them is run.

use std::collections::BTreeMap;

use super::request::Simple;
use super::{Fields, conflict, files, given, image, keep, names, present, requirements};
use crate::fault::{Code, Fault, Kind, Reason, shown};

const ENTRYPOINT: &str = "bot.py";
const BASE_IMAGE: &str = "python:3.11-slim";

/// `private` lets its packages come from private addresses.
pub(super) fn check(fields: &Fields, private: bool, faults: &mut Vec<Fault>) -> Option<Simple> {
    let entrypoint = keep(faults, entrypoint(fields));
    let files = match (given(fields, "code"), given(fields, "files")) {
        (Some(_), Some(_)) => {
            faults.insert(0, conflict(&["code", "files"]).with("deployment_mode", "simple"));
            None
        }
        (None, None) => {
            let missing = Fault::new(Code::MissingCode, "code").with("deployment_mode", "simple");
            faults.insert(0, missing.with("missing", ["code", "files"].as_slice()));
            None
        }
        (Some(code), None) => {
            let path = entrypoint.unwrap_or(ENTRYPOINT);
            files::text(path, code, faults).map(|code| BTreeMap::from([(path.to_owned(), code)]))
        }
        (None, Some(given)) => {
            let files = files::check(given, faults);
            if let (Some(files), Some(entrypoint)) = (&files, entrypoint)
                && !files.contains_key(entrypoint)
            {
                let files = files.keys().cloned().collect();
                let fault = Fault::new(Code::InvalidEntrypoint, entrypoint).with("entrypoint", entrypoint);
                faults.push(fault.because(Reason::NotAmongFiles { files }));
            }
            files
        }
    };
    let requirements = requirements::check(fields, private, faults);
    if let (Some(files), Some(requirements)) = (&files, &requirements)
        && !requirements.is_empty()
        && files.contains_key(requirements::FILE)
    {
        faults.push(conflict(&["requirements", requirements::FILE]).with("deployment_mode", "simple"));
    }
    let base_image = base_image(fields, faults);
    Some(Simple {
        files: files?,
        entrypoint: entrypoint?.to_owned(),
        requirements: requirements?,
        base_image: base_image?,
    })
}

fn entrypoint(fields: &Fields) -> Result<&str, Fault> {
    let Some(given) = present(fields, "entrypoint") else { return Ok(ENTRYPOINT) };
    let reason = match given.as_str() {
        None => Reason::WrongType { wanted: Kind::Text, got: Kind::of(given) },
        // Python would take it for an option.
        Some(path) if path.starts_with('-') => Reason::LooksLikeAnOption,
        Some(path) => match names::check(path) {
            Ok(()) => return Ok(path),
            Err(reason) => reason,
        },
    };
    Err(Fault::new(Code::InvalidEntrypoint, shown(given)).with("entrypoint", given.clone()).because(reason))
}

fn base_image(fields: &Fields, faults: &mut Vec<Fault>) -> Option<String> {
    match present(fields, "base_image") {
        None => Some(BASE_IMAGE.to_owned()),
        Some(given) => keep(faults, image::name(given, "base_image")),
    }
}
