//! How a bot fetches what happened.

use serde_json::{Value, json};
use telegram_kit::Failure;

use crate::stage::Stage;

fn texts(updates: &[Value]) -> Vec<&str> {
    updates.iter().filter_map(|update| update["message"]["text"].as_str()).collect()
}

#[tokio::test]
async fn updates_stay_until_their_offset_confirms_them() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    for text in ["one", "two", "three"] {
        stage.anna.send(text).await?;
    }
    let updates = stage.wire.updates(0).await;
    assert_eq!(texts(&updates), ["one", "two", "three"]);
    assert_eq!(texts(&stage.wire.updates(0).await), ["one", "two", "three"]);
    let second = updates[1]["update_id"].as_i64().expect("an id");
    assert_eq!(texts(&stage.wire.updates(second).await), ["two", "three"]);
    assert_eq!(texts(&stage.wire.updates(-1).await), ["three"]);
    let limited = stage.wire.done("getUpdates", json!({"offset": "0", "limit": "1"})).await;
    assert_eq!(limited.as_array().map(Vec::len), Some(1));
    assert_eq!(stage.bot.state().await?.pending, 1);
    Ok(())
}

#[tokio::test]
async fn a_poll_is_held_until_something_happens() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let held = stage.wire.done("getUpdates", json!({"timeout": 50}));
    let written = async {
        stage.bot.ready().await?;
        stage.anna.send("hello").await
    };
    let (updates, written) = tokio::join!(held, written);
    written?;
    assert_eq!(updates[0]["message"]["text"], "hello");
    let from = &updates[0]["message"]["from"];
    assert_eq!((&from["first_name"], &from["is_bot"]), (&json!("Anna"), &json!(false)));
    Ok(())
}

#[tokio::test]
async fn a_second_poll_ends_the_first() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let first = stage.wire.call("getUpdates", json!({"timeout": 50}));
    let second = async {
        stage.bot.ready().await?;
        stage.wire.done("getUpdates", json!({})).await;
        Ok::<_, Failure>(())
    };
    let (first, second) = tokio::join!(first, second);
    second?;
    let why =
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!(first, json!({"ok": false, "error_code": 409, "description": why}));
    Ok(())
}

#[tokio::test]
async fn a_bot_gets_only_the_kinds_that_it_asked_for() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    stage.wire.done("getUpdates", json!({"allowed_updates": ["edited_message"]})).await;
    let message = stage.anna.send("one").await?;
    stage.anna.edit(&message, "two").await?;
    let updates = stage.wire.updates(0).await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["edited_message"]["text"], "two");
    stage.wire.done("getUpdates", json!({"allowed_updates": "[]"})).await;
    stage.anna.send("three").await?;
    assert_eq!(stage.wire.updates(0).await.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_kit_that_is_gone_lets_its_bots_go() -> Result<(), Failure> {
    let Stage { kit, bot, wire, .. } = Stage::new().await?;
    let held = wire.done("getUpdates", json!({"timeout": 50}));
    let gone = async {
        bot.ready().await?;
        drop(kit);
        Ok::<_, Failure>(())
    };
    let (updates, gone) = tokio::join!(held, gone);
    gone?;
    assert_eq!(updates, json!([]));
    let again = reqwest::Client::new().get(wire.url("getMe")).send().await;
    assert!(again.is_err(), "{again:?}");
    Ok(())
}

#[tokio::test]
async fn ids_that_begin_again_lower_are_handed_out_until_an_offset_near_them_confirms() -> Result<(), Failure>
{
    let stage = Stage::new().await?;
    stage.bot.restart_update_ids(700_000_000).await?;
    stage.anna.send("/status").await?;
    assert_eq!(stage.wire.updates(0).await[0]["update_id"], 700_000_000);
    assert!(stage.wire.updates(700_000_001).await.is_empty());
    stage.bot.restart_update_ids(117_000_000).await?;
    stage.anna.send("/help").await?;
    for _ in 0..3 {
        let updates = stage.wire.updates(700_000_001).await;
        assert_eq!((updates.len(), &updates[0]["update_id"]), (1, &json!(117_000_000)));
    }
    assert!(stage.wire.updates(117_000_001).await.is_empty());
    assert!(stage.wire.updates(700_000_001).await.is_empty());
    Ok(())
}
