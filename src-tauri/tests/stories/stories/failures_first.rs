//! The page of a failed run begins with what failed: at 760 pixels of height the first failed test stands there with its
//! message, and its summary can be pasted somewhere else.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Two of ten";
const HEIGHT: u32 = 760;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 10, 2).await?;
    let launch = acts::launch(world, &window, &job, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;
    window.resize(1200, HEIGHT).await?;
    window.sees("Failed tests").await?;
    let message = "const row = document.querySelector('section[aria-labelledby=failures] [data-row]')?.closest('li'); \
                   return row ? [row.getBoundingClientRect().bottom, innerHeight, row.innerText] : null";
    let seen = eventually("the first failed test", async || {
        let seen = window.run(message).await?;
        Ok(seen.is_array().then_some(seen))
    })
    .await?;
    let (bottom, height) = (seen[0].as_f64().unwrap_or(f64::MAX), seen[1].as_f64().unwrap_or_default());
    ensure!(bottom <= height, "the first failed test ends at {bottom} of {height}: {}", seen[2]);
    let lines = seen[2].as_str().unwrap_or_default().lines().filter(|line| !line.trim().is_empty()).count();
    ensure!(lines >= 2, "it stands without its message: {}", seen[2]);

    window.press("j").await?;
    window.press("ArrowRight").await?;
    eventually("the trace", async || {
        window.has("button", "Copy the failure").await.map(|has| has.then_some(()))
    })
    .await
}
