//! Whether a plan may be saved: each wrong field with what would be right.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::file_names::file_names;
use crate::cron::{Schedule, ScheduleFault};
use crate::runs::template::{NAME_MAX, is_name_taken, length};
use crate::texts::{PlanFault, Texts};
use crate::view::{CatchUp, ColumnChoice, ExportScope, FieldFault, PlanDraft, ScopeGroup};

const SEPARATORS: [&str; 4] = [",", ";", "\t", "|"];

const MOST_GROUPS: usize = 1_000;
const MOST_RETRIES: usize = 10;
const LONGEST_QUERY: usize = 10_000;

/// What a look at the folder in force found wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FolderFault {
    Missing,
    NotFolder,
    ReadOnly,
    /// Its disk gives no answer.
    Silent,
}

/// What a look at a plan's folders found wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FolderFaults {
    /// In the folder in force.
    pub(crate) files: Option<FolderFault>,
    pub(crate) markdown: Option<FolderFault>,
}

/// Empty when all is right. `stored` are the plans of the same server; `now` only dates the names of files.
pub(crate) fn check(
    draft: &PlanDraft,
    stored: &[PlanDraft],
    folders: FolderFaults,
    texts: Texts,
    now: DateTime<Utc>,
) -> Vec<FieldFault> {
    let fields = [
        ("name", name_fault(draft, stored)),
        ("scope", scope_fault(draft)),
        ("columns", columns_fault(&draft.columns)),
        ("separator", (!SEPARATORS.contains(&draft.separator.as_str())).then_some(PlanFault::Separator)),
        ("folder", folder_fault(draft.folder.as_deref(), folders.files)),
        ("markdown", markdown_fault(draft, stored, folders.markdown)),
        ("drill", drill_fault(draft)),
        ("retention_days", draft.retention_days.and_then(|days| outside(days, 1, 3_650))),
        ("retries", retries_fault(&draft.retries)),
        ("cron", schedule_fault(&draft.cron, "UTC")),
        ("zone", schedule_fault("0 7 * * *", &draft.zone)),
        ("catch_up", catch_up_fault(draft.catch_up)),
    ];
    let said = fields.into_iter().filter_map(|(field, fault)| {
        Some(FieldFault { field: field.to_owned(), message: texts.plan_fault(fault?) })
    });
    said.chain(file_names(draft, now, texts).err()).collect()
}

fn name_fault<'a>(draft: &PlanDraft, stored: &[PlanDraft]) -> Option<PlanFault<'a>> {
    let is = length(draft.name.trim());
    match is {
        0 => Some(PlanFault::Empty),
        _ if is > NAME_MAX => Some(PlanFault::TooLong { max: NAME_MAX, is }),
        _ => {
            let named = stored.iter().map(|plan| (plan.id, plan.name.as_str()));
            is_name_taken((draft.id, &draft.name), named).then_some(PlanFault::NameTaken)
        }
    }
}

fn scope_fault(draft: &PlanDraft) -> Option<PlanFault<'_>> {
    if draft.project_id < 1 {
        return Some(PlanFault::NoProject);
    }
    match &draft.scope {
        ExportScope::All => None,
        ExportScope::Query { aql } if aql.trim().is_empty() => Some(PlanFault::Empty),
        ExportScope::Query { aql } => {
            let is = length(aql);
            (is > LONGEST_QUERY).then_some(PlanFault::TooLong { max: LONGEST_QUERY, is })
        }
        ExportScope::Groups { groups, .. } if groups.is_empty() => Some(PlanFault::NoGroups),
        ExportScope::Groups { groups, .. } if groups.len() > MOST_GROUPS => {
            Some(PlanFault::TooManyGroups { max: MOST_GROUPS })
        }
        ExportScope::Groups { groups, .. } => {
            let mut seen = HashSet::new();
            let twice = groups.iter().find(|group| !seen.insert(group.id))?;
            Some(PlanFault::GroupTwice { name: group_name(twice) })
        }
    }
}

fn group_name(group: &ScopeGroup) -> &str {
    group.names.last().map_or("…", String::as_str)
}

fn columns_fault(columns: &ColumnChoice) -> Option<PlanFault<'static>> {
    match columns {
        ColumnChoice::Everything => None,
        ColumnChoice::Chosen { columns } => columns.is_empty().then_some(PlanFault::NoColumns),
    }
}

fn folder_fault(folder: Option<&str>, found: Option<FolderFault>) -> Option<PlanFault<'static>> {
    if folder.is_some_and(|folder| !Path::new(folder).is_absolute()) {
        return Some(PlanFault::FolderNotAbsolute);
    }
    found.map(PlanFault::Folder)
}

fn markdown_fault<'a>(
    draft: &PlanDraft,
    stored: &'a [PlanDraft],
    found: Option<FolderFault>,
) -> Option<PlanFault<'a>> {
    let markdown = draft.markdown.as_ref()?;
    if let Some(fault) = folder_fault(Some(&markdown.folder), found) {
        return Some(fault);
    }
    if !tells_cases_apart(&draft.columns) {
        return Some(PlanFault::MarkdownColumns);
    }
    // Each would take the other's files away.
    let shares = |plan: &&PlanDraft| {
        plan.id != draft.id
            && plan.markdown.as_ref().is_some_and(|own| Path::new(&own.folder) == Path::new(&markdown.folder))
    };
    let other = stored.iter().find(shares)?;
    Some(PlanFault::MarkdownFolderTaken { name: &other.name })
}

/// Whether each row has its number and its name.
fn tells_cases_apart(columns: &ColumnChoice) -> bool {
    let ColumnChoice::Chosen { columns } = columns else { return true };
    ["allure_id", "name"].iter().all(|field| columns.iter().any(|column| column.field == *field))
}

fn drill_fault(draft: &PlanDraft) -> Option<PlanFault<'static>> {
    let drill = draft.drill.as_ref()?;
    if drill.project_id < 1 {
        return Some(PlanFault::NoProject);
    }
    if drill.project_id == draft.project_id {
        return Some(PlanFault::DrillAtHome);
    }
    if !draft.headers || !tells_cases_apart(&draft.columns) {
        return Some(PlanFault::DrillColumns);
    }
    outside(drill.cases, 1, 500).or_else(|| outside(drill.every_days, 1, 365))
}

fn retries_fault(retries: &[u32]) -> Option<PlanFault<'static>> {
    if retries.len() > MOST_RETRIES {
        return Some(PlanFault::TooManyRetries { max: MOST_RETRIES });
    }
    let (min, max) = (1, 1_440);
    let wrong = retries.iter().any(|minutes| !(min..=max).contains(minutes));
    wrong.then_some(PlanFault::RetryOutOfRange { min, max })
}

fn schedule_fault(cron: &str, zone: &str) -> Option<PlanFault<'static>> {
    Schedule::parse(cron, zone).err().map(|fault| match fault {
        ScheduleFault::Cron(fault) => PlanFault::Cron(fault),
        ScheduleFault::Zone => PlanFault::Zone,
    })
}

fn catch_up_fault(catch_up: CatchUp) -> Option<PlanFault<'static>> {
    match catch_up {
        CatchUp::Within { hours } => outside(hours, 1, 168),
        CatchUp::Once | CatchUp::Skip | CatchUp::Ask => None,
    }
}

fn outside(value: u32, min: u32, max: u32) -> Option<PlanFault<'static>> {
    (!(min..=max).contains(&value)).then_some(PlanFault::OutOfRange { min, max })
}

#[cfg(test)]
#[path = "plan_check_tests.rs"]
mod tests;
