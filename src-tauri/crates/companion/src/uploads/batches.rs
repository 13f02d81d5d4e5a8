//! Which files go, in which order, and how many at once. Pure.

use std::collections::{BTreeMap, BTreeSet};

use allure_results::{Found, What};

/// The most that goes in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Most {
    pub(crate) files: usize,
    pub(crate) bytes: u64,
}

impl Default for Most {
    fn default() -> Self {
        Self { files: 200, bytes: 32 << 20 }
    }
}

impl Most {
    /// What is asked for once the server found it too much.
    pub(crate) fn halved(self) -> Self {
        Self { files: (self.files / 2).max(1), bytes: (self.bytes / 2).max(1) }
    }
}

/// What became of files so far, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent<'a> {
    /// The server has them.
    pub(crate) stored: BTreeSet<&'a str>,
    /// They do not go.
    pub(crate) missed: BTreeSet<&'a str>,
    /// The session that has them goes on, so that a fixture may follow its results.
    pub(crate) same_session: bool,
}

/// Splits the files of one session.
///
/// A result never goes before the files that it names: a launch that is cut anywhere shows no result without them.
/// Fixtures go again where one of their results is still to go, and so do files that such a result names: both belong to
/// the session. Files that nobody names do not go.
pub(crate) fn batches<'a>(files: &'a [Found], sent: &Sent<'_>, most: Most) -> Vec<Vec<&'a Found>> {
    let Sent { stored, missed, same_session } = sent;
    let by_name: BTreeMap<&str, &Found> = files
        .iter()
        .filter(|file| file.what == What::File && !missed.contains(file.name.as_str()))
        .map(|file| (file.name.as_str(), file))
        .collect();
    let goes = |file: &&Found| !stored.contains(file.name.as_str()) && !missed.contains(file.name.as_str());
    let mut pending = BTreeSet::new();
    let mut known = BTreeSet::new();
    for file in files {
        if let What::Result { uuid: Some(uuid), .. } = &file.what {
            known.insert(uuid.as_str());
            if goes(&file) {
                pending.insert(uuid.as_str());
            }
        }
    }
    let mut splitting = Splitting { by_name, gone: BTreeSet::new(), batches: Vec::new(), most, bytes: 0 };
    for file in files {
        match &file.what {
            What::About if goes(&file) => splitting.add(file),
            What::Container { children, sources } => {
                let is_due = children.iter().any(|child| pending.contains(child.as_str()));
                let is_strange = !children.iter().any(|child| known.contains(child.as_str()));
                let is_late = (is_strange || *same_session) && goes(&file);
                if !missed.contains(file.name.as_str()) && (is_due || is_late) {
                    splitting.add_with(file, sources);
                }
            }
            What::About | What::Result { .. } | What::File => {}
        }
    }
    for file in files.iter().filter(goes) {
        if let What::Result { sources, .. } = &file.what {
            splitting.add_with(file, sources);
        }
    }
    splitting.batches
}

struct Splitting<'a> {
    by_name: BTreeMap<&'a str, &'a Found>,
    gone: BTreeSet<&'a str>,
    batches: Vec<Vec<&'a Found>>,
    most: Most,
    /// Of the last batch.
    bytes: u64,
}

impl<'a> Splitting<'a> {
    fn add_with(&mut self, file: &'a Found, sources: &[String]) {
        for source in sources {
            if let Some(named) = self.by_name.get(source.as_str()).copied() {
                self.add(named);
            }
        }
        self.add(file);
    }

    fn add(&mut self, file: &'a Found) {
        if !self.gone.insert(&file.name) {
            return;
        }
        match self.batches.last_mut() {
            Some(batch) if batch.len() < self.most.files && self.bytes + file.size <= self.most.bytes => {
                batch.push(file);
                self.bytes += file.size;
            }
            _ => {
                self.batches.push(vec![file]);
                self.bytes = file.size;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(name: &str, size: u64, what: What) -> Found {
        Found { name: name.to_owned(), size, what }
    }

    fn result(name: &str, sources: &[&str]) -> Found {
        let sources = sources.iter().map(|source| (*source).to_owned()).collect();
        found(name, 10, What::Result { uuid: Some(name.to_owned()), sources })
    }

    fn container(name: &str, child: &str) -> Found {
        found(
            name,
            10,
            What::Container { children: vec![child.to_owned()], sources: vec!["setup".to_owned()] },
        )
    }

    fn folder() -> Vec<Found> {
        vec![
            result("a", &["log", "shot"]),
            result("b", &["log", "gone"]),
            container("c", "a"),
            found("categories.json", 5, What::About),
            container("d", "b"),
            found("log", 30, What::File),
            found("orphan", 30, What::File),
            found("setup", 30, What::File),
            found("shot", 30, What::File),
        ]
    }

    fn names(batches: &[Vec<&Found>]) -> Vec<Vec<String>> {
        batches.iter().map(|batch| batch.iter().map(|file| file.name.clone()).collect()).collect()
    }

    #[test]
    fn what_is_named_goes_first_and_once_and_what_nobody_names_stays() {
        let files = folder();
        let all = batches(&files, &Sent::default(), Most::default());
        let order = ["setup", "c", "categories.json", "d", "log", "shot", "a", "b"];
        assert_eq!(names(&all), [order.map(str::to_owned)]);
    }

    #[test]
    fn a_new_session_takes_what_belongs_to_the_results_that_are_left() {
        let files = folder();
        let stored = BTreeSet::from(["setup", "c", "categories.json", "d", "log", "shot", "a"]);
        let sent = Sent { stored, ..Sent::default() };
        let rest = batches(&files, &sent, Most::default());
        assert_eq!(names(&rest), [["setup", "d", "log", "b"].map(str::to_owned)]);
        let stored = BTreeSet::from(["a", "b", "c", "d", "categories.json"]);
        let sent = Sent { stored, ..Sent::default() };
        assert_eq!(batches(&files, &sent, Most::default()), Vec::<Vec<&Found>>::new());
        let sent = Sent { missed: BTreeSet::from(["log"]), ..Sent::default() };
        let rest = batches(&files, &sent, Most::default()).concat();
        assert!(!rest.iter().any(|file| file.name == "log"));
    }

    #[test]
    fn a_fixture_follows_its_results_within_their_session() {
        let files = folder();
        let stored = BTreeSet::from(["a", "b", "log", "shot", "categories.json", "d", "setup"]);
        let sent = |same_session| Sent { stored: stored.clone(), missed: BTreeSet::new(), same_session };
        assert_eq!(batches(&files, &sent(false), Most::default()), Vec::<Vec<&Found>>::new());
        assert_eq!(
            names(&batches(&files, &sent(true), Most::default())),
            [["setup", "c"].map(str::to_owned)]
        );
    }

    proptest! {
        #[test]
        fn every_batch_keeps_the_limits(files in 1_usize..9, bytes in 1_u64..200) {
            let most = Most { files, bytes };
            let folder = folder();
            let all = batches(&folder, &Sent::default(), most);
            for batch in &all {
                prop_assert!(batch.len() <= files);
                prop_assert!(batch.len() == 1 || batch.iter().map(|file| file.size).sum::<u64>() <= bytes);
            }
            prop_assert_eq!(all.concat().len(), 8);
        }
    }
}
