//! What is asked for once happens once: buttons pressed twice, updates that come again.

use companion::view::{Saved, Settings};
use serde_json::json;
use telegram_kit::{Failure, Want};

use crate::stage::Stage;

/// An outcome with its buttons, and another run that the job has ahead.
async fn outcome(stage: &Stage, person: &telegram_kit::Person) -> Result<telegram_kit::Message, Failure> {
    stage.script(json!({"tests": 4, "failed": 1, "duration_ms": 5_000})).await;
    stage.launch(person).await?;
    person.expect(Want::photo().and("Failed")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_is_pressed_twice_repeats_once() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let outcome = outcome(&stage, &anna).await?;
    stage.script(json!({"tests": 2, "failed": 0, "queue_ms": 60_000, "duration_ms": 60_000})).await;
    anna.press_on(&outcome, "↻ Repeat").await?;
    anna.press_on(&outcome, "↻ Repeat").await?;
    anna.expect(Want::that("the run", |message| message.reply_to.is_none())).await?;
    let told = anna.expect("pressed already").await?;
    assert_eq!(told.reply_to, Some(outcome.id));
    assert_eq!(stage.launch_requests().await.len(), 2);
    let stage = stage.restarted().await?;
    anna.press_on(&outcome, "↻ Repeat").await?;
    anna.expect("pressed already").await?;
    assert_eq!(stage.launch_requests().await.len(), 2);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_taken_back_before_it_goes_out() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let outcome = outcome(&stage, &anna).await?;
    let settings = Settings { undo_seconds: 10, ..Settings::default() };
    assert_eq!(stage.companion.save_settings(settings).await.expect("an answer"), Saved::Saved);
    anna.press_on(&outcome, "↻ Repeat").await?;
    let waiting = anna.expect("Goes out in a few seconds").await?;
    anna.press_on(&waiting, "↩ Undo").await?;
    anna.expect("Taken back").await?;
    anna.press_on(&waiting, "↩ Undo").await?;
    anna.expect("gone out already").await?;
    assert_eq!(stage.launch_requests().await.len(), 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_is_taken_back_before_it_goes_out_and_may_be_asked_for_again() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let outcome = outcome(&stage, &anna).await?;
    let settings = Settings { undo_seconds: 10, ..Settings::default() };
    assert_eq!(stage.companion.save_settings(settings).await.expect("an answer"), Saved::Saved);
    anna.press_on(&outcome, "🔁 Rerun failed").await?;
    let waiting = anna.expect("The rerun goes out in a few seconds").await?;
    anna.press_on(&waiting, "↩ Undo").await?;
    let told = anna.expect("The rerun was taken back").await?;
    anna.press_on(&waiting, "↩ Undo").await?;
    anna.expect("gone out already").await?;
    assert_eq!(stage.reruns().await, 0);
    let settings = Settings { undo_seconds: 0, ..Settings::default() };
    assert_eq!(stage.companion.save_settings(settings).await.expect("an answer"), Saved::Saved);
    anna.press_on(&told, "🔁 Rerun failed").await?;
    anna.expect(Want::photo()).await?;
    assert_eq!(stage.reruns().await, 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_that_is_refused_is_told_with_its_reason() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let outcome = outcome(&stage, &anna).await?;
    let refusal = json!({"kind": "status", "code": 403, "method": "POST", "path": "/jobrun/*/rerun"});
    stage.control("trouble", refusal).await;
    anna.press_on(&outcome, "🔁 Rerun failed").await?;
    let told = anna.expect("The rerun did not start").await?;
    assert!(told.button("🔁 Rerun failed").is_some(), "{told:?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_is_asked_for_once_by_one_button() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let outcome = outcome(&stage, &anna).await?;
    anna.press_on(&outcome, "🔁 Rerun failed").await?;
    anna.press_on(&outcome, "🔁 Rerun failed").await?;
    anna.expect("pressed already").await?;
    let second = anna.expect(Want::photo()).await?;
    anna.press_on(&outcome, "🔁 Rerun failed").await?;
    anna.expect("pressed already").await?;
    assert!(second.button("↻ Repeat").is_some());
    assert_eq!(stage.reruns().await, 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_that_is_being_answered_when_the_bot_ends_is_answered_by_the_next_life() -> Result<(), Failure>
{
    let (stage, anna) = Stage::owned().await?;
    let outcome = outcome(&stage, &anna).await?;
    let boris = stage.with_user("Boris").await?;
    stage.control("trouble", json!({"kind": "silence", "method": "GET", "path": "/job*"})).await;
    anna.press_on(&outcome, "↻ Repeat").await?;
    // Others are heard and answered meanwhile.
    for _ in 0..2 {
        boris.send("/status").await?;
        boris.expect("What runs now").await?;
    }
    stage.companion.switch_bot(false).await.expect("switched off");
    stage.no_trouble().await;
    assert_eq!(stage.launch_requests().await.len(), 1);
    stage.companion.switch_bot(true).await.expect("switched on");
    anna.expect(Want::that("the run", |message| message.reply_to.is_none())).await?;
    assert_eq!(stage.launch_requests().await.len(), 2);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_begin_again_lower_bring_each_update_once() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.bot.restart_update_ids(700_000_000).await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    stage.bot.restart_update_ids(117_000_000).await?;
    for _ in 0..2 {
        anna.send("/status").await?;
        anna.expect("What runs now").await?;
        anna.silence().await?;
    }
    let outcome = outcome(&stage, &anna).await?;
    stage.script(json!({"tests": 2, "failed": 0, "queue_ms": 60_000, "duration_ms": 60_000})).await;
    stage.bot.restart_update_ids(50_000_000).await?;
    anna.press_on(&outcome, "↻ Repeat").await?;
    anna.expect(Want::anything()).await?;
    anna.silence().await?;
    assert_eq!(stage.launch_requests().await.len(), 2);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_comes_again_is_answered_once() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let first = 500_000_000;
    stage.bot.restart_update_ids(first).await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    stage.bot.redeliver(first).await?;
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    anna.silence().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_again_after_a_restart_is_no_answer_to_the_next_question() -> Result<(), Failure>
{
    let (stage, anna) = Stage::owned().await?;
    stage.choose_job(&anna).await?;
    anna.press("One by one").await?;
    anna.expect_edit(format!("1/{} ·", stage.job.parameters).as_str()).await?;
    stage.until_confirmed().await?;
    let first = 300_000_000;
    stage.bot.restart_update_ids(first).await?;
    anna.send("for the first").await?;
    anna.expect(Want::button("◀ Back")).await?;
    let stage = stage.restarted().await?;
    stage.bot.redeliver(first).await?;
    anna.send("/cancel").await?;
    let told = anna.expect(Want::anything()).await?;
    assert!(told.text.contains("Nothing was launched"), "{told:?}");
    stage.end().await
}
