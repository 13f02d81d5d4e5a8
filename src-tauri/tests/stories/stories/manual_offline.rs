//! Manual tests that were looked at are run without the server too: what is decided waits, outlives a kill, and goes once the
//! server is back, each once; what somebody else decided meanwhile is told and stays.

use serde_json::{Value, json};

use super::{acts, manual_run};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let (job, launch, ids) = manual_run::waiting(world).await?;
    manual_run::open(&window, &job, launch).await?;
    // What to do in the other test is read beforehand.
    eventually("the steps of both tests to be read", async || {
        let asked = world.server.journal().await?;
        let steps = asked.iter().filter(|entry| {
            entry["path"].as_str().is_some_and(|path| path.contains("/testcase/") && path.ends_with("/step"))
                && entry["status"] == 200
        });
        Ok((steps.count() >= 2).then_some(()))
    })
    .await?;

    world.server.trouble(&json!({"kind": "status", "code": 503})).await?;
    window.press("p").await?;
    window.sees("1 result waits to be sent").await?;
    manual_run::at(&window, ids[1]).await?;
    manual_run::paste(&window).await?;
    window.press("f").await?;
    window.fill("What went wrong", "The sum is wrong").await?;
    window.press("Control+Enter").await?;
    window.sees("2 results wait to be sent").await?;
    window.picture(&world.keep("waiting.png")).await?;

    world.kill().await?;
    world.server.post(&format!("results/{}", ids[0]), &json!({"status": "skipped"})).await?;
    let window = world.open(&[]).await?;
    window.click("link", "Mine").await?;
    window.sees("2 results wait to be sent").await?;
    world.server.no_trouble().await?;
    window.click("button", "Send now").await?;
    window.sees("Meanwhile oleg.petrov decided: skipped. Your decision was not sent.").await?;
    eventually("the other one to be on the server", async || {
        Ok((manual_run::with_status(world, &ids, "failed").await? == 1).then_some(()))
    })
    .await?;
    ensure!(manual_run::with_status(world, &ids, "skipped").await? == 1, "what somebody else said is gone");
    let resolved = writes(world, "/resolve").await?;
    let attached = writes(world, "/testresult/attachment").await?;
    ensure!((resolved, attached) == (1, 1), "{resolved} results and {attached} pictures were sent");
    window.picture(&world.keep("conflict.png")).await?;
    window.click("button", "Dismiss").await?;
    window.loses("Conflict").await
}

/// How many such writes the server carried out.
async fn writes(world: &World, end: &str) -> Outcome<usize> {
    let is_it = |entry: &&Value| {
        entry["method"] == "POST"
            && entry["path"].as_str().is_some_and(|path| path.ends_with(end))
            && entry["status"].as_u64().is_some_and(|status| status < 300)
    };
    Ok(world.server.journal().await?.iter().filter(is_it).count())
}
