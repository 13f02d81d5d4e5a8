//! What lies at paths that a person chose or dropped, as the window shows it. Blocks.

use std::path::Path;

use allure_results::{Status, Survey};

use crate::texts::Texts;
use crate::uploads::order::Contents;
use crate::view::{DropKind, NamedFile, NamedFiles, NamedValue, ResultsFound, ResultsOfStatus, TestStatus};

/// So many files are named.
const NAMED: usize = 100;
const ARCHIVES: [&str; 4] = [".zip", ".tar", ".tar.gz", ".tgz"];

/// A folder or an archive with results is sent; what else could be a bot is deployed.
pub(super) fn kind(paths: &[String]) -> DropKind {
    let Some(first) = paths.first().map(Path::new) else { return DropKind::Neither };
    let name = first.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_archive = ARCHIVES.iter().any(|ending| name.ends_with(ending));
    if first.is_dir() {
        let names = names(first);
        if names.iter().any(|name| name.ends_with("-result.json")) {
            return DropKind::Results;
        }
        let is_bot = names.iter().any(|name| name == "Dockerfile" || is_python(name));
        return if is_bot { DropKind::Bot } else { DropKind::Neither };
    }
    let has_results = |survey: Survey| survey.results > 0 || !survey.broken.is_empty();
    if is_archive && allure_results::survey(first, allure_results::Limits::default()).is_ok_and(has_results) {
        return DropKind::Results;
    }
    if is_archive || is_python(&name) { DropKind::Bot } else { DropKind::Neither }
}

fn is_python(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "py")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

pub(super) fn found(contents: &Contents, texts: Texts) -> ResultsFound {
    let survey = &contents.survey;
    let plain = |name: &String| NamedFile { name: name.clone(), why: None };
    let broken = survey.broken.iter().map(|file| {
        let why = Some(texts.broken_result(&file.reason));
        NamedFile { name: file.name.clone(), why }
    });
    ResultsFound {
        path: contents.path.to_string_lossy().into_owned(),
        is_folder: contents.path.is_dir(),
        results: survey.results,
        statuses: survey
            .statuses
            .iter()
            .map(|(own, count)| ResultsOfStatus { status: status(*own), count: *count })
            .collect(),
        retries: survey.retries,
        attachments: survey.attachments,
        bytes: survey.bytes,
        orphans: named(survey.orphans.iter().map(plain)),
        missing: named(survey.missing.iter().map(plain)),
        broken: named(broken),
        environment: survey
            .environment
            .iter()
            .map(|(name, value)| NamedValue { name: name.clone(), value: value.clone() })
            .collect(),
        unfinished: Vec::new(),
    }
}

pub(super) fn named(files: impl ExactSizeIterator<Item = NamedFile>) -> NamedFiles {
    NamedFiles { total: files.len() as u64, first: files.take(NAMED).collect() }
}

fn status(status: Status) -> TestStatus {
    match status {
        Status::Passed => TestStatus::Passed,
        Status::Failed => TestStatus::Failed,
        Status::Broken => TestStatus::Broken,
        Status::Skipped => TestStatus::Skipped,
        Status::Unknown => TestStatus::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_told_from_bots() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = [dir.path().to_string_lossy().into_owned()];
        assert_eq!(kind(&path), DropKind::Neither);
        std::fs::write(dir.path().join("bot.py"), "").expect("written");
        assert_eq!(kind(&path), DropKind::Bot);
        assert_eq!(kind(&[dir.path().join("bot.py").to_string_lossy().into_owned()]), DropKind::Bot);
        std::fs::write(dir.path().join("a-result.json"), "{").expect("written");
        assert_eq!(kind(&path), DropKind::Results);
        assert_eq!(kind(&["/nowhere.csv".to_owned()]), DropKind::Neither);
    }
}
