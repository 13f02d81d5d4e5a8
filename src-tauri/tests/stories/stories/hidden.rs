//! Started hidden there is a tray icon and no web process; the tray opens the window; closing lets the web process go.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    drop(acts::connected(world).await?);
    world.kill().await?;

    let before = world.server.requests().await?;
    world.start_unseen(&["--hidden"])?;
    let tray = world.tray.as_ref().ok_or("this desktop has no tray")?;
    world.server.is_asked_again(before).await?;
    tray.says("Nothing is running").await?;
    ensure!(world.web_processes() == 0, "a web process runs behind a hidden start");
    ensure!(world.screen.open_windows()? == 0, "a hidden start shows a window");

    tray.choose("Runs").await?;
    eventually("the window", async || Ok((world.screen.open_windows()? == 1).then_some(()))).await?;
    eventually("a web process", async || Ok((world.web_processes() == 1).then_some(()))).await?;

    world.screen.close_windows()?;
    eventually("the web process's end", async || Ok((world.web_processes() == 0).then_some(()))).await?;
    ensure!(world.program().len() == 1, "closing the window ended the program");

    tray.choose("Quit").await?;
    eventually("the program's end", async || Ok(world.program().is_empty().then_some(()))).await
}
