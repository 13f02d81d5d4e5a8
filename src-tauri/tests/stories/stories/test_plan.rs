//! A test plan that is out of step with its query is synchronised and launched.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "By plan";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::open_form(&window, &job).await?;
    window.fill("Launch name", NAME).await?;
    window.choose("Which tests", "A test plan").await?;
    window.click("combobox", "Test plan").await?;
    window.press("Enter").await?;
    window.sees("Out of step with its query").await?;
    window.click("button", "Synchronise").await?;
    window.sees("The plan is in step with its query.").await?;
    window.click("button", "Launch").await?;
    acts::on_run_page(&window).await?;
    acts::launch_on_server(world, NAME).await?;
    window.sees("Test plan “").await?;
    let journal = world.server.journal().await?;
    let posts = |end: &str| {
        let is_post = |entry: &&serde_json::Value| {
            let path = entry["path"].as_str().unwrap_or_default();
            entry["method"] == "POST" && path.contains("/testplan/") && path.ends_with(end)
        };
        journal.iter().filter(is_post).count()
    };
    ensure!(posts("/sync") == 1 && posts("/run") == 1, "{} syncs, {} runs", posts("/sync"), posts("/run"));
    Ok(())
}
