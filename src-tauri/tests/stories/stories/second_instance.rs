//! A second start does not make a second program: it brings the first one's window.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let before = world.program();
    ensure!(before.len() == 1, "{} programs run", before.len());
    world.start_unseen(&[])?;
    eventually("the end of the second program", async || Ok((world.program() == before).then_some(())))
        .await?;
    ensure!(world.screen.open_windows()? == 1, "{} windows are open", world.screen.open_windows()?);

    // With the window closed, a second start opens it again.
    drop(window);
    eventually("the window's end", async || {
        // The second start may still be bringing the window to the front: then a person closes it once more.
        world.screen.close_windows()?;
        Ok((world.web_processes() == 0).then_some(()))
    })
    .await?;
    ensure!(world.program() == before, "the program ended with its window");
    world.start_unseen(&[])?;
    eventually("the window", async || Ok((world.screen.open_windows()? == 1).then_some(()))).await?;
    ensure!(world.program().first() == before.first(), "another program opened it");
    Ok(())
}
