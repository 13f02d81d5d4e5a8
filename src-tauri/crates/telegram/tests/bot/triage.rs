//! A group of failures in chat: taken and muted by those who may, once, and taken back.

use companion::view::{Decision, DecisionView};
use serde_json::json;
use telegram_kit::{Failure, Person, Want};

use crate::stage::Stage;

/// A run that is over with failures in it, told in the chat of whoever launched it.
async fn red(stage: &Stage, person: &Person) -> Result<i64, Failure> {
    let plan = json!({"tests": 8, "failed": 3, "broken": 0, "skipped": 0, "duration_ms": 5_000, "never_closed": true});
    stage.script(plan).await;
    stage.launch(person).await?;
    let outcome = person.expect(Want::photo().and("Failed")).await?;
    person.press_on(&outcome, "🧩 What went wrong").await?;
    Ok(stage.until_a_run_is_over().await)
}

/// From the list of what went wrong to the most frequent group.
async fn first_group(stage: &Stage, person: &Person) -> Result<(), Failure> {
    let messages = person.messages().await?;
    let labels = messages.iter().rev().flat_map(telegram_kit::Message::labels).flatten();
    let group = labels.into_iter().find(|label| label.contains(" × ")).expect("a group").to_owned();
    stage.press_ending_with(person, &group).await
}

async fn journal(stage: &Stage, run_id: i64) -> Vec<DecisionView> {
    stage.companion.decisions(run_id).await.expect("read")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_takes_a_group_mutes_it_and_takes_that_back() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let run_id = red(&stage, &anna).await?;
    anna.expect("🧩").await?;
    first_group(&stage, &anna).await?;
    anna.expect_edit(Want::button("🙋 Take it").and(Want::button("🔇 Mute…"))).await?;
    anna.press("🙋 Take it").await?;
    anna.expect_edit("Done for tests").await?;
    let taken = journal(&stage, run_id).await;
    assert!(matches!(&taken[0].decision, Decision::Assign { username } if !username.is_empty()), "{taken:?}");
    assert!(taken[0].by.as_deref().is_some_and(|by| by.contains("Anna")), "{:?}", taken[0].by);

    anna.press("◀ All failures").await?;
    anna.expect_edit(Want::that("the list", |message| message.button("↩ Undo").is_none())).await?;
    first_group(&stage, &anna).await?;
    anna.expect_edit(Want::button("🔇 Mute…")).await?;
    anna.press("🔇 Mute…").await?;
    anna.expect_edit("until somebody unmutes them").await?;
    anna.press("In a week").await?;
    anna.expect_edit(Want::button("↩ Undo")).await?;
    let muted = &journal(&stage, run_id).await[0];
    assert!(matches!(&muted.decision, Decision::Mute { remind_on: Some(_), .. }), "{muted:?}");
    anna.press("↩ Undo").await?;
    anna.expect_edit("Taken back.").await?;
    let muted = &journal(&stage, run_id).await;
    assert!(muted.iter().any(|one| one.undone_at.is_some()), "{muted:?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_not_offered_to_mute_and_takes_only_under_a_name_that_testops_knows() -> Result<(), Failure>
{
    let (stage, _anna) = Stage::owned().await?;
    let boris = stage.with_user("Boris").await?;
    let run_id = red(&stage, &boris).await?;
    boris.expect("🧩").await?;
    first_group(&stage, &boris).await?;
    let shown = boris.expect_edit(Want::button("🙋 Take it")).await?;
    assert!(shown.button("🔇 Mute…").is_none(), "{shown:?}");
    boris.press("🙋 Take it").await?;
    boris.expect("Nobody in TestOps has your Telegram username").await?;
    assert!(journal(&stage, run_id).await.is_empty());
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_write_nothing_is_offered() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    red(&stage, &anna).await?;
    anna.expect("🧩").await?;
    let project = stage.companion.projects(false).await.expect("projects").items;
    let project = project.iter().find(|one| one.name == stage.job.project).expect("the project");
    stage.control("permissions", json!({"project_id": project.id, "permissions": ["project:read"]})).await;
    first_group(&stage, &anna).await?;
    let shown = anna.expect_edit("You have no right to change results").await?;
    assert!(shown.button("🙋 Take it").is_none(), "{shown:?}");
    stage.end().await
}
