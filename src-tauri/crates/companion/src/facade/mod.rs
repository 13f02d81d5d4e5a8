//! One method per command of the page.

mod shell;

use crate::{Companion, companion::not_connected, view::*};

#[expect(clippy::unused_async, clippy::needless_pass_by_value, reason = "the bodies follow")]
impl Companion {
    pub async fn state(&self) -> Result<AppState, Failure> {
        Err(not_connected())
    }

    pub async fn test_connection(&self, _draft: ConnectionDraft) -> Result<ConnectionReport, Failure> {
        Err(not_connected())
    }

    pub async fn save_connection(&self, _draft: ConnectionDraft) -> Result<ConnectionSaved, Failure> {
        Err(not_connected())
    }

    pub async fn forget_connection(&self) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn import_env_text(&self, _text: String) -> Result<EnvImport, Failure> {
        Err(not_connected())
    }

    pub async fn import_env_file(&self, _path: String) -> Result<EnvImport, Failure> {
        Err(not_connected())
    }

    pub async fn discard_import(&self) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn try_demo(&self) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn leave_demo(&self) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn look_now(&self) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn projects(&self, _refresh: bool) -> Result<ProjectList, Failure> {
        Err(not_connected())
    }

    pub async fn set_favourite(&self, _project_id: i64, _on: bool) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn set_muted(&self, _project_id: i64, _on: bool) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn jobs(&self, _project_id: i64, _refresh: bool) -> Result<JobList, Failure> {
        Err(not_connected())
    }

    pub async fn job_form(&self, _project_id: i64, _job_id: i64) -> Result<JobForm, Failure> {
        Err(not_connected())
    }

    pub async fn suggest_tags(&self, _project_id: i64, _text: String) -> Result<Vec<String>, Failure> {
        Err(not_connected())
    }

    pub async fn suggest_environment(
        &self,
        _project_id: i64,
        _variable_id: i64,
        _text: String,
    ) -> Result<Vec<String>, Failure> {
        Err(not_connected())
    }

    pub async fn launch(&self, _request: LaunchRequest) -> Result<LaunchAnswer, Failure> {
        Err(not_connected())
    }

    pub async fn repeat(&self, _run_id: i64) -> Result<LaunchAnswer, Failure> {
        Err(not_connected())
    }

    pub async fn repeat_last(&self) -> Result<LaunchAnswer, Failure> {
        Err(not_connected())
    }

    pub async fn recent_jobs(&self) -> Result<Vec<RecentJob>, Failure> {
        Err(not_connected())
    }

    pub async fn save_preset(&self, _draft: PresetDraft) -> Result<Saved, Failure> {
        Err(not_connected())
    }

    pub async fn delete_preset(&self, _id: i64) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn active_runs(&self) -> Result<Vec<RunView>, Failure> {
        Err(not_connected())
    }

    pub async fn history(&self, _query: HistoryQuery) -> Result<HistoryPage, Failure> {
        Err(not_connected())
    }

    pub async fn run_details(&self, _run_id: i64) -> Result<RunDetails, Failure> {
        Err(not_connected())
    }

    pub async fn run_tests(&self, _query: TestQuery) -> Result<TestPage, Failure> {
        Err(not_connected())
    }

    pub async fn rerun_failed(&self, _run_id: i64) -> Result<Done, Failure> {
        Err(not_connected())
    }

    pub async fn close_launch(&self, _run_id: i64) -> Result<Done, Failure> {
        Err(not_connected())
    }

    pub async fn answer_fate(&self, _run_id: i64, _answer: FateAnswer) -> Result<Done, Failure> {
        Err(not_connected())
    }

    pub async fn server_launches(
        &self,
        _project_id: i64,
        _text: String,
    ) -> Result<Vec<ServerLaunch>, Failure> {
        Err(not_connected())
    }

    pub async fn follow(&self, _project_id: i64, _launch_id: i64) -> Result<LaunchAnswer, Failure> {
        Err(not_connected())
    }

    pub async fn stop_following(&self, _run_id: i64) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn open_run(&self, _run_id: i64) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn open_ci_build(&self, _run_id: i64, _job_run_id: i64) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn open_test(&self, _run_id: i64, _test_result_id: i64) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn inbox(&self, _offset: u32, _limit: u32) -> Result<InboxPage, Failure> {
        Err(not_connected())
    }

    pub async fn mark_read(&self, _ids: Vec<i64>) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn save_settings(&self, _settings: Settings) -> Result<Saved, Failure> {
        Err(not_connected())
    }

    pub async fn try_notification(&self) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn dismiss_notice(&self, _id: String) -> Result<(), Failure> {
        Err(not_connected())
    }

    pub async fn diagnostics(&self) -> Result<String, Failure> {
        Err(not_connected())
    }
}
