//! A file of plans: `[[plan]]` tables.

use std::collections::HashSet;

use companion::view::{CatchUp, ColumnChoice, Drill, ExportScope, MarkdownFiles, PlanDraft, ScopeGroup};
use serde::Deserialize;
use toml::{Table, Value};

use crate::nearest::nearest;

const KEYS: [&str; 21] = [
    "name",
    "project",
    "aql",
    "tree",
    "groups",
    "cron",
    "zone",
    "folder",
    "file_name",
    "retention_days",
    "retries",
    "separator",
    "headers",
    "catch_up",
    "within_hours",
    "paused",
    "markdown",
    "markdown_git",
    "drill_project",
    "drill_cases",
    "drill_every_days",
];

/// Of a drill of which only the project is named.
const DRILL_CASES: u32 = 20;
const DRILL_DAYS: u32 = 7;

/// What is not named stays as a plan of the project begins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct PlanEntry {
    pub(crate) name: String,
    pub(crate) project: i64,
    aql: Option<String>,
    tree: Option<i64>,
    #[serde(default)]
    groups: Vec<i64>,
    cron: Option<String>,
    zone: Option<String>,
    folder: Option<String>,
    file_name: Option<String>,
    /// 0 keeps files for ever.
    retention_days: Option<u32>,
    retries: Option<Vec<u32>>,
    separator: Option<String>,
    headers: Option<bool>,
    catch_up: Option<Policy>,
    /// Only with the policy `within`.
    within_hours: Option<u32>,
    paused: Option<bool>,
    /// A folder for Markdown files.
    markdown: Option<String>,
    #[serde(default)]
    markdown_git: bool,
    /// A scratch project.
    drill_project: Option<i64>,
    drill_cases: Option<u32>,
    drill_every_days: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Policy {
    Once,
    Skip,
    Within,
}

/// Every plan, or all that is wrong.
pub(crate) fn read(text: &str) -> Result<Vec<PlanEntry>, Vec<String>> {
    let table = text.parse::<Table>().map_err(|error| vec![error.to_string()])?;
    let mut faults = Vec::new();
    let mut plans = Vec::new();
    for (name, value) in table {
        let (Value::Array(entries), "plan") = (value, name.as_str()) else {
            faults.push(format!("{name}: unknown; plans stand below [[plan]]"));
            continue;
        };
        for (number, entry) in (1..).zip(entries) {
            match one(entry) {
                Ok(plan) => plans.push(plan),
                Err(found) => faults.extend(found.into_iter().map(|fault| format!("plan {number}: {fault}"))),
            }
        }
    }
    let mut names = HashSet::new();
    let twice = plans.iter().filter(|plan| !names.insert(plan.name.as_str()));
    faults.extend(twice.map(|plan| format!("{}: two plans have this name", plan.name)));
    if faults.is_empty() { Ok(plans) } else { Err(faults) }
}

fn one(entry: Value) -> Result<PlanEntry, Vec<String>> {
    let Value::Table(table) = entry else { return Err(vec!["must be a table".to_owned()]) };
    let unknown = table.keys().filter(|key| !KEYS.contains(&key.as_str())).map(|key| {
        match nearest(key, KEYS.into_iter()) {
            Some(near) => format!("{key}: unknown; did you mean {near}?"),
            None => format!("{key}: unknown"),
        }
    });
    let mut faults: Vec<_> = unknown.collect();
    match table.try_into::<PlanEntry>() {
        Ok(plan) => {
            faults.extend(plan.faults().map(str::to_owned));
            if faults.is_empty() { Ok(plan) } else { Err(faults) }
        }
        Err(error) => {
            faults.push(error.message().to_owned());
            Err(faults)
        }
    }
}

impl PlanEntry {
    fn faults(&self) -> impl Iterator<Item = &'static str> {
        let by_groups = self.tree.is_some() || !self.groups.is_empty();
        [
            (self.aql.is_some() && by_groups)
                .then_some("aql: stands beside tree and groups; one of them says what is exported"),
            (self.tree.is_some() == self.groups.is_empty())
                .then_some("groups: tree and groups belong together"),
            ((self.catch_up == Some(Policy::Within)) != self.within_hours.is_some())
                .then_some("within_hours: belongs to catch_up = \"within\", and that to it"),
            (self.markdown_git && self.markdown.is_none())
                .then_some("markdown_git: belongs to markdown, the folder of the files"),
            (self.drill_project.is_none() && (self.drill_cases.is_some() || self.drill_every_days.is_some()))
                .then_some("drill_project: missing; it is the scratch project of the drill"),
        ]
        .into_iter()
        .flatten()
    }

    /// `fresh` is what a plan of the project begins with.
    pub(crate) fn draft(self, fresh: PlanDraft) -> PlanDraft {
        let scope = match (self.aql, self.tree) {
            (Some(aql), _) => ExportScope::Query { aql },
            (None, Some(tree_id)) => {
                let group = |id| ScopeGroup { id, path: Vec::new(), names: vec![format!("#{id}")] };
                let groups = self.groups.into_iter().map(group).collect();
                ExportScope::Groups { tree_id, tree_name: format!("#{tree_id}"), groups }
            }
            (None, None) => ExportScope::All,
        };
        let retention_days = match self.retention_days {
            Some(0) => None,
            Some(days) => Some(days),
            None => fresh.retention_days,
        };
        let catch_up = match (self.catch_up, self.within_hours) {
            (None, _) => fresh.catch_up,
            (Some(Policy::Once), _) => CatchUp::Once,
            (Some(Policy::Skip), _) => CatchUp::Skip,
            (Some(Policy::Within), hours) => CatchUp::Within { hours: hours.unwrap_or_default() },
        };
        PlanDraft {
            id: None,
            name: self.name,
            project_id: self.project,
            project_name: fresh.project_name,
            scope,
            columns: ColumnChoice::Everything,
            separator: self.separator.unwrap_or(fresh.separator),
            headers: self.headers.unwrap_or(fresh.headers),
            folder: self.folder,
            // Another plan may join later: names of files tell projects apart from the start.
            file_name: self
                .file_name
                .unwrap_or_else(|| "testops_export_{project}_{group}_{date}_{time}.csv".to_owned()),
            retention_days,
            retries: self.retries.unwrap_or(fresh.retries),
            cron: self.cron.unwrap_or(fresh.cron),
            zone: self.zone.unwrap_or(fresh.zone),
            catch_up,
            paused: self.paused.unwrap_or(fresh.paused),
            markdown: self.markdown.map(|folder| MarkdownFiles { folder, git: self.markdown_git }),
            drill: self.drill_project.map(|project_id| Drill {
                project_id,
                project_name: format!("#{project_id}"),
                cases: self.drill_cases.unwrap_or(DRILL_CASES),
                every_days: self.drill_every_days.unwrap_or(DRILL_DAYS),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        read(text).err().unwrap_or_default()
    }

    #[test]
    fn the_example_can_be_read_and_names_every_key() {
        let example = include_str!("../../plans.example.toml");
        assert_eq!(read(example).expect("readable").len(), 2);
        for key in KEYS {
            assert!(
                example.lines().any(|line| line.trim_start_matches("#: ").starts_with(&format!("{key} = "))),
                "{key}"
            );
        }
    }

    #[test]
    fn every_fault_is_told_with_its_plan() {
        let text = "[[plan]]\nname = 'a'\nproject = 1\ncrn = '* * * * *'\n[[plan]]\nname = 'b'\nproject = 1\naql = 'x'\n\
                    tree = 1\n[[plan]]\nname = 'c'\n[[plans]]\n";
        assert_eq!(
            faults(text),
            [
                "plan 1: crn: unknown; did you mean cron?",
                "plan 2: aql: stands beside tree and groups; one of them says what is exported",
                "plan 2: groups: tree and groups belong together",
                "plan 3: missing field `project`",
                "plans: unknown; plans stand below [[plan]]",
            ]
        );
        let twice = "[[plan]]\nname = 'a'\nproject = 1\n[[plan]]\nname = 'a'\nproject = 2\n";
        assert_eq!(faults(twice), ["a: two plans have this name"]);
    }
}
