//! The bot is switched on and off in the window: what it does is seen there, a wrong token is said and mended in
//! place, off means off, also in mid-answer, and a start of the program brings it back.

use std::time::Duration;

use telegram_kit::Trouble;

use super::chatting;
use crate::harness::telegram::Telegram;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

/// Of a bot that Telegram does not know.
const WRONG: &str = "7100009999:AAabcdefghijklmnopqrstuvwxyz0123456";
const OFF: &str = "Nobody gets an answer while it is off";

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let window = super::connected(world).await?;
    mend_the_token(telegram, &window).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;

    // What it is answering is answered, and nothing after it.
    telegram.kit.trouble(Trouble::slow(Duration::from_secs(2)).on("sendMessage").times(1)).await?;
    anna.send("/help").await?;
    taken(telegram).await?;
    chatting::turn(&window).await?;
    window.sees(OFF).await?;
    anna.expect("/launch").await?;
    let polls = telegram.calls("getUpdates").await?;
    anna.send("/help").await?;
    anna.silence().await?;
    ensure!(telegram.calls("getUpdates").await? == polls, "a bot that is off asks for updates");

    chatting::turn(&window).await?;
    window.sees("Polling").await?;
    anna.expect("/launch").await?;

    // An answer that never ends does not hold it up.
    telegram.kit.trouble(Trouble::slow(Duration::from_hours(1)).on("sendMessage")).await?;
    anna.send("/help").await?;
    taken(telegram).await?;
    chatting::turn(&window).await?;
    window.sees(OFF).await?;
    telegram.kit.clear_troubles().await?;
    chatting::turn(&window).await?;
    window.sees("Polling").await?;

    drop(window);
    world.kill().await?;
    let window = world.open(&[]).await?;
    window.click("link", "Telegram").await?;
    window.sees("Polling").await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    let told = [world.log(), window.text().await?, telegram.kit.transcript().await?];
    let secrets = [WRONG, telegram.bot.token()];
    ensure!(!told.iter().any(|text| secrets.iter().any(|one| text.contains(one))), "a token was told");
    Ok(())
}

/// A wrong token is said where it is tried out and where it is used; the right one begins at once.
async fn mend_the_token(telegram: &Telegram, window: &Window) -> Outcome {
    window.click("link", "Telegram").await?;
    chatting::give_token(window, WRONG).await?;
    if !window.has("textbox", "Base URL").await? {
        window.click("button", "Route to Telegram").await?;
    }
    window.fill("Base URL", telegram.kit.url()).await?;
    window.click("button", "Test").await?;
    window.sees("Telegram does not know this token").await?;
    window.click("button", "Save").await?;
    chatting::turn(window).await?;
    window.sees("Not polling").await?;
    window.sees("Telegram does not know this token").await?;

    chatting::give_token(window, telegram.bot.token()).await?;
    window.click("button", "Test").await?;
    window.sees(&format!(": Launcher (@{})", telegram.bot.username())).await?;
    window.sees("Not polling").await?;
    window.click("button", "Save").await?;
    window.sees("Polling").await?;
    window.sees(&format!("@{}", telegram.bot.username())).await?;
    window.loses("Telegram does not know this token").await
}

/// The bot has taken all that was written.
async fn taken(telegram: &Telegram) -> Outcome {
    eventually("the bot to hear", async || Ok((telegram.bot.state().await?.pending == 0).then_some(()))).await
}
