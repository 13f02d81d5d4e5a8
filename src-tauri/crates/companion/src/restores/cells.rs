//! The cells of an exported row as what a test case is to be. Pure.

use testops::{CaseChange, CaseMember, CaseOverview, FieldValue, IssueRef, Link, ParameterPair, Ref, TagRef};

use super::columns::{Meaning, meaning};
use super::judge::value;
use super::steps::steps;
use crate::view::{CaseField, CaseStep, ExportColumn};

/// Between several values in a cell, as our exports ask for them.
const ITEMS: &str = ", ";

/// What is to be written; what is `None` or not named stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) change: CaseChange,
    /// By name.
    pub(super) status: Option<String>,
    /// Values by field, people by role, keys by tracker.
    pub(super) fields: Vec<(i64, Vec<String>)>,
    pub(super) members: Vec<(i64, Vec<String>)>,
    pub(super) issues: Vec<(i64, Vec<String>)>,
    pub(super) examples: Option<Vec<Vec<ParameterPair>>>,
    pub(super) scenario: Option<Vec<CaseStep>>,
}

/// Of the columns `only`, or of all that the project has.
pub(super) fn wish(cells: &[CaseField], columns: &[ExportColumn], only: Option<&[String]>) -> Wish {
    let mut wish = Wish::default();
    let asked = columns.iter().filter(|column| only.is_none_or(|only| only.contains(&column.name)));
    for column in asked {
        let Some(meaning) = meaning(columns, &column.name) else { continue };
        let cell = value(cells, &column.name);
        let text = || Some(cell.to_owned());
        let change = &mut wish.change;
        match meaning {
            Meaning::Name => change.name = text(),
            Meaning::FullName => change.full_name = text(),
            Meaning::Automated => change.automated = Some(cell.trim().eq_ignore_ascii_case("true")),
            Meaning::Description => change.description = text(),
            Meaning::Precondition => change.precondition = text(),
            Meaning::Expected => change.expected_result = text(),
            Meaning::Status => wish.status = text().filter(|name| !name.is_empty()),
            Meaning::Scenario => wish.scenario = Some(steps(cell)),
            Meaning::Tags => {
                change.tags = Some(items(cell).map(|name| TagRef { id: None, name }).collect());
            }
            Meaning::Links => change.links = Some(links(cell)),
            Meaning::Issues(id) => wish.issues.push((id, items(cell).collect())),
            Meaning::Member(id) => wish.members.push((id, items(cell).collect())),
            Meaning::Field(id) => wish.fields.push((id, items(cell).collect())),
            Meaning::Examples => wish.examples = Some(examples(cell)),
            Meaning::Follows => {}
        }
    }
    wish
}

fn items(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split(ITEMS).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned)
}

/// A file has the addresses alone.
fn links(cell: &str) -> Vec<Link> {
    let addresses = cell.split('\n').flat_map(items);
    addresses.map(|url| Link { name: url.clone(), url: Some(url), kind: None }).collect()
}

/// A line for each variant.
fn examples(cell: &str) -> Vec<Vec<ParameterPair>> {
    let pair = |item: String| {
        let (name, value) = item.split_once('=')?;
        Some(ParameterPair { name: name.to_owned(), value: value.to_owned() })
    };
    cell.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| items(line).filter_map(pair).collect())
        .collect()
}

impl Wish {
    /// The people that it is to have: those in roles that are not named stay.
    pub(super) fn members(&self, live: &[CaseMember]) -> Option<Vec<CaseMember>> {
        if self.members.is_empty() {
            return None;
        }
        let is_named = |role: i64| self.members.iter().any(|(own, _)| *own == role);
        let stay = live.iter().filter(|own| own.role.is_none_or(|role| !is_named(role.id))).cloned();
        let come = self.members.iter().flat_map(|(role, names)| {
            names.iter().map(|name| CaseMember { name: name.clone(), role: Some(Ref { id: *role }) })
        });
        Some(stay.chain(come).collect())
    }

    /// The values that it is to have; `None` too where the server does not say of which field a value is that must stay.
    pub(super) fn values(&self, live: &[FieldValue]) -> Option<Vec<FieldValue>> {
        if self.fields.is_empty() {
            return None;
        }
        let is_named = |field: i64| self.fields.iter().any(|(own, _)| *own == field);
        let mut values = Vec::new();
        for own in live {
            if !is_named(own.custom_field?.id) {
                values.push(own.clone());
            }
        }
        for (field, names) in &self.fields {
            values.extend(names.iter().map(|name| FieldValue {
                id: None,
                name: name.clone(),
                custom_field: Some(Ref { id: *field }),
            }));
        }
        Some(values)
    }

    /// The issues that it is to have: those of trackers that are not named stay.
    pub(super) fn issues(&self, live: &CaseOverview) -> Option<Vec<IssueRef>> {
        if self.issues.is_empty() {
            return None;
        }
        let is_named = |tracker: i64| self.issues.iter().any(|(own, _)| *own == tracker);
        let kept = live.issues.iter().filter_map(testops::CaseIssue::to_ref);
        let stay = kept.filter(|issue| !is_named(issue.integration_id));
        let come = self.issues.iter().flat_map(|(tracker, keys)| {
            keys.iter().map(|key| IssueRef { id: None, integration_id: *tracker, name: key.clone() })
        });
        Some(stay.chain(come).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<ExportColumn> {
        let all = [
            ("name", None),
            ("automated", None),
            ("status", None),
            ("tag", None),
            ("link", None),
            ("scenario", None),
            ("example", None),
            ("custom_field", Some(-1)),
            ("role", Some(-2)),
            ("issue_integration", Some(4)),
        ];
        let column =
            |(field, id): (&str, _)| ExportColumn { field: field.to_owned(), name: field.to_owned(), id };
        all.map(column).to_vec()
    }

    fn cells(all: &[(&str, &str)]) -> Vec<CaseField> {
        all.iter()
            .map(|(name, value)| CaseField { name: (*name).to_owned(), value: (*value).to_owned() })
            .collect()
    }

    #[test]
    fn a_row_becomes_a_test_case() {
        let told = wish(
            &cells(&[
                ("name", "Вход"),
                ("automated", "true"),
                ("status", "Active"),
                ("tag", "smoke, ui"),
                ("link", "https://a, https://b"),
                ("scenario", "Open"),
                ("example", "os=mac, lang=ru\nos=win, lang=en"),
                ("custom_field", "Login"),
                ("role", "ann"),
                ("issue_integration", "AB-1"),
            ]),
            &columns(),
            None,
        );
        assert_eq!((told.change.name.as_deref(), told.change.automated), (Some("Вход"), Some(true)));
        assert_eq!(told.status.as_deref(), Some("Active"));
        assert_eq!(told.change.tags.map(|tags| tags.len()), Some(2));
        assert_eq!(told.change.links.map(|links| links.len()), Some(2));
        assert_eq!(told.examples.map(|all| (all.len(), all[1][1].value.clone())), Some((2, "en".to_owned())));
        assert_eq!(told.scenario.map(|steps| steps.len()), Some(1));
        assert_eq!(told.fields, [(-1, vec!["Login".to_owned()])]);
        assert_eq!(told.issues, [(4, vec!["AB-1".to_owned()])]);
    }

    #[test]
    fn what_is_empty_in_the_copy_becomes_empty_and_the_rest_stays() {
        let only = ["tag".to_owned(), "custom_field".to_owned()];
        let told = wish(&cells(&[("name", "A")]), &columns(), Some(&only));
        assert_eq!((told.change.tags.clone(), told.change.name.clone()), (Some(Vec::new()), None));
        assert_eq!(told.members(&[]), None);
        let value =
            |name: &str, field| FieldValue { id: Some(3), name: name.to_owned(), custom_field: field };
        let live = [value("a", Some(Ref { id: -1 })), value("b", Some(Ref { id: -5 }))];
        assert_eq!(told.values(&live), Some(vec![live[1].clone()]));
        assert_eq!(told.values(&[value("c", None)]), None, "nothing says which field it is of");
    }

    #[test]
    fn people_in_other_roles_stay() {
        let only = ["role".to_owned()];
        let told = wish(&cells(&[("role", "ann, bob")]), &columns(), Some(&only));
        let live = |name: &str, role| CaseMember { name: name.to_owned(), role: Some(Ref { id: role }) };
        let all = told.members(&[live("eve", -1), live("old", -2)]).expect("some");
        assert_eq!(all, [live("eve", -1), live("ann", -2), live("bob", -2)]);
    }
}
