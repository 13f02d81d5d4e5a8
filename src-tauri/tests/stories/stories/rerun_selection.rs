//! Two tests of a run are ticked and run again, in one request; that by hand shuts the CI out stands beside the choice.

use serde_json::{Value, json};

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Some red";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 12, 4).await?;
    let launch = acts::launch(world, &window, &job, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;
    window.click("button", "Select tests").await?;
    let tick =
        "const boxes = [...document.querySelectorAll('input[type=checkbox][aria-label^=\"Select \"]')];
        boxes.slice(0, 2).forEach((one) => one.click()); return boxes.length >= 2";
    eventually("two tests to tick", async || Ok(window.run(tick).await?.as_bool().filter(|ticked| *ticked)))
        .await?;
    window.sees("2 tests selected").await?;
    window.click("button", "Run again…").await?;
    window.sees("no CI can run them again").await?;
    window.click("button", "Run again").await?;
    let sent = eventually("the rerun on the server", async || {
        let reruns = reruns(world).await?;
        Ok((!reruns.is_empty()).then_some(reruns))
    })
    .await?;
    ensure!(sent.len() == 1, "asked for {} times", sent.len());
    let results = sent[0]["selection"]["leafsInclude"].as_array().map_or(0, Vec::len);
    ensure!(results == 2, "{results} results were to run again");
    ensure!(sent[0]["forceManual"] == json!(false), "by hand");
    Ok(())
}

async fn reruns(world: &World) -> Outcome<Vec<Value>> {
    let is_rerun = |entry: &&Value| entry["path"].as_str().is_some_and(|path| path.ends_with("/bulk/rerun"));
    Ok(world.server.journal().await?.iter().filter(is_rerun).map(|entry| entry["body"].clone()).collect())
}
