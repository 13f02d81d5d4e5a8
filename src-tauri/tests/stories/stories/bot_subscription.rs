//! Subscriptions: all launches of a project, those that failed, and those with fewer passed tests than so many,
//! whoever started them: in the window, in another chat, or on the server, whether the window follows one or not.

use serde_json::json;
use telegram_kit::{Person, Want};

use super::acts::{self, Job};
use super::chatting;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let job = acts::a_job(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let boris = chatting::user(world, &window, "Boris").await?;
    let vera = chatting::user(world, &window, "Vera").await?;
    subscribe(&anna, &job, "🔔 All").await?;
    subscribe(&boris, &job, "🔔 Failed").await?;
    open_jobs(&vera, &job).await?;
    vera.press("🔔 By share of passed…").await?;
    vera.expect(Want::button("below 90 %")).await?;
    vera.press("below 90 %").await?;
    vera.expect("Subscriptions").await?;

    in_the_window(world, &window, &job, "All green", 0).await?;
    told(&[&anna], "All green").await?;
    in_the_window(world, &window, &job, "One of twenty", 1).await?;
    told(&[&anna, &boris], "One of twenty").await?;
    in_the_window(world, &window, &job, "Five of twenty", 5).await?;
    told(&[&anna, &boris, &vera], "Five of twenty").await?;
    quiet(&[&anna, &boris, &vera], &["All green", "One of twenty", "Five of twenty"]).await?;
    ensure!(chatting::outcomes(&boris, "All green").await? == 0, "Boris was told of what did not fail");
    let above = ["All green", "One of twenty"];
    for name in above {
        ensure!(chatting::outcomes(&vera, name).await? == 0, "Vera was told of “{name}”");
    }

    // Who launched it hears of it once, subscribed or not.
    acts::hold_next(world, 20, 5).await?;
    let launch = chatting::launch(world, &boris, &job, "By Boris").await?;
    acts::finish(world, launch).await?;
    told(&[&anna, &boris, &vera], "By Boris").await?;

    on_the_server(world, &job, "By the nightly").await?;
    told(&[&anna, &boris, &vera], "By the nightly").await?;
    ensure!(acts::told_of(world, "By the nightly") == 0, "the desktop told of what nobody there asked for");
    followed(world, &window, &job, "By somebody else").await?;
    told(&[&anna, &boris, &vera], "By somebody else").await?;

    // Whoever ends it hears no more.
    anna.send("/subscriptions").await?;
    anna.expect("Subscriptions").await?;
    chatting::press_ending_with(&anna, &format!("all runs: {}", job.project)).await?;
    anna.expect_edit("no subscriptions").await?;
    in_the_window(world, &window, &job, "Without Anna", 5).await?;
    told(&[&boris, &vera], "Without Anna").await?;
    let names = ["By Boris", "By the nightly", "By somebody else", "Without Anna"];
    quiet(&[&anna, &boris, &vera], &names).await?;
    ensure!(chatting::outcomes(&anna, "Without Anna").await? == 0, "Anna was told after she had left");
    Ok(())
}

pub(crate) async fn subscribe(person: &Person, job: &Job, button: &str) -> Outcome {
    open_jobs(person, job).await?;
    person.press(button).await?;
    person.expect("Subscriptions").await?;
    Ok(())
}

async fn open_jobs(person: &Person, job: &Job) -> Outcome {
    person.send("/projects").await?;
    person.expect("Choose a project").await?;
    chatting::press_ending_with(person, &job.project).await?;
    person.expect_edit("choose a job").await?;
    Ok(())
}

/// Twenty tests, so many of which fail.
async fn in_the_window(world: &World, window: &Window, job: &Job, name: &str, failed: u32) -> Outcome {
    acts::hold_next(world, 20, failed).await?;
    let launch = acts::launch(world, window, job, name).await?;
    acts::finish(world, launch).await
}

/// Launched by somebody else, and nobody says so.
async fn on_the_server(world: &World, job: &Job, name: &str) -> Outcome {
    let launch = begun_elsewhere(world, job, name).await?;
    // Nothing runs that the program knows: it looks seldom.
    acts::look_after(world, 330).await?;
    acts::finish(world, launch).await
}

/// Launched by somebody else, found in the window and followed.
async fn followed(world: &World, window: &Window, job: &Job, name: &str) -> Outcome {
    let launch = begun_elsewhere(world, job, name).await?;
    window.click("link", "Runs").await?;
    window.click("button", "Follow a launch…").await?;
    window.click("button", &format!("Follow: {name}")).await?;
    acts::on_run_page(window).await?;
    window.sees(&format!("#{launch}")).await?;
    acts::finish(world, launch).await
}

async fn begun_elsewhere(world: &World, job: &Job, name: &str) -> Outcome<i64> {
    let plan = json!({"tests": 20, "failed": 5, "broken": 0, "skipped": 0, "queue_ms": 0, "hold": true});
    let begun = json!({"job_id": job.id, "name": name, "plan": plan});
    world.server.post("launches", &begun).await?;
    acts::launch_on_server(world, name).await
}

async fn told(people: &[&Person], name: &str) -> Outcome {
    for person in people {
        person.expect(Want::photo().and(name)).await?;
    }
    Ok(())
}

/// Nobody hears more, and of each of these at most once.
async fn quiet(people: &[&Person], names: &[&str]) -> Outcome {
    for person in people {
        person.silence().await?;
        for name in names {
            let told = chatting::outcomes(person, name).await?;
            ensure!(told <= 1, "{} heard of “{name}” {told} times", person.name());
        }
    }
    Ok(())
}
