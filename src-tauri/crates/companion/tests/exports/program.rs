//! The program under test, on a folder of its own and on threads of its own, so that it can be killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use companion::Companion;
use companion::ports::{Clock as _, Toast};
use companion::view::{
    AttemptOutcome, AttemptView, ConnectionDraft, Done, ExportFileView, ExportScope, FilePage, FileQuery,
    NoticeKind, PlanDraft, PlanSaved, PlanView, ScopeGroup,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, SqlitePool};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::outside::Outside;
use crate::server::Server;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Program {
    pub(crate) companion: Companion,
    pub(crate) outside: Outside,
    folder: Arc<TempDir>,
    threads: Option<Runtime>,
}

impl Program {
    pub(crate) async fn connected(server: &Server) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let program = Self::started(Outside::default(), folder).await;
        let draft = ConnectionDraft {
            url: server.running.url.clone(),
            token: Some(server.running.token.clone()),
            ..ConnectionDraft::default()
        };
        program.companion.save_connection(draft).await.expect("the connection is saved");
        program
    }

    async fn started(outside: Outside, folder: Arc<TempDir>) -> Self {
        let threads = Runtime::new().expect("threads");
        let ports = outside.ports(folder.path());
        let companion = threads.spawn(Companion::start(ports)).await.expect("no panic").expect("it starts");
        Self { companion, outside, folder, threads: Some(threads) }
    }

    /// Does something on the program's threads, so that what it begins ends with them.
    pub(crate) async fn within<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        self.threads.as_ref().expect("threads").spawn(work).await.expect("no panic")
    }

    /// Ends the program where it stands.
    pub(crate) fn kill(mut self) -> Dead {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
        Dead { outside: self.outside.clone(), folder: self.folder.clone() }
    }

    /// As a person quits.
    pub(crate) async fn quit(self) -> Dead {
        self.companion.shutdown().await;
        self.kill()
    }

    /// What it remembers, read and written beside it.
    pub(crate) async fn store(&self) -> store::Store {
        store::Store::open(self.folder.path(), self.outside.clock.now()).await.expect("it opens").store
    }

    /// The database, beside the program.
    pub(crate) async fn database(&self) -> Database {
        Database::of(&self.folder).await
    }

    pub(crate) fn exports_dir(&self) -> PathBuf {
        self.folder.path().join("exports")
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        self.outside.clock.advance(by);
    }

    /// A plan that is not due in the time that tests take.
    pub(crate) async fn draft(&self, server: &Server) -> PlanDraft {
        let draft = self.companion.plan_draft(None, server.project().await).await.expect("a draft");
        let later = self.outside.clock.now() + TimeDelta::hours(12);
        PlanDraft { name: "Nightly".to_owned(), cron: later.format("%-M %-H * * *").to_string(), ..draft }
    }

    pub(crate) async fn save(&self, draft: PlanDraft) -> i64 {
        match self.companion.save_plan(draft).await.expect("an answer") {
            PlanSaved::Saved { id } => id,
            PlanSaved::Refused { faults } => panic!("refused: {faults:?}"),
        }
    }

    /// Groups of the second level of the first tree.
    pub(crate) async fn groups(&self, server: &Server, number: usize) -> ExportScope {
        let project = server.project().await;
        let choices = self.companion.plan_choices(project).await.expect("choices");
        let tree = choices.trees.first().expect("a tree").clone();
        let below = async |parent| {
            let groups = self.companion.tree_groups(project, tree.id, parent).await.expect("groups");
            groups.into_iter().map(|found| found.group).collect::<Vec<ScopeGroup>>()
        };
        let mut groups = Vec::new();
        for parent in below(None).await {
            groups.extend(below(Some(parent)).await);
        }
        groups.truncate(number);
        assert_eq!(groups.len(), number);
        ExportScope::Groups { tree_id: tree.id, tree_name: tree.name, groups }
    }

    /// Runs the plan now, to its end.
    pub(crate) async fn export(&self, plan: i64) -> AttemptView {
        let before = self.attempts(plan).await.len();
        assert_eq!(self.companion.run_plan(key(), plan).await.expect("an answer"), Done::Asked);
        let ended = |attempts: &[AttemptView]| attempts.len() > before && attempts[0].finished_at.is_some();
        self.until_attempts(plan, "the end of the export", ended).await.remove(0)
    }

    pub(crate) async fn plan(&self, id: i64) -> PlanView {
        let view = self.companion.exports().await.expect("the exports");
        view.plans.into_iter().find(|plan| plan.id == id).expect("the plan")
    }

    pub(crate) async fn until(&self, id: i64, what: &str, wanted: impl Fn(&PlanView) -> bool) -> PlanView {
        let mut last = None;
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                let plan = self.plan(id).await;
                if wanted(&plan) {
                    return plan;
                }
                last = Some(plan);
                self.news().await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("{what}: {last:#?}"))
    }

    /// Newest first.
    pub(crate) async fn attempts(&self, plan: i64) -> Vec<AttemptView> {
        self.companion.export_attempts(Some(plan), 0, 200).await.expect("the attempts").items
    }

    pub(crate) async fn outcomes(&self, plan: i64) -> Vec<AttemptOutcome> {
        self.attempts(plan).await.into_iter().map(|attempt| attempt.outcome).collect()
    }

    pub(crate) async fn until_attempts(
        &self,
        plan: i64,
        what: &str,
        wanted: impl Fn(&[AttemptView]) -> bool,
    ) -> Vec<AttemptView> {
        let mut last = Vec::new();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                last = self.attempts(plan).await;
                if wanted(&last) {
                    return last.clone();
                }
                self.news().await;
            }
        });
        let found = found.await;
        found.unwrap_or_else(|_| panic!("{what}: {:#?}", self.outside.host.told().toasts))
    }

    pub(crate) async fn page(&self) -> FilePage {
        let query = FileQuery { plan_id: None, project_id: None, text: String::new(), offset: 0, limit: 200 };
        self.companion.export_files(query).await.expect("the files")
    }

    /// Newest first.
    pub(crate) async fn files(&self) -> Vec<ExportFileView> {
        self.page().await.items
    }

    pub(crate) async fn toast(&self, kind: NoticeKind) -> Toast {
        self.toast_after(kind, 0).await
    }

    /// The latest one of this kind, once there are more of them than `earlier`: it comes after the end of what it tells.
    pub(crate) async fn toast_after(&self, kind: NoticeKind, earlier: usize) -> Toast {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                let toasts = self.outside.host.told().toasts;
                if let Some(toast) =
                    toasts.into_iter().filter(|toast| toast.kind == kind).skip(earlier).last()
                {
                    return toast;
                }
                self.news().await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("told: {:#?}", self.outside.host.told().toasts))
    }

    pub(crate) fn toasts(&self, kind: NoticeKind) -> usize {
        self.outside.host.told().toasts.iter().filter(|toast| toast.kind == kind).count()
    }

    /// Waits until so many of this kind are on the desktop.
    pub(crate) async fn until_toasts(&self, kind: NoticeKind, count: usize) {
        self.patiently("notifications", async || self.toasts(kind) >= count).await;
        assert_eq!(self.toasts(kind), count);
    }

    /// Waits until nothing is left on the server.
    pub(crate) async fn until_clean(&self, server: &Server) {
        self.patiently("the server is left as it was", async || server.requests().await.is_empty()).await;
    }

    /// Whatever the exporter has to do at this moment is done when it answers for the second time.
    pub(crate) async fn let_it_act(&self) {
        for _ in 0..2 {
            self.companion.exports().await.expect("the exports");
        }
    }

    /// Waits until it is so.
    pub(crate) async fn patiently(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let found = tokio::time::timeout(PATIENCE, async {
            while !is_so().await {
                self.news().await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("{what}"));
    }

    /// Ends with the next thing that is told, or soon.
    pub(crate) async fn news(&self) {
        drop(tokio::time::timeout(Duration::from_millis(40), self.outside.host.news()).await);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// A database that can be made to refuse.
pub(crate) struct Database(SqlitePool);

impl Database {
    async fn of(folder: &TempDir) -> Self {
        let file = SqliteConnectOptions::new().filename(folder.path().join("companion.db"));
        Self(SqlitePool::connect_with(file).await.expect("it opens"))
    }

    /// Every such write fails: `INSERT`, `UPDATE` or `DELETE`.
    pub(crate) async fn refuse(&self, write: &str, table: &str) {
        let refusal = "BEGIN SELECT RAISE(ABORT, 'the disk fails'); END";
        self.run(&format!("CREATE TRIGGER refusal_{write}_{table} BEFORE {write} ON {table} {refusal}"))
            .await;
    }

    pub(crate) async fn accept(&self, write: &str, table: &str) {
        self.run(&format!("DROP TRIGGER refusal_{write}_{table}")).await;
    }

    /// Neither reads nor writes find the table.
    pub(crate) async fn hide(&self, table: &str) {
        self.run(&format!("ALTER TABLE {table} RENAME TO hidden_{table}")).await;
    }

    pub(crate) async fn show(&self, table: &str) {
        self.run(&format!("ALTER TABLE hidden_{table} RENAME TO {table}")).await;
    }

    async fn run(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql)).execute(&self.0).await.expect("it is done");
    }
}

/// Of a press of its own.
pub(crate) fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// What a program left: its machine and its folder.
pub(crate) struct Dead {
    pub(crate) outside: Outside,
    folder: Arc<TempDir>,
}

impl Dead {
    /// What it remembers.
    pub(crate) async fn store(&self) -> store::Store {
        let now = self.outside.clock.now();
        store::Store::open(self.folder.path(), now).await.expect("it opens").store
    }

    pub(crate) async fn database(&self) -> Database {
        Database::of(&self.folder).await
    }

    pub(crate) async fn restarted(self) -> Program {
        Program::started(self.outside, self.folder).await
    }
}

/// All files of a folder but the lock, by name.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries: Vec<_> =
        fs::read_dir(folder).map_or_else(|_| Vec::new(), |entries| entries.flatten().collect());
    let mut names: Vec<String> =
        entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != ".testops-companion.lock");
    names.sort();
    names
}

/// Every file is one that is recorded, whole and as it was verified.
pub(crate) fn check_whole(files: &[ExportFileView]) {
    for file in files {
        let bytes = fs::read(&file.path).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        assert_eq!(bytes.len() as u64, file.bytes, "{}", file.name);
        assert!(bytes.ends_with(b"\n"), "{}", file.name);
        assert!(!file.gone);
    }
}
