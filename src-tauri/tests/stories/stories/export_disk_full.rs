//! The disk fills up during an export: that is told, nothing torn is left, the good file stays good, and once there is
//! room the same plan succeeds.

use std::fs;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::{Setting, World};
use crate::harness::{Outcome, ensure, eventually};

/// Room for an export of one group, not for one of the whole project.
pub(crate) const SETTING: Setting = Setting { cases: Some("40000"), disk: Some(40 * 1024), ..Setting::USUAL };

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let groups = exporting::top_groups(world).await?;
    exporting::make(world, &window, &Plan { name: "Small", groups: &[&groups[0]], ..Plan::default() })
        .await?;
    let small = exporting::run(world, &window).await?;
    ensure!(small.len() == 1, "the small export made {} files", small.len());
    let rows = exporting::whole(&small[0])?.1.len();
    world.notifications.wait_for("Small").await?;

    exporting::choose(&window, "Small", "Pause").await?;
    exporting::make(world, &window, &Plan { name: "Too large", ..Plan::default() }).await?;
    exporting::begin(&window, "Too large").await?;
    let told = world.notifications.wait_for("Too large").await?;
    ensure!(told.body.to_lowercase().contains("disk"), "the notification says {}", told.body);
    window.sees("Attempt 2 of 4").await?;
    ensure!(exporting::unfinished(world)?.is_empty(), "left behind: {:?}", exporting::unfinished(world)?);
    ensure!(exporting::files(world)? == small, "the folder holds {:?}", exporting::files(world)?);
    ensure!(exporting::whole(&small[0])?.1.len() == rows, "the good file has changed");

    // What does not fit is told before anything is asked of the server.
    exporting::begin(&window, "Small").await?;
    eventually("a second small file", async || Ok((exporting::files(world)?.len() == 2).then_some(())))
        .await?;
    fs::write(world.exports()?.join("holiday.mov"), vec![0; 20 << 20])?;
    let asked = exporting::requests(world).await?.len();
    exporting::begin(&window, "Small").await?;
    world.notifications.wait_for("are free").await?;
    ensure!(exporting::requests(world).await?.len() == asked, "asked for what cannot be kept");
    Ok(())
}
