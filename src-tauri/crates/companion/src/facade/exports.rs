use crate::Companion;
use crate::texts::Trouble;
use crate::view::*;

macro_rules! later {
    ($( $name:ident($($arg:ident: $type:ty),*) -> $answer:ty; )*) => {
        impl Companion {
            $(
                pub async fn $name(&self, $($arg: $type),*) -> Result<$answer, Failure> {
                    $(let _ = $arg;)*
                    Err(self.inner.trouble(Trouble::Internal))
                }
            )*
        }
    };
}
later! {
    exports() -> ExportsView;
    export_attempts(plan_id: Option<i64>, offset: u32, limit: u32) -> AttemptPage;
    export_files(query: FileQuery) -> FilePage;
    export_file(file_id: i64) -> ExportFileView;
    plan_draft(plan_id: Option<i64>, project_id: i64) -> PlanDraft;
    plan_choices(project_id: i64) -> PlanChoices;
    tree_groups(project_id: i64, tree_id: i64, parent: Option<ScopeGroup>) -> Vec<TreeGroup>;
    count_scope(project_id: i64, scope: ExportScope) -> ScopeCount;
    save_plan(draft: PlanDraft) -> PlanSaved;
    delete_plan(plan_id: i64) -> ();
    pause_plan(plan_id: i64, on: bool) -> ();
    skip_next(plan_id: i64, on: bool) -> ();
    run_plan(plan_id: i64) -> Done;
    cancel_plan(plan_id: i64) -> ();
    answer_missed(plan_id: i64, run: bool) -> ();
    see_failure(plan_id: i64) -> ();
    delete_files(file_ids: Vec<i64>) -> FilesDeleted;
    open_file(file_id: i64) -> ();
    show_in_folder(path: String) -> ();
    choose_path(kind: PathKind, suggested: String) -> Option<String>;
}
