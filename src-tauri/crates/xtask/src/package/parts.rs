//! What the program is made of: the crates that are linked into it, and the packages of the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process::{Outcome, Trouble, cargo, quietly, root};

/// One crate or npm package.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression; empty where none is named.
    pub(super) licence: String,
    /// Where its files lie; `None` for what is written here.
    pub(super) folder: Option<PathBuf>,
    pub(super) authors: Vec<String>,
    pub(super) repository: String,
    /// Package URL: the part's one name in the bill of materials.
    pub(super) purl: String,
    /// SHA-256 of its archive in the registry, in hex.
    pub(super) checksum: Option<String>,
    /// The URLs of what it needs.
    pub(super) needs: BTreeSet<String>,
}

/// The program, then all that it is made of. Works without the network once everything was built.
pub(super) fn all() -> Outcome<Vec<Part>> {
    let mut parts = crates()?;
    let (page, needed) = npm()?;
    if let Some(program) = parts.first_mut() {
        program.needs.extend(needed);
    }
    parts.extend(page);
    Ok(parts)
}

type Key = (String, String);

/// As `cargo tree` tells them, which heeds the features of this program alone; what only compiles is no part.
fn crates() -> Outcome<Vec<Part>> {
    let tree = ["tree", "--locked", "--package", "testops-companion", "--edges", "normal,no-proc-macro"];
    let mut tree = cargo(tree);
    let told = quietly(tree.args(["--prefix", "depth", "--format", " {p}"]))
        .ok_or_else(|| Trouble::new("cargo tree failed: is Cargo.lock up to date?"))?;
    let described = described()?;
    let checksums = checksums()?;
    let mut order: Vec<Key> = Vec::new();
    let mut needs: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    let mut above: Vec<Key> = Vec::new();
    for line in told.lines() {
        let mut words = line.split_whitespace();
        let (Some(depth), Some(name), Some(version)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let key = (name.to_owned(), version.trim_start_matches('v').to_owned());
        above.truncate(depth.parse().map_err(|_| Trouble::new(format!("cargo tree says: {line}")))?);
        if let Some(parent) = above.last() {
            needs.entry(parent.clone()).or_default().insert(crate_url(&key));
        }
        above.push(key.clone());
        if !order.contains(&key) {
            order.push(key);
        }
    }
    let part = |key: Key| {
        let facts =
            described.get(&key).ok_or_else(|| Trouble::new(format!("cargo knows no {} {}", key.0, key.1)))?;
        let manifest = Path::new(facts["manifest_path"].as_str().unwrap_or_default());
        let authors = facts["authors"].as_array().into_iter().flatten();
        Ok(Part {
            licence: text(&facts["license"]).replace('/', " OR "),
            folder: manifest.parent().filter(|_| !facts["source"].is_null()).map(Path::to_owned),
            authors: authors.map(text).collect(),
            repository: text(&facts["repository"]),
            purl: crate_url(&key),
            checksum: checksums.get(&key).cloned(),
            needs: needs.remove(&key).unwrap_or_default(),
            name: key.0,
            version: key.1,
        })
    };
    order.into_iter().map(part).collect()
}

fn described() -> Outcome<BTreeMap<Key, Value>> {
    let told = quietly(&mut cargo(["metadata", "--format-version", "1", "--locked"]))
        .ok_or_else(|| Trouble::new("cargo metadata failed: is Cargo.lock up to date?"))?;
    let mut facts: Value = serde_json::from_str(&told).map_err(|error| Trouble::new(error.to_string()))?;
    let packages = facts["packages"].as_array_mut().map(std::mem::take).unwrap_or_default();
    Ok(packages
        .into_iter()
        .map(|package| ((text(&package["name"]), text(&package["version"])), package))
        .collect())
}

/// Of `Cargo.lock`, which alone has them.
fn checksums() -> Outcome<BTreeMap<Key, String>> {
    let lock = read(&root().join("Cargo.lock"))?;
    let sections = lock.split("[[package]]").skip(1);
    let of_section = |section: &str| {
        let value = |name: &str| {
            let line = section.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
            Some(line.trim_matches('"').to_owned())
        };
        Some(((value("name")?, value("version")?), value("checksum")?))
    };
    Ok(sections.filter_map(of_section).collect())
}

/// What the page is made of, and the URLs of what it asks for itself.
fn npm() -> Outcome<(Vec<Part>, BTreeSet<String>)> {
    let ui = root().join("ui");
    let lock: Value = serde_json::from_str(&read(&ui.join("package-lock.json"))?)
        .map_err(|error| Trouble::new(format!("package-lock.json: {error}")))?;
    let Some(packages) = lock["packages"].as_object() else {
        return Err(Trouble::new("package-lock.json names no packages"));
    };
    let url = |path: &str| {
        let name = path.rsplit_once("node_modules/")?.1.replace('@', "%40");
        Some(format!("pkg:npm/{name}@{}", packages.get(path)?["version"].as_str()?))
    };
    // Node looks beside the package first, then in the folders above.
    let needs = |path: &str| {
        let names = packages[path]["dependencies"].as_object().into_iter().flatten().map(|(name, _)| name);
        let find = |name: &String| {
            let mut place = path;
            loop {
                let here = if place.is_empty() { String::new() } else { format!("{place}/") };
                let there = format!("{here}node_modules/{name}");
                if packages.contains_key(&there) {
                    return Some(there);
                }
                place = place.rsplit_once("node_modules/")?.0.trim_end_matches('/');
            }
        };
        names.filter_map(find).collect::<Vec<_>>()
    };
    let urls = |paths: &[String]| paths.iter().filter_map(|path| url(path)).collect::<BTreeSet<_>>();
    // What only builds or tests it, and what is asked for where it happens to be there, is not reached.
    let mut parts = Vec::new();
    let mut reached = needs("");
    let direct = urls(&reached);
    while let Some(path) = reached.pop() {
        let Some(url) = url(&path) else { continue };
        if parts.iter().any(|part: &Part| part.purl == url) {
            continue;
        }
        let needed = needs(&path);
        parts.push(Part {
            name: path.rsplit_once("node_modules/").map_or(path.as_str(), |(_, name)| name).to_owned(),
            version: text(&packages[&path]["version"]),
            licence: text(&packages[&path]["license"]),
            folder: Some(ui.join(&path)),
            authors: Vec::new(),
            repository: String::new(),
            purl: url,
            checksum: None,
            needs: urls(&needed),
        });
        reached.extend(needed);
    }
    parts.sort_by(|one, other| one.purl.cmp(&other.purl));
    Ok((parts, direct))
}

fn crate_url((name, version): &Key) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| Trouble::new(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_its_crates_and_the_packages_of_its_page_are_parts_and_tools_are_not() {
        let parts = all().expect("known");
        assert_eq!(parts[0].name, "testops-companion");
        let of = |name: &str| parts.iter().find(|part| part.name == name);
        assert!(of("companion").is_some_and(|part| part.folder.is_none()));
        assert!(of("tauri").is_some_and(|part| part.folder.is_some() && part.checksum.is_some()));
        assert!(of("svelte").is_some_and(|part| part.purl.starts_with("pkg:npm/svelte@")));
        assert!(of("wiremock").is_none() && of("vite").is_none() && of("cc").is_none());
    }

    #[test]
    fn whatever_a_part_needs_is_a_part() {
        let parts = all().expect("known");
        let urls = parts.iter().map(|part| part.purl.as_str()).collect::<BTreeSet<_>>();
        assert_eq!(urls.len(), parts.len());
        let needed = parts.iter().flat_map(|part| &part.needs).collect::<BTreeSet<_>>();
        let lost = needed.iter().filter(|url| !urls.contains(url.as_str())).collect::<Vec<_>>();
        assert!(lost.is_empty(), "{lost:?}");
        assert_eq!(needed.len() + 1, parts.len(), "all but the program are needed");
    }
}
