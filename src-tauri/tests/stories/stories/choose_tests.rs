//! Only some tests of a job: chosen from the tree, counted by the server, launched, and the run says which. On both
//! generations of the server.

use serde_json::{Value, json};

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Only these";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::open_form(&window, &job).await?;
    window.fill("Launch name", NAME).await?;
    window.choose("Which tests", "Chosen from a tree").await?;
    window.sees("Nothing is chosen yet").await?;
    // A choice of nothing would be everything to the server.
    window.click("button", "Launch").await?;
    window.sees("Choose at least one test").await?;
    ensure!(asked(world).await?.is_empty(), "a launch of nothing was asked for");

    let (group, count) = first_group(&window).await?;
    window.click("checkbox", &group).await?;
    window.sees("1 group chosen").await?;
    window.sees(&format!("{count} tests")).await?;
    window.sees("Who runs them").await?;
    window.click("button", "Launch").await?;
    acts::on_run_page(&window).await?;
    acts::launch_on_server(world, NAME).await?;
    window.sees(&format!("Groups: {group}")).await?;
    let sent = asked(world).await?;
    ensure!(sent.len() == 1, "asked for {} times", sent.len());
    let groups = sent[0]["selection"]["groupsInclude"].as_array().map_or(0, Vec::len);
    ensure!(groups == 1, "the selection is {}", sent[0]["selection"]);

    // By a query that is wrong, then by one that finds something.
    acts::open_form(&window, &job).await?;
    window.choose("Which tests", "By AQL query").await?;
    window.fill("AQL", "tag =").await?;
    window.sees("Enter a value here: at the end of the query").await?;
    window.fill("AQL", "automation = true").await?;
    window.loses("Enter a value here").await?;
    window.sees("automated").await
}

/// The first group of the tree with the number of its tests.
pub(super) async fn first_group(window: &Window) -> Outcome<(String, String)> {
    let script = "const row = document.querySelector('.tree .row:has(.count)');
        return row && [row.querySelector('[data-row]').ariaLabel ?? row.querySelector('[data-row]').getAttribute('aria-label'),
            row.querySelector('.count').innerText]";
    eventually("the first group of the tree", async || {
        let found: Option<(String, String)> = serde_json::from_value(window.run(script).await?)?;
        Ok(found)
    })
    .await
}

/// The bodies of the launches of chosen tests.
pub(super) async fn asked(world: &World) -> Outcome<Vec<Value>> {
    let is_launch = |entry: &Value| {
        let path = entry["path"].as_str().unwrap_or_default();
        entry["method"] == json!("POST") && (path.ends_with("/run/new") || path.ends_with("/run"))
    };
    let journal = world.server.journal().await?;
    Ok(journal.iter().filter(|entry| is_launch(entry)).map(|entry| entry["body"].clone()).collect())
}
