//! The schedule: an export when it is due, none when it is skipped or paused, and each of these has its row.

use chrono::TimeDelta;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const PLAN: &str = "Every morning";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    exporting::make(world, &window, &Plan { name: PLAN, ..Plan::default() }).await?;
    window.sees("every day at 07:00 UTC").await?;
    ensure!(exporting::files(world)?.is_empty(), "a plan that is not due exports nothing");

    pass_a_due_time(world)?;
    has_files(world, 1).await?;
    exporting::done(world, &window).await?;
    window.click("link", "Attempts").await?;
    window.sees("By schedule").await?;

    exporting::choose(&window, PLAN, "Skip next").await?;
    window.sees("will be skipped").await?;
    pass_a_due_time(world)?;
    window.click("link", "Attempts").await?;
    window.sees("Skipped").await?;
    ensure!(exporting::files(world)?.len() == 1, "a due time was skipped and exported all the same");

    // The one after it runs again.
    pass_a_due_time(world)?;
    has_files(world, 2).await?;
    exporting::done(world, &window).await?;

    exporting::choose(&window, PLAN, "Pause").await?;
    window.sees("Paused").await?;
    pass_a_due_time(world)?;
    let asked = exporting::requests(world).await?.len();
    // With nothing running the server is looked at every five minutes.
    acts::look_after(world, 400).await?;
    ensure!(exporting::requests(world).await?.len() == asked, "a paused plan exports");
    ensure!(exporting::files(world)?.len() == 2, "a paused plan exports");
    Ok(())
}

fn pass_a_due_time(world: &World) -> Outcome {
    exporting::pass_the_due_time(world, 0, TimeDelta::seconds(5))
}

async fn has_files(world: &World, number: usize) -> Outcome {
    eventually(format!("{number} files"), async || {
        Ok((exporting::files(world)?.len() == number).then_some(()))
    })
    .await
}
