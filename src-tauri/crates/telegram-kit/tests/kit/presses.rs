//! From a press to its answer.

use std::time::Duration;

use serde_json::json;
use telegram_kit::{Failure, Message};

use crate::stage::Stage;

async fn with_button(stage: &Stage) -> Result<Message, Failure> {
    let buttons =
        json!([[{"text": "Go", "callback_data": "go"}, {"text": "Docs", "url": "https://example.com"}]]);
    stage.say(json!({"text": "menu", "reply_markup": {"inline_keyboard": buttons}})).await
}

#[tokio::test]
async fn a_press_reaches_the_bot_and_its_answer_the_person() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let message = with_button(&stage).await?;
    let pressed = stage.anna.press("Go").await?;
    let updates = stage.wire.updates(-1).await;
    let query = &updates[0]["callback_query"];
    assert_eq!((query["id"].as_str(), &query["data"]), (pressed.query.as_deref(), &json!("go")));
    assert_eq!(
        (&query["message"]["message_id"], &query["from"]["id"]),
        (&json!(message.id), &json!(stage.anna.id()))
    );
    assert!(query["chat_instance"].is_string());
    let answer = json!({"callback_query_id": query["id"], "text": "Gone!", "show_alert": true});
    stage.wire.done("answerCallbackQuery", answer.clone()).await;
    let seen = stage.anna.expect_answer("Gone!").await?;
    assert!(seen.alert);
    stage.wire.done("answerCallbackQuery", answer).await;
    assert!(stage.anna.unread().await?.is_empty());
    let url = stage.anna.press("Docs").await?.url;
    assert_eq!(url.as_deref(), Some("https://example.com"));
    Ok(())
}

#[tokio::test]
async fn a_press_can_be_answered_for_a_while_only() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    with_button(&stage).await?;
    let query = stage.anna.press("Go").await?.query;
    stage.kit.advance(Duration::from_mins(2)).await?;
    let why = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    for id in [json!(query), json!("nonsense")] {
        assert_eq!(stage.wire.refused("answerCallbackQuery", json!({"callback_query_id": id})).await, why);
    }
    let fresh = stage.anna.press("Go").await?.query;
    let long = json!({"callback_query_id": fresh, "text": "x".repeat(201)});
    assert_eq!(stage.wire.refused("answerCallbackQuery", long).await, "Bad Request: MESSAGE_TOO_LONG");
    Ok(())
}

#[tokio::test]
async fn old_and_forged_presses_arrive_as_they_would() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let message = with_button(&stage).await?;
    let chat = stage.anna.id();
    stage
        .wire
        .done("editMessageText", json!({"chat_id": chat, "message_id": message.id, "text": "done"}))
        .await;
    assert!(stage.anna.press("Go").await.is_err());
    stage.anna.press_on(&message, "Go").await?;
    stage.anna.press_data(&message, "drop tables").await?;
    stage.wire.done("deleteMessage", json!({"chat_id": chat, "message_id": message.id})).await;
    stage.anna.press_on(&message, "Go").await?;
    let updates = stage.wire.updates(-3).await;
    let data: Vec<_> = updates.iter().map(|update| &update["callback_query"]["data"]).collect();
    assert_eq!(data, ["go", "drop tables", "go"]);
    assert_eq!(updates[2]["callback_query"]["message"]["date"], 0);
    Ok(())
}

#[tokio::test]
async fn a_button_beneath_the_chat_sends_its_label() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let contact = json!({"text": "My number", "request_contact": true});
    let keyboard = json!({"keyboard": [["Launch", contact]], "resize_keyboard": true});
    stage.say(json!({"text": "choose", "reply_markup": keyboard})).await?;
    let sent = stage.anna.press("Launch").await?.sent;
    assert_eq!(sent.map(|message| message.text).as_deref(), Some("Launch"));
    stage.anna.press("My number").await?;
    let updates = stage.wire.updates(-2).await;
    assert_eq!(updates[0]["message"]["text"], "Launch");
    assert_eq!(updates[1]["message"]["contact"]["user_id"], stage.anna.id());
    let failure = stage.anna.press("Abort").await.expect_err("no such button");
    assert!(failure.to_string().contains("\"Launch\""), "{failure}");
    Ok(())
}
