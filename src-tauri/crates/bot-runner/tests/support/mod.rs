//! Bots on a real engine, which is the tests' own.

#![expect(dead_code, reason = "each test program needs some of it")]

pub(crate) mod git;
pub(crate) mod registry;

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;

use bollard::Docker;
use bollard::models::{ContainerCreateBody, NetworkCreateRequest};
use bollard::query_parameters::{
    BuildImageOptionsBuilder, ListContainersOptionsBuilder, ListImagesOptionsBuilder,
    ListNetworksOptionsBuilder,
};
use bot_runner::{Answer, Bot, Code, Engine, Fault, Language, Runner, validate};
use chrono::{DateTime, TimeDelta, Utc};
use engine_kit::Kind;
use futures::StreamExt as _;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

pub(crate) use engine_kit::BASE;

/// One at a time: two would share cores and the system's locks, and each test measures nothing.
static ONE: Mutex<()> = Mutex::const_new(());

pub(crate) struct World {
    pub(crate) engine: engine_kit::Engine,
    _one: MutexGuard<'static, ()>,
}

impl World {
    /// `None`, with the reason said, where this machine cannot run an engine.
    pub(crate) async fn start() -> Option<Self> {
        Self::on(Kind::Docker).await
    }

    pub(crate) async fn on(kind: Kind) -> Option<Self> {
        let one = ONE.lock().await;
        match engine_kit::Engine::start(kind).await {
            Ok(engine) => Some(Self { engine, _one: one }),
            Err(reason) => {
                skipped(&format!("{kind:?}: {reason}"));
                None
            }
        }
    }

    pub(crate) fn docker(&self) -> &Docker {
        self.engine.docker()
    }

    pub(crate) async fn runner(&self, owner: &str) -> Runner {
        let host = OsString::from(self.engine.host());
        let engine = loop {
            match Engine::find(|name| (name == "DOCKER_HOST").then(|| host.clone())).await {
                Ok(engine) => break engine,
                // On a busy machine its first answer takes longer than people are kept waiting.
                Err(fault) if fault.code == Code::EngineStarting => {}
                Err(fault) => panic!("{fault:?}"),
            }
        };
        Runner::new(engine, owner.to_owned(), self.engine.folder().to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        self.engine.folder()
    }

    /// Everything with labels of the program: containers, images, networks.
    pub(crate) async fn everything(&self, owner: &str) -> (usize, usize, usize) {
        let label = HashMap::from([("label", vec![format!("dev.testops-companion.owner={owner}")])]);
        let containers = ListContainersOptionsBuilder::new().all(true).filters(&label).build();
        let images = ListImagesOptionsBuilder::new().filters(&label).build();
        let networks = ListNetworksOptionsBuilder::new().filters(&label).build();
        (
            self.docker().list_containers(Some(containers)).await.expect("listed").len(),
            self.docker().list_images(Some(images)).await.expect("listed").len(),
            self.docker().list_networks(Some(networks)).await.expect("listed").len(),
        )
    }

    /// Waits until there are so many containers, those of builds among them.
    pub(crate) async fn containers_become(&self, count: usize) {
        let all = || ListContainersOptionsBuilder::new().all(true).build();
        while self.docker().list_containers(Some(all())).await.expect("listed").len() != count {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// Gives the bot's image a name of its own, as if somebody had made it.
    pub(crate) async fn tag_image_of(&self, bot: &Bot, name: &str) {
        let container = self.docker().inspect_container(&bot.container_id, None).await.expect("the bot");
        self.engine.tag(&container.image.expect("an image"), name).await.expect("tagged");
    }

    /// What a command leaves that is killed between making a container and starting it.
    pub(crate) async fn leave_behind(&self, owner: &str) {
        let labels = HashMap::from([
            ("dev.testops-companion.owner".to_owned(), owner.to_owned()),
            ("dev.testops-companion.bot".to_owned(), "killed".to_owned()),
        ]);
        let network = NetworkCreateRequest {
            name: format!("killed-{owner}"),
            labels: Some(labels.clone()),
            ..NetworkCreateRequest::default()
        };
        self.docker().create_network(network).await.expect("made");
        let body = ContainerCreateBody {
            image: Some(BASE.to_owned()),
            cmd: Some(vec!["python3".to_owned()]),
            labels: Some(labels),
            ..ContainerCreateBody::default()
        };
        self.docker().create_container(None, body).await.expect("made");
    }

    /// An image of these files, as if somebody had made it.
    pub(crate) async fn build(&self, name: &str, files: &[(&str, &str)]) -> String {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, path, text.as_bytes()).expect("added");
        }
        let tar = bollard::body_full(tar.into_inner().expect("a tar").into());
        let options = BuildImageOptionsBuilder::new().t(name).build();
        let mut built = self.docker().build_image(options, None, Some(tar));
        while let Some(said) = built.next().await {
            said.expect("built");
        }
        name.to_owned()
    }

    pub(crate) async fn end(self) {
        self.engine.end().await;
    }
}

/// One engine for all tests of a program, which each have an owner of their own; it ends with the program.
pub(crate) struct Shared {
    world: World,
}

impl Shared {
    /// `None`, with the reason said, where this machine cannot run an engine.
    pub(crate) async fn get() -> Option<&'static Self> {
        static SHARED: OnceCell<Option<Shared>> = OnceCell::const_new();
        let shared = SHARED.get_or_init(|| async { Some(Self { world: World::start().await? }) }).await;
        if shared.is_none() {
            skipped("the engine did not start for another test");
        }
        shared.as_ref()
    }

    pub(crate) fn engine(&self) -> &engine_kit::Engine {
        &self.world.engine
    }

    pub(crate) async fn runner(&self, owner: &str) -> Runner {
        self.world.runner(owner).await
    }

    pub(crate) async fn everything(&self, owner: &str) -> (usize, usize, usize) {
        self.world.everything(owner).await
    }

    pub(crate) async fn build(&self, name: &str, files: &[(&str, &str)]) -> String {
        self.world.build(name, files).await
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn skipped(reason: &str) {
    writeln!(std::io::stderr(), "SKIPPED bots on a real engine: {reason}").expect("said");
}

/// Asks as the command line does.
pub(crate) async fn ask_at(runner: &Runner, request: Value, now: DateTime<Utc>) -> Result<Answer, Fault> {
    let request = validate(&request).unwrap_or_else(|faults| panic!("{faults:#?}"));
    runner.carry_out(request, now, &mut |_| {}).await
}

/// What people read of a refusal.
pub(crate) fn told(came: Result<Answer, Fault>) -> (&'static str, String) {
    let problem = came.expect_err("it is refused").problem(Language::En);
    (problem.code, problem.message)
}

/// Reads the bot's log until a line holds `what`.
pub(crate) async fn log_until(runner: &Runner, bot: &str, what: &str) -> String {
    log_until_nth(runner, bot, what, 1).await
}

/// The same, until so many lines hold it: what a bot wrote before it was started again is there too.
pub(crate) async fn log_until_nth(runner: &Runner, bot: &str, what: &str, mut times: usize) -> String {
    let mut log = runner.logs(bot, 100, true).await.expect("a log").expect("a bot");
    let mut text = String::new();
    while let Some(line) = log.next().await {
        let line = line.expect("a line");
        let line = String::from_utf8_lossy(&line);
        text.push_str(&line);
        times -= usize::from(line.contains(what));
        if times == 0 {
            return text;
        }
    }
    panic!("the bot ended before it said {what:?}: {text}")
}
