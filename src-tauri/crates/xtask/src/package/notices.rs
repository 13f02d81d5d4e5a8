//! The licences of other people's work in the program, with their texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::parts::{Part, read};
use crate::process::{Outcome, Trouble, root};

const LINE: &str = "--------------------------------------------------------------------------------";

/// Names every part that is not ours, then each text once, below the parts that it is of.
pub(super) fn text(parts: &[Part]) -> Outcome<String> {
    let foreign = parts.iter().filter(|part| part.folder.is_some()).collect::<Vec<_>>();
    let mut notices = String::from("TestOps Companion holds the following work of others.\n\n");
    for part in &foreign {
        let _ = writeln!(notices, "{} {} ({})", part.name, part.version, part.licence);
    }
    for (text, of) in texts(&foreign)?.into_values() {
        let of = of.into_iter().collect::<Vec<_>>().join(", ");
        let _ = write!(notices, "\n{LINE}\n{of}\n{LINE}\n\n{}\n", text.trim_end());
    }
    Ok(notices)
}

/// Each text with the parts that it is of; texts that differ only in their white space are one.
type Texts = BTreeMap<String, (String, BTreeSet<String>)>;

fn texts(parts: &[&Part]) -> Outcome<Texts> {
    let mut texts = Texts::new();
    let mut bare = Vec::new();
    for part in parts {
        let found = of_folder(part.folder.as_deref())?;
        if found.is_empty() {
            bare.push(part);
        }
        for text in found {
            note(&mut texts, text, part);
        }
    }
    for part in bare {
        let text = in_place_of_its_own(part, parts, &texts)?;
        note(&mut texts, text, part);
    }
    Ok(texts)
}

fn note(texts: &mut Texts, text: String, part: &Part) {
    let key = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let entry = texts.entry(key).or_insert_with(|| (text, BTreeSet::new()));
    entry.1.insert(format!("{} {}", part.name, part.version));
}

/// The texts beside the manifest, and in a folder of licences there.
fn of_folder(folder: Option<&Path>) -> Outcome<Vec<String>> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for path in entries(folder)?.into_iter().filter(|path| is_legal(path)) {
        if path.is_dir() { files.extend(entries(&path)?) } else { files.push(path) }
    }
    files.iter().filter(|path| path.is_file()).map(|path| read(path)).collect()
}

fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .map_err(|error| Trouble::new(format!("{}: {error}; are all packages fetched?", folder.display())))?;
    let mut paths = entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>();
    paths.sort();
    Ok(paths)
}

fn is_legal(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is_code = path.extension().is_some_and(|ending| ending == "rs" || ending == "js");
    let words = ["license", "licence", "copying", "copyright", "notice", "unlicense"];
    !is_code && words.iter().any(|word| name.starts_with(word))
}

/// For a part that came without a text: that of a sibling from the same repository, else the usual one of its licence.
fn in_place_of_its_own(part: &Part, parts: &[&Part], texts: &Texts) -> Outcome<String> {
    let siblings =
        parts.iter().filter(|other| !part.repository.is_empty() && other.repository == part.repository);
    for sibling in siblings {
        if let Some(text) = of_folder(sibling.folder.as_deref())?.into_iter().next() {
            return Ok(text);
        }
    }
    let allows = |licence: &str| part.licence.split_whitespace().any(|word| word == licence);
    if allows("MIT") {
        let ours = read(&root().join("LICENSE"))?;
        let terms = ours.find("Permission is").map(|at| &ours[at..]).unwrap_or_default();
        let holders =
            if part.authors.is_empty() { "its authors".to_owned() } else { part.authors.join(", ") };
        return Ok(format!("MIT License\n\nCopyright (c) {holders}\n\n{terms}"));
    }
    let apache = texts.iter().find(|(key, _)| key.starts_with("Apache License Version 2.0"));
    match apache.filter(|_| allows("Apache-2.0")) {
        Some((_, (text, _))) => Ok(text.clone()),
        None => Err(Trouble::new(format!(
            "{} {} ({}) came without the text of its licence",
            part.name, part.version, part.licence
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parts;
    use super::*;

    #[test]
    fn every_part_of_others_is_named_and_has_a_text() {
        let parts = parts::all().expect("known");
        let notices = text(&parts).expect("every licence has its text");
        let (named, texts) = notices.split_once(LINE).expect("texts");
        for part in parts.iter().filter(|part| part.folder.is_some()) {
            let name = format!("{} {}", part.name, part.version);
            let is_whole = |line: &str| line.split(", ").any(|one| one == name);
            assert!(named.lines().any(|line| line.starts_with(&format!("{name} ("))), "{name} is not named");
            assert!(texts.lines().any(is_whole), "{name} has no text");
        }
        assert!(texts.contains("Apache License") && texts.contains("Permission is hereby granted"));
    }
}
