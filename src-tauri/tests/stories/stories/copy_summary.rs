//! The summary of a run can be pasted into another program: as Markdown, for Slack, for Jira, each with what failed and
//! a link.

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Two of ten";

/// How the menu calls a format, how its text begins, and how it links.
const FORMATS: [(&str, &str, &str); 3] = [
    ("Copy the summary as Markdown", "❌ **Failed: Two of ten**", "[Open in TestOps](http"),
    ("Copy the summary for Slack", "❌ *Failed: Two of ten*", "Open in TestOps: http"),
    ("Copy the summary for Jira", "❌ *Failed: Two of ten*", "[Open in TestOps|http"),
];

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 10, 2).await?;
    let launch = acts::launch(world, &window, &job, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;
    window.resize(1440, 900).await?;
    window.sees("Failed tests").await?;
    let failed = failed_tests(&window).await?;

    let mut text = String::new();
    for (menu, begins, links) in FORMATS {
        window.click("button", "Copy the summary").await?;
        window.click("menuitem", menu).await?;
        window.sees("Summary copied").await?;
        text = eventually(format!("what “{menu}” copies"), async || {
            let new = world.screen.pasted().await?;
            Ok((new != text).then_some(new))
        })
        .await?;
        ensure!(text.starts_with(begins) && text.contains(links), "“{menu}” copied: {text:?}");
        ensure!(text.contains("2 failed") && text.contains("8 passed"), "the counts are missing: {text}");
        for test in &failed {
            ensure!(text.contains(test), "“{test}” is missing: {text}");
        }
        ensure!(text.contains(&launch.to_string()), "the link leads elsewhere: {text}");
    }
    Ok(())
}

/// The names of the failed tests, as the page lists them.
async fn failed_tests(window: &Window) -> Outcome<Vec<String>> {
    let names = "return [...document.querySelectorAll('section[aria-labelledby=failures] [data-row] .name')]\
                 .map((one) => one.textContent.trim())";
    eventually("the two failed tests", async || {
        let answer = window.run(names).await?;
        let found = answer.as_array().into_iter().flatten().filter_map(|name| name.as_str());
        let found = found.map(str::to_owned).collect::<Vec<_>>();
        Ok((found.len() == 2).then_some(found))
    })
    .await
}
