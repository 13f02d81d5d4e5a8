//! A forum: what is said in a topic is answered there, and what is owed to it comes there.

use serde_json::json;
use telegram_kit::{Failure, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_keeps_its_answers_conversations_and_outcomes() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let forum = stage.kit.forum("Releases", &[anna.id(), stage.bot.id()]).await?;
    let (nightly, other) = (forum.topic("Nightly").await?, forum.topic("Other").await?);
    let (here, there, general) =
        (anna.in_topic(&nightly), anna.in_topic(&other), anna.in_topic(&forum.general()));
    let name = stage.bot.username().to_owned();
    for person in [&here, &there, &general] {
        person.send(format!("/help@{name}")).await?;
        person.expect("/launch").await?;
    }
    stage.script(json!({"tests": 3, "failed": 1, "queue_ms": 1_000, "duration_ms": 20_000})).await;
    stage.launch_in_group(&here).await?;
    let outcome = here.expect(Want::photo().and("Failed").and(Want::in_topic(&nightly))).await?;
    here.press_on(&outcome, "📋 Details").await?;
    here.expect(Want::containing("1 failed").and(Want::in_topic(&nightly))).await?;
    // Each topic has conversations of its own.
    here.send(format!("/launch@{name}")).await?;
    here.expect("Choose a project").await?;
    there.send(format!("/cancel@{name}")).await?;
    there.expect("nothing to cancel").await?;
    here.send(format!("/cancel@{name}")).await?;
    here.expect("Nothing was launched").await?;
    general.silence().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_of_a_topic_tells_there_and_beside_it_once_it_is_gone() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let forum = stage.kit.forum("Releases", &[anna.id(), stage.bot.id()]).await?;
    let topic = forum.topic("Nightly").await?;
    let (here, general) = (anna.in_topic(&topic), anna.in_topic(&forum.general()));
    here.send(format!("/projects@{}", stage.bot.username())).await?;
    here.expect("Choose a project").await?;
    stage.press_ending_with(&here, &stage.job.project).await?;
    here.expect_edit("choose a job").await?;
    here.press("🔔 All").await?;
    here.expect(Want::button(format!("✖ all runs: {}", stage.job.project))).await?;
    stage.script(json!({"tests": 2, "failed": 0, "broken": 0, "duration_ms": 5_000})).await;
    stage.launch(&anna).await?;
    anna.expect(Want::photo()).await?;
    here.expect(Want::photo().and(Want::in_topic(&topic))).await?;

    topic.delete().await?;
    stage.script(json!({"tests": 2, "failed": 0, "broken": 0, "duration_ms": 5_000})).await;
    stage.launch(&anna).await?;
    general.expect(Want::photo()).await?;
    stage.kit.take_problems().await?;
    stage.end().await
}
