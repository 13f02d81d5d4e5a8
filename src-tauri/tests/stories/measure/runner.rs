//! How long a bot takes from the click to running, beside docker's own commands, and how quickly a long log is shown and
//! searched.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use super::{TURNS, middle};
use crate::harness::world::World;
use crate::harness::{Outcome, engine, eventually};
use crate::stories::deploying::{deploy, fill_form, row};

const LINES: usize = 100_000;
/// What the program makes of one file.
const DOCKERFILE: &str = "FROM python:3.11-slim\nWORKDIR /app\n\
    ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1\nUSER 65534:65534\n\
    CMD [\"python3\",\"-u\",\"bot.py\"]\nCOPY app/ /app/\n";

pub(crate) async fn runner(world: &World) -> Outcome<Value> {
    let window = crate::stories::deploying::at_bots(world).await?;
    let host = engine::host().await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let code = format!("import time\nprint({turn})\ntime.sleep(3600)\n");
        theirs.push(by_docker(&host, world, &code)?);
        let name = format!("bot{turn}");
        fill_form(world, &window, &name, &code).await?;
        let began = Instant::now();
        window.click("button", "Deploy").await?;
        window.sees("The build is over: Running").await?;
        ours.push(began.elapsed().as_secs_f64() * 1e3);
        window.click("link", "Bots").await?;
        window.click_beside(&name, "button", "Stop").await?;
        eventually("its end", async || Ok(row(&window, &name).await?.contains("Stopped").then_some(())))
            .await?;
    }
    let writes = format!(
        "import time\nfor n in range({LINES}): print('line', n, 'of a log', flush=n % 1000 == 0)\nprint('end', flush=True)\n\
         time.sleep(3600)\n"
    );
    fill_form(world, &window, "writes", &writes).await?;
    deploy(&window, "writes").await?;
    window.click("link", "Log").await?;
    window.sees("end").await?;
    let (mut painted, mut found) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        window.run("location.hash = '#/settings'").await?;
        window.sees("Settings").await?;
        painted.push(window.first_drawn("#/bots/writes/log", ".output .line").await?);
        found.push(window.first_found("Search the log", &format!("line 9{turn}"), ".output .line").await?);
    }
    let (ours, theirs) = (middle(ours), middle(theirs));
    Ok(json!({
        "deploy_ms": ours.round(),
        "docker_build_and_run_ms": theirs.round(),
        "deploy_ratio": (ours / theirs * 100.0).round() / 100.0,
        "log_first_paint_ms": middle(painted).round(),
        "log_filter_ms": middle(found).round(),
    }))
}

/// Milliseconds of `docker build` and `docker run`.
fn by_docker(host: &str, world: &World, code: &str) -> Outcome<f64> {
    let folder = world.make_folder("by-docker")?;
    std::fs::create_dir_all(folder.join("app"))?;
    std::fs::write(folder.join("Dockerfile"), DOCKERFILE)?;
    std::fs::write(folder.join("app/bot.py"), code)?;
    let began = Instant::now();
    let docker = |words: &[&str], at: &Path| -> Outcome {
        let mut docker = Command::new("docker");
        let done = docker
            .args(words)
            .current_dir(at)
            .env("DOCKER_HOST", host)
            .env("DOCKER_BUILDKIT", "0")
            .output()?;
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        if done.status.success() { Ok(()) } else { Err(said.into()) }
    };
    docker(&["build", "--quiet", "--tag", "by-docker", "."], &folder)?;
    docker(&["run", "--detach", "--rm", "--memory", "256m", "--cpus", "0.5", "by-docker"], &folder)?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}
