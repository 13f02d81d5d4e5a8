//! What the packages carry beside the program and is made for them, under `gen/package`; `tauri.conf.json` says where it goes.

use std::fs;
use std::path::{Path, PathBuf};

use super::{changelog, notices, parts, sbom};
use crate::process::{Outcome, Trouble, command, quietly, root, run};

/// Where `tauri.conf.json` looks for it.
pub(super) fn folder() -> PathBuf {
    root().join("gen/package")
}

/// Makes it anew. `program` tells what its own command line is.
pub(super) fn make(program: &Path, maintainer: &str) -> Outcome {
    let folder = folder();
    drop(fs::remove_dir_all(&folder));
    let doc = folder.join("doc");
    fs::create_dir_all(&doc).map_err(|error| Trouble::new(format!("{}: {error}", doc.display())))?;
    run(command(&program.to_string_lossy(), ["help-files"]).arg(&folder).arg(when("--iso-8601")?))?;

    let (by_mail, by_clock) = (when("--rfc-email")?, when("--iso-8601=seconds")?);
    let ours = parts::read(&root().join("CHANGELOG.md"))?;
    write(&folder.join("changelog"), &changelog::debian(&ours, maintainer, &by_mail))?;
    let parts = parts::all()?;
    write(&doc.join("third-party-notices"), &notices::text(&parts)?)?;
    write(&doc.join("sbom.cdx.json"), &format!("{:#}\n", sbom::document(&parts, &by_clock)))?;

    // Without names and times of files inside, so that the same content is the same bytes.
    let mut gzip = command("gzip", ["-9", "--no-name", "--recursive"]);
    run(gzip.arg(folder.join("man1")).arg(doc))
}

/// The time of what is packed, as `date` writes it: `SOURCE_DATE_EPOCH`, else that of the last commit, else now.
fn when(form: &str) -> Outcome<String> {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let committed = || quietly(&mut command("git", ["log", "-1", "--format=%ct"]));
    let seconds = given.or_else(committed).map(|seconds| format!("@{}", seconds.trim()));
    let date = ["-u", "-d", seconds.as_deref().unwrap_or("now"), form];
    quietly(&mut command("date", date))
        .map(|said| said.trim().to_owned())
        .ok_or_else(|| Trouble::new("date failed"))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| Trouble::new(format!("{}: {error}", path.display())))
}
