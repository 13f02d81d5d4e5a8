//! Killed in mid-conversation and in mid-run: the conversation goes on where it stood, what was written meanwhile is
//! heard, and the outcome arrives once.

use serde_json::json;
use telegram_kit::Want;

use super::{acts, chatting};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Survivor";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let job = acts::a_job(world).await?;
    let count = job.parameters.len();
    chatting::choose_job(&anna, &job).await?;
    anna.press("One by one").await?;
    anna.expect_edit(format!("1/{count} ·")).await?;
    anna.send("before the end").await?;
    anna.expect(format!("2/{count} ·")).await?;
    // What one person asks is answered one after the other: with this answer the one before is kept.
    anna.send("/status").await?;
    anna.expect("What runs now").await?;

    drop(window);
    world.kill().await?;
    anna.send("while nobody listened").await?;
    let window = world.open(&[]).await?;
    anna.expect(format!("3/{count} ·")).await?;
    for number in 4..=count {
        anna.press("Default").await?;
        anna.expect_edit(format!("{number}/{count} ·")).await?;
    }
    anna.press("Default").await?;
    anna.expect_edit("How shall the launch be called?").await?;
    anna.send(NAME).await?;
    let confirm = anna.expect(Want::containing(NAME).and(Want::button("🚀 Launch"))).await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    acts::hold_next(world, 8, 1).await?;

    // The press waits for the next life, too; a second one is no second launch.
    drop(window);
    world.kill().await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    let window = world.open(&[]).await?;
    anna.expect_edit(Want::containing(NAME).and(chatting::without("🚀 Launch"))).await?;
    anna.expect("no longer in use").await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    let requests = chatting::requests(world, 1).await?;
    let sent = requests[0]["body"]["parameters"].to_string();
    let kept = sent.contains("\"before the end\"") && sent.contains("\"while nobody listened\"");
    ensure!(kept, "sent was {sent}");
    world.server.advance(launch, &json!({"results": 2})).await?;
    acts::look(world).await?;
    anna.expect_edit(Want::containing(NAME).and("6 in progress")).await?;

    // It ends while the program is dead.
    drop(window);
    world.kill().await?;
    world.server.advance(launch, &json!({"finish": true})).await?;
    let window = world.open(&[]).await?;
    let outcome = anna.expect(Want::photo().and(NAME)).await?;
    ensure!(outcome.text.contains("✅ 7 passed · ❌ 1 failed"), "the outcome says {}", outcome.text);
    anna.expect_edit(Want::containing(NAME).and("Failed")).await?;

    // An outcome is noted as told before the next one goes to the same chat.
    acts::hold_next(world, 8, 0).await?;
    anna.press_on(&outcome, "↻ Repeat").await?;
    let repeated = chatting::newest_launch(world, 2).await?;
    world.server.advance(repeated, &json!({"finish": true})).await?;
    acts::look(world).await?;
    anna.expect(Want::photo().and("✅ 8 passed")).await?;

    // Killed once more: what was told stays told.
    drop(window);
    world.kill().await?;
    let window = world.open(&[]).await?;
    window.click("link", "Runs").await?;
    window.sees(NAME).await?;
    acts::look_after(world, 600).await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    anna.silence().await?;
    let told = chatting::outcomes(&anna, "❌ 1 failed").await?;
    ensure!(told == 1, "the outcome arrived {told} times");
    ensure!(world.server.launch_requests().await?.len() == 2, "launched more than was asked for");
    Ok(())
}
