//! The commands of the page: one table, from which the handlers, the registration and the page's typed client
//! (`ui/src/lib/host/bindings.ts`) all come. Each hands its arguments to the domain's function of the same name.

use companion::Companion;
use companion::view::*;
use tauri::State;

/// The one channel that carries every event to the page.
pub(crate) const EVENTS: &str = "companion";

/// One row of the table, as the page sees it.
#[cfg(test)]
pub(crate) struct CommandShape {
    pub(crate) name: &'static str,
    pub(crate) docs: Vec<&'static str>,
    /// Name and TypeScript type.
    pub(crate) arguments: Vec<(&'static str, String)>,
    pub(crate) answer: String,
}

macro_rules! commands {
    ($( $(#[doc = $doc:literal])* $name:ident($($arg:ident: $type:ty),*) -> $answer:ty; )*) => {
        $(
            $(#[doc = $doc])*
            #[tauri::command]
            pub(crate) async fn $name(companion: State<'_, Companion>, $($arg: $type),*) -> Result<$answer, Failure> {
                companion.$name($($arg),*).await
            }
        )*

        /// What the page must know of each command.
        #[cfg(test)]
        pub(crate) fn shapes(types: &mut crate::bindings::Types<'_>) -> Vec<CommandShape> {
            use ts_rs::{TS, TypeVisitor as _};
            vec![$({
                $(types.visit::<$type>();)*
                types.visit::<$answer>();
                CommandShape {
                    name: stringify!($name),
                    docs: vec![$($doc),*],
                    arguments: vec![$((stringify!($arg), <$type as TS>::name(types.config))),*],
                    answer: <$answer as TS>::name(types.config),
                }
            }),*]
        }

        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

commands! {
    /// Everything that the page needs before its first frame.
    state() -> AppState;
    /// Tries what was typed, step by step, with the code that watching uses.
    test_connection(draft: ConnectionDraft) -> ConnectionReport;
    save_connection(draft: ConnectionDraft) -> ConnectionSaved;
    forget_connection() -> ();
    import_env_text(text: String) -> EnvImport;
    import_env_file(path: String) -> EnvImport;
    discard_import() -> ();
    try_demo() -> ();
    leave_demo() -> ();
    /// Looks at once at everything that is watched; also ends the wait of a lost link.
    look_now() -> ();
    projects(refresh: bool) -> ProjectList;
    set_favourite(project_id: i64, on: bool) -> ();
    set_muted(project_id: i64, on: bool) -> ();
    jobs(project_id: i64, refresh: bool) -> JobList;
    job_form(project_id: i64, job_id: i64) -> JobForm;
    suggest_tags(project_id: i64, text: String) -> Vec<String>;
    suggest_environment(project_id: i64, variable_id: i64, text: String) -> Vec<String>;
    launch(request: LaunchRequest) -> LaunchAnswer;
    repeat(run_id: i64) -> LaunchAnswer;
    repeat_last() -> LaunchAnswer;
    recent_jobs() -> Vec<RecentJob>;
    save_preset(draft: PresetDraft) -> Saved;
    delete_preset(id: i64) -> ();
    active_runs() -> Vec<RunView>;
    history(query: HistoryQuery) -> HistoryPage;
    run_details(run_id: i64) -> RunDetails;
    run_tests(query: TestQuery) -> TestPage;
    rerun_failed(run_id: i64) -> Done;
    close_launch(run_id: i64) -> Done;
    answer_fate(run_id: i64, answer: FateAnswer) -> Done;
    server_launches(project_id: i64, text: String) -> Vec<ServerLaunch>;
    follow(project_id: i64, launch_id: i64) -> LaunchAnswer;
    /// Forgets the run here; the launch on the server stays as it is.
    stop_following(run_id: i64) -> ();
    open_run(run_id: i64) -> ();
    open_ci_build(run_id: i64, job_run_id: i64) -> ();
    open_test(run_id: i64, test_result_id: i64) -> ();
    inbox(offset: u32, limit: u32) -> InboxPage;
    /// Marks these as read, or everything when none is named.
    mark_read(ids: Vec<i64>) -> ();
    save_settings(settings: Settings) -> Saved;
    try_notification() -> ();
    dismiss_notice(id: String) -> ();
    /// What to send with a question: versions, paths, link, counts; no secret and no name of a test.
    diagnostics() -> String;
}
