//! Where the engine is, and what stands in its way when it does not answer.

use std::ffi::{OsStr, OsString};
use std::time::Duration;

use bollard::Docker;

use super::{Bounds, Engine};
use crate::fault::{Code, Fault};

/// An engine that takes longer is still starting.
const ANSWER: Duration = Duration::from_secs(10);

/// What a look at one address found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Absent,
    /// There is a socket, and nobody behind it.
    Dead,
    /// Somebody listens and does not answer as an engine.
    Silent,
    NoRight,
}

impl Engine {
    /// Asks the engine that `DOCKER_HOST` names, or else those at the usual addresses, in turn. `variable` reads the
    /// environment.
    pub async fn find(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Fault> {
        let text = |name: &str| variable(name)?.into_string().ok().filter(|text| !text.is_empty());
        let mut worst = (Look::Absent, String::new());
        for address in addresses(&text) {
            match look(&address).await {
                Ok(engine) => return Ok(engine),
                Err(look) if worst.1.is_empty() || look > worst.0 => worst = (look, address),
                Err(_) => {}
            }
        }
        let installed = text("DOCKER_HOST").is_some() || is_installed(&variable("PATH").unwrap_or_default());
        Err(fault(worst.0, worst.1, installed))
    }
}

fn addresses(variable: &impl Fn(&str) -> Option<String>) -> Vec<String> {
    if let Some(host) = variable("DOCKER_HOST") {
        return vec![host];
    }
    if cfg!(windows) {
        return ["docker_engine", "podman-machine-default"]
            .map(|name| format!("npipe:////./pipe/{name}"))
            .to_vec();
    }
    let runtime = variable("XDG_RUNTIME_DIR");
    let home = variable("HOME");
    let temporary = variable("TMPDIR");
    let within =
        |folder: &Option<String>, path: &str| folder.as_ref().map(|dir| format!("unix://{dir}/{path}"));
    [
        Some("unix:///var/run/docker.sock".to_owned()),
        within(&runtime, "docker.sock"),
        within(&home, ".docker/run/docker.sock"),
        within(&home, ".docker/desktop/docker.sock"),
        within(&runtime, "podman/podman.sock"),
        within(&temporary, "podman/podman-machine-default-api.sock"),
        Some("unix:///run/podman/podman.sock".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn look(address: &str) -> Result<Engine, Look> {
    reach(address).await?;
    let docker = Docker::connect_with_host(address).map_err(|error| {
        tracing::debug!(%error, address, "no engine there");
        Look::Absent
    })?;
    let asked = async {
        let docker = docker.negotiate_version().await?;
        let version = docker.version().await?;
        Ok::<_, bollard::errors::Error>((docker, version))
    };
    let answer = tokio::time::timeout(ANSWER, asked).await;
    let (docker, version) = match answer {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::debug!(%error, address, "the engine does not answer");
            return Err(if address.starts_with("unix://") { Look::Silent } else { Look::Dead });
        }
        Err(_) => return Err(Look::Silent),
    };
    let components = version.components.unwrap_or_default();
    let is_podman = components.iter().any(|component| component.name.contains("Podman"));
    Ok(Engine {
        docker,
        is_podman,
        arch: version.arch.unwrap_or_default(),
        bounds: Bounds::default(),
        version: version.version.unwrap_or_default(),
        address: address.to_owned(),
    })
}

/// A socket says by itself why it cannot be used.
#[cfg(unix)]
async fn reach(address: &str) -> Result<(), Look> {
    use std::io::ErrorKind;

    let Some(path) = address.strip_prefix("unix://") else { return Ok(()) };
    match tokio::net::UnixStream::connect(path).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Look::NoRight),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Look::Absent),
        Err(_) => Err(Look::Dead),
    }
}

#[cfg(not(unix))]
async fn reach(_address: &str) -> Result<(), Look> {
    Ok(())
}

fn is_installed(path: &OsStr) -> bool {
    let names = ["docker", "podman", "dockerd", "docker.exe", "podman.exe"];
    std::env::split_paths(path).any(|folder| names.iter().any(|name| folder.join(name).is_file()))
}

fn fault(look: Look, address: String, installed: bool) -> Fault {
    let code = match look {
        Look::Absent if !installed => Code::EngineNotInstalled,
        Look::Absent | Look::Dead => Code::EngineNotRunning,
        Look::Silent => Code::EngineStarting,
        Look::NoRight => Code::EngineForbidden,
    };
    Fault::new(code, address.clone()).with("address", address)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    async fn code_for(variables: &[(&str, &str)]) -> Code {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| (*name, OsString::from(value))).collect();
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        Engine::find(variable).await.expect_err("there is no engine").code
    }

    #[tokio::test]
    async fn what_stands_in_the_way_is_told_apart() {
        let dir = tempfile::tempdir().expect("a folder");
        let host = |name: &str| format!("unix://{}", dir.path().join(name).display());

        assert_eq!(code_for(&[("DOCKER_HOST", &host("nothing"))]).await, Code::EngineNotRunning);

        drop(UnixListener::bind(dir.path().join("dead")).expect("bound"));
        assert_eq!(code_for(&[("DOCKER_HOST", &host("dead"))]).await, Code::EngineNotRunning);

        let listener = UnixListener::bind(dir.path().join("starting")).expect("bound");
        let hangs_up = std::thread::spawn(move || {
            // The look itself, then the question.
            for _ in 0..2 {
                drop(listener.accept().expect("somebody looks"));
            }
        });
        assert_eq!(code_for(&[("DOCKER_HOST", &host("starting"))]).await, Code::EngineStarting);
        hangs_up.join().expect("looked twice");
    }

    #[test]
    fn no_right_weighs_more_than_another_socket_that_is_dead() {
        assert!(Look::NoRight > Look::Silent && Look::Silent > Look::Dead && Look::Dead > Look::Absent);
        assert_eq!(fault(Look::Absent, String::new(), false).code, Code::EngineNotInstalled);
        assert_eq!(fault(Look::NoRight, String::new(), true).code, Code::EngineForbidden);
    }

    #[test]
    fn docker_host_is_the_only_one_asked() {
        let named = |name: &str| (name == "DOCKER_HOST").then(|| "tcp://localhost:2375".to_owned());
        assert_eq!(addresses(&named), ["tcp://localhost:2375"]);
        let home = addresses(&|name: &str| (name == "HOME").then(|| "/home/ann".to_owned()));
        assert!(home.contains(&"unix:///home/ann/.docker/desktop/docker.sock".to_owned()), "{home:?}");
    }
}
