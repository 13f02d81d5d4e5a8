//! A run ends red, and its card in chat leads to what went wrong: a group is taken, then muted for a week, and the window
//! tells who did it. Taken back in chat, it is taken back in the window.

use serde_json::json;
use telegram_kit::{Person, Want};

use super::{acts, chatting, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Red from chat";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let job = acts::a_job(world).await?;
    let plan = json!({"tests": 12, "failed": 4, "broken": 0, "skipped": 0, "queue_ms": 0, "hold": true,
        "never_closed": true});
    world.server.script(&plan).await?;
    chatting::choose_job(&anna, &job).await?;
    let confirm = chatting::confirm(&anna, NAME).await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    acts::finish(world, launch).await?;
    let outcome = anna.expect(Want::photo().and("Failed").and(NAME)).await?;
    anna.press_on(&outcome, "🧩 What went wrong").await?;
    anna.expect(Want::containing("🧩").and(NAME)).await?;

    open_group(&anna).await?;
    anna.expect_edit(Want::button("🙋 Take it").and(Want::button("🔇 Mute…"))).await?;
    anna.press("🙋 Take it").await?;
    anna.expect_edit("Done for tests").await?;
    let assigned = triage::results(world, launch, |one| one["assignee"].is_string()).await?;
    ensure!(assigned > 0, "nothing is assigned on the server");

    anna.press("◀ All failures").await?;
    anna.expect_edit(Want::containing("🧩").and(NAME)).await?;
    open_group(&anna).await?;
    anna.expect_edit(Want::button("🔇 Mute…")).await?;
    anna.press("🔇 Mute…").await?;
    anna.expect_edit("until somebody unmutes them").await?;
    anna.press("In a week").await?;
    anna.expect_edit(Want::button("↩ Undo")).await?;
    let muted = async || triage::results(world, launch, |one| one["muted"] == true).await;
    ensure!(muted().await? > 0, "nothing is muted on the server");

    window.click("link", "Runs").await?;
    window.click("link", NAME).await?;
    acts::on_run_page(&window).await?;
    window.sees("Assigned:").await?;
    window.sees("Muted:").await?;
    window.sees("Anna").await?;
    window.picture(&world.keep("journal.png")).await?;

    anna.press("↩ Undo").await?;
    anna.expect_edit("Taken back.").await?;
    window.sees("taken back").await?;
    ensure!(muted().await? == 0, "{} stay muted", muted().await?);
    Ok(())
}

/// The most frequent group of the list that is shown.
async fn open_group(anna: &Person) -> Outcome {
    let messages = anna.messages().await?;
    let labels = messages.iter().rev().flat_map(telegram_kit::Message::labels).flatten();
    let group = labels.into_iter().find(|label| label.contains(" × ")).map(str::to_owned);
    ensure!(group.is_some(), "no group of failures is offered");
    anna.press(&group.unwrap_or_default()).await?;
    Ok(())
}
