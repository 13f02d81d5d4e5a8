//! The commands of the page: one table, from which their answering by name (`dispatch.rs`) and the page's typed client
//! (`ui/src/lib/host/bindings.ts`) come. Each hands its arguments to the function of the same name.
//!
//! What a command does is compiled here, once: whoever calls it by name has no part of it compiled again.

mod dispatch;

use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use serde_json::{Map, Value};

use self::dispatch::{Arguments, commands};
#[cfg(test)]
pub(crate) use self::dispatch::{CommandShape, camel};
use crate::Companion;
use crate::view::*;

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
    /// Somebody looks at these runs for the next half minute.
    look_closely(run_ids: Vec<i64>) -> ();
    projects(refresh: bool) -> ProjectList;
    set_favourite(project_id: i64, on: bool) -> ();
    set_muted(project_id: i64, on: bool) -> ();
    /// Which notifications of the project are shown; `None` as the settings say.
    set_project_preset(project_id: i64, preset: Option<NotifyPreset>) -> ();
    jobs(project_id: i64, refresh: bool) -> JobList;
    job_form(project_id: i64, job_id: i64) -> JobForm;
    suggest_tags(project_id: i64, text: String) -> Vec<String>;
    suggest_environment(project_id: i64, variable_id: i64, text: String) -> Vec<String>;
    launch(request: LaunchRequest) -> LaunchAnswer;
    /// The same key launches once.
    repeat(key: String, run_id: i64) -> LaunchAnswer;
    recent_jobs() -> Vec<RecentJob>;
    pinned_jobs() -> Vec<PinnedJob>;
    pin_job(project_id: i64, job_id: i64, on: bool) -> ();
    /// How the last launches of the project's jobs ended, whoever launched them. With `ask` it waits until the server was
    /// heard; without, it is what is known.
    job_results(project_id: i64, ask: bool) -> ProjectResults;
    /// How many tests a choice is by now, and which job would run which.
    check_tests(project_id: i64, choice: TestChoice) -> TestsCheck;
    project_trees(project_id: i64) -> Vec<TreeView>;
    /// The test cases right below a group; pages are counted from 0.
    tree_cases(project_id: i64, tree_id: i64, parent: ScopeGroup, page: u32) -> CasePage;
    /// The test cases whose names hold the text; pages are counted from 0.
    find_cases(project_id: i64, text: String, page: u32) -> CasePage;
    test_plans(project_id: i64, text: String) -> Vec<TestPlanView>;
    /// By how much a test plan differs from the AQL that fills it.
    plan_difference(plan_id: i64) -> PlanDifference;
    /// Fills a test plan anew by its AQL.
    sync_test_plan(plan_id: i64) -> TestPlanView;
    /// Choices of tests that were saved in the project, by name.
    saved_tests(project_id: i64) -> Vec<SavedTests>;
    /// Writes over one of the same name.
    save_tests(project_id: i64, name: String, tests: Tests) -> Saved;
    rename_tests(id: i64, name: String) -> Saved;
    delete_tests(id: i64) -> ();
    /// Writes the `testplan.json` of a choice into a folder that a person chose.
    write_test_plan(project_id: i64, tests: Tests, folder: String) -> TestPlanFile;
    save_preset(draft: PresetDraft) -> Saved;
    delete_preset(id: i64) -> ();
    active_runs() -> Vec<RunView>;
    history(query: HistoryQuery) -> HistoryPage;
    run_details(run_id: i64) -> RunDetails;
    run_tests(query: TestQuery) -> TestPage;
    /// What went wrong in a run; nothing when nothing of it is kept and it was asked for that.
    failure_groups(run_id: i64, text: String, source: TestSource) -> Option<FailureGroups>;
    /// What went wrong in a run as the server groups it, as far as the text is found in it.
    server_failure_groups(run_id: i64, text: String) -> FailureGroups;
    /// What can be decided about the results of a run, asked of the server anew.
    decision_rights(run_id: i64) -> DecisionRights;
    /// Decides about results, once for each key, and tells what came of it for each as it was read back. The same key asked
    /// again tells the same, and after a failure what took; it asks nothing anew.
    decide_results(key: String, request: DecisionRequest) -> DecisionOutcome;
    /// What was decided about results of the run, the newest first.
    decisions(run_id: i64) -> Vec<DecisionView>;
    /// What was decided about results of any run, the newest first.
    latest_decisions() -> Vec<DecisionView>;
    /// Opens the run's closed launch again, and answers once the server says that it is open.
    reopen_launch(key: String, run_id: i64) -> Done;
    /// Has the rules of the project's open defects meet the failures of the run anew.
    apply_rules(run_id: i64) -> RulesApplied;
    /// Takes a decision back for the results in which it took, by decisions of their own, which it answers.
    undo_decision(key: String, id: i64) -> Vec<DecisionOutcome>;
    /// Mutes whose day to be asked about has come, the oldest day first.
    mutes_to_review(today: NaiveDate) -> Vec<DecisionView>;
    /// Reminds of a mute on another day, or no more.
    remind_of_mute(id: i64, on: Option<NaiveDate>) -> ();
    /// The manual tests of a launch, asked of the server, else as it told them last.
    manual_launch(project_id: i64, launch_id: i64) -> ManualLaunch;
    /// What to do in a test, asked of the server, else as it told it last.
    manual_scenario(result_id: i64) -> ManualScenario;
    /// Keeps how a test ended, once for each key, and sends it as soon as the server takes it.
    decide_manual(key: String, verdict: ManualVerdict) -> ManualAnswer;
    /// What was decided about manual tests and is not on the server.
    manual_queue() -> ManualQueue;
    /// Tries at once to send what waits.
    send_manual() -> ();
    /// Drops what was decided about a manual test and is not on its way.
    forget_manual(id: i64) -> ();
    /// What waits for the person in all projects, as it was last read.
    mine() -> MineView;
    /// Has all projects read anew, in turn and within the request budget.
    refresh_mine() -> ();
    /// Opens in the browser what waits there.
    open_mine(kind: MineKind, project_id: i64, subject: i64) -> ();
    /// Which failures of the run a rule would meet, before it is saved.
    try_rule(run_id: i64, rule: Rule) -> RuleTrial;
    /// Defects to link a result with: what the server thinks likely first, then the open ones of the project.
    defect_choices(run_id: i64, result_id: i64, text: String) -> Vec<DefectChoice>;
    /// People whose names hold the text.
    people(text: String) -> Vec<PersonChoice>;
    /// What a test did and left behind; nothing where nothing of it is kept and it was asked for that.
    result_evidence(run_id: i64, result_id: i64, source: TestSource) -> Option<ResultEvidence>;
    /// How the same test ended before, of its test case where one is named in all variants.
    result_past(run_id: i64, result_id: i64, case_id: Option<i64>, source: TestSource) -> Option<ResultPast>;
    /// How a file of a result stands and what it is by its bytes; its begin is fetched for that, unless it is too large.
    evidence_state(result_id: i64, key: String) -> EvidenceState;
    /// The text of a file, as much of it as is shown.
    evidence_text(result_id: i64, key: String) -> EvidenceText;
    /// Opens a file of a result with the desktop's program for it.
    open_evidence(result_id: i64, key: String) -> ();
    /// Saves a file of a result under a path that a person chose.
    save_evidence(result_id: i64, key: String, path: String, replace: bool) -> EvidenceSaved;
    /// Ends the saving of a file, if it is being saved.
    cancel_evidence(result_id: i64, key: String) -> ();
    /// The issue trackers that the run's project is linked with.
    issue_trackers(run_id: i64) -> Vec<IssueTracker>;
    /// The last launches of a project, or of a job of it, by what is kept here; asks nobody.
    trends(project_id: i64, job_id: Option<i64>) -> Trends;
    /// Asks the server for what changed since, and keeps it for `trends`.
    read_trends(project_id: i64, job_id: Option<i64>) -> ();
    /// What a test came to in a launch, as far as it is kept.
    trend_cell(project_id: i64, launch_id: i64, test_id: i64) -> TrendCell;
    /// How two launches differ, by what is kept of them.
    launch_difference(project_id: i64, from: i64, to: i64) -> LaunchDifference;
    /// In the browser.
    open_server_launch(launch_id: i64) -> ();
    /// In the browser.
    open_server_result(result_id: i64) -> ();
    /// A page of the launches of a project, those that an AQL finds where one is given.
    list_launches(project_id: i64, query: String, page: u32) -> LaunchList;
    /// What an act would do; changes nothing.
    plan_launch_act(request: LaunchActRequest) -> LaunchActPlan;
    /// Does it, once for each key, and tells what came of it for each launch as it was read back.
    act_on_launches(key: String, request: LaunchActRequest) -> LaunchActOutcome;
    /// Whether an AQL can be asked, and how many it finds.
    check_query(project_id: i64, subject: QuerySubject, query: String) -> QueryVerdict;
    /// A page of the results that an AQL finds; the first page notes that it was asked.
    query_results(project_id: i64, query: String, page: u32, size: u32) -> ResultQueryPage;
    /// What the search does not tell of results, of at most a hundred.
    queried_details(project_id: i64, result_ids: Vec<i64>) -> QueriedParts;
    /// Queries that were saved or asked before.
    result_queries(project_id: i64) -> ResultQueries;
    /// Another one of that name goes.
    save_query(project_id: i64, name: String, query: String) -> Saved;
    delete_query(id: i64) -> ();
    /// Writes all rows of a query as CSV into a file that a person chose.
    export_results(project_id: i64, query: String, path: String, replace: bool) -> FileSaved;
    rerun_failed(key: String, run_id: i64) -> Done;
    /// Runs these results again, in one request; once for each key.
    rerun_tests(request: RerunRequest) -> Done;
    close_launch(key: String, run_id: i64) -> Done;
    /// Takes a launch back that has not gone out yet.
    undo_launch(run_id: i64) -> Done;
    answer_fate(run_id: i64, answer: FateAnswer) -> Done;
    /// Jobs that are launched by themselves, in the order in which they were made.
    schedules() -> Vec<ScheduleView>;
    /// What the form shows beside what is typed; does not ask the server.
    check_schedule(draft: ScheduleDraft) -> ScheduleCheck;
    save_schedule(draft: ScheduleDraft) -> ScheduleSaved;
    /// The runs that it began stay.
    delete_schedule(schedule_id: i64) -> ();
    pause_schedule(schedule_id: i64, on: bool) -> ();
    /// Passes the next due time over, or takes that back.
    skip_scheduled(schedule_id: i64, on: bool) -> ();
    /// Launches once for all that was missed, or lets it go.
    answer_missed_launches(schedule_id: i64, launch: bool) -> ();
    /// A person has looked at what did not happen.
    see_schedule(schedule_id: i64) -> ();
    /// Launches it now, as a person does; once for each key.
    launch_schedule(key: String, schedule_id: i64) -> LaunchAnswer;
    server_launches(project_id: i64, text: String) -> Vec<ServerLaunch>;
    follow(project_id: i64, launch_id: i64) -> LaunchAnswer;
    /// Forgets the run here; the launch on the server stays as it is.
    stop_following(run_id: i64) -> ();
    open_run(run_id: i64) -> ();
    open_ci_build(run_id: i64, job_run_id: i64) -> ();
    open_test(run_id: i64, test_result_id: i64) -> ();
    /// Test cases by word, as the newest exported files have them; asks no server.
    cases(query: CaseQuery) -> CaseList;
    /// The projects of which there is an exported file.
    case_projects() -> Vec<CaseProject>;
    /// The columns that group the exported test cases of a project.
    case_groupings(project_id: i64) -> Vec<String>;
    /// The groups to which the way leads, by name.
    case_groups(project_id: i64, way: CaseWay) -> Vec<CaseGroup>;
    /// A test case as an exported file has it; versions count from the newest.
    test_case(project_id: i64, case_id: i64, version: u32) -> ExportedCase;
    /// In what a version of a test case differs from the one before it.
    case_changes(project_id: i64, case_id: i64, version: u32) -> Vec<CaseFieldChange>;
    /// The moments at which files of the project were taken, newest first.
    case_days(project_id: i64) -> Vec<DateTime<Utc>>;
    /// The test cases that are not the same at two of these moments, by name.
    case_differences(project_id: i64, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<CaseDifference>;
    /// What the server knows of a test case besides its texts; nothing where nothing of it is kept and it was asked for
    /// that.
    case_on_server(project_id: i64, case_id: i64, source: TestSource) -> Option<CaseOnServer>;
    /// Opens an address that the server told of a test case in the browser.
    open_case_link(case_id: i64, url: String) -> ();
    /// What people say of a test case on the server.
    case_comments(case_id: i64) -> CaseComments;
    /// Says something of a test case; once for each key.
    comment_on_case(key: String, case_id: i64, text: String) -> ();
    /// A test case as the server has it at this moment, to be edited.
    live_case(case_id: i64) -> LiveCase;
    /// What test cases of a project can be given; the statuses are those of one of them.
    edit_choices(project_id: i64, case_id: i64) -> EditChoices;
    /// Reads test cases, and tells what an edit would make of each. Nothing is written.
    preview_case_edit(project_id: i64, cases: Vec<i64>, edit: CaseEdit) -> EditPreview;
    /// Writes what a preview showed, without some of its test cases; once for each key.
    begin_case_edit(key: String, preview_id: u32, without: Vec<i64>) -> EditAnswer;
    /// Takes an edit back where nobody changed its test cases since; once for each key.
    undo_case_edit(key: String, id: i64) -> EditAnswer;
    /// Adds a test case to a project; once for each key. What becomes of it is told as of an edit.
    add_test_case(key: String, project_id: i64, name: String, steps: Vec<CaseStep>) -> EditAnswer;
    /// Goes on with an edit that did not end.
    resume_case_edit(id: i64) -> ();
    /// The newest first.
    case_edits() -> Vec<EditView>;
    /// What becomes of each test case of an edit, in their order.
    edited_cases(id: i64) -> Vec<EditedCase>;
    /// In the browser.
    open_test_case(project_id: i64, case_id: i64) -> ();
    /// Begins to hold the copy of this moment, one of `case_days`, against its project on the server or another one.
    look_before_restore(project_id: i64, copy_at: DateTime<Utc>, into: Option<i64>) -> ();
    /// Begins to hold a folder of Markdown files, that of a plan or one that was chosen, against the project or another one.
    look_at_folder_before_restore(project_id: i64, folder: String, into: Option<i64>) -> ();
    /// The newest look at a project.
    restore_look(project_id: i64) -> Option<RestoreLook>;
    /// What the look found of a kind, by name.
    restore_rows(project_id: i64, kind: RestoreKind, offset: u32, limit: u32) -> RestoreRows;
    /// What would become of a test case, line by line: from the server's text to the copy's.
    restore_changes(project_id: i64, case_id: i64) -> Vec<CaseFieldChange>;
    /// Writes what was chosen of the look back to the server; once for each key.
    begin_restore(key: String, project_id: i64, choice: RestoreChoice) -> RestoreAnswer;
    /// Restores a sample of a copy into a scratch project, compares it, and deletes it there; once for each key.
    begin_drill(key: String, project_id: i64, copy_at: DateTime<Utc>, into: i64, cases: u32) -> RestoreAnswer;
    /// The newest first.
    restores() -> Vec<RestoreView>;
    /// What became of each test case: of those that came to this end, or of all.
    restored_cases(id: i64, outcome: Option<RestoreOutcome>, offset: u32, limit: u32) -> RestoredCases;
    /// Pauses a restore once the requests under way are answered.
    pause_restore(id: i64) -> ();
    /// Goes on with a restore that did not end.
    resume_restore(id: i64) -> ();
    /// Forgets a restore that is not under way; what is half made goes into the server's bin.
    forget_restore(id: i64) -> ();
    /// What was dropped, by what lies at the paths.
    dropped_kind(paths: Vec<String>) -> DropKind;
    /// What is in a folder or an archive of results that a person chose or dropped.
    look_at_results(path: String) -> ResultsFound;
    /// Sends results into a launch; once for each key.
    begin_upload(key: String, draft: UploadDraft) -> UploadAnswer;
    /// The uploads to the server in use that did not end, and those that ended since the program started; the newest first.
    uploads() -> Vec<UploadView>;
    /// Pauses an upload once the request under way is answered.
    pause_upload(id: i64) -> ();
    /// Goes on with an upload that did not end.
    resume_upload(id: i64) -> ();
    /// Watches the folder no longer; what is in it still goes.
    finish_upload(id: i64) -> ();
    /// Forgets an upload that is not under way; what the server has stays there.
    forget_upload(id: i64) -> ();
    exports() -> ExportsView;
    export_attempts(plan_id: Option<i64>, offset: u32, limit: u32) -> AttemptPage;
    export_files(query: FileQuery) -> FilePage;
    /// One of a plan's files, as the list shows it.
    export_file(file_id: i64) -> ExportFileView;
    /// A plan as it is, or what a plan of this project begins with.
    plan_draft(plan_id: Option<i64>, project_id: i64) -> PlanDraft;
    plan_choices(project_id: i64) -> PlanChoices;
    /// The groups below `parent`, or the tree's first.
    tree_groups(project_id: i64, tree_id: i64, parent: Option<ScopeGroup>) -> Vec<TreeGroup>;
    count_scope(project_id: i64, scope: ExportScope) -> ScopeCount;
    /// What the form shows beside what is typed; does not ask the server.
    check_plan(draft: PlanDraft) -> PlanCheck;
    save_plan(draft: PlanDraft) -> PlanSaved;
    /// The plan's files stay.
    delete_plan(plan_id: i64) -> ();
    pause_plan(plan_id: i64, on: bool) -> ();
    /// Passes the next due time over, or takes that back.
    skip_next(plan_id: i64, on: bool) -> ();
    /// Once for each key.
    run_plan(key: String, plan_id: i64) -> Done;
    /// Ends the attempt under way and the repetitions that wait.
    cancel_plan(plan_id: i64) -> ();
    /// Runs the plan once for all that it missed, or lets them go.
    answer_missed(plan_id: i64, run: bool) -> ();
    /// A person has looked at the plan's failure.
    see_failure(plan_id: i64) -> ();
    import_plans_file(path: String) -> PlanImport;
    import_plans_text(text: String) -> PlanImport;
    delete_files(file_ids: Vec<i64>) -> FilesDeleted;
    /// Opens the file with the desktop's program for it.
    open_file(file_id: i64) -> ();
    show_in_folder(path: String) -> ();
    /// A copy that Excel reads; without a path it lies beside the file.
    excel_copy(file_id: i64, path: Option<String>, separator: Option<String>, replace: bool) -> FileSaved;
    /// The bucket in which exported files are stored beside their folder, and how far they are.
    bucket() -> BucketView;
    /// Tries the bucket with an object of its own; keeps nothing.
    test_bucket(draft: BucketDraft) -> BucketTest;
    save_bucket(draft: BucketDraft) -> Saved;
    /// What is in the bucket stays there.
    forget_bucket() -> ();
    /// Tries at once what waits for the bucket.
    store_again() -> ();
    /// An address with which anybody may get the file from the bucket, for a day.
    file_link(file_id: i64) -> String;
    /// Gets a file that lies in the bucket only back into the folder of the exports; answers where it is.
    fetch_file(file_id: i64) -> String;
    /// Lets a person pick on the desktop; `None` when nothing was picked.
    choose_path(kind: PathKind, suggested: String) -> Option<String>;
    grid_open(source: GridSource, read_as: ReadAs) -> GridInfo;
    grid_query(id: u32, query: GridQuery) -> GridAnswer;
    grid_rows(id: u32, view: Option<u32>, from: u64, count: u32) -> Vec<GridRow>;
    grid_cell(id: u32, record: u64, column: u32) -> CellText;
    grid_save(save: GridSave) -> FileSaved;
    grid_close(id: u32) -> ();
    compare_files(old_id: i64, new_id: i64) -> FileComparison;
    differences(query: DifferenceQuery) -> DifferencePage;
    bot() -> BotView;
    /// Tries token and route against Telegram; keeps nothing.
    test_bot(draft: BotDraft) -> BotTest;
    bot_save_settings(draft: BotDraft) -> BotSaved;
    /// Switches the bot off first.
    forget_bot_token() -> ();
    switch_bot(on: bool) -> ();
    bot_start_with_program(on: bool) -> ();
    /// A new one-time code by which the owner is bound; an earlier one is worth nothing.
    bot_owner_code() -> OwnerClaim;
    bot_answer_request(telegram_id: i64, allow: bool) -> ();
    /// By @username or by Telegram's numeric id.
    bot_let_in(who: String, role: BotRole) -> Saved;
    bot_send_away(person_id: i64) -> ();
    bot_give_role(person_id: i64, role: BotRole) -> Done;
    bot_log(offset: u32, limit: u32) -> AccessLogPage;
    /// Opens a page of Telegram in the browser.
    open_telegram(page: TelegramPage) -> ();
    /// The bots in containers, and the engine that they run on.
    deployments() -> DeploymentsView;
    /// Looks for the engine anew.
    look_for_engine() -> ();
    /// What the form begins with: of a bot that is there, of paths that a person chose or dropped, or empty.
    deployment_draft(name: Option<String>, paths: Vec<String>) -> DeploymentDraft;
    /// Everything that is wrong with it; `update` says that the bot is there already.
    check_deployment(draft: DeploymentDraft, update: bool) -> Vec<DeploymentProblem>;
    /// Once for each key. With `update` the old version runs until the new one is up.
    deploy(key: String, draft: DeploymentDraft, update: bool) -> DeploymentAnswer;
    /// Once for each key.
    act_on_deployment(key: String, name: String, act: DeploymentAct) -> DeploymentAnswer;
    build_output(name: String) -> BuildOutput;
    deployment_log(query: LogQuery) -> LogPage;
    /// Saves all of a bot's log under a path that a person chose; `rows` are its lines.
    save_log(name: String, path: String, replace: bool) -> FileSaved;
    deployment_environment(name: String) -> Vec<EnvironmentEntry>;
    /// Puts the bot up anew with it; once for each key.
    save_environment(key: String, name: String, environment: Vec<EnvironmentEntry>) -> DeploymentAnswer;
    inbox(offset: u32, limit: u32) -> InboxPage;
    mark_read(ids: Vec<i64>) -> ();
    /// Marks all up to this entry as read, or all that there are by now.
    mark_all_read(up_to: Option<i64>) -> ();
    save_settings(settings: Settings) -> Saved;
    try_notification() -> ();
    dismiss_notice(id: String) -> ();
    /// What to send with a question: versions, paths, link, counts; no secret and no name of a test.
    diagnostics() -> String;
    /// Ends the program; what is under way is stored first.
    quit() -> ();
}
