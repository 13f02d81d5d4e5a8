//! Telegram refuses everything for four minutes while a run ends: the window tells the outcome at once, the chat hears
//! it exactly once after the flood, and so does whoever asked meanwhile.

use std::time::Duration;

use telegram_kit::{Trouble, Want};

use super::{acts, chatting};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "In the flood";
const FOUR: Duration = Duration::from_mins(4);

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    acts::hold_next(world, 5, 2).await?;
    let launch = chatting::launch(world, &anna, &acts::a_job(world).await?, NAME).await?;

    telegram.kit.stop_clock().await?;
    telegram.kit.trouble(Trouble::flood(FOUR)).await?;
    acts::finish(world, launch).await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.body.contains("3 passed, 2 failed"), "the notification says {}", told.body);
    eventually("the outcome to be refused", async || {
        Ok((telegram.calls("sendPhoto").await? > 0).then_some(()))
    })
    .await?;
    anna.send("/status").await?;
    anna.silence().await?;

    // Three minutes are not four.
    let minute = FOUR / 4;
    telegram.kit.advance(minute * 3).await?;
    world.let_pass(180)?;
    anna.silence().await?;
    ensure!(chatting::outcomes(&anna, NAME).await? == 0, "told through the flood");
    let asked = telegram.calls("sendPhoto").await?;
    ensure!(asked == 1, "the outcome was sent {asked} times before its time");

    telegram.kit.advance(minute).await?;
    telegram.kit.run_clock().await?;
    world.let_pass(60)?;
    let both = anna.collect(2).await?;
    let outcome = both.iter().find(|message| message.media.is_some()).ok_or("no outcome came")?;
    ensure!(outcome.text.contains("✅ 3 passed · ❌ 2 failed"), "the outcome says {}", outcome.text);
    ensure!(both.iter().any(|message| message.text.contains("What runs now")), "no answer came: {both:?}");
    anna.expect_edit(Want::containing(NAME).and("Failed")).await?;
    window.click("link", "Telegram").await?;
    window.sees("Polling").await?;
    acts::look_after(world, 600).await?;
    anna.silence().await?;
    let told = chatting::outcomes(&anna, NAME).await?;
    ensure!(told == 1, "the outcome arrived {told} times");
    Ok(())
}
