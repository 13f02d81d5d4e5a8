//! The bot is switched on and off in the window: what it does is seen there, a wrong token is said and mended in
//! place, off means off, and a start of the program brings it back.

use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

use super::chatting;

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let window = chatting::switched_on(world).await?;
    window.sees(&format!("@{}", telegram.bot.username())).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;

    chatting::turn(&window).await?;
    window.loses("Polling").await?;
    let polls = telegram.calls("getUpdates").await?;
    anna.send("/help").await?;
    anna.silence().await?;
    ensure!(telegram.calls("getUpdates").await? == polls, "a bot that is off asks for updates");

    chatting::turn(&window).await?;
    window.sees("Polling").await?;
    anna.expect("/launch").await?;

    world.kill().await?;
    let window = world.open(&[]).await?;
    window.click("link", "Telegram").await?;
    window.sees("Polling").await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    eventually("the bot's polling", async || Ok((telegram.calls("getUpdates").await? > polls).then_some(())))
        .await
}
