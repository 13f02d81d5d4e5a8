//! The program was off over three due times: one export at the next start, and two rows that say they were missed.

use chrono::TimeDelta;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    exporting::make(world, &window, &Plan { name: "Daily", ..Plan::default() }).await?;

    world.kill().await?;
    exporting::pass_the_due_time(world, 2, TimeDelta::hours(3))?;
    let window = world.open(&[]).await?;
    eventually("the export that catches up", async || {
        Ok((!exporting::files(world)?.is_empty()).then_some(()))
    })
    .await?;
    exporting::done(world, &window).await?;

    window.click("link", "Attempts").await?;
    window.sees("After time off").await?;
    eventually("two rows that say they were missed", async || {
        Ok((exporting::times(&window, "Missed").await? == 2).then_some(()))
    })
    .await?;
    let files = exporting::files(world)?;
    ensure!(files.len() == 1, "three due times made {} files", files.len());
    exporting::whole(&files[0])?;
    ensure!(exporting::requests(world).await?.len() == 1, "the server was asked more than once");

    // Another start catches nothing up again.
    world.kill().await?;
    let window = world.open(&[]).await?;
    exporting::done(world, &window).await?;
    ensure!(exporting::requests(world).await?.len() == 1, "a restart exported again");
    Ok(())
}
