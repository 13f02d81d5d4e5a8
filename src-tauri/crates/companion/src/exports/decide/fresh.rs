use crate::view::{CatchUp, ColumnChoice, ExportScope, PlanDraft};

/// What a plan begins with: everything of the project, every day at 07:00 UTC. The separator is the one that a
/// spreadsheet set up for Russian opens with a double click. `alone` says that no other plan is there whose files would
/// need the project in their names.
pub(crate) fn fresh(project_id: i64, project_name: String, alone: bool) -> PlanDraft {
    let file_name = if alone {
        "testops_export_{group}_{date}_{time}.csv"
    } else {
        "testops_export_{project}_{group}_{date}_{time}.csv"
    };
    PlanDraft {
        id: None,
        name: project_name.clone(),
        project_id,
        project_name,
        scope: ExportScope::All,
        columns: ColumnChoice::Everything,
        separator: ";".to_owned(),
        headers: true,
        folder: None,
        file_name: file_name.to_owned(),
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
