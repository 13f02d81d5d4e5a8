//! What is sent to the engine to build an image from.

use std::io;

use serde_json::json;

use crate::archive;
use crate::engine::images::container_error;
use crate::engine::labels::Labels;
use crate::fault::Fault;
use crate::tree::Tree;
use crate::validate::request::Simple;
use crate::validate::requirements::FILE as REQUIREMENTS;

/// Bots are run as this user: it owns nothing.
pub(crate) const USER: &str = "65534:65534";

/// A tar of the files below `app/`, where none of them can pass for the Dockerfile, beside the Dockerfile that runs them.
pub(crate) fn of_simple(simple: &Simple, labels: &Labels) -> io::Result<Vec<u8>> {
    let mut tree = Tree::default();
    add(&mut tree, "Dockerfile", dockerfile(simple, labels), false)?;
    if !simple.requirements.is_empty() {
        add(&mut tree, REQUIREMENTS, simple.requirements.join("\n"), false)?;
    }
    for (path, text) in &simple.files {
        add(&mut tree, &format!("app/{path}"), text.as_str(), false)?;
    }
    tree.into_tar()
}

/// A fence is its program and nothing else.
pub(crate) fn of_fence(program: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut tree = Tree::default();
    add(&mut tree, "Dockerfile", "FROM scratch\nCOPY fence /fence\nCMD [\"/fence\"]\n", false)?;
    add(&mut tree, "fence", program, true)?;
    tree.into_tar()
}

/// Requests were checked: what is refused here is an error of this program.
fn add(tree: &mut Tree, path: &str, content: impl Into<Vec<u8>>, is_executable: bool) -> io::Result<()> {
    let added = tree.add(path, content.into(), is_executable);
    added.map_err(|reason| io::Error::other(format!("{path}: {reason:?}")))
}

/// What an archive holds, from its Dockerfile on.
pub(crate) fn of_archive(packed: &[u8]) -> Result<Vec<u8>, Fault> {
    let tree = archive::unpack(packed)?.rooted(None).map_err(|reason| archive::fault("archive", reason))?;
    of_tree(tree)
}

pub(crate) fn of_tree(tree: Tree) -> Result<Vec<u8>, Fault> {
    tree.into_tar().map_err(|error| container_error(&error.to_string()))
}

/// The Dockerfile of a simple bot. The base image follows the grammar of references, and entrypoint and labels are written
/// as JSON, so that none of them can become an instruction.
///
/// Each step costs the engine a container unless it is cached: what is the same for all bots comes first, and all labels
/// are one step, where the engine's own option makes one of each.
fn dockerfile(simple: &Simple, labels: &Labels) -> String {
    let own = simple.files.contains_key(REQUIREMENTS);
    let install = match (simple.requirements.is_empty(), own) {
        (true, false) => String::new(),
        (true, true) => packages(&format!("app/{REQUIREMENTS}")),
        (false, _) => packages(REQUIREMENTS),
    };
    let command = json!(["python3", "-u", simple.entrypoint]);
    let mut labels: Vec<String> =
        labels.iter().map(|(name, value)| format!(" {}={}", json!(name), json!(value))).collect();
    labels.sort_unstable();
    format!(
        "FROM {}\n{install}WORKDIR /app\nENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1\n\
         USER {USER}\nCMD {command}\nCOPY app/ /app/\nLABEL{}\n",
        simple.base_image,
        labels.concat()
    )
}

fn packages(file: &str) -> String {
    let pip =
        ["python3", "-m", "pip", "install", "--no-cache-dir", "--no-input", "--disable-pip-version-check"];
    let pip = json!([pip.as_slice(), &["-r", "/requirements.txt"]].concat());
    format!("COPY {file} /requirements.txt\nRUN {pip}\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read as _;

    use super::*;

    fn simple(files: &[(&str, &str)], requirements: &[&str]) -> Simple {
        Simple {
            files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
            entrypoint: files[0].0.to_owned(),
            requirements: requirements.iter().map(|text| (*text).to_owned()).collect(),
            base_image: "python:3.11-slim".to_owned(),
        }
    }

    fn labels() -> Labels {
        [("b", "2"), ("a", "1")].map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    fn unpacked(tar: &[u8]) -> BTreeMap<String, String> {
        let mut archive = tar::Archive::new(tar);
        let entries = archive.entries().expect("a tar");
        entries
            .map(|entry| {
                let mut entry = entry.expect("an entry");
                let path = String::from_utf8(entry.path_bytes().into_owned()).expect("UTF-8");
                let mut text = String::new();
                entry.read_to_string(&mut text).expect("text");
                (path, text)
            })
            .collect()
    }

    #[test]
    fn a_simple_bot_runs_its_entrypoint_as_nobody() {
        let files = unpacked(
            &of_simple(&simple(&[("bot.py", "print(1)")], &["aiogram>=3.0", "x"]), &labels()).expect("made"),
        );
        assert_eq!(files["app/bot.py"], "print(1)");
        assert_eq!(files["requirements.txt"], "aiogram>=3.0\nx");
        let dockerfile = &files["Dockerfile"];
        assert!(dockerfile.starts_with("FROM python:3.11-slim\n"), "{dockerfile}");
        assert!(dockerfile.contains("\nRUN [\"python3\",\"-m\",\"pip\",\"install\","), "{dockerfile}");
        assert!(
            dockerfile.ends_with(
                "USER 65534:65534\nCMD [\"python3\",\"-u\",\"bot.py\"]\nCOPY app/ /app/\nLABEL \"a\"=\"1\" \"b\"=\"2\"\n"
            ),
            "{dockerfile}"
        );
    }

    #[test]
    fn a_bots_own_dockerfile_is_a_file_like_others() {
        let bot = simple(&[("bot.py", ""), ("Dockerfile", "FROM evil"), ("a/b/ё.txt", "x")], &[]);
        let files = unpacked(&of_simple(&bot, &labels()).expect("made"));
        assert!(files["Dockerfile"].starts_with("FROM python"));
        assert_eq!(files["app/Dockerfile"], "FROM evil");
        assert_eq!(files["app/a/b/ё.txt"], "x");
        assert!(files.contains_key("app/a/b/"), "folders are written out");
        assert!(!files["Dockerfile"].contains("pip"));
    }

    #[test]
    fn a_bots_own_requirements_are_installed() {
        let bot = simple(&[("bot.py", ""), ("requirements.txt", "aiogram")], &[]);
        assert!(dockerfile(&bot, &labels()).contains("COPY app/requirements.txt /requirements.txt\nRUN"));
    }

    #[test]
    fn long_paths_and_odd_names_survive() {
        let long = format!("{}/{}.py", "d".repeat(200), "f".repeat(200));
        let bot = simple(&[(&long, "x"), ("it's \u{1f600}.py", "y")], &[]);
        let files = unpacked(&of_simple(&bot, &labels()).expect("made"));
        assert_eq!(files[&format!("app/{long}")], "x");
        assert_eq!(files["app/it's \u{1f600}.py"], "y");
    }
}
