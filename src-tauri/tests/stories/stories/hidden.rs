//! Started hidden there is a tray icon and no web process; the tray opens the window; closing lets the web processes
//! go, and the next window is as good as the first.

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

    eventually("the page", async || Ok(world.screen.shows_text()?.then_some(()))).await?;

    world.screen.close_windows()?;
    let without = async || Ok((world.web_processes() + world.network_processes() == 0).then_some(()));
    eventually("the end of the web processes", without).await?;
    ensure!(world.program().len() == 1, "closing the window ended the program");
    ensure!(!world.screen.shows_text()?, "something is left on the display");

    // The next window has everything again.
    tray.choose("Runs").await?;
    eventually("the page once more", async || Ok(world.screen.shows_text()?.then_some(()))).await?;
    ensure!(world.network_processes() == 1, "{} network processes", world.network_processes());

    tray.choose("Quit").await?;
    eventually("the program's end", async || Ok(world.program().is_empty().then_some(()))).await
}
