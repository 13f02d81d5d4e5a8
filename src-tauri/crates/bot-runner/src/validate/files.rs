//! The `files` of a simple bot: a map from path to text.

use std::collections::BTreeMap;

use serde_json::Value;

use super::names::{self, Paths};
use crate::fault::{Code, Fault, Kind, Reason, shown_text};

const MOST_FILES: usize = 1000;
pub(super) const MOST_BYTES: usize = 16 << 20;

pub(super) fn check(given: &Value, faults: &mut Vec<Fault>) -> Option<BTreeMap<String, String>> {
    let Some(given) = given.as_object() else {
        let reason = Reason::WrongType { wanted: Kind::Object, got: Kind::of(given) };
        let fault = Fault::of_field(Code::InvalidFilesFormat, "files").with("type", Kind::of(given).as_str());
        faults.push(fault.because(reason));
        return None;
    };
    if given.len() > MOST_FILES {
        let fault = Fault::of_field(Code::InvalidFilesFormat, "files").with("count", given.len());
        faults.push(fault.because(Reason::TooMany { most: MOST_FILES }));
        return None;
    }
    let before = faults.len();
    let mut paths = Paths::default();
    let mut files = BTreeMap::new();
    for (path, content) in given {
        if let Err(reason) = names::check(path).and_then(|()| paths.add(path)) {
            let fault = Fault::new(Code::InvalidFileName, shown_text(path)).with("filename", path.as_str());
            faults.push(fault.because(reason));
        }
        if let Some(text) = text(path, content, faults) {
            files.insert(path.clone(), text);
        }
    }
    let size: usize = files.values().map(String::len).sum();
    if size > MOST_BYTES {
        let fault = Fault::of_field(Code::InvalidFilesFormat, "files").with("bytes", size);
        faults.push(fault.because(Reason::TooLarge { most_bytes: MOST_BYTES }));
    }
    (faults.len() == before).then_some(files)
}

pub(super) fn text(path: &str, content: &Value, faults: &mut Vec<Fault>) -> Option<String> {
    let reason = match content.as_str() {
        Some(text) if text.len() <= MOST_BYTES => return Some(text.to_owned()),
        Some(_) => Reason::TooLarge { most_bytes: MOST_BYTES },
        None => Reason::WrongType { wanted: Kind::Text, got: Kind::of(content) },
    };
    let fault = Fault::new(Code::InvalidFileContent, shown_text(path))
        .with("filename", path)
        .with("type", Kind::of(content).as_str());
    faults.push(fault.because(reason));
    None
}
