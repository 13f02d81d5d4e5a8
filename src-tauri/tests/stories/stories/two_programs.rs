//! Where no session bus lets programs find each other, a second one for the same data folder says who has it, in the
//! terminal and on the screen, and ends; after the first was killed the folder is free.

use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const SAID: &str = "already works in";

pub(crate) async fn tell(world: &World) -> Outcome {
    world.start_without_bus(&[])?;
    eventually("the window", async || Ok((world.screen.open_windows()? == 1).then_some(()))).await?;
    let first = world.program();
    let [process] = first.as_slice() else { return Err(format!("{first:?} run").into()) };
    let alone = async || Ok((world.program() == first).then_some(()));

    world.start_without_bus(&["--hidden"])?;
    eventually("the words in the terminal", async || Ok(world.said().contains(SAID).then_some(()))).await?;
    let said = world.said();
    ensure!(said.contains(&format!("process {process} on")), "it does not say who has the folder: {said}");
    ensure!(said.contains(&world.data.display().to_string()), "it does not name the folder: {said}");
    eventually("the end of the second program", alone).await?;

    world.start_without_bus(&[])?;
    eventually("the words on the screen", async || Ok((world.screen.open_windows()? == 2).then_some(())))
        .await?;
    world.screen.picture(&world.keep("said.png"))?;
    world.screen.close_windows()?;
    eventually("the end of the third program", alone).await?;

    world.kill().await?;
    world.start_without_bus(&[])?;
    eventually("the window of the next", async || Ok((world.screen.open_windows()? == 1).then_some(())))
        .await?;
    ensure!(world.program().len() == 1 && world.program() != first, "{:?} run", world.program());
    Ok(())
}
