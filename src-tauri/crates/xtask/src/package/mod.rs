//! `cargo xtask package`: what a person installs, made by Tauri's own bundler, and the check of it.

mod changelog;
mod check;
mod contents;
mod fresh_root;
mod notices;
mod parts;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

pub(crate) use self::check::contents as check_contents;
use crate::process::{Outcome, Trouble, command, quietly, root, run, target};
use crate::setup::{self, Consent};

#[derive(Args)]
pub(crate) struct Options {
    /// Install what is missing without asking.
    #[arg(long)]
    yes: bool,
    /// Also hold the packages against lintian and rpmlint, and install, start, update and remove them in fresh roots.
    #[arg(long)]
    check: bool,
    /// Take the packages that were made before.
    #[arg(long)]
    no_build: bool,
}

pub(crate) fn package(options: &Options) -> Outcome {
    let consent = Consent::from_flag(options.yes);
    if !options.no_build {
        setup::for_building(consent)?;
        build()?;
    }
    let made = made();
    if made.is_empty() {
        return Err(Trouble::new("The bundler left no package behind"));
    }
    for (path, bytes) in &made {
        println!("{:>7.2} MB  {path}", megabytes(*bytes));
    }
    if options.check {
        setup::for_packages(consent)?;
        check::packages()?;
    }
    Ok(())
}

/// Builds the release and its packages.
pub(crate) fn build() -> Outcome {
    drop(fs::remove_dir_all(bundle()));
    if !cfg!(target_os = "linux") {
        return run(&mut tauri("build")?);
    }
    run(tauri("build")?.arg("--no-bundle"))?;
    let program = target().join("release/testops-companion");
    let maintainer = maintainer()?;
    contents::make(&program, &maintainer)?;
    let mut settings = json!({"bundle": {"publisher": maintainer}});
    if let Some(libraries) = libraries(&program)? {
        settings["bundle"]["linux"] = json!({"deb": {"depends": libraries}});
    }
    run(tauri("bundle")?.arg("--config").arg(settings.to_string()))
}

/// What the packages carry, made by the program that the tests build.
pub(crate) fn make_contents() -> Outcome {
    contents::make(&target().join("debug/testops-companion"), &maintainer()?)
}

fn tauri(verb: &str) -> Outcome<std::process::Command> {
    let tauri = root().join("ui/node_modules/.bin/tauri");
    if !tauri.exists() {
        return Err(Trouble::new("ui/node_modules has no Tauri CLI: run `npm ci` in ui"));
    }
    // The CLI looks for the project from the folder where it stands.
    Ok(command(&tauri.to_string_lossy(), [verb]))
}

/// Who answers for the packages: as Debian's own tools are told, else as `tauri.linux.conf.json` says.
fn maintainer() -> Outcome<String> {
    if let (Ok(name), Ok(mail)) = (std::env::var("DEBFULLNAME"), std::env::var("DEBEMAIL")) {
        return Ok(format!("{name} <{mail}>"));
    }
    let settings: Value = serde_json::from_str(&parts::read(&root().join("tauri.linux.conf.json"))?)
        .map_err(|error| Trouble::new(format!("tauri.linux.conf.json: {error}")))?;
    let publisher = settings["bundle"]["publisher"].as_str();
    publisher.map(str::to_owned).ok_or_else(|| Trouble::new("tauri.linux.conf.json names no publisher"))
}

/// The packages of the libraries that the program is linked with, in the versions that it needs. Only Debian's tools know.
fn libraries(program: &Path) -> Outcome<Option<Vec<String>>> {
    if !crate::process::on_path("dpkg-shlibdeps") {
        return Ok(None);
    }
    // It wants to stand beside a source package.
    let stand = target().join("package-libraries");
    let control = stand.join("debian/control");
    let written = fs::create_dir_all(stand.join("debian")).and_then(|()| {
        fs::write(&control, "Source: testops-companion\n\nPackage: testops-companion\nArchitecture: any\n")
    });
    written.map_err(|error| Trouble::new(format!("{}: {error}", control.display())))?;
    let mut tool = command("dpkg-shlibdeps", ["-O", "-e"]);
    let told = quietly(tool.arg(program).current_dir(&stand)).unwrap_or_default();
    let depends = told.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    let depends =
        depends.ok_or_else(|| Trouble::new("dpkg-shlibdeps does not tell what the program needs"))?;
    Ok(Some(depends.split(", ").map(str::to_owned).collect()))
}

fn bundle() -> PathBuf {
    target().join("release/bundle")
}

/// The packages that were made, with their size in bytes.
pub(crate) fn made() -> Vec<(String, u64)> {
    let mut found = Vec::new();
    collect(&bundle(), &mut found);
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
