//! Licences of everything that we build on, held against the list in `deny.toml`. Works without the network.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::process::{Outcome, Trouble, cargo, quietly, root};

/// Crates, as cargo knows them.
pub(crate) fn of_crates() -> Outcome {
    let told = quietly(&mut cargo(["metadata", "--format-version", "1", "--locked"]))
        .ok_or_else(|| Trouble::new("cargo metadata failed: is Cargo.lock up to date?"))?;
    let facts: Value = serde_json::from_str(&told).map_err(|error| Trouble::new(error.to_string()))?;
    let packages = facts["packages"].as_array().into_iter().flatten();
    let foreign = packages.filter(|package| !package["source"].is_null());
    judge(foreign.map(|package| {
        let licence = package["license"].as_str().unwrap_or("none named");
        (format!("{} {}", words(&package["name"]), words(&package["version"])), licence.to_owned())
    }))
}

/// npm packages, as the lock file names them.
pub(crate) fn of_packages() -> Outcome {
    let path = root().join("ui/package-lock.json");
    let text =
        fs::read_to_string(&path).map_err(|error| Trouble::new(format!("{}: {error}", path.display())))?;
    let lock: Value = serde_json::from_str(&text).map_err(|error| Trouble::new(error.to_string()))?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    judge(packages.filter_map(|(path, package)| {
        let name = path.rsplit_once("node_modules/")?.1;
        let named = package["license"].as_str().map(str::to_owned);
        Some((name.to_owned(), named.or_else(|| of_text(path)).unwrap_or_else(|| "none named".to_owned())))
    }))
}

/// Where the lock file names none, the text that came with the package may still say.
fn of_text(package: &str) -> Option<String> {
    let text = fs::read_to_string(root().join("ui").join(package).join("LICENSE")).ok()?;
    text.trim_start().starts_with("MIT License").then(|| "MIT".to_owned())
}

fn judge(packages: impl Iterator<Item = (String, String)>) -> Outcome {
    let allowed = allowed()?;
    let mut count = 0;
    let mut refused = Vec::new();
    for (name, licence) in packages {
        count += 1;
        if !permits(&licence, &allowed) {
            refused.push(format!("  {name}: {licence}"));
        }
    }
    if refused.is_empty() {
        println!("{count} packages, each under a licence that deny.toml allows");
        return Ok(());
    }
    Err(Trouble::new(format!("Not under a licence that deny.toml allows:\n{}", refused.join("\n"))))
}

/// The strings of `allow = […]` under `[licenses]`.
fn allowed() -> Outcome<BTreeSet<String>> {
    let text =
        fs::read_to_string(root().join("deny.toml")).map_err(|error| Trouble::new(error.to_string()))?;
    let list = text
        .split_once("[licenses]")
        .and_then(|(_, rest)| rest.split_once("allow = ["))
        .and_then(|(_, rest)| rest.split_once(']'))
        .map(|(list, _)| list)
        .ok_or_else(|| Trouble::new("deny.toml has no list of allowed licences"))?;
    Ok(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

/// Whether an SPDX expression can be satisfied with what is allowed. `/` is the old way to write OR.
fn permits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut tokens = spaced.split_whitespace().peekable();
    either(&mut tokens, allowed) && tokens.next().is_none()
}

type Tokens<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(tokens: &mut Tokens<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut holds = both(tokens, allowed);
    while tokens.next_if_eq(&"OR").is_some() {
        holds |= both(tokens, allowed);
    }
    holds
}

fn both(tokens: &mut Tokens<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut holds = one(tokens, allowed);
    while tokens.next_if_eq(&"AND").is_some() {
        holds &= one(tokens, allowed);
    }
    holds
}

fn one(tokens: &mut Tokens<'_>, allowed: &BTreeSet<String>) -> bool {
    match tokens.next() {
        Some("(") => {
            let holds = either(tokens, allowed);
            tokens.next_if_eq(&")").is_some() && holds
        }
        Some(licence) => {
            if tokens.next_if_eq(&"WITH").is_some() {
                // An exception only adds freedom.
                tokens.next();
            }
            allowed.contains(licence)
        }
        None => false,
    }
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mit_and_apache() -> BTreeSet<String> {
        ["MIT", "Apache-2.0"].map(str::to_owned).into()
    }

    #[test]
    fn one_side_of_an_or_is_enough_and_both_sides_of_an_and_are_needed() {
        let allowed = mit_and_apache();
        assert!(permits("GPL-3.0 OR MIT", &allowed));
        assert!(permits("MIT/Apache-2.0", &allowed));
        assert!(!permits("GPL-3.0 AND MIT", &allowed));
        assert!(permits("(GPL-3.0 OR MIT) AND Apache-2.0", &allowed));
        assert!(!permits("(GPL-3.0 OR MIT) AND Zlib", &allowed));
    }

    #[test]
    fn an_exception_does_not_spoil_a_licence() {
        assert!(permits("Apache-2.0 WITH LLVM-exception OR GPL-2.0", &mit_and_apache()));
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(!permits("", &mit_and_apache()));
        assert!(!permits("MIT MIT", &mit_and_apache()));
        assert!(!permits("none named", &mit_and_apache()));
    }
}
