//! Adds up what the files tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::document::{self, Container, TestResult};
use crate::properties;

/// What is in a folder or an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Results that a server can take.
    pub results: u64,
    pub statuses: BTreeMap<Status, u64>,
    /// Results that a server counts as retries: all but one of each history id.
    pub retries: u64,
    pub containers: u64,
    /// Attachments that a result or a fixture names.
    pub attachments: u64,
    /// Bytes of all files, as their folder or archive tells it.
    pub bytes: u64,
    /// Files that no result and no fixture names, by name.
    pub orphans: Vec<String>,
    /// Attachments that are named and not there, by name.
    pub missing: Vec<String>,
    /// Files that a server would refuse or misread, by name.
    pub broken: Vec<Broken>,
    /// The pairs of `environment.properties`, in its order.
    pub environment: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Passed,
    Failed,
    Broken,
    Skipped,
    /// None, or none of the format.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    pub name: String,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// With the parser's words.
    NotJson(String),
    /// An escape in it names half of a surrogate pair.
    LoneSurrogate,
    /// The test, a fixture or a step has no name.
    NoName,
    /// Not UTF-8, or a name with control or replacement characters.
    Characters,
    /// A document that is longer than the limit.
    TooLarge,
    /// A link, a device or a pipe.
    NotAPlainFile,
    /// The path within the archive is absolute, climbs, or lies deeper than one folder.
    Path,
    /// The archive has a file of this name already.
    Repeated,
    /// With the system's words.
    Unreadable(String),
}

/// A file that a server can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// With the files that it names, whether they are there or not.
    Result { uuid: Option<String>, sources: Vec<String> },
    /// Fixtures, with the results that they belong to.
    Container { children: Vec<String>, sources: Vec<String> },
    /// `environment.properties`, `categories.json` or `executor.json`.
    About,
    /// An attachment, or a file that nobody names.
    File,
}

/// A survey while files come in.
pub(crate) struct Reading {
    document: u64,
    survey: Survey,
    histories: HashMap<String, u64>,
    named: BTreeSet<String>,
    others: BTreeSet<String>,
    found: Option<Vec<Found>>,
    /// Where files are written to before they are read.
    into: Option<PathBuf>,
}

impl Reading {
    pub(crate) fn new(document: u64) -> Self {
        Self {
            document,
            survey: Survey::default(),
            histories: HashMap::new(),
            named: BTreeSet::new(),
            others: BTreeSet::new(),
            found: None,
            into: None,
        }
    }

    /// One that also tells which files there are.
    pub(crate) fn listing(document: u64) -> Self {
        Self { found: Some(Vec::new()), ..Self::new(document) }
    }

    /// One that also writes the files into a folder.
    pub(crate) fn unpacking(document: u64, into: &Path) -> Self {
        Self { into: Some(into.to_owned()), ..Self::listing(document) }
    }

    pub(crate) fn broken(&mut self, name: &str, reason: Reason) {
        self.survey.broken.push(Broken { name: name.to_owned(), reason });
    }

    pub(crate) fn file(&mut self, name: &str, size: u64, content: &mut dyn Read) {
        let Some(into) = &self.into else { return self.read(name, size, content) };
        match unpacked(&into.join(name), content) {
            Ok((mut file, size)) => self.read(name, size, &mut file),
            Err(error) => self.broken(name, Reason::Unreadable(error.to_string())),
        }
    }

    fn read(&mut self, name: &str, size: u64, content: &mut dyn Read) {
        self.survey.bytes = self.survey.bytes.saturating_add(size);
        let read = if name.ends_with("-result.json") {
            self.result(content)
        } else if name.ends_with("-container.json") {
            self.container(content)
        } else if matches!(name, "categories.json" | "executor.json") {
            self.json(content).map(|()| What::About)
        } else if name == "environment.properties" {
            self.properties(content).map(|()| What::About)
        } else {
            self.others.insert(name.to_owned());
            Ok(What::File)
        };
        match (read, &mut self.found) {
            (Ok(what), Some(found)) => found.push(Found { name: name.to_owned(), size, what }),
            (Ok(_), None) => {}
            (Err(reason), _) => self.broken(name, reason),
        }
    }

    /// The survey, and by name the files that a server can take where they were to be listed.
    pub(crate) fn finish_listing(mut self) -> (Survey, Vec<Found>) {
        let mut found = self.found.take().unwrap_or_default();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        (self.finish(), found)
    }

    pub(crate) fn finish(mut self) -> Survey {
        self.survey.orphans = self.others.difference(&self.named).cloned().collect();
        self.survey.missing = self.named.difference(&self.others).cloned().collect();
        self.survey.attachments = self.others.intersection(&self.named).count() as u64;
        self.survey.retries = self.histories.values().map(|results| results - 1).sum();
        self.survey.broken.sort();
        self.survey
    }

    fn result(&mut self, content: &mut dyn Read) -> Result<What, Reason> {
        let result: TestResult = document::parse(&document::text(content, self.document)?)?;
        // Also where the name is refused: its attachments are no orphans.
        let mut sources = Vec::new();
        result.step.sources(&mut sources);
        self.named.extend(sources.iter().cloned());
        if let Some(reason) = result.step.fault() {
            return Err(reason);
        }
        self.survey.results += 1;
        *self.survey.statuses.entry(Status::of(result.status.as_deref())).or_default() += 1;
        if let Some(history) = result.history_id.filter(|history| !history.is_empty()) {
            *self.histories.entry(history).or_default() += 1;
        }
        Ok(What::Result { uuid: result.uuid, sources })
    }

    fn container(&mut self, content: &mut dyn Read) -> Result<What, Reason> {
        let container: Container = document::parse(&document::text(content, self.document)?)?;
        let fixtures = || container.befores.iter().chain(&container.afters);
        let mut sources = Vec::new();
        fixtures().for_each(|fixture| fixture.sources(&mut sources));
        self.named.extend(sources.iter().cloned());
        if let Some(reason) = fixtures().find_map(document::Step::fault) {
            return Err(reason);
        }
        self.survey.containers += 1;
        Ok(What::Container { children: container.children, sources })
    }

    fn json(&self, content: &mut dyn Read) -> Result<(), Reason> {
        document::parse::<serde::de::IgnoredAny>(&document::text(content, self.document)?).map(drop)
    }

    fn properties(&mut self, content: &mut dyn Read) -> Result<(), Reason> {
        self.survey.environment = properties::read(&document::text(content, self.document)?);
        Ok(())
    }
}

/// Writes a file that was not there, and begins to read it; with its bytes.
fn unpacked(path: &Path, content: &mut dyn Read) -> io::Result<(File, u64)> {
    let size = io::copy(content, &mut File::create_new(path)?)?;
    Ok((File::open(path)?, size))
}

impl Status {
    /// Writers differ in case.
    fn of(text: Option<&str>) -> Self {
        match text.map(str::to_ascii_lowercase).as_deref() {
            Some("passed") => Self::Passed,
            Some("failed") => Self::Failed,
            Some("broken") => Self::Broken,
            Some("skipped") => Self::Skipped,
            _ => Self::Unknown,
        }
    }
}
