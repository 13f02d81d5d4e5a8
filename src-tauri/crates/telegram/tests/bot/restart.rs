use serde_json::json;
use telegram_kit::{Failure, Trouble, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_goes_on_after_a_restart() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.choose_job(&anna).await?;
    let stage = stage.restarted().await?;
    stage.script(json!({"tests": 2, "duration_ms": 5_000})).await;
    anna.press("▶ All defaults").await?;
    anna.expect_edit("How shall the launch be called?").await?;
    anna.send("After the restart").await?;
    anna.expect(Want::button("🚀 Launch")).await?;
    anna.press("🚀 Launch").await?;
    anna.expect(Want::photo().and("Passed: After the restart")).await?;
    assert_eq!(stage.launch_requests().await.len(), 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_never_told_takes_no_answer() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.choose_job(&anna).await?;
    anna.press("One by one").await?;
    let asked = |number: usize| format!("{number}/{} ·", stage.job.parameters);
    anna.expect_edit(asked(1).as_str()).await?;
    let broken = stage.kit.trouble(Trouble::broken(502).on("sendMessage")).await?;
    anna.send("for the first").await?;
    stage.refuses("sendMessage").await?;
    let next = if stage.job.parameters > 1 { asked(2) } else { "How shall the launch be called?".to_owned() };
    let stage = stage.restarted().await?;
    stage.kit.clear_trouble(broken).await?;
    anna.send("hello?").await?;
    anna.expect(next.as_str()).await?;
    anna.send("/cancel").await?;
    anna.expect("Nothing was launched").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_ends_while_the_program_is_off_is_told_once() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 4, "failed": 1, "queue_ms": 1_000, "duration_ms": 60_000})).await;
    stage.launch(&anna).await?;
    let stage = stage.restarted().await?;
    anna.expect(Want::photo().and("Failed")).await?;
    let stage = stage.restarted().await?;
    anna.silence().await?;
    stage.end().await
}
