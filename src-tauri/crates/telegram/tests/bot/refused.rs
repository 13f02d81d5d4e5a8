//! Telegram refuses, holds back or never answers what is owed to a chat.

use std::time::Duration;

use chrono::TimeDelta;
use companion::view::BotState;
use serde_json::json;
use telegram_kit::{Failure, Trouble, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_hangs_holds_back_no_outcome() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.with_user("Boris").await?;
    stage.script(json!({"tests": 40, "queue_ms": 1_000, "duration_ms": 3_600_000})).await;
    stage.launch(&boris).await?;
    let held = stage.kit.trouble(Trouble::held().on("editMessageText").in_chat(boris.id())).await?;
    stage.asks("editMessageText", boris.id()).await?;
    stage.script(json!({"tests": 2, "failed": 1, "queue_ms": 1_000, "duration_ms": 5_000})).await;
    stage.launch(&anna).await?;
    anna.expect(Want::photo().and("Failed")).await?;
    stage.kit.clear_trouble(held).await?;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bar_that_cannot_be_taken_away_holds_back_no_outcome() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 2, "failed": 1, "queue_ms": 30_000, "duration_ms": 30_000})).await;
    stage.launch(&anna).await?;
    let held = stage.kit.trouble(Trouble::held().on("editMessageText").in_chat(anna.id())).await?;
    anna.expect(Want::photo().and("Failed")).await?;
    stage.kit.clear_trouble(held).await?;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_that_may_not_be_written_to_is_given_up_and_told_at_the_desktop() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let group = stage.kit.group("Releases", &[anna.id()]).await?;
    group.add(stage.bot.id()).await?;
    let member = anna.in_group(&group);
    stage.script(json!({"tests": 2, "failed": 1, "queue_ms": 1_000, "duration_ms": 60_000})).await;
    stage.launch_in_group(&member).await?;
    group.permit_only(&[]).await?;
    stage.until_nothing_is_owed().await;
    let inbox = stage.companion.inbox(0, 50).await.expect("the inbox").items;
    assert!(inbox.iter().any(|entry| entry.body.contains("not enough rights")), "{inbox:?}");
    group.permit_all().await?;
    member.silence().await?;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_nobody_knows_is_not_repeated_for_ever() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 2, "failed": 1, "queue_ms": 1_000, "duration_ms": 5_000})).await;
    stage.launch(&anna).await?;
    for method in ["sendPhoto", "sendMessage"] {
        stage.kit.trouble(Trouble::refuse(400, "Bad Request: something nobody knows").on(method)).await?;
    }
    stage.asks("sendMessage", anna.id()).await?;
    let over = async {
        while !stage.companion.bot_watches().await.expect("read").is_empty()
            || stage.companion.next_chat_delivery().await.expect("read").is_some()
        {
            stage.outside.clock.advance(TimeDelta::minutes(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), over).await.expect("it is given up");
    let asked = stage.kit.requests(0).await?;
    let tries = asked.iter().filter(|one| one.method.eq_ignore_ascii_case("sendPhoto")).count();
    assert!((2..=12).contains(&tries), "{tries}");
    stage.kit.clear_troubles().await?;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn polls_that_are_never_answered_are_trouble() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let BotState::Polling { last_poll_at: Some(polled), .. } = stage.companion.bot_state() else {
        panic!("it polls")
    };
    // The poll under way brings what is asked next, and the one after it is never answered.
    stage.until_confirmed().await?;
    let held = stage.kit.trouble(Trouble::held().on("getUpdates")).await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    let troubled = async {
        while !matches!(stage.companion.bot_state(), BotState::Waiting { .. }) {
            stage.outside.clock.advance(TimeDelta::seconds(10));
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), troubled).await.expect("it is trouble");
    stage.kit.clear_trouble(held).await?;
    stage.until_state(|state| matches!(state, BotState::Polling { .. })).await;
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    let BotState::Polling { last_poll_at: Some(again), .. } = stage.companion.bot_state() else {
        panic!("it polls")
    };
    assert!(again > polled);
    stage.kit.take_problems().await?;
    stage.end().await
}
