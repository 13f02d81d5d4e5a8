//! An export on the spot: a file for each group, verified; the server is left tidy; the notification and the window
//! carry the true numbers.

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const PLAN: &str = "Two groups «ночью» & <b>all</b>";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let groups = exporting::top_groups(world).await?;
    let chosen = [groups[0].as_str(), groups[1].as_str()];
    exporting::make(world, &window, &Plan { name: PLAN, groups: &chosen, ..Plan::default() }).await?;
    window.sees("every day at 07:00 UTC").await?;

    let files = exporting::run(world, &window).await?;
    ensure!(files.len() == 2, "two groups made {} files", files.len());
    let mut rows = 0;
    for file in &files {
        let (_, read) = exporting::whole(file)?;
        ensure!(!read.is_empty(), "{} is empty", file.display());
        rows += read.len();
    }
    let told = world.notifications.wait_for(PLAN).await?;
    ensure!(told.body.contains(&rows.to_string()), "{rows} rows were written, told was {}", told.body);
    window.sees(&format!("{rows} rows")).await?;

    exporting::server_is_tidy(world).await?;
    let requests = exporting::requests(world).await?;
    ensure!(requests.len() == 2, "{} requests for two groups", requests.len());
    for request in &requests {
        let query = request["query"].as_str().unwrap_or_default();
        ensure!(query.contains("shared=false"), "the whole project sees the request: {query}");
    }

    window.click("link", "Files").await?;
    for file in &files {
        window.sees(&file.file_name().unwrap_or_default().to_string_lossy()).await?;
    }
    Ok(())
}
