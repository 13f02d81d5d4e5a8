//! The page's packages and its build, each done anew only when something changed.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::process::{Outcome, Trouble, node, root, run};

/// `npm ci`, when the installed packages are older than the lock file.
pub(crate) fn ensure_packages() -> Outcome {
    let ui = root().join("ui");
    let locked = changed(&ui.join("package-lock.json"))
        .ok_or_else(|| Trouble::new("ui/package-lock.json is missing: is this a whole checkout?"))?;
    // npm writes this file last.
    if changed(&ui.join("node_modules/.package-lock.json")).is_some_and(|installed| installed >= locked) {
        return Ok(());
    }
    run(&mut node("npm", ["ci", "--no-audit", "--no-fund"]))
}

/// `npm run build`, when a source is newer than the built page.
pub(crate) fn ensure_built() -> Outcome {
    let ui = root().join("ui");
    let built = changed(&ui.join("dist/index.html"));
    let sources = ["src", "public", "index.html", "package-lock.json", "vite.config.ts"];
    let newest = sources.iter().filter_map(|source| newest_in(&ui.join(source))).max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    build()
}

pub(crate) fn build() -> Outcome {
    run(&mut node("npm", ["run", "build"]))
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else { return changed(path) };
    entries.flatten().filter_map(|entry| newest_in(&entry.path())).max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|facts| facts.modified()).ok()
}
