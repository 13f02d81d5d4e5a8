//! A folder, a server, and a clock that both go by.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use companion::ports::Clock;
use companion::uploads::{Contents, Errand, Gone, NotBegun, Target, look, prepare};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tempfile::TempDir;
use testops_sim::{Options, Running, serve};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::result;

/// 2026-11-20T12:00:00Z.
const START: i64 = 1_795_176_000_000;

pub(crate) struct World {
    sim: Running,
    http: reqwest::Client,
    clock: Arc<SharedClock>,
    folder: TempDir,
    data: TempDir,
}

/// What is asked for.
#[derive(Clone)]
pub(crate) struct Wish {
    pub(crate) project: String,
    target: Target,
    close: bool,
}

impl Wish {
    pub(crate) fn open(self) -> Self {
        Self { close: false, ..self }
    }
}

/// Whoever waits moves it, and the server's with it.
struct SharedClock {
    now: AtomicI64,
    control: String,
    http: reqwest::Client,
    /// Waits do not end, and are told.
    stands: AtomicBool,
    waited: Notify,
}

impl Clock for SharedClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.now.load(Ordering::SeqCst)).expect("a time")
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if self.stands.load(Ordering::SeqCst) {
                self.waited.notify_one();
                return std::future::pending().await;
            }
            let by = (at - self.now()).max(TimeDelta::zero()).num_milliseconds();
            let step = self.http.post(format!("{}/clock", self.control)).json(&json!({"advance_ms": by}));
            step.send().await.expect("the control door");
            self.now.fetch_add(by, Ordering::SeqCst);
        })
    }
}

impl World {
    /// With a folder of so many results.
    pub(crate) async fn of(results: usize) -> Self {
        let sim =
            serve(Options { speed: 0.0, start: Some(START), ..Options::default() }).await.expect("a server");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let clock = SharedClock {
            now: AtomicI64::new(START),
            control: sim.control.clone(),
            http: http.clone(),
            stands: AtomicBool::new(false),
            waited: Notify::new(),
        };
        let folder = tempfile::tempdir().expect("a folder");
        let data = tempfile::tempdir().expect("a folder");
        prepare(data.path(), clock.now()).await.expect("a database");
        let world = Self { sim, http, clock: Arc::new(clock), folder, data };
        for n in 0..results {
            world.file(&format!("{n:04}-result.json"), result(n).to_string().as_bytes());
        }
        if results > 0 {
            world.file("log.txt", b"a line");
        }
        world
    }

    pub(crate) fn file(&self, name: &str, content: &[u8]) {
        std::fs::write(self.folder.path().join(name), content).expect("a file");
    }

    pub(crate) fn container(&self, child: &str) {
        let fixture = json!({"name": "set up", "status": "passed", "start": 1, "stop": 2});
        let container = json!({"uuid": "c", "children": [child], "befores": [fixture]});
        self.file("c-container.json", container.to_string().as_bytes());
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn url(&self) -> &str {
        &self.sim.url
    }

    pub(crate) fn new_launch(&self, name: &str) -> Wish {
        self.wish(Target::New { name: name.to_owned(), tags: vec!["local".to_owned()], links: Vec::new() })
    }

    #[expect(clippy::unused_self, reason = "every test asks its world")]
    pub(crate) fn wish(&self, target: Target) -> Wish {
        let close = matches!(target, Target::New { .. });
        Wish { project: "2".to_owned(), target, close }
    }

    pub(crate) fn look(&self) -> Contents {
        look(self.folder.path(), None).expect("readable")
    }

    fn errand(&self, wish: &Wish) -> Errand {
        Errand {
            data_dir: PathBuf::from(self.data.path()),
            clock: self.clock.clone(),
            version: "0.0.0-test".to_owned(),
            server: Some((self.sim.url.clone(), self.sim.token.clone().into())),
            project: wish.project.clone(),
            target: wish.target.clone(),
            environment: vec![("BROWSER".to_owned(), "chrome".to_owned())],
            anew: false,
            close: wish.close,
        }
    }

    pub(crate) async fn upload(&self, wish: &Wish) -> Result<Gone, NotBegun> {
        self.upload_of(&self.look(), wish).await
    }

    pub(crate) async fn upload_of(&self, contents: &Contents, wish: &Wish) -> Result<Gone, NotBegun> {
        let no_secrets = || unreachable!("the server is named");
        self.errand(wish).carry_out(contents, no_secrets, CancellationToken::new(), |_| {}).await
    }

    /// Stops it once so many results are with the server.
    pub(crate) async fn upload_and_stop(&self, wish: &Wish, results: u64) -> Result<Gone, NotBegun> {
        let (stop, contents) = (CancellationToken::new(), self.look());
        let stopping = stop.clone();
        let tell = move |progress: &companion::uploads::Progress| {
            if progress.results >= results {
                stopping.cancel();
            }
        };
        self.errand(wish).carry_out(&contents, || unreachable!("the server is named"), stop, tell).await
    }

    /// Kills it while it waits to learn what became of the second batch, which meets the trouble; `None` where it was.
    pub(crate) async fn upload_and_kill(&self, wish: &Wish, trouble: &Value) -> Option<Gone> {
        self.trouble("/upload/file", &json!({"kind": "latency", "ms": 1}), 1).await;
        self.trouble("/upload/file", trouble, 1).await;
        let contents = self.look();
        self.clock.stands.store(true, Ordering::SeqCst);
        let no_secrets = || unreachable!("the server is named");
        let gone = tokio::select! {
            gone = self.errand(wish).carry_out(&contents, no_secrets, CancellationToken::new(), |_| {}) => gone.ok(),
            () = self.clock.waited.notified() => None,
        };
        self.clock.stands.store(false, Ordering::SeqCst);
        gone
    }

    /// Stops it while it waits for the server to read what was sent; beside it the same is tried once more.
    pub(crate) async fn stop_while_it_waits(
        &self,
        wish: &Wish,
    ) -> (Result<Gone, NotBegun>, Result<Gone, NotBegun>) {
        let (stop, contents) = (CancellationToken::new(), self.look());
        let no_secrets = || unreachable!("the server is named");
        self.clock.stands.store(true, Ordering::SeqCst);
        let going = self.errand(wish).carry_out(&contents, no_secrets, stop.clone(), |_| {});
        let stopping = async {
            self.clock.waited.notified().await;
            let beside = self.upload(wish).await;
            stop.cancel();
            beside
        };
        let ended = tokio::join!(going, stopping);
        self.clock.stands.store(false, Ordering::SeqCst);
        ended
    }

    pub(crate) async fn trouble(&self, path: &str, kind: &Value, times: u64) {
        let mut trouble = kind.clone();
        trouble["path"] = json!(path);
        trouble["method"] = json!("POST");
        trouble["times"] = json!(times);
        let answer = self.http.post(format!("{}/trouble", self.sim.control)).json(&trouble).send().await;
        assert!(answer.expect("the control door").status().is_success(), "{trouble}");
    }

    pub(crate) async fn read(&self, path: &str) -> Value {
        let signed = format!("Api-Token {}", self.sim.token);
        let answer =
            self.http.get(format!("{}/api{path}", self.sim.url)).header("authorization", signed).send().await;
        answer.expect("an answer").json().await.expect("JSON")
    }

    /// How often something was asked at a path that ends so.
    pub(crate) async fn asked(&self, path: &str) -> usize {
        let journal =
            self.http.get(format!("{}/journal", self.sim.control)).send().await.expect("the control door");
        let journal: Value = journal.json().await.expect("JSON");
        let ends = |entry: &&Value| entry["path"].as_str().is_some_and(|own| own.ends_with(path));
        journal["entries"].as_array().into_iter().flatten().filter(ends).count()
    }
}
