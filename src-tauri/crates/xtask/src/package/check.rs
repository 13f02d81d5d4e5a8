//! Whether the packages are in order, as the distributions' own tools see it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{contents, fresh_root};
use crate::process::{Outcome, Trouble, command, quietly, root, run, target};

const DESKTOP: &str = "src-tauri/package/testops-companion.desktop";
const METAINFO: &str = "src-tauri/package/dev.testopscompanion.TestOpsCompanion.metainfo.xml";
/// The application's id has two parts and a hyphen; data folders and bus names hang on it.
const METAINFO_ALLOWS: &str = "--override=cid-desktopapp-is-not-rdns=info,cid-contains-hyphen=info";

/// Where the checks leave what they saw.
pub(super) fn folder() -> PathBuf {
    target().join("package-check")
}

/// What the packages carry beside the program: the cheap half, without a release.
pub(crate) fn contents() -> Outcome {
    let made = contents::folder();
    run(&mut command("appstreamcli", ["validate", "--no-net", "--pedantic", METAINFO_ALLOWS, METAINFO]))?;
    run(command("desktop-file-validate", [""; 0]).arg(filled_in()?))?;
    let lint = "for page; do gzip -dc \"$page\" | mandoc -T lint -W warning || exit; done";
    run(command("sh", ["-c", lint, "manual"]).args(files_in(&made.join("man1"))?))?;
    completions(&made)
}

/// The template as Tauri fills it in.
fn filled_in() -> Outcome<PathBuf> {
    let template = super::parts::read(&root().join(DESKTOP))?;
    let words = [
        ("comment", "A comment"),
        ("categories", "Development;"),
        ("exec", "true"),
        ("icon", "testops-companion"),
    ];
    let text =
        words.iter().fold(template, |text, (name, word)| text.replace(&format!("{{{{{name}}}}}"), word));
    let file = folder().join("testops-companion.desktop");
    fs::create_dir_all(folder())
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| Trouble::new(format!("{}: {error}", file.display())))?;
    Ok(file)
}

/// Each shell loads its completion, and bash and fish offer the verb that was begun.
fn completions(made: &Path) -> Outcome {
    // The function's own name is read from where bash would find it.
    let bash = "source \"$0\" && offer=$(complete -p testops-companion) && offer=${offer#*-F } && \
                COMP_WORDS=(testops-companion upl) COMP_CWORD=1 && \
                ${offer%% *} testops-companion upl testops-companion && echo \"${COMPREPLY[@]}\"";
    let fish = "source $argv[1]; complete --do-complete 'testops-companion upl'";
    // What zsh offers is seen in a terminal only: here it finds the completion and reads it.
    let zsh = "fpath=(${0:h} $fpath); autoload -Uz compinit && compinit -u -D && autoload -Uz +X _testops-companion && \
               [[ $_comps[testops-companion] = _testops-companion && $functions[_testops-companion] = *upload* ]] && \
               echo upload";
    let asked = [
        quietly(command("bash", ["--norc", "-c", bash]).arg(made.join("bash/testops-companion"))),
        quietly(command("fish", ["--no-config", "-c", fish]).arg(made.join("fish/testops-companion.fish"))),
        quietly(command("zsh", ["-f", "-c", zsh]).arg(made.join("zsh/_testops-companion"))),
    ];
    for (shell, said) in ["bash", "fish", "zsh"].into_iter().zip(asked) {
        if !said.as_deref().is_some_and(|said| said.starts_with("upload")) {
            return Err(Trouble::new(format!("The completion of {shell} does not know `upload`: {said:?}")));
        }
    }
    Ok(())
}

fn files_in(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).map_err(|error| Trouble::new(format!("{}: {error}", folder.display())))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

/// The packages themselves.
pub(super) fn packages() -> Outcome {
    contents()?;
    let deb = made("deb")?;
    let rpm = made("rpm")?;
    run(command("lintian", ["--fail-on", "error,warning", "--tag-display-limit", "0"]).arg(&deb))?;
    // What is allowed stands with its reason in src-tauri/package: this file for rpmlint, the other one inside the deb.
    run(command("rpmlint", ["--strict", "--config", "src-tauri/package/rpmlint.toml"]).arg(&rpm))?;
    fresh_root::check(&deb, &rpm)
}

fn made(kind: &str) -> Outcome<PathBuf> {
    let mut found = super::made().into_iter().map(|(path, _)| PathBuf::from(path));
    found
        .find(|path| path.extension().is_some_and(|ending| ending == kind))
        .ok_or_else(|| Trouble::new(format!("There is no .{kind} in target/release/bundle")))
}

/// By this marker, which the bundler writes over the one for no package, a program knows in which package it came.
pub(super) fn marker(program: &Path, kind: &str) -> Outcome {
    let of = |kind: &str| format!("__TAURI_BUNDLE_TYPE_VAR_{kind}");
    let holds = |marker: String| {
        let mut grep = command("grep", ["--quiet", "--text", "--fixed-strings", &marker]);
        quietly(grep.arg(program)).is_some()
    };
    // The others may be there too: the program compares with them.
    if holds(of(kind)) && !holds(of("UNK")) {
        return Ok(());
    }
    Err(Trouble::new(format!(
        "{} does not know that it is of the {kind}: is it stripped too far?",
        program.display()
    )))
}

#[cfg(test)]
mod tests {
    use super::super::parts::read;
    use super::*;

    #[test]
    fn software_centres_are_told_of_this_version() {
        let metainfo = read(&root().join(METAINFO)).expect("there");
        let first = metainfo.lines().find(|line| line.contains("<release ")).expect("a release");
        assert!(first.contains(concat!("version=\"", env!("CARGO_PKG_VERSION"), "\"")), "{first}");
    }

    #[test]
    fn the_copyright_file_has_the_licence_s_own_words() {
        let words = |text: &str| {
            text.split_whitespace().filter(|word| *word != ".").map(str::to_owned).collect::<Vec<_>>()
        };
        let licence = words(&read(&root().join("LICENSE")).expect("there"));
        let copyright = words(&read(&root().join("src-tauri/package/copyright")).expect("there"));
        let from = licence.iter().position(|word| word == "Permission").expect("the terms");
        assert!(copyright.windows(licence.len() - from).any(|window| *window == licence[from..]));
    }

    #[test]
    fn a_marker_is_found_and_another_package_s_is_not() {
        let program = folder().join("marked");
        fs::create_dir_all(folder()).expect("a folder");
        let write = |text: &str| fs::write(&program, text).expect("written");
        write("\x7fELF\0__TAURI_BUNDLE_TYPE_VAR_DEB\0");
        assert!(marker(&program, "DEB").is_ok());
        assert!(marker(&program, "RPM").is_err());
        write("\x7fELF\0__TAURI_BUNDLE_TYPE_VAR_UNK\0__TAURI_BUNDLE_TYPE_VAR_DEB\0");
        assert!(marker(&program, "DEB").is_err(), "it was not written over");
    }
}
