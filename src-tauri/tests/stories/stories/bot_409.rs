//! Another program polls with the same token: the window says exactly that, and the bot polls again by itself once
//! the other has ended.

use super::chatting;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const WHY: &str = "Another program polls Telegram with the same token";

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;

    let rival = telegram.rival();
    window.sees(WHY).await?;
    window.sees("End the other program").await?;
    // It goes on trying, and goes on saying why it does not poll.
    let polls = telegram.calls("getUpdates").await?;
    world.let_pass(120)?;
    eventually("another try", async || Ok((telegram.calls("getUpdates").await? > polls).then_some(())))
        .await?;
    window.sees(WHY).await?;
    ensure!(!window.text().await?.contains("Polling"), "the window says that the bot polls");

    drop(rival);
    eventually("the bot to poll again", async || {
        world.let_pass(20)?;
        Ok(window.text().await?.contains("Polling").then_some(()))
    })
    .await?;
    window.loses(WHY).await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    ensure!(world.notifications.all().is_empty(), "told as a death: {:?}", world.notifications.all());
    Ok(())
}
