//! Somebody blocks the bot while their run goes on: the bot gives that chat up after one try, the window has the
//! outcome, whoever else follows the run is told, and once the bot is unblocked it answers as before.

use telegram_kit::Want;

use super::{acts, chatting};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Blocked meanwhile";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let boris = chatting::user(world, &window, "Boris").await?;
    let job = acts::a_job(world).await?;

    acts::hold_next(world, 6, 2).await?;
    let launch = chatting::launch(world, &boris, &job, NAME).await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    chatting::press_ending_with(&anna, NAME).await?;
    anna.expect(Want::button("👁 Follow")).await?;
    anna.press("👁 Follow").await?;
    anna.expect(NAME).await?;

    let before = tries(world, boris.id()).await?;
    boris.block().await?;
    chatting::finish(world, launch).await?;
    let outcome = anna.expect(Want::photo().and(NAME)).await?;
    ensure!(outcome.text.contains("4 passed · ❌ 2 failed"), "the outcome says {}", outcome.text);
    window.click("link", "Runs").await?;
    window.sees(NAME).await?;
    window.sees("Failed").await?;
    world.notifications.wait_for(NAME).await?;

    eventually("a try to tell Boris", async || Ok((tries(world, boris.id()).await? > before).then_some(())))
        .await?;

    // Much later the bot has not tried that chat again.
    acts::look_after(world, 3600).await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    let more = tries(world, boris.id()).await? - before;
    ensure!(more == 1, "{more} tries to tell somebody who blocked the bot");
    let died = world.notifications.all().into_iter().find(|one| one.title.contains("Telegram bot"));
    ensure!(died.is_none(), "told as a death: {died:?}");

    boris.unblock().await?;
    boris.send("/start").await?;
    boris.expect("/launch").await?;
    boris.send("/runs").await?;
    boris.expect(NAME).await?;
    Ok(())
}

/// How often the bot tried to send something to this chat.
async fn tries(world: &World, chat: i64) -> Outcome<usize> {
    let telegram = world.telegram()?;
    Ok(telegram.tries("sendPhoto", chat).await? + telegram.tries("sendMessage", chat).await?)
}
