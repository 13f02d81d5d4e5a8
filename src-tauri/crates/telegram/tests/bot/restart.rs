use serde_json::json;
use telegram_kit::{Failure, Want};

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
