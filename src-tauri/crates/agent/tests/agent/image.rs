//! The image for containers, built and run as its Dockerfile says, on an engine of the test's own and without a registry.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use engine_kit::{Engine, Kind};
use testops_sim::{Options, Simulator};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::program::PATIENCE;

const PROGRAM: &str = env!("CARGO_BIN_EXE_testops-companion-agent");
const BASE: &str = "agent-base:1";

/// Runs `docker` on the engine; it must go well.
#[track_caller]
fn docker(engine: &Engine, words: &[&str]) -> String {
    let mut command = Command::new("docker");
    let output = command.env("DOCKER_HOST", engine.host()).env("DOCKER_BUILDKIT", "0").args(words).output();
    let output = output.expect("docker runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said.trim().to_owned()
}

/// The libraries that the program loads and the authorities that it trusts, at the paths of this machine.
fn base(folder: &Path) -> String {
    let output = Command::new("ldd").arg(PROGRAM).output().expect("ldd runs");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let libraries = output.split_whitespace().filter(|word| word.starts_with('/'));
    let tar = folder.join("base.tar").display().to_string();
    let mut command = Command::new("tar");
    command.args(["--create", "--dereference", "--absolute-names", "--file", &tar]).args(libraries);
    let made = command.arg("/etc/ssl/certs/ca-certificates.crt").status();
    assert!(made.expect("tar runs").success());
    tar
}

#[tokio::test(flavor = "multi_thread")]
async fn the_image_runs_as_nobody_on_a_root_that_it_cannot_write_and_is_found_healthy() {
    let client = Command::new("docker").arg("--version").output();
    let started = match client {
        Ok(_) => Engine::start(Kind::Docker).await,
        Err(_) => Err("there is no docker, the client".to_owned()),
    };
    let engine = match started {
        Ok(engine) => engine,
        Err(why) => {
            writeln!(std::io::stderr(), "SKIPPED the agent's image: {why}").expect("said");
            return;
        }
    };
    docker(&engine, &["import", &base(engine.folder()), BASE]);
    let context = engine.folder().join("image");
    std::fs::create_dir_all(context.join("data")).expect("made");
    std::fs::copy(PROGRAM, context.join("testops-companion-agent")).expect("copied");
    let dockerfile = concat!(env!("CARGO_MANIFEST_DIR"), "/package/Dockerfile");
    let (base, context) = (format!("BASE={BASE}"), context.display().to_string());
    docker(&engine, &["build", "--tag", "agent", "--file", dockerfile, "--build-arg", &base, &context]);

    let listener = engine.listen_outside().await.expect("a listener");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    listener.set_nonblocking(true).expect("for the runtime");
    let simulator = Simulator::new(&Options { cases: 60, ..Options::default() });
    let (serving, stop) = (TaskTracker::new(), CancellationToken::new());
    let (server, listener) = (simulator.clone(), TcpListener::from_std(listener).expect("for the runtime"));
    let until = stop.clone();
    serving.spawn(async move { server.serve_on(listener, until).await });

    let (url, token) = (
        format!("TESTOPS_AGENT_TESTOPS_URL={url}"),
        format!("TESTOPS_AGENT_TESTOPS_TOKEN={}", simulator.token()),
    );
    let run = ["run", "--detach", "--name", "agent", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"];
    let run = [&run[..], &["--security-opt", "no-new-privileges", "--health-interval", "1s"]].concat();
    let variables = ["--env", &url, "--env", &token, "--env", "TESTOPS_AGENT_HTTP_TOKEN=page"];
    docker(&engine, &[&run[..], &variables, &["agent"]].concat());
    let healthy = async {
        while docker(&engine, &["inspect", "--format", "{{.State.Health.Status}}", "agent"]) != "healthy" {
            let state = docker(&engine, &["inspect", "--format", "{{.State.Status}}", "agent"]);
            assert_eq!(state, "running", "{}", docker(&engine, &["logs", "agent"]));
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let status = ["exec", "agent", "testops-companion-agent", "status"];
        while !docker(&engine, &status).contains("\"link\": \"online\"") {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(PATIENCE, healthy).await.expect("it is found healthy, and online");
    let user = docker(&engine, &["inspect", "--format", "{{.Config.User}}", "agent"]);
    assert_eq!(user, "65532:65532");

    // It ends when it is asked to, and finds its data again.
    docker(&engine, &["stop", "--time", "60", "agent"]);
    assert_eq!(docker(&engine, &["inspect", "--format", "{{.State.ExitCode}}", "agent"]), "0");
    let backup = ["run", "--rm", "--volumes-from", "agent", "--env", &url, "--env", &token];
    let backup = [&backup[..], &["--env", "TESTOPS_AGENT_HTTP_TOKEN=page", "agent", "backup"]].concat();
    assert!(docker(&engine, &backup).contains("/var/lib/testops-companion-agent/"), "the database is there");
    stop.cancel();
    serving.close();
    serving.wait().await;
    engine.end().await;
}
