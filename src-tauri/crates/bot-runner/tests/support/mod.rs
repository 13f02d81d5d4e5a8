//! A Docker of the test's own: its socket, data and network are apart from the machine's and go with it.

mod python;

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bollard::Docker;
use bollard::models::{ContainerCreateBody, NetworkCreateRequest};
use bollard::query_parameters::{
    CreateImageOptionsBuilder, ListContainersOptionsBuilder, ListImagesOptionsBuilder,
    ListNetworksOptionsBuilder, RemoveContainerOptionsBuilder, TagImageOptionsBuilder,
};
use bot_runner::{Answer, Bot, Engine, Fault, Language, Runner, validate};
use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

/// Has Python and nothing else.
pub(crate) const BASE: &str = "bots-base:1";

/// One at a time: two would share cores and the system's locks, and each test measures nothing.
static ONE: Mutex<()> = Mutex::const_new(());

pub(crate) struct World {
    pub(crate) docker: Docker,
    host: String,
    daemon: Child,
    dir: TempDir,
    _one: MutexGuard<'static, ()>,
}

impl World {
    /// `None`, with the reason said, where this machine cannot run an engine.
    pub(crate) async fn start() -> Option<Self> {
        let one = ONE.lock().await;
        let missing = ["dockerd", "containerd", "runc", "unshare", "python3"]
            .into_iter()
            .find(|name| program(name).is_none());
        if let Some(missing) = missing {
            return skipped(&format!("there is no {missing}"));
        }
        if Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout != b"0\n") {
            return skipped("only root can start an engine");
        }
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name).into_os_string().into_string().expect("UTF-8");
        let host = format!("unix://{}", at("docker.sock"));
        let mut daemon = Command::new("unshare")
            .args(["--net", "--mount", "--", "dockerd", "--bridge=none", "-H", &host])
            .args(["--data-root", &at("data"), "--exec-root", &at("exec"), "-p", &at("docker.pid")])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the engine starts");
        let mut lines = BufReader::new(daemon.stderr.take().expect("its log")).lines();
        let mut log = Vec::new();
        let is_up = lines.by_ref().map_while(Result::ok).any(|line| {
            let is_up = line.contains("API listen on");
            log.push(line);
            is_up
        });
        if !is_up {
            daemon.wait().expect("it ended");
            return skipped(&format!("the engine did not start: {}", log.join("\n")));
        }
        std::thread::spawn(move || lines.map_while(Result::ok).count());
        let docker = Docker::connect_with_host(&host)
            .expect("an address")
            .negotiate_version()
            .await
            .expect("an engine");
        let world = Self { docker, host, daemon, dir, _one: one };
        world.import(BASE, python::image()).await;
        Some(world)
    }

    async fn import(&self, name: &str, tar: Vec<u8>) {
        let (repo, tag) = name.split_once(':').expect("name and tag");
        let options = CreateImageOptionsBuilder::new().from_src("-").repo(repo).tag(tag).build();
        let mut stream = self.docker.create_image(Some(options), Some(bollard::body_full(tar.into())), None);
        while let Some(info) = stream.next().await {
            info.expect("imported");
        }
    }

    pub(crate) async fn runner(&self, owner: &str) -> Runner {
        let host = OsString::from(&self.host);
        let engine =
            Engine::find(|name| (name == "DOCKER_HOST").then(|| host.clone())).await.expect("the engine");
        Runner::new(engine, owner.to_owned(), self.dir.path().to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Everything with labels of the program: containers, images, networks.
    pub(crate) async fn everything(&self, owner: &str) -> (usize, usize, usize) {
        let label = HashMap::from([("label", vec![format!("dev.testops-companion.owner={owner}")])]);
        let containers = ListContainersOptionsBuilder::new().all(true).filters(&label).build();
        let images = ListImagesOptionsBuilder::new().filters(&label).build();
        let networks = ListNetworksOptionsBuilder::new().filters(&label).build();
        (
            self.docker.list_containers(Some(containers)).await.expect("listed").len(),
            self.docker.list_images(Some(images)).await.expect("listed").len(),
            self.docker.list_networks(Some(networks)).await.expect("listed").len(),
        )
    }

    /// Gives the bot's image a name of its own, as if somebody had made it.
    pub(crate) async fn tag_image_of(&self, bot: &Bot, repo: &str, tag: &str) {
        let container = self.docker.inspect_container(&bot.container_id, None).await.expect("the bot");
        let options = TagImageOptionsBuilder::new().repo(repo).tag(tag).build();
        self.docker.tag_image(&container.image.expect("an image"), Some(options)).await.expect("tagged");
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
        self.docker.create_network(network).await.expect("made");
        let body = ContainerCreateBody {
            image: Some(BASE.to_owned()),
            cmd: Some(vec!["python3".to_owned()]),
            labels: Some(labels),
            ..ContainerCreateBody::default()
        };
        self.docker.create_container(None, body).await.expect("made");
    }

    /// Stops every container and then the engine: one that is asked to end while bots run waits for them.
    pub(crate) async fn end(mut self) {
        let all = ListContainersOptionsBuilder::new().all(true).build();
        for container in self.docker.list_containers(Some(all)).await.expect("listed") {
            let force = RemoveContainerOptionsBuilder::new().force(true).build();
            self.docker.remove_container(&container.id.expect("an id"), Some(force)).await.expect("removed");
        }
        self.terminate();
    }

    fn terminate(&mut self) {
        let _ = Command::new("kill").arg(self.daemon.id().to_string()).status();
        self.daemon.wait().expect("it ended");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if matches!(self.daemon.try_wait(), Ok(None)) {
            self.terminate();
        }
    }
}

fn skipped(reason: &str) -> Option<World> {
    writeln!(std::io::stderr(), "SKIPPED: bots on a real engine: {reason}").expect("said");
    None
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
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
    let mut log = runner.logs(bot, 100, true).await.expect("a log").expect("a bot");
    let mut text = String::new();
    while let Some(line) = log.next().await {
        text.push_str(&String::from_utf8_lossy(&line.expect("a line")));
        if text.contains(what) {
            return text;
        }
    }
    panic!("the bot ended before it said {what:?}: {text}")
}
