//! Rust, Node and the driver that stands between the stories and the window.

use std::path::PathBuf;

use crate::process::{Outcome, Trouble, cargo, command, node, quietly, run, target};

/// The oldest Rust that the workspace builds with, from `[workspace.package]`.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");
/// As `engines` in `ui/package.json`.
const NODE: (u32, u32) = (20, 19);
/// The registry also holds previews of 3, which speak to another Tauri.
const DRIVER: &str = "^2";

pub(crate) fn check_rust() -> Outcome {
    let said = quietly(&mut command("rustc", ["--version"])).unwrap_or_default();
    let version = said.split_whitespace().nth(1).and_then(version_of);
    let next = "install it from https://rustup.rs, or run `rustup update stable`";
    match version {
        Some(version) if Some(version) >= version_of(RUST) => Ok(()),
        Some((major, minor)) => {
            Err(Trouble::new(format!("Rust {RUST} or newer is needed, this is {major}.{minor}: {next}")))
        }
        None => Err(Trouble::new(format!("rustc was not found: {next}"))),
    }
}

pub(crate) fn check_node() -> Outcome {
    let next = "install Node 20.19 or newer with npm, from https://nodejs.org or your system's packages";
    let said = quietly(&mut command("node", ["--version"])).unwrap_or_default();
    match version_of(said.trim().trim_start_matches('v')) {
        Some(version) if version >= NODE => {}
        Some((major, minor)) => return Err(Trouble::new(format!("Node {major}.{minor} is too old: {next}"))),
        None => return Err(Trouble::new(format!("node was not found: {next}"))),
    }
    if quietly(&mut node("npm", ["--version"])).is_none() {
        return Err(Trouble::new(format!("npm was not found: {next}")));
    }
    Ok(())
}

/// Where `ensure_driver` puts the driver.
pub(crate) fn driver_path() -> PathBuf {
    target().join("tools").join("bin").join("tauri-driver")
}

/// Builds tauri-driver once, into the target folder.
pub(crate) fn ensure_driver() -> Outcome {
    if driver_path().is_file() {
        return Ok(());
    }
    println!("Building tauri-driver, once; it takes a minute or two.");
    let tools = target().join("tools");
    let mut install =
        cargo(["install", "tauri-driver", "--version", DRIVER, "--locked", "--debug", "--root"]);
    install.arg(&tools).arg("--target-dir").arg(tools.join("build"));
    run(&mut install)
}

fn version_of(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_compared_as_numbers() {
        assert_eq!(version_of("1.95.0"), Some((1, 95)));
        assert_eq!(version_of("20.9.0"), Some((20, 9)));
        assert_eq!(version_of("nightly"), None);
        assert!(version_of("1.100.0") > version_of("1.90"));
    }
}
