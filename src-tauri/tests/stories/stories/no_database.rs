//! The database cannot be opened: the window says so, also after a hidden start, and goes on once the cause is mended.

use std::fs;

use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let in_the_way = world.data.join("companion.db");
    fs::create_dir_all(in_the_way.join("something"))?;

    world.start_unseen(&["--hidden"])?;
    eventually("the window", async || Ok((world.screen.open_windows()? == 1).then_some(()))).await?;
    eventually("its end", async || {
        world.screen.close_windows()?;
        Ok(world.program().is_empty().then_some(()))
    })
    .await?;

    let window = world.open(&[]).await?;
    window.sees("The database did not open.").await?;
    window.click("button", "Try again").await?;
    window.sees("The database did not open.").await?;
    ensure!(!window.has("button", "Connect to a TestOps server").await?, "a first run without a database");

    fs::remove_dir_all(&in_the_way)?;
    window.click("button", "Try again").await?;
    window.click("button", "Connect to a TestOps server").await?;
    window.sees("Server address").await
}
