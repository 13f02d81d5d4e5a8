//! The command line without a window and beside one: both see the same bots, and what went wrong is told by exit codes.

use serde_json::Value;

use super::deploying::{self, deploy, fill_form, row_says};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const SAYS: &str = "import os, time\nprint('said', os.environ.get('WORD'), flush=True)\ntime.sleep(3600)\n";

pub(crate) async fn tell(world: &World) -> Outcome {
    let file = world.write("bot.py", SAYS)?;
    let file = file.to_str().ok_or("the path is no text")?;
    let (code, said) =
        bots(world, &["start", "first", "--simple", file, "-e", "WORD=hello", "--memory", "64"]).await?;
    ensure!(code == 0 && said.contains("first: started"), "{code}: {said}");
    eventually("the bot's word", async || {
        Ok(bots(world, &["logs", "first"]).await?.1.contains("said hello").then_some(()))
    })
    .await?;

    let window = deploying::at_bots(world).await?;
    row_says(&window, "first", "of 64 MB").await?;
    fill_form(world, &window, "second", SAYS).await?;
    deploy(&window, "second").await?;
    let list = json(world, &["list"], 0).await?;
    ensure!(list["count"] == 2 && list["bots"][1]["bot_id"] == "second", "{list}");
    window.click("link", "Bots").await?;
    bots(world, &["stop", "second"]).await?;
    row_says(&window, "second", "Stopped").await?;
    window.picture(&world.keep("beside.png")).await?;
    bots(world, &["restart", "second"]).await?;
    row_says(&window, "second", "Running").await?;
    let status = json(world, &["status", "second"], 0).await?;
    ensure!(status["status"] == "running" && status["limits"]["memory_mb"] == 256, "{status}");

    told_by_exit_codes(world, file).await?;

    bots(world, &["remove", "second"]).await?;
    row_says(&window, "second", "Gone").await
}

async fn told_by_exit_codes(world: &World, file: &str) -> Outcome {
    let (code, _) = bots(world, &["start", "third"]).await?;
    ensure!(code == 2, "without a source: {code}");
    let refused = json(world, &["start", "my bot", "--image", "a b"], 3).await?;
    ensure!(refused["error"]["code"] == "INVALID_BOT_ID", "{refused}");
    ensure!(refused["errors"][1]["code"] == "INVALID_IMAGE_NAME", "{refused}");
    bots(world, &["start", "third", "--simple", file]).await?;
    let refused = json(world, &["start", "fourth", "--simple", file], 4).await?;
    ensure!(refused["error"]["details"]["active_bots"][2] == "third", "{refused}");
    let absent = json(world, &["stop", "nobody"], 5).await?;
    ensure!(absent["status"] == "not_found", "{absent}");
    let failed = json(world, &["update", "third", "--image", "registry.invalid/x"], 1).await?;
    ensure!(failed["error"]["code"] == "CONTAINER_ERROR", "{failed}");
    bots(world, &["remove", "third"]).await?;
    Ok(())
}

/// The answer of a verb that ends with this code.
async fn json(world: &World, words: &[&str], wanted: i32) -> Outcome<Value> {
    let (code, said) = bots(world, &[words, &["--json"]].concat()).await?;
    ensure!(code == wanted, "{words:?} ended with {code}: {said}");
    said.lines()
        .find_map(|line| serde_json::from_str(line).ok())
        .ok_or_else(|| format!("no JSON: {said}").into())
}

async fn bots(world: &World, words: &[&str]) -> Outcome<(i32, String)> {
    world.run_to_its_end(&[&["bots"], words].concat()).await
}
