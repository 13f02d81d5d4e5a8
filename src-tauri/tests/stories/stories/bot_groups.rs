//! In a group the bot hears only what is addressed to it, a conversation belongs to whoever began it, and what was
//! launched there is told there.

use telegram_kit::Want;

use super::{acts, chatting};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Release candidate";

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let boris = chatting::user(world, &window, "Boris").await?;
    let stranger = telegram.kit.person("Mallory").await?;
    let group = telegram.kit.group("Releases", &[anna.id(), boris.id(), stranger.id()]).await?;
    group.add(telegram.bot.id()).await?;
    // As an administrator the bot is shown all that is said, which it must not answer.
    group.promote(telegram.bot.id()).await?;
    let (anna, boris, mallory) = (anna.in_group(&group), boris.in_group(&group), stranger.in_group(&group));
    let job = acts::a_job(world).await?;

    anna.send("good morning, launch something").await?;
    anna.send("/launch@another_bot").await?;
    mallory.send(format!("@{} hello", telegram.bot.username())).await?;
    anna.silence().await?;
    // What was said before others does not count as the stranger's line of the day.
    stranger.send("/help").await?;
    stranger.expect("This bot is private").await?;

    acts::hold_next(world, 5, 1).await?;
    anna.send(format!("/launch@{}", telegram.bot.username())).await?;
    chatting::pick_job(&anna, &job).await?;
    anna.send("words that are no answer to the bot").await?;
    let ready = chatting::confirm(&anna, NAME).await?;
    boris.press_on(&ready, "🚀 Launch").await?;
    boris.expect_answer("somebody else's").await?;
    mallory.press_on(&ready, "🚀 Launch").await?;
    mallory.expect_answer("You may not use this bot").await?;
    ensure!(world.server.launch_requests().await?.is_empty(), "others launched what Anna put together");

    anna.press_on(&ready, "🚀 Launch").await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    anna.expect_edit(Want::that("has no Launch on it", |card| card.button("🚀 Launch").is_none())).await?;
    chatting::finish(world, launch).await?;
    let outcome = boris.expect(Want::photo().and(NAME)).await?;
    ensure!(outcome.text.contains("4 passed · ❌ 1 failed"), "the outcome says {}", outcome.text);
    boris.press_on(&outcome, "↻ Repeat").await?;
    boris.expect_answer("somebody else's").await?;
    ensure!(world.server.launch_requests().await?.len() == 1, "launched more than once");

    // What only one person should read is not said before all.
    anna.send(format!("/list_allowed@{}", telegram.bot.username())).await?;
    anna.expect("Ask me that in private").await?;
    window.click("link", "Runs").await?;
    window.sees(NAME).await?;
    Ok(())
}
