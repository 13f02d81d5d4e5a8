//! Trouble by order, and Telegram's rates.

use std::time::Duration;

use serde_json::json;
use telegram_kit::{Failure, Trouble};

use crate::stage::Stage;

#[tokio::test]
async fn a_flood_lasts_by_the_kits_clock() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.kit.trouble(Trouble::flood(Duration::from_mins(4)).on("sendmessage")).await?;
    let body = json!({"chat_id": stage.anna.id(), "text": "late"});
    let envelope = stage.wire.call("sendMessage", body.clone()).await;
    assert_eq!(
        envelope,
        json!({
            "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 240",
            "parameters": {"retry_after": 240},
        })
    );
    stage.wire.done("getMe", json!({})).await;
    stage.kit.advance(Duration::from_mins(3)).await?;
    assert_eq!(stage.wire.call("sendMessage", body.clone()).await["parameters"]["retry_after"], 60);
    stage.kit.advance(Duration::from_mins(1)).await?;
    stage.wire.done("sendMessage", body).await;
    stage.anna.expect("late").await?;
    // What a test orders is not held against the bot.
    assert!(stage.kit.problems().await?.refused.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_was_carried_out() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.kit.trouble(Trouble::lost_answer().times(1)).await?;
    let client = reqwest::Client::new();
    let body = json!({"chat_id": stage.anna.id(), "text": "once"});
    let answer = client.post(stage.wire.url("sendMessage")).json(&body).send().await;
    let lost = match answer {
        Ok(response) => response.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(lost);
    stage.anna.expect("once").await?;
    stage.wire.done("getMe", json!({})).await;
    Ok(())
}

#[tokio::test]
async fn servers_break_refuse_and_dawdle() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let (kit, wire) = (&stage.kit, &stage.wire);
    let id = kit.trouble(Trouble::broken(502).on("getMe")).await?;
    let response = reqwest::get(wire.url("getMe")).await.expect("an answer");
    assert_eq!(response.status().as_u16(), 502);
    assert!(response.text().await.expect("a page").contains("<html>"));
    kit.clear_trouble(id).await?;
    wire.done("getMe", json!({})).await;
    kit.trouble(Trouble::refuse(500, "Internal Server Error").in_chat(stage.anna.id())).await?;
    let body = json!({"chat_id": stage.anna.id(), "text": "x"});
    assert_eq!(wire.call("sendMessage", body.clone()).await["error_code"], 500);
    kit.clear_troubles().await?;
    kit.trouble(Trouble::conflict().times(1)).await?;
    assert_eq!(wire.call("getUpdates", json!({})).await["error_code"], 409);
    kit.trouble(Trouble::slow(Duration::from_millis(20))).await?;
    wire.done("sendMessage", body).await;
    let requests = kit.requests(0).await?;
    let last = requests.last().expect("a request");
    assert_eq!(
        (last.method.as_str(), last.status, &last.parameters["text"]),
        ("sendMessage", Some(200), &json!("x"))
    );
    Ok(())
}

#[tokio::test]
async fn published_rates_are_enforced_on_request() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.kit.enforce_rates(true).await?;
    let body = json!({"chat_id": stage.anna.id(), "text": "x"});
    for _ in 0..5 {
        stage.wire.done("sendMessage", body.clone()).await;
    }
    assert_eq!(stage.wire.call("sendMessage", body.clone()).await["parameters"]["retry_after"], 1);
    stage.kit.advance(Duration::from_secs(1)).await?;
    stage.wire.done("sendMessage", body.clone()).await;
    stage.kit.enforce_rates(false).await?;
    stage.wire.done("sendMessage", body).await;
    Ok(())
}
