//! From /start to the outcome: a job is launched from chat exactly once, chat and window show the same run, one message
//! follows it and another one tells how it ended; repeated and rerun with a button. What the window launched is found
//! and followed in chat, too.

use serde_json::json;
use telegram_kit::{Message, Person, Want};

use super::acts::{self, Job};
use super::chatting;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Ночной смоук 😀 «x» & <b>y</b>";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let job = acts::a_job(world).await?;
    let outcome = from_chat(world, &window, &anna, &job).await?;
    let second = repeated(world, &anna, &outcome).await?;
    rerun(world, &anna, &second).await?;
    from_the_window(world, &window, &anna, &job).await
}

/// Ten tests, three of which fail.
async fn from_chat(world: &World, window: &Window, anna: &Person, job: &Job) -> Outcome<Message> {
    acts::hold_next(world, 10, 3).await?;
    chatting::choose_job(anna, job).await?;
    let confirm = chatting::confirm(anna, NAME).await?;
    let missing = job.parameters.iter().find(|one| !confirm.text.contains(&one.name));
    ensure!(missing.is_none(), "not on the last card: {missing:?}\n{}", confirm.text);
    anna.press_on(&confirm, "🚀 Launch").await?;
    let progress = anna.expect_edit(Want::containing(NAME).and(chatting::without("🚀 Launch"))).await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    anna.expect("no longer in use").await?;
    let launch = acts::launch_on_server(world, NAME).await?;

    window.click("link", "Runs").await?;
    window.click("link", NAME).await?;
    acts::on_run_page(window).await?;
    window.sees(&format!("#{launch}")).await?;
    world.server.advance(launch, &json!({"results": 4})).await?;
    acts::look(world).await?;
    window.sees("4 of 10").await?;
    let moved = anna.expect_edit(Want::containing(NAME).and("🟩").and("6 in progress")).await?;
    ensure!(moved.id == progress.id && moved.id == confirm.id, "the run is followed in several messages");

    acts::finish(world, launch).await?;
    let outcome = anna.expect(Want::photo().and("Failed").and(NAME)).await?;
    ensure!(outcome.text.contains("✅ 7 passed · ❌ 3 failed"), "the outcome says {}", outcome.text);
    ensure!(outcome.text.matches("\n• ").count() == 3, "not three failed tests: {}", outcome.text);
    let picture = anna.download(&outcome).await?;
    ensure!(picture.starts_with(b"\x89PNG") && picture.len() > 500, "the picture is none");
    let link = outcome.button("Open in TestOps").and_then(|button| button.url.clone()).unwrap_or_default();
    let opens = link.starts_with(&world.server.url) && link.ends_with(&format!("/{launch}"));
    ensure!(opens, "the link opens {link}");
    let over = anna.expect_edit(Want::containing("Failed").and(NAME)).await?;
    ensure!(over.id == progress.id && !over.text.contains("🟩"), "the bar stays: {}", over.text);

    window.sees("7").await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.body.contains("7 passed, 3 failed"), "the notification says {}", told.body);
    let requests = world.server.launch_requests().await?;
    ensure!(requests.len() == 1, "{} launch requests came in", requests.len());
    ensure!(requests[0]["body"]["launchName"] == NAME, "it was named {}", requests[0]["body"]["launchName"]);
    Ok(outcome)
}

/// The same values once more; one test fails that failed before, two are mended.
async fn repeated(world: &World, anna: &Person, outcome: &Message) -> Outcome<Message> {
    acts::hold_next(world, 10, 1).await?;
    anna.press_on(outcome, "↻ Repeat").await?;
    let progress = anna.expect(chatting::without("↻ Repeat")).await?;
    ensure!(progress.media.is_none(), "the outcome of a run that has not begun: {}", progress.text);
    let launch = chatting::newest_launch(world, 2).await?;
    acts::finish(world, launch).await?;
    let second = anna.expect(Want::photo().and("Failed")).await?;
    ensure!(second.text.contains("✅ 9 passed · ❌ 1 failed"), "the outcome says {}", second.text);
    ensure!(second.text.contains("Δ 2 fixed, 1 still failing"), "the outcome says {}", second.text);
    let requests = world.server.launch_requests().await?;
    let [first, again] = requests.as_slice() else {
        return Err(format!("{} requests", requests.len()).into());
    };
    ensure!(first["path"] == again["path"], "another job was launched");
    ensure!(first["body"]["parameters"] == again["body"]["parameters"], "sent was {}", again["body"]);
    Ok(second)
}

/// What failed runs again in the same launch, and its outcome is another message.
async fn rerun(world: &World, anna: &Person, second: &Message) -> Outcome {
    acts::hold_next(world, 1, 0).await?;
    let before = world.server.launches().await?.len();
    let launch = chatting::newest_launch(world, 2).await?;
    anna.press_on(second, "🔁 Rerun failed").await?;
    let progress = anna.expect(chatting::without("🔁 Rerun failed")).await?;
    ensure!(progress.media.is_none(), "the outcome of a rerun that has not begun: {}", progress.text);
    // Before it goes out it can be taken back.
    eventually("the rerun", async || Ok((world.server.reruns().await? == 1).then_some(()))).await?;
    acts::finish(world, launch).await?;
    let outcome = anna.expect(Want::photo()).await?;
    let (passed, failed, _, _) = acts::counts(world, launch).await?;
    ensure!(outcome.text.contains(&format!("✅ {passed} passed")), "the outcome says {}", outcome.text);
    ensure!(outcome.text.contains("Failed") == (failed > 0), "the outcome says {}", outcome.text);
    ensure!(world.server.launches().await?.len() == before, "a rerun made a launch");
    Ok(())
}

/// A run that was launched in the window is found, followed and told in chat.
async fn from_the_window(world: &World, window: &Window, anna: &Person, job: &Job) -> Outcome {
    const NAME: &str = "By the window";
    acts::hold_next(world, 6, 0).await?;
    let launch = acts::launch(world, window, job, NAME).await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    chatting::press_ending_with(anna, NAME).await?;
    anna.expect(Want::containing(NAME).and(Want::button("👁 Follow"))).await?;
    anna.press("👁 Follow").await?;
    anna.expect(Want::containing(NAME)).await?;
    acts::finish(world, launch).await?;
    let outcome = anna.expect(Want::photo().and(NAME)).await?;
    ensure!(outcome.text.contains("✅ 6 passed"), "the outcome says {}", outcome.text);
    anna.send("/runs").await?;
    let runs = anna.expect("The latest runs").await?;
    ensure!(runs.buttons.len() == 3, "the runs are {:?}", runs.labels());
    anna.silence().await?;
    Ok(())
}
