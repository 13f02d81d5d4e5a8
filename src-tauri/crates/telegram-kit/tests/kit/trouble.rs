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

#[tokio::test]
async fn a_held_poll_is_answered_once_it_is_let_go() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let id = stage.kit.trouble(Trouble::held().times(1)).await?;
    let held = stage.wire.updates(0);
    let let_go = async {
        while stage.kit.requests(0).await?.is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(stage.kit.requests(0).await?[0].status, None);
        // Others are answered meanwhile.
        stage.wire.done("getMe", json!({})).await;
        stage.kit.clear_trouble(id).await
    };
    let (updates, let_go) = tokio::join!(held, let_go);
    let_go?;
    assert_eq!(updates.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_held_poll_ends_by_the_kits_clock() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.kit.trouble(Trouble::held().lasting(Duration::from_mins(2))).await?;
    let held = stage.wire.updates(0);
    let later = async {
        while stage.kit.requests(0).await?.is_empty() {
            tokio::task::yield_now().await;
        }
        stage.kit.advance(Duration::from_mins(2)).await
    };
    let (updates, later) = tokio::join!(held, later);
    later?;
    assert_eq!(updates.len(), 1);
    Ok(())
}

#[tokio::test]
async fn half_an_answer_arrives_and_the_connection_ends_or_stays() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.kit.trouble(Trouble::cut_answer().on("getUpdates").times(1)).await?;
    let cut = reqwest::get(stage.wire.url("getUpdates")).await.expect("a head");
    assert_eq!(cut.status().as_u16(), 200);
    assert!(cut.text().await.is_err());
    stage.kit.trouble(Trouble::stalled_answer().on("getUpdates").times(1)).await?;
    let mut stalled = reqwest::get(stage.wire.url("getUpdates")).await.expect("a head");
    let first = stalled.chunk().await.expect("a part").expect("a part");
    assert!(first.starts_with(b"{\"ok\":true"), "{first:?}");
    // Half of an answer confirms nothing.
    assert_eq!(stage.wire.updates(0).await.len(), 1);
    Ok(())
}
