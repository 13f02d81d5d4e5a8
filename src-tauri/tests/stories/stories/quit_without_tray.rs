//! On a desktop without a tray the palette ends the program, also in Russian and with the wrong keyboard layout.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    ensure!(world.tray.is_none(), "this desktop has a tray");
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 4, 0).await?;
    let launch = acts::launch(world, &window, &job, "Left alone").await?;

    window.press("Control+k").await?;
    // The Latin letters of «Quit» as a Russian keyboard types them.
    window.types("йгше").await?;
    eventually("the row that quits", async || Ok(window.has("option", "Quit").await?.then_some(()))).await?;
    // The window goes with the program, and may not live to answer.
    drop(window.press("Enter").await);
    eventually("the program's end", async || Ok(world.program().is_empty().then_some(()))).await?;

    // Nothing was lost: the next start follows the run to its end.
    let window = world.open(&[]).await?;
    acts::finish(world, launch).await?;
    window.click("link", "Runs").await?;
    window.sees("Left alone").await?;
    acts::told_in_time(world, "Passed: Left alone").await.map(drop)
}
