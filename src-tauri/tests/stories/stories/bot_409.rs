//! Another program polls with the same token: the window says exactly that for as long as it lasts, and the bot polls
//! again by itself once the other has ended.

use super::chatting;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const WHY: &str = "Another program polls Telegram with the same token";

/// More than the longest wait between two tries.
const LONGEST_WAIT: i64 = 70;

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;

    let rival = telegram.rival();
    window.sees(WHY).await?;
    window.sees("End the other program").await?;
    // It goes on trying, and goes on saying why it does not poll.
    for _ in 0..3 {
        let refused = telegram.refused("getUpdates").await?;
        world.let_pass(LONGEST_WAIT)?;
        eventually("another try that is refused", async || {
            Ok((telegram.refused("getUpdates").await? > refused + 1).then_some(()))
        })
        .await?;
        let text = window.text().await?;
        ensure!(text.contains(WHY) && !text.contains("Polling"), "the window reads {text}");
    }

    drop(rival);
    eventually("the bot to poll again", async || {
        world.let_pass(1)?;
        Ok(window.text().await?.contains("Polling").then_some(()))
    })
    .await?;
    window.loses(WHY).await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    ensure!(world.notifications.all().is_empty(), "told as a death: {:?}", world.notifications.all());
    Ok(())
}
