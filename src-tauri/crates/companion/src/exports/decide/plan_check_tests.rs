use super::*;
use crate::view::{Drill, ExportColumn, Language, MarkdownFiles};

fn plan() -> PlanDraft {
    PlanDraft {
        id: None,
        name: "Daily".to_owned(),
        project_id: 17,
        project_name: "Bank".to_owned(),
        scope: ExportScope::All,
        columns: ColumnChoice::Everything,
        separator: ";".to_owned(),
        headers: true,
        folder: None,
        file_name: "testops_export_{group}_{date}_{time}.csv".to_owned(),
        retention_days: Some(30),
        retries: vec![5, 10, 15],
        cron: "0 7 * * *".to_owned(),
        zone: "UTC".to_owned(),
        catch_up: CatchUp::Once,
        paused: false,
        markdown: None,
        drill: None,
    }
}

fn group(id: i64, name: &str) -> ScopeGroup {
    ScopeGroup { id, path: vec![], names: vec![name.to_owned()] }
}

fn groups(groups: Vec<ScopeGroup>) -> ExportScope {
    ExportScope::Groups { tree_id: 937, tree_name: "Suites".to_owned(), groups }
}

fn found(draft: &PlanDraft, files: Option<FolderFault>) -> Vec<(String, String)> {
    let folder = FolderFaults { files, markdown: None };
    let faults = check(draft, &[], folder, Texts(Language::En), DateTime::UNIX_EPOCH);
    faults.into_iter().map(|fault| (fault.field, fault.message)).collect()
}

/// The one field that is wrong, and what is said of it.
fn fault(draft: &PlanDraft) -> (String, String) {
    let mut faults = found(draft, None);
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.remove(0)
}

fn is_refused(field: &str, change: impl Fn(&mut PlanDraft)) {
    let mut draft = plan();
    change(&mut draft);
    let (of, message) = fault(&draft);
    assert_eq!(of, field, "{message}");
}

#[test]
fn a_plan_as_it_is_offered_is_right() {
    assert_eq!(found(&plan(), None), []);
}

#[test]
fn names_and_scopes_are_needed() {
    is_refused("name", |plan| plan.name = " ".to_owned());
    is_refused("name", |plan| plan.name = "x".repeat(256));
    is_refused("scope", |plan| plan.project_id = 0);
    is_refused("scope", |plan| plan.scope = groups(vec![]));
    is_refused("scope", |plan| plan.scope = groups((0..1_001).map(|id| group(id, "g")).collect()));
    is_refused("scope", |plan| plan.scope = ExportScope::Query { aql: " ".to_owned() });
    is_refused("scope", |plan| plan.scope = ExportScope::Query { aql: "x".repeat(10_001) });
    is_refused("columns", |plan| plan.columns = ColumnChoice::Chosen { columns: vec![] });
}

#[test]
fn a_group_is_chosen_once_but_names_may_fall_together() {
    let twice = PlanDraft { scope: groups(vec![group(1, "API"), group(1, "API")]), ..plan() };
    assert_eq!(fault(&twice), ("scope".to_owned(), "“API” is chosen twice.".to_owned()));
    let same = PlanDraft { scope: groups(vec![group(1, "API"), group(2, "API")]), ..plan() };
    assert_eq!(found(&same, None), []);
}

#[test]
fn numbers_have_their_ranges() {
    for days in [0, 3_651, u32::MAX] {
        is_refused("retention_days", |plan| plan.retention_days = Some(days));
    }
    is_refused("retries", |plan| plan.retries = vec![1; 11]);
    is_refused("retries", |plan| plan.retries = vec![0]);
    is_refused("retries", |plan| plan.retries = vec![5, 1_441]);
    is_refused("catch_up", |plan| plan.catch_up = CatchUp::Within { hours: 0 });
    is_refused("catch_up", |plan| plan.catch_up = CatchUp::Within { hours: 169 });
    let widest = PlanDraft {
        retention_days: None,
        retries: vec![],
        catch_up: CatchUp::Within { hours: 168 },
        ..plan()
    };
    assert_eq!(found(&widest, None), []);
}

#[test]
fn a_separator_is_one_of_four() {
    for wrong in ["", ";;", "\"", "\n", "x"] {
        is_refused("separator", |plan| plan.separator = wrong.to_owned());
    }
    for separator in [",", ";", "\t", "|"] {
        assert_eq!(found(&PlanDraft { separator: separator.to_owned(), ..plan() }, None), []);
    }
}

#[test]
fn a_schedule_has_two_fields_that_may_be_wrong() {
    is_refused("cron", |plan| plan.cron = "0 0 30 2 *".to_owned());
    is_refused("zone", |plan| plan.zone = "Moscow".to_owned());
    let both = PlanDraft { cron: "7".to_owned(), zone: String::new(), ..plan() };
    let fields: Vec<_> = found(&both, None).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["cron", "zone"]);
}

#[test]
fn a_folder_is_absolute_and_as_it_was_found() {
    is_refused("folder", |plan| plan.folder = Some("exports".to_owned()));
    let said: Vec<_> =
        [FolderFault::Missing, FolderFault::NotFolder, FolderFault::ReadOnly, FolderFault::Silent]
            .into_iter()
            .flat_map(|fault| found(&plan(), Some(fault)))
            .collect();
    assert_eq!(said.len(), 4);
    assert!(said.iter().all(|(field, _)| field == "folder"));
}

#[test]
fn every_fault_is_told_at_once() {
    let wrong = PlanDraft {
        name: String::new(),
        scope: groups(vec![]),
        columns: ColumnChoice::Chosen { columns: Vec::<ExportColumn>::new() },
        separator: String::new(),
        folder: Some(String::new()),
        file_name: String::new(),
        retention_days: Some(0),
        retries: vec![0],
        cron: String::new(),
        zone: String::new(),
        catch_up: CatchUp::Within { hours: 0 },
        ..plan()
    };
    let fields: Vec<_> = found(&wrong, None).into_iter().map(|(field, _)| field).collect();
    let all = [
        "name",
        "scope",
        "columns",
        "separator",
        "folder",
        "retention_days",
        "retries",
        "cron",
        "zone",
        "catch_up",
        "file_name",
    ];
    assert_eq!(fields, all);
}

#[test]
fn a_name_belongs_to_one_plan() {
    let stored = [PlanDraft { id: Some(1), ..plan() }, PlanDraft { id: Some(2), ..plan() }];
    let said = |draft: &PlanDraft| {
        let faults =
            check(draft, &stored, FolderFaults::default(), Texts(Language::En), DateTime::UNIX_EPOCH);
        faults.into_iter().map(|fault| (fault.field, fault.message)).collect::<Vec<_>>()
    };
    let taken = [("name".to_owned(), "Another one has this name.".to_owned())];
    assert_eq!(said(&PlanDraft { name: "daily ".to_owned(), ..plan() }), taken);
    assert_eq!(said(&PlanDraft { id: Some(3), ..plan() }), taken);
    assert_eq!(said(&PlanDraft { id: Some(1), ..plan() }), [], "it has the name already");
    assert_eq!(said(&PlanDraft { name: "Weekly".to_owned(), ..plan() }), []);
}

#[test]
fn markdown_files_need_a_folder_and_a_drill_another_project() {
    let into = |folder: &str| Some(MarkdownFiles { folder: folder.to_owned(), git: false });
    is_refused("markdown", |plan| plan.markdown = into("cases"));
    is_refused("markdown", |plan| {
        plan.markdown = into("/cases");
        let name = ExportColumn { field: "name".to_owned(), name: "name".to_owned(), id: None };
        plan.columns = ColumnChoice::Chosen { columns: vec![name] };
    });
    let drill = Drill { project_id: 99, project_name: "Scratch".to_owned(), cases: 20, every_days: 7 };
    assert_eq!(
        found(&PlanDraft { drill: Some(drill.clone()), markdown: into("/cases"), ..plan() }, None),
        []
    );
    is_refused("drill", |plan| plan.drill = Some(Drill { project_id: 0, ..drill.clone() }));
    is_refused("drill", |plan| plan.drill = Some(Drill { project_id: plan.project_id, ..drill.clone() }));
    is_refused("drill", |plan| plan.drill = Some(Drill { cases: 501, ..drill.clone() }));
    is_refused("drill", |plan| plan.drill = Some(Drill { every_days: 0, ..drill.clone() }));
    is_refused("drill", |plan| {
        plan.drill = Some(drill.clone());
        plan.headers = false;
    });
}
