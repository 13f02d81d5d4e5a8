//! Acts of stories about failures that are decided about.

use serde_json::{Value, json};

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

pub(crate) const FAILED: usize = 20;

/// A run of this name that is over with failures in it, on its page, by message; its launch on the server, which is open.
pub(crate) async fn red(world: &World, window: &Window, name: &str) -> Outcome<i64> {
    let job = acts::a_job(world).await?;
    let plan = json!({"tests": 40, "failed": FAILED, "broken": 0, "skipped": 0, "queue_ms": 0, "hold": true,
        "never_closed": true});
    world.server.script(&plan).await?;
    let launch = acts::launch(world, window, &job, name).await?;
    acts::finish(world, launch).await?;
    acts::told_in_time(world, name).await?;
    window.click("button", "By message").await?;
    Ok(launch)
}

/// Puts the focus on the first group of failures, or on the first test of the open one.
pub(crate) async fn focus(window: &Window, what: &str) -> Outcome {
    let script = format!(
        "const row = document.querySelector('section[aria-labelledby=failures] {what}'); row?.focus();
        return document.activeElement === row && row !== null"
    );
    eventually(format!("{what} with the focus"), async || {
        Ok((window.run(&script).await? == json!(true)).then_some(()))
    })
    .await
}

/// Chooses the first test of the open group by its key.
pub(crate) async fn choose_first(window: &Window) -> Outcome {
    focus(window, TEST).await?;
    window.press("x").await?;
    window.sees("1 test selected").await
}

pub(crate) const GROUP: &str = "[data-group]";
pub(crate) const TEST: &str = "li [data-row]";

/// The results of the launch on the server that are like this.
pub(crate) async fn results(world: &World, launch: i64, like: impl Fn(&Value) -> bool) -> Outcome<usize> {
    let told = world.server.api(&format!("/rs/testresult?launchId={launch}&size=100")).await?;
    let all = told["content"].as_array().cloned().unwrap_or_default();
    Ok(all.iter().filter(|one| like(one)).count())
}
