//! The names of the files that an attempt writes.
//!
//! A name is safe on Linux, Windows and macOS, stays in its folder and is no hidden one, whatever the plan, the project
//! and the groups are called. Names of one attempt are told apart also where capital letters and the ways to write an
//! accent do not count.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization as _;

use crate::runs::template::{Piece, pieces};
use crate::texts::safe::{cut, one_line};
use crate::texts::{PlanFault, Texts};
use crate::view::{ExportScope, FieldFault, PlanDraft, ScopeGroup};

/// Bytes of a name: file systems take 255, and what is kept aside gets an ending more.
const LONGEST: usize = 200;

/// Bytes that telling two names apart may take: an underscore and an id.
const ID: usize = 21;

/// Characters of a filled-in name, tried one after the other until the whole fits.
const LENGTHS: [usize; 5] = [100, 60, 30, 15, 5];

/// One file of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileName {
    /// `None` where the plan has one file.
    pub(crate) part: Option<ScopeGroup>,
    pub(crate) name: String,
}

/// One name for each group, or one for all; `at` is the attempt's start. The fault is of the field `file_name`.
pub(crate) fn file_names(
    draft: &PlanDraft,
    at: DateTime<Utc>,
    texts: Texts,
) -> Result<Vec<FileName>, FieldFault> {
    let refused = |fault| FieldFault { field: "file_name".to_owned(), message: texts.plan_fault(fault) };
    if let Some(fault) = template_fault(&draft.file_name) {
        return Err(refused(fault));
    }
    let template = draft.file_name.trim();
    let stem = &template[..template.len() - SUFFIX.len()];
    let parts = parts(&draft.scope);
    let stems = LENGTHS.into_iter().find_map(|length| {
        let stems = parts.iter().map(|part| filled(stem, draft, part.as_ref(), at, length));
        let stems: Vec<_> = stems.collect();
        stems.iter().all(|stem| stem.len() + ID + SUFFIX.len() <= LONGEST).then_some(stems)
    });
    let stems = stems.ok_or_else(|| refused(PlanFault::NameTooLong { max: LONGEST }))?;
    let ids: Vec<_> = parts.iter().map(|part| part.as_ref().map_or(0, |group| group.id)).collect();
    let names = told_apart(stems, &ids).into_iter().map(|stem| format!("{stem}{SUFFIX}"));
    Ok(parts.into_iter().zip(names).map(|(part, name)| FileName { part, name }).collect())
}

const SUFFIX: &str = ".csv";

/// What is wrong with a template.
fn template_fault(template: &str) -> Option<PlanFault<'_>> {
    let template = template.trim();
    if template.is_empty() {
        return Some(PlanFault::Empty);
    }
    if template.contains(['/', '\\']) {
        return Some(PlanFault::NameWithFolder);
    }
    if template.starts_with('.') {
        return Some(PlanFault::HiddenName);
    }
    let at = template.len().saturating_sub(SUFFIX.len());
    if at == 0 || !template.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(SUFFIX)) {
        return Some(PlanFault::NotCsv);
    }
    if template.chars().any(is_unsafe) || one_line(template, template.len()) != template {
        return Some(PlanFault::UnsafeName);
    }
    pieces(template).into_iter().find_map(|piece| match piece {
        Piece::Placeholder("plan" | "project" | "group" | "date" | "time") | Piece::Text(_) => None,
        Piece::Placeholder(name) => Some(PlanFault::UnknownPlaceholder { name }),
    })
}

/// Each group once, or one file for all.
fn parts(scope: &ExportScope) -> Vec<Option<ScopeGroup>> {
    let ExportScope::Groups { groups, .. } = scope else { return vec![None] };
    let mut seen = HashSet::new();
    groups.iter().filter(|group| seen.insert(group.id)).cloned().map(Some).collect()
}

fn filled(
    stem: &str,
    draft: &PlanDraft,
    part: Option<&ScopeGroup>,
    at: DateTime<Utc>,
    length: usize,
) -> String {
    let group = match (part, &draft.scope) {
        (Some(group), _) => safe(group.names.last().map_or("", String::as_str), group.id, length),
        (None, ExportScope::Query { .. }) => "query".to_owned(),
        (None, ExportScope::All | ExportScope::Groups { .. }) => "all".to_owned(),
    };
    let mut name = String::new();
    for piece in pieces(stem) {
        match piece {
            Piece::Text(text) => name.push_str(text),
            Piece::Placeholder("plan") => name.push_str(&safe(&draft.name, draft.id.unwrap_or(0), length)),
            Piece::Placeholder("project") => {
                name.push_str(&safe(&draft.project_name, draft.project_id, length));
            }
            Piece::Placeholder("group") => name.push_str(&group),
            Piece::Placeholder("date") => name.push_str(&at.format("%Y-%m-%d").to_string()),
            Piece::Placeholder(_) => name.push_str(&at.format("%H-%M-%S").to_string()),
        }
    }
    // What was filled in may begin or end with what a name may not.
    let name = name.trim_end_matches(['.', ' ']).trim_start();
    let name = if name.is_empty() || name.starts_with('.') { format!("_{name}") } else { name.to_owned() };
    if is_device(&name) { format!("_{name}") } else { name }
}

/// A name from outside as a part of a file's name; the id where nothing is left of it.
fn safe(name: &str, id: i64, length: usize) -> String {
    let name: String = one_line(name, 1_000).chars().map(|c| if is_unsafe(c) { '_' } else { c }).collect();
    let name = cut(&name, length).trim_matches(['.', ' ']);
    if name.is_empty() { id.to_string() } else { name.to_owned() }
}

fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// Names that Windows keeps for devices, whatever stands behind a dot.
fn is_device(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let port = base.strip_prefix("COM").or_else(|| base.strip_prefix("LPT"));
    let numbered = port.is_some_and(|rest| {
        let mut chars = rest.chars();
        matches!(chars.next(), Some('0'..='9' | '¹' | '²' | '³')) && chars.next().is_none()
    });
    numbered || matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
}

/// Names that fall together get their ids, until none do: a name may look like another one with its id.
fn told_apart(mut names: Vec<String>, ids: &[i64]) -> Vec<String> {
    let mut has_id = vec![false; names.len()];
    loop {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            places.entry(folded(name)).or_default().push(place);
        }
        let together = places.into_values().filter(|places| places.len() > 1).flatten();
        let to_mark: Vec<_> = together.filter(|place| !has_id[*place]).collect();
        if to_mark.is_empty() {
            return names;
        }
        for place in to_mark {
            has_id[place] = true;
            names[place] = format!("{}_{}", names[place], ids[place]);
        }
    }
}

/// How file systems see a name that do not tell `a` from `A` or one `é` from the other.
fn folded(name: &str) -> String {
    name.nfkd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
#[path = "file_names_tests.rs"]
mod tests;
