//! Which files of a folder that tests still write may go. Pure.

use std::collections::BTreeMap;

use allure_results::{Found, What};

/// The files of the look before, with their sizes.
pub(crate) type Ripe = BTreeMap<String, u64>;

/// Those that were there with the same size at the look before, `seen`, which becomes this one. A result or a fixture waits
/// for the files that it names, and a fixture for one of its results: in the end all goes as it is.
pub(crate) fn ripe(files: &[Found], seen: &mut Ripe) -> Vec<Found> {
    let now: Ripe = files.iter().map(|file| (file.name.clone(), file.size)).collect();
    let is_whole = |name: &str| now.get(name).is_some_and(|size| seen.get(name) == Some(size));
    let has_all = |sources: &[String]| sources.iter().all(|source| is_whole(source));
    let uuids: std::collections::BTreeSet<&str> = files
        .iter()
        .filter_map(|file| match &file.what {
            What::Result { uuid, sources } if is_whole(&file.name) && has_all(sources) => uuid.as_deref(),
            What::Result { .. } | What::Container { .. } | What::About | What::File => None,
        })
        .collect();
    let may_go = |file: &&Found| {
        is_whole(&file.name)
            && match &file.what {
                What::Result { sources, .. } => has_all(sources),
                What::Container { children, sources } => {
                    has_all(sources) && children.iter().any(|child| uuids.contains(child.as_str()))
                }
                What::About | What::File => true,
            }
    };
    let ripe = files.iter().filter(may_go).cloned().collect();
    *seen = now;
    ripe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, size: u64, what: What) -> Found {
        Found { name: name.to_owned(), size, what }
    }

    fn result(name: &str, source: &str) -> Found {
        found(name, 1, What::Result { uuid: Some(name.to_owned()), sources: vec![source.to_owned()] })
    }

    fn names(files: &[Found]) -> Vec<&str> {
        files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn what_is_still_written_waits() {
        let mut seen = Ripe::new();
        let container = What::Container { children: vec!["a".to_owned()], sources: Vec::new() };
        let files = [result("a", "log"), found("c", 1, container), found("log", 3, What::File)];
        assert_eq!(names(&ripe(&files, &mut seen)), [""; 0]);
        let grown = [files[0].clone(), files[1].clone(), found("log", 4, What::File)];
        assert_eq!(names(&ripe(&grown, &mut seen)), [""; 0], "a result waits for a file that grows");
        assert_eq!(names(&ripe(&grown, &mut seen)), ["a", "c", "log"]);
        assert_eq!(names(&ripe(&grown[..2], &mut seen)), [""; 0], "and for one that is not there");
    }
}
