//! `cargo xtask package`: what a person installs, made by Tauri's own bundler.

use std::fs;
use std::path::Path;

use crate::process::{Outcome, Trouble, command, root, run, target};
use crate::setup::{self, Consent};

pub(crate) fn package(consent: Consent) -> Outcome {
    setup::for_building(consent)?;
    build()?;
    let made = made();
    if made.is_empty() {
        return Err(Trouble::new("The bundler left no package behind"));
    }
    for (path, bytes) in made {
        println!("{:>7.2} MB  {path}", megabytes(bytes));
    }
    Ok(())
}

/// Builds the release and its packages.
pub(crate) fn build() -> Outcome {
    let tauri = root().join("ui/node_modules/.bin/tauri");
    if !tauri.exists() {
        return Err(Trouble::new("ui/node_modules has no Tauri CLI: run `npm ci` in ui"));
    }
    // The CLI looks for the project from the folder where it stands.
    run(&mut command(&tauri.to_string_lossy(), ["build"]))
}

/// The packages that were made, with their size in bytes.
pub(crate) fn made() -> Vec<(String, u64)> {
    let bundle = target().join("release/bundle");
    let mut found = Vec::new();
    collect(&bundle, &mut found);
    found.sort();
    found
}

#[expect(clippy::cast_precision_loss, reason = "a size for reading")]
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn collect(folder: &Path, found: &mut Vec<(String, u64)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let kind = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if matches!(kind, "deb" | "rpm" | "AppImage" | "dmg" | "msi" | "exe") {
            let size = entry.metadata().map_or(0, |facts| facts.len());
            found.push((path.display().to_string(), size));
        } else if path.is_dir() {
            collect(&path, found);
        }
    }
}
