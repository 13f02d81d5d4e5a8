//! The program under test: the domain on a folder of its own, connected to the simulated server.

use std::sync::Arc;
use std::time::Duration;

use companion::Companion;
use companion::ports::{Clock as _, Ports, SecretStore, Toast};
use companion::view::{
    ConnectionDraft, ConnectionSaved, FormValues, LaunchAnswer, LaunchRequest, NamedValue, NoticeKind, Phase,
    RunView, Saved, Settings, TestChoice,
};
use tempfile::TempDir;

use crate::outside::Outside;
use crate::server::{Job, Server};

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(90);

/// How long nothing may be told before the program is asked to look again.
const NUDGE: Duration = Duration::from_millis(150);

pub(crate) struct Program {
    pub(crate) companion: Companion,
    pub(crate) outside: Outside,
    folder: TempDir,
}

impl Program {
    /// Started and connected.
    pub(crate) async fn connected(server: &Server) -> Self {
        let program = Self::fresh().await;
        let draft = ConnectionDraft {
            url: server.running.url.clone(),
            token: Some(server.running.token.clone()),
            ..ConnectionDraft::default()
        };
        let saved = program.companion.save_connection(draft).await.expect("the connection is saved");
        assert!(matches!(saved, ConnectionSaved::Saved { .. }));
        let settings = Settings { stalled_minutes: 1_440, undo_seconds: 0, ..Settings::default() };
        assert_eq!(program.companion.save_settings(settings).await.expect("saved"), Saved::Saved);
        program
    }

    pub(crate) async fn fresh() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = Outside::default();
        let companion = Companion::start(outside.ports(folder.path())).await.expect("it starts");
        Self { companion, outside, folder }
    }

    /// Starts again on settings that were written by something else.
    pub(crate) async fn restarted_on(self, settings: &Settings) -> Self {
        self.companion.shutdown().await;
        let opened =
            store::Store::open(self.folder.path(), self.outside.clock.now()).await.expect("it opens");
        opened.store.kv().put("settings", settings).await.expect("written");
        opened.store.close().await;
        self.restarted().await
    }

    /// Ends the program where it stands and starts it again on the same machine.
    pub(crate) async fn restarted(self) -> Self {
        self.companion.shutdown().await;
        let companion = Companion::start(self.outside.ports(self.folder.path())).await.expect("it starts");
        Self { companion, ..self }
    }

    /// The same, on another store of secrets.
    pub(crate) async fn restarted_with(self, secrets: Arc<dyn SecretStore>) -> Self {
        self.companion.shutdown().await;
        let ports = Ports { secrets, ..self.outside.ports(self.folder.path()) };
        let companion = Companion::start(ports).await.expect("it starts");
        Self { companion, ..self }
    }

    /// A launch with the job's own values.
    pub(crate) async fn request(&self, job: &Job, name: &str) -> LaunchRequest {
        let form = self.companion.job_form(job.project_id, job.id).await.expect("the form");
        let parameters = form
            .parameters
            .into_iter()
            .map(|parameter| NamedValue { value: format!("{}!", parameter.default), name: parameter.name })
            .collect();
        LaunchRequest {
            key: format!("key of {name}"),
            project_id: job.project_id,
            job_id: job.id,
            name: name.to_owned(),
            values: FormValues { parameters, tags: vec!["smoke".to_owned()], environment: Vec::new() },
            choice: TestChoice::default(),
        }
    }

    pub(crate) async fn launch(&self, job: &Job, name: &str) -> i64 {
        let request = self.request(job, name).await;
        match self.companion.launch(request).await.expect("it is asked") {
            LaunchAnswer::Asked { run_id } => run_id,
            LaunchAnswer::Refused { faults } => panic!("refused: {faults:?}"),
        }
    }

    pub(crate) async fn run(&self, run_id: i64) -> RunView {
        self.companion.run_details(run_id).await.expect("the run").run
    }

    /// Waits until the run is as wanted.
    pub(crate) async fn until(&self, run_id: i64, what: &str, wanted: impl Fn(&RunView) -> bool) -> RunView {
        let mut last = None;
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                let run = self.run(run_id).await;
                if wanted(&run) {
                    return run;
                }
                last = Some(run);
                self.nudge().await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("{what}: {last:#?}"))
    }

    pub(crate) async fn until_phase(&self, run_id: i64, phase: Phase) -> RunView {
        self.until(run_id, &format!("{phase:?}"), |run| run.phase == phase).await
    }

    /// Waits until the outcome was told on the desktop.
    pub(crate) async fn outcome_told(&self, run_id: i64) -> Toast {
        self.toast(|toast| toast.tag == format!("run-{run_id}") && is_outcome(toast.kind)).await
    }

    pub(crate) async fn toast(&self, wanted: impl Fn(&Toast) -> bool) -> Toast {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(toast) = self.outside.host.told().toasts.into_iter().find(&wanted) {
                    return toast;
                }
                self.nudge().await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("told: {:#?}", self.outside.host.told().toasts))
    }

    /// A place in the program's own folder.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Waits until what the program told is as wanted.
    pub(crate) async fn waiting(&self, what: &str, wanted: impl Fn() -> bool) {
        let told = tokio::time::timeout(PATIENCE, async {
            while !wanted() {
                let _ = tokio::time::timeout(NUDGE, self.outside.host.news()).await;
            }
        });
        told.await.unwrap_or_else(|_| panic!("{what}"));
    }

    /// Waits until what the program answers is as wanted.
    pub(crate) async fn waiting_for(&self, what: &str, wanted: impl AsyncFn() -> bool) {
        let answered = tokio::time::timeout(PATIENCE, async {
            while !wanted().await {
                self.nudge().await;
            }
        });
        answered.await.unwrap_or_else(|_| panic!("{what}"));
    }

    /// Waits for news, and has the program look where there are none.
    pub(crate) async fn nudge(&self) {
        if tokio::time::timeout(NUDGE, self.outside.host.news()).await.is_err() {
            self.companion.look_now().await.expect("it hears");
        }
    }
}

pub(crate) fn is_outcome(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::Passed
            | NoticeKind::Failed
            | NoticeKind::Fixed
            | NoticeKind::StillFailing
            | NoticeKind::NotFinished
    )
}
