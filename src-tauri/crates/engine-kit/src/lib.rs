//! Container engines for tests: Docker or Podman, apart from the machine's own and gone with the test.
//!
//! An engine lives in namespaces of its own for processes, mounts and network, under a shell that starts and kills it on
//! command. When the shell's input closes, because the engine was dropped or the test itself was killed, the shell ends
//! and everything in the namespaces with it.

#![cfg(target_os = "linux")]

mod outside;
mod python;
mod shell;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use bollard::query_parameters::{
    CreateImageOptionsBuilder, ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
};
use bollard::{API_DEFAULT_VERSION, Docker};
use futures::StreamExt as _;
use tempfile::TempDir;
use tokio::sync::Mutex;

use shell::Shell;

/// Has Python and nothing else; it was made of this machine's own Python, without any registry.
pub const BASE: &str = "bots-base:1";
/// A slow machine is no failure.
const STARTING: Duration = Duration::from_mins(1);
const ANSWER_SECONDS: u64 = 120;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Docker,
    Podman,
}

impl Kind {
    fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Docker => &["dockerd", "containerd", "runc", "iptables"],
            Self::Podman => &["podman", "conmon", "catatonit", "runc", "iptables"],
        }
    }

    /// What the shell runs; it listens at the socket.
    fn command(self, dir: &Path, socket: &str) -> String {
        let at = |name: &str| dir.join(name).display().to_string();
        match self {
            Self::Docker => format!(
                "dockerd --bip 172.29.0.1/16 --insecure-registry 203.0.113.0/24 -H {socket} --data-root {} --exec-root {} -p {}",
                at("data"),
                at("exec"),
                at("docker.pid")
            ),
            Self::Podman => format!(
                "podman --root {} --runroot {} --runtime runc --cgroup-manager cgroupfs --events-backend file \
                 system service --time=0 {socket}",
                at("data"),
                at("exec")
            ),
        }
    }
}

#[derive(Debug)]
pub struct Engine {
    docker: Docker,
    shell: Shell,
    socket: String,
    dir: TempDir,
    /// Held while the network of `listen_outside` is looked for and made.
    outside: Mutex<()>,
}

impl Engine {
    /// Starts one and gives it the base image; `Err` says what this machine lacks for it.
    pub async fn start(kind: Kind) -> Result<Self, String> {
        let common = ["unshare", "ip", "python3", "ldd"];
        let missing = kind.needs().iter().chain(&common).find(|name| !is_on_path(name));
        if let Some(missing) = missing {
            return Err(format!("there is no {missing}"));
        }
        if Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout != b"0\n") {
            return Err("only root can start an engine".to_owned());
        }
        let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
        let socket = format!("unix://{}", dir.path().join("engine.sock").display());
        let shell = Shell::begin(&kind.command(dir.path(), &socket), dir.path());
        let mut shell = shell.map_err(|error| error.to_string())?;
        let docker = begun(&mut shell, &socket, dir.path()).await?;
        let docker = docker.negotiate_version().await.map_err(|error| error.to_string())?;
        let engine = Self { docker, shell, socket, dir, outside: Mutex::default() };
        engine.import(BASE, python::image()).await?;
        Ok(engine)
    }

    pub fn docker(&self) -> &Docker {
        &self.docker
    }

    /// As in `DOCKER_HOST`.
    pub fn host(&self) -> &str {
        &self.socket
    }

    /// A folder that goes with the engine.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// Ends the engine without a word, as a crash does; what it runs stays.
    pub fn kill(&mut self) -> Result<(), String> {
        self.shell.order("kill").map_err(|error| error.to_string())
    }

    /// Ends the engine as the system does when it goes down.
    pub fn stop(&mut self) -> Result<(), String> {
        self.shell.order("stop").map_err(|error| error.to_string())
    }

    /// Starts it on what it left, and waits until it answers.
    pub async fn start_again(&mut self) -> Result<(), String> {
        begun(&mut self.shell, &self.socket, self.dir.path()).await.map(|_| ())
    }

    /// Makes an image of the files in a tar.
    pub async fn import(&self, name: &str, tar: Vec<u8>) -> Result<(), String> {
        let (repo, tag) = name.split_once(':').unwrap_or((name, "latest"));
        let options = CreateImageOptionsBuilder::new().from_src("-").repo(repo).tag(tag).build();
        let mut imported =
            self.docker.create_image(Some(options), Some(bollard::body_full(tar.into())), None);
        let mut id = None;
        while let Some(info) = imported.next().await {
            id = info.map_err(|error| error.to_string())?.status.or(id);
        }
        // Podman leaves the tag out.
        if self.docker.inspect_image(name).await.is_err() {
            self.tag(&id.unwrap_or_default(), name).await?;
        }
        Ok(())
    }

    /// Gives an image another name.
    pub async fn tag(&self, image: &str, name: &str) -> Result<(), String> {
        let (repo, tag) = name.split_once(':').unwrap_or((name, "latest"));
        let options = bollard::query_parameters::TagImageOptionsBuilder::new().repo(repo).tag(tag).build();
        self.docker.tag_image(image, Some(options)).await.map_err(|error| error.to_string())
    }

    /// Removes every container and ends the engine: one that is asked to end while bots run waits for them.
    pub async fn end(mut self) {
        let all = ListContainersOptionsBuilder::new().all(true).build();
        for container in self.docker.list_containers(Some(all)).await.unwrap_or_default() {
            let force = RemoveContainerOptionsBuilder::new().force(true).build();
            let removed = self.docker.remove_container(&container.id.unwrap_or_default(), Some(force)).await;
            // What stays ends with the namespaces.
            drop(removed);
        }
        drop(self.stop());
    }
}

/// Starts it, and waits until it answers.
async fn begun(shell: &mut Shell, socket: &str, dir: &Path) -> Result<Docker, String> {
    shell.order("start").map_err(|error| error.to_string())?;
    let began = Instant::now();
    loop {
        if let Ok(docker) = Docker::connect_with_unix(socket, ANSWER_SECONDS, API_DEFAULT_VERSION)
            && docker.ping().await.is_ok()
        {
            return Ok(docker);
        }
        if !shell.is_running() || began.elapsed() > STARTING {
            let log = std::fs::read_to_string(dir.join(shell::LOG)).unwrap_or_default();
            let last = log.lines().rev().take(5).collect::<Vec<_>>();
            return Err(format!(
                "it did not start: {}",
                last.into_iter().rev().collect::<Vec<_>>().join("\n")
            ));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn is_on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
