//! Plans out of the files of the source projects: a `projects.json` with projects and groups, an `.env` with schedule
//! and folder.
//!
//! The files come from anywhere. What is not understood is named with its place, never with a value: an `.env` holds
//! secrets.

mod env;
mod json;

use std::path::Path;

use super::fresh::fresh;
use crate::texts::{ImportFault, Texts};
use crate::view::{ExportScope, PlanDraft, PlanImport, ScopeGroup};

/// Bytes of a file that are read: ten thousand groups take a sixth of it.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What was not understood, named one by one.
const NAMED: usize = 200;

/// What files of the source projects said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) projects: Vec<Project>,
    cron: Option<String>,
    folder: Option<String>,
    ignored: Vec<Ignored>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Project {
    pub(crate) id: i64,
    tree_id: Option<i64>,
    groups: Vec<ScopeGroup>,
}

/// Where in the file, and why it was not used.
#[derive(Debug, PartialEq, Eq)]
struct Ignored {
    place: Place,
    why: ImportFault,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    File,
    Line(usize),
    /// A key of an `.env`, or a path such as `projects[0].groups[2]`.
    At(String),
}

impl Found {
    /// Reads one file, whichever it is, and adds what it says. A relative folder is one beside the file, of which
    /// `beside` is the folder.
    pub(crate) fn read(&mut self, text: &str, beside: Option<&Path>) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim_start().starts_with(['{', '[']) {
            json::read(self, text);
        } else {
            env::read(self, text, beside);
        }
    }

    /// What a file is refused for that is longer than [`MOST_BYTES`].
    pub(crate) fn too_long(&mut self) {
        self.ignore(Place::File, ImportFault::TooLong { max: MOST_BYTES / 1024 / 1024 });
    }

    /// One plan for each project; `name` calls a project by its id.
    pub(crate) fn import(self, texts: Texts, name: impl Fn(i64) -> String) -> PlanImport {
        let alone = self.projects.len() == 1;
        let plan = |project: Project| {
            let fresh = fresh(project.id, name(project.id), alone);
            let cron = self.cron.clone().unwrap_or_else(|| fresh.cron.clone());
            PlanDraft { cron, folder: self.folder.clone(), scope: project.scope(), ..fresh }
        };
        let plans = self.projects.into_iter().map(plan).collect();
        let rest = self.ignored.len().saturating_sub(NAMED);
        let mut ignored: Vec<_> =
            self.ignored.iter().take(NAMED).map(|ignored| said(ignored, texts)).collect();
        if rest > 0 {
            ignored.push(texts.import_fault(ImportFault::More { count: rest }));
        }
        PlanImport { plans, ignored }
    }

    /// Tells where nothing can be made of what was read.
    pub(crate) fn finish(&mut self) {
        if self.projects.is_empty() {
            self.ignored.insert(0, Ignored { place: Place::File, why: ImportFault::NoProjects });
        }
    }

    fn ignore(&mut self, place: Place, why: ImportFault) {
        self.ignored.push(Ignored { place, why });
    }
}

impl Project {
    /// Without groups it is the whole project.
    fn scope(self) -> ExportScope {
        match self.tree_id {
            Some(tree_id) if !self.groups.is_empty() => {
                ExportScope::Groups { tree_id, tree_name: format!("#{tree_id}"), groups: self.groups }
            }
            _ => ExportScope::All,
        }
    }
}

fn said(ignored: &Ignored, texts: Texts) -> String {
    let why = texts.import_fault(ignored.why);
    match &ignored.place {
        Place::File => why,
        Place::Line(line) => texts.import_line(*line, &why),
        Place::At(place) => format!("{place}: {why}"),
    }
}

/// Any bytes as a file of the source projects: nothing may panic, and what comes out are plans that a form can show.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn holds(data: &[u8]) {
    use crate::view::Language;

    let text = String::from_utf8_lossy(data);
    let mut found = Found::default();
    found.read(&text, Some(Path::new("/beside")));
    found.finish();
    let texts = Texts(Language::En);
    let import = found.import(texts, |id| format!("Project {id}"));
    assert!(import.ignored.len() <= NAMED + 1, "what is named is bounded");
    assert!(!import.plans.is_empty() || !import.ignored.is_empty(), "nothing is lost silently");
    for plan in import.plans {
        assert!(plan.project_id > 0, "a project has an id");
        let faults =
            super::check(&plan, &[], super::FolderFaults::default(), texts, chrono::DateTime::UNIX_EPOCH);
        let expected = |field: &str| matches!(field, "scope");
        assert!(faults.iter().all(|fault| expected(&fault.field)), "a plan is wrong: {faults:?}");
    }
}

#[cfg(test)]
mod tests;
