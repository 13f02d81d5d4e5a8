//! With the real `git`, in repositories of their own that know nothing of this machine's configuration.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::run::FOREIGN;
use super::{commit, commit_within};
use crate::{Column, Error, Layout, Shape, Writer};

fn git<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> String {
    let mut command = Command::new("git");
    for name in FOREIGN {
        command.env_remove(name);
    }
    let output = command.args(arguments).current_dir(folder).output().expect("git is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    let settings = [
        ("user.name", "Anna"),
        ("user.email", "anna@example.com"),
        ("commit.gpgSign", "false"),
        ("core.hooksPath", ".git/hooks"),
        ("core.autocrlf", "false"),
        ("core.excludesFile", ""),
        ("gc.auto", "0"),
    ];
    for (name, value) in settings {
        git(folder.path(), &["config", name, value]);
    }
    folder
}

fn write(folder: &Path, cases: &[(&str, &str)]) {
    let columns = ["allure_id", "name"].map(|name| Column { name: name.to_owned(), shape: Shape::Line });
    let layout = Layout::new(columns.into(), "allure_id", "name").expect("a layout");
    let mut writer = Writer::begin(folder, layout).expect("a writer");
    for (id, name) in cases {
        writer.write(&[(*id).to_owned(), (*name).to_owned()]).expect("a case");
    }
    writer.finish().expect("written");
}

/// What the last commit changed.
fn last(folder: &Path) -> String {
    git(folder, &["show", "--no-renames", "--name-status", "--format=%an: %s", "HEAD"])
}

fn status(folder: &Path) -> String {
    git(folder, &["status", "--porcelain", "--untracked-files=all"])
}

#[cfg(unix)]
fn hook(folder: &Path, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(".git/hooks").join(name);
    fs::create_dir_all(folder.join(".git/hooks")).expect("a folder");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a hook");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
}

#[test]
fn a_commit_holds_what_changed_in_the_folder() {
    let repository = repository();
    let folder = repository.path().join("qa/тест cases");
    write(&folder, &[("7", "Log in"), ("8", "Pay"), ("9", "Log out")]);
    let hash = commit(&folder, "Export of 1 May").expect("a commit").expect("something changed");
    assert_eq!(hash, git(repository.path(), &["rev-parse", "--short", "HEAD"]).trim());
    assert_eq!(git(&folder, &["log", "--format=%an <%ae> %s"]), "Anna <anna@example.com> Export of 1 May\n");
    assert_eq!(git(&folder, &["ls-files"]), "7.md\n8.md\n9.md\ntest-cases.yml\n");
    assert_eq!(commit(&folder, "Again").expect("no error"), None);

    write(&folder, &[("7", "Log in"), ("8", "Pay by card"), ("10", "New")]);
    commit(&folder, "--amend").expect("a commit").expect("something changed");
    git(repository.path(), &["config", "core.quotePath", "false"]);
    let changed = "Anna: --amend\n\nA\tqa/тест cases/10.md\nM\tqa/тест cases/8.md\nD\tqa/тест cases/9.md\n";
    assert_eq!(last(&folder), changed);
    assert_eq!(status(&folder), "");
}

#[test]
fn what_else_is_staged_stays_staged() {
    let repository = repository();
    let path = repository.path();
    fs::write(path.join("code.txt"), "one\n").expect("a file");
    fs::write(path.join("gone.txt"), "one\n").expect("a file");
    git(path, &["add", "code.txt", "gone.txt"]);
    git(path, &["commit", "--quiet", "--message=Code"]);
    fs::write(path.join("code.txt"), "two\n").expect("a file");
    fs::write(path.join("2024.md"), "A year\n").expect("a file");
    fs::write(path.join("12-notes.md"), "Notes\n").expect("a file");
    git(path, &["add", "code.txt", "2024.md"]);
    git(path, &["rm", "--quiet", "gone.txt"]);
    fs::write(path.join("code.txt"), "three\n").expect("a file");
    let before = status(path);

    write(path, &[("7", "Log in")]);
    commit(path, "Cases").expect("a commit").expect("something changed");
    assert_eq!(last(path), "Anna: Cases\n\nA\t7.md\nA\ttest-cases.yml\n");
    assert_eq!(status(path), before);
    assert_eq!(git(path, &["show", ":code.txt"]), "two\n");

    // Also what the person staged of ours, in whatever way.
    write(path, &[("8", "Pay")]);
    git(path, &["add", "8.md"]);
    git(path, &["rm", "--quiet", "--cached", "7.md"]);
    commit(path, "More").expect("a commit").expect("something changed");
    assert_eq!(last(path), "Anna: More\n\nD\t7.md\nA\t8.md\n");
    assert_eq!(status(path), before);
}

#[test]
fn what_hinders_a_commit_is_told() {
    let outside = tempfile::tempdir().expect("a folder");
    assert!(matches!(commit(outside.path(), "Cases"), Err(Error::NoManifest)));
    write(outside.path(), &[("7", "Log in")]);
    assert!(matches!(commit(outside.path(), "Cases"), Err(Error::NoRepository)));

    let repository = repository();
    let path = repository.path();
    write(path, &[("7", "Log in")]);
    for message in ["", " \n", "a\0b", &"x".repeat(9_000)] {
        assert!(matches!(commit(path, message), Err(Error::Message)));
    }
    let lock = path.join(".git/index.lock");
    fs::write(&lock, "").expect("a lock");
    assert!(matches!(commit(path, "Cases"), Err(Error::Locked(_))));
    fs::remove_file(&lock).expect("removed");

    git(path, &["config", "user.useConfigOnly", "true"]);
    git(path, &["config", "user.email", ""]);
    git(path, &["config", "user.name", ""]);
    let error = commit(path, "Cases").expect_err("nobody commits");
    assert!(matches!(error, Error::NoIdentity(said) if said.contains("empty ident")));
    git(path, &["config", "user.email", "anna@example.com"]);
    git(path, &["config", "user.name", "Anna"]);

    fs::write(path.join(".gitignore"), "*.yml\n").expect("a file");
    assert!(matches!(commit(path, "Cases"), Err(Error::Ignored)));
    fs::remove_file(path.join(".gitignore")).expect("removed");

    assert!(commit(path, "Cases").expect("a commit").is_some());
    git(path, &["config", "commit.gpgSign", "true"]);
    git(path, &["config", "gpg.program", "/no/such/program"]);
    write(path, &[("7", "Log out")]);
    let error = commit(path, "Cases").expect_err("it cannot be signed");
    assert!(matches!(error, Error::Git(said) if said.contains("sign")));
}

#[test]
fn nothing_is_committed_in_the_midst_of_a_merge() {
    let repository = repository();
    let path = repository.path();
    write(path, &[("7", "Log in")]);
    commit(path, "Cases").expect("a commit").expect("something changed");
    git(path, &["checkout", "--quiet", "-b", "other"]);
    write(path, &[("7", "Log out")]);
    commit(path, "Other").expect("a commit").expect("something changed");
    git(path, &["checkout", "--quiet", "main"]);
    write(path, &[("7", "Log in again")]);
    commit(path, "Own").expect("a commit").expect("something changed");
    for (what, arguments) in [
        ("merge", ["merge", "other"]),
        ("rebase", ["rebase", "other"]),
        ("cherry-pick", ["cherry-pick", "other"]),
    ] {
        let merged = Command::new("git").args(arguments).current_dir(path).output().expect("git runs");
        assert!(!merged.status.success(), "both changed one line");
        assert!(matches!(commit(path, "Cases"), Err(Error::UnderWay(said)) if said == what));
        git(path, &[what, "--abort"]);
    }
    assert_eq!(commit(path, "Cases").expect("all is at rest"), None);
}

#[test]
fn a_large_export_is_one_commit() {
    let repository = repository();
    let path = repository.path().join("cases");
    let ids: Vec<String> = (1..=250).map(|id| id.to_string()).collect();
    let cases: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "Pay")).collect();
    write(&path, &cases);
    fs::create_dir(path.join("1")).expect("a folder");
    fs::write(path.join("1/1.md"), "---\nallure_id: 1\n---\n").expect("a file");
    fs::write(path.join("code.txt"), "one\n").expect("a file");
    git(&path, &["add", "code.txt", "1/1.md"]);
    commit(&path, "Cases").expect("a commit").expect("something changed");
    assert_eq!(git(&path, &["ls-tree", "--name-only", "HEAD"]).lines().count(), 251);
    assert_eq!(status(&path), "A  cases/1/1.md\nA  cases/code.txt\n");

    // One file that is somebody's, and none of its kind goes along.
    write(&path, &[]);
    fs::write(path.join("2024.md"), "A year\n").expect("a file");
    commit(&path, "None").expect("a commit").expect("something changed");
    assert_eq!(git(&path, &["ls-tree", "--name-only", "HEAD"]), "test-cases.yml\n");
    assert_eq!(status(&path), "A  cases/1/1.md\nA  cases/code.txt\n?? cases/2024.md\n");
}

/// Runs another test of this file in a process of its own.
fn again(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", &format!("git::tests::{test}")]);
    command
}

#[test]
fn our_own_variables_lead_git_nowhere() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let mut command = again("what_else_is_staged_stays_staged");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] {
        command.env(name, nowhere.path().join(name));
    }
    let output = command.env("GIT_ICASE_PATHSPECS", "1").output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn git_may_be_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    if std::env::var_os("PATH").is_some_and(|path| path.is_empty()) {
        write(folder.path(), &[("7", "Log in")]);
        assert!(matches!(commit(folder.path(), "Cases"), Err(Error::NoGit)));
        return;
    }
    let output = again("git_may_be_missing").env("PATH", "").output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_hook_may_refuse() {
    let repository = repository();
    let path = repository.path();
    write(path, &[("7", "Log in")]);
    hook(
        path,
        "pre-commit",
        "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; echo Not on Fridays; exit 1",
    );
    let Err(Error::Hook(said)) = commit(path, "Cases") else { panic!("the hook refuses") };
    assert!(
        said.ends_with("line 1999\nNot on Fridays") && said.starts_with("line ") && said.len() <= 4_096,
        "{said}"
    );

    // It is run with the person's message, and without our variables.
    hook(path, "pre-commit", "[ -z \"$GIT_WORK_TREE\" ] && ! read line");
    hook(path, "commit-msg", "grep -q Cases \"$1\"");
    assert!(matches!(commit(path, "Something"), Err(Error::Hook(_))));
    assert!(commit(path, "Cases").expect("a commit").is_some());
    assert_eq!(status(path), "");
}

#[cfg(unix)]
#[test]
fn a_hook_that_hangs_is_ended_with_its_children() {
    let repository = repository();
    let path = repository.path();
    write(path, &[("7", "Log in")]);
    commit(path, "Cases").expect("a commit").expect("something changed");
    write(path, &[("7", "Log out")]);
    hook(path, "pre-commit", "sleep 600 & echo $! > .git/child; wait");
    let mut limit = Duration::from_secs(2);
    let child = loop {
        assert!(matches!(commit_within(path, "Cases", limit), Err(Error::Endless)));
        match fs::read_to_string(path.join(".git/child")) {
            Ok(child) if child.ends_with('\n') => break child,
            // The machine is slow: git had not come to the hook.
            _ => limit *= 2,
        }
    };
    // Gone, or waiting for somebody to read how it ended.
    let state =
        || Command::new("ps").args(["-o", "state=", "-p", child.trim()]).output().expect("ps runs").stdout;
    while !matches!(state().first(), None | Some(b'Z')) {
        std::thread::sleep(Duration::from_millis(20));
    }
    fs::remove_file(path.join(".git/hooks/pre-commit")).expect("removed");
    assert!(commit(path, "Cases").expect("no lock is left").is_some());
}
