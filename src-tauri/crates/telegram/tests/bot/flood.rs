use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use telegram_kit::{Failure, Trouble, Want};

use crate::stage::Stage;

/// Four minutes by the clocks of Telegram and of the machine.
#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_waits_out_four_minutes_and_is_told_once() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 4, "failed": 1, "queue_ms": 1_000, "duration_ms": 10_000})).await;
    stage.launch(&anna).await?;
    let four = Duration::from_mins(4);
    for method in ["sendPhoto", "sendMessage", "editMessageText"] {
        stage.kit.trouble(Trouble::flood(four).on(method)).await?;
    }
    let asked = async || -> Result<usize, Failure> {
        let requests = stage.kit.requests(0).await?;
        Ok(requests.iter().filter(|request| request.method.eq_ignore_ascii_case("sendPhoto")).count())
    };
    let refused = async {
        while asked().await? == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, Failure>(())
    };
    tokio::time::timeout(Duration::from_mins(1), refused).await.expect("the run ends")?;
    // Whoever comes meanwhile waits for their answer too, and gets it.
    anna.send("/status").await?;
    anna.silence().await?;
    assert_eq!(asked().await?, 1, "nothing is asked for before its time");
    stage.kit.advance(four).await?;
    stage.outside.clock.advance(TimeDelta::minutes(4));
    let mut came = anna.collect(2).await?;
    came.sort_by_key(|message| message.media.is_none());
    assert!(came[0].media.is_some() && came[0].text.contains("Failed"), "{:?}", came[0]);
    assert!(came[1].text.contains("What runs now"), "{:?}", came[1]);
    anna.expect_edit(Want::containing("Failed")).await?;
    anna.silence().await?;
    assert_eq!(asked().await?, 2);
    stage.kit.take_problems().await?;
    stage.end().await
}
