//! Started hidden on a desktop without a tray, the program shows its window; a tray that comes later is used.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    drop(acts::connected(world).await?);
    world.kill().await?;
    ensure!(world.tray.is_none(), "this desktop has a tray");

    world.start_unseen(&["--hidden"])?;
    eventually("the window", async || Ok((world.screen.open_windows()? == 1).then_some(()))).await?;

    let tray = world.start_tray().await?;
    tray.says("Nothing is running").await?;
    world.screen.close_windows()?;
    eventually("the window's end", async || Ok((world.screen.open_windows()? == 0).then_some(()))).await?;
    tray.choose("Runs").await?;
    eventually("the window", async || Ok((world.screen.open_windows()? == 1).then_some(()))).await?;
    tray.choose("Quit").await?;
    eventually("the program's end", async || Ok(world.program().is_empty().then_some(()))).await
}
