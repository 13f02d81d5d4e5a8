//! Commands and answers as people send them, and under whose name.

use serde_json::{Value, json};
use telegram_kit::{Failure, Group, NewBot, Words};

use crate::stage::{PNG, Stage};

async fn group(stage: &Stage) -> Result<Group, Failure> {
    stage.kit.group("QA", &[stage.anna.id(), stage.bot.id()]).await
}

/// The messages that reached the bot.
async fn reached(stage: &Stage) -> Vec<Value> {
    let updates = stage.wire.updates(0).await.into_iter();
    updates.map(|update| update["message"].clone()).filter(Value::is_object).collect()
}

#[tokio::test]
async fn commands_reach_a_bot_as_they_are_written() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let other = stage.kit.bot_with(NewBot { name: "Other".to_owned(), ..NewBot::default() }).await?;
    let group = group(&stage).await?;
    group.add(other.id()).await?;
    let anna = stage.anna.in_group(&group);
    for text in ["/Status@helper_bot", "/STATUS@Helper_bot", "/status@Other_bot", "text /status", "talk"] {
        anna.send(text).await?;
    }
    anna.send_photo(PNG, "/status@Helper_bot").await?;
    let picked = anna.send(Words::of("picked").via(&stage.bot)).await?;
    anna.send(Words::of("Hey ").mentioning(stage.bot.id(), "Helper")).await?;
    anna.forward(&picked).await?;
    let messages = reached(&stage).await;
    let said: Vec<&str> = messages
        .iter()
        .filter_map(|message| message["text"].as_str().or_else(|| message["caption"].as_str()))
        .collect();
    assert_eq!(
        said,
        ["/Status@helper_bot", "/STATUS@Helper_bot", "/status@Helper_bot", "picked", "Hey Helper"]
    );
    let named = messages.iter().find(|message| message["text"] == "Hey Helper").expect("the mention");
    assert_eq!(named["entities"][0]["user"]["username"], "Helper_bot");
    assert!(messages.iter().any(|message| message["via_bot"]["id"] == stage.bot.id()));
    Ok(())
}

#[tokio::test]
async fn a_quote_is_a_part_of_what_is_answered() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let group = group(&stage).await?;
    let anna = stage.anna.in_group(&group);
    stage.wire.done("sendMessage", json!({"chat_id": group.id(), "text": "🏟 3 tests broke"})).await;
    let over = anna.expect("broke").await?;
    anna.send(Words::of("which?").replying_to(&over).quoting("3 tests")).await?;
    let message = reached(&stage).await.pop().expect("a message");
    assert_eq!(message["quote"], json!({"text": "3 tests", "position": 3, "is_manual": true}));
    assert_eq!(message["reply_to_message"]["message_id"], over.id);
    assert!(anna.send(Words::of("x").replying_to(&over).quoting("nothing of it")).await.is_err());
    Ok(())
}

#[tokio::test]
async fn albums_and_polls_arrive() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.anna.send_album(&[("photo", "a.png", PNG), ("photo", "b.png", PNG)], "two").await?;
    stage.anna.send_poll("Ready?", &["Yes", "No"]).await?;
    let messages = reached(&stage).await;
    let [.., first, second, poll] = messages.as_slice() else { panic!("{messages:?}") };
    assert!(first["media_group_id"].is_string() && first["media_group_id"] == second["media_group_id"]);
    assert_eq!((&first["caption"], second.get("caption")), (&json!("two"), None));
    assert_eq!(poll["poll"]["options"][1]["text"], "No");
    Ok(())
}

#[tokio::test]
async fn an_anonymous_administrator_writes_as_the_group_and_presses_as_a_person() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let group = group(&stage).await?;
    let anna = stage.anna.in_group(&group).anonymously();
    anna.send("/runs@Helper_bot").await?;
    let message = reached(&stage).await.pop().expect("a message");
    assert_eq!(
        (&message["from"]["id"], &message["from"]["is_bot"], &message["sender_chat"]["id"]),
        (&json!(1_087_968_824), &json!(true), &json!(group.id()))
    );
    let rows = json!([[{"text": "Launch", "callback_data": "launch"}]]);
    let body = json!({"chat_id": group.id(), "text": "Runs", "reply_markup": {"inline_keyboard": rows}});
    stage.wire.done("sendMessage", body).await;
    anna.press("Launch").await?;
    let press = stage.wire.updates(-1).await.remove(0);
    assert_eq!(press["callback_query"]["from"]["id"], stage.anna.id());
    let boris = stage.kit.person("Boris").await?;
    group.add(boris.id()).await?;
    assert!(boris.in_group(&group).anonymously().send("x").await.is_err());
    Ok(())
}

#[tokio::test]
async fn channels_write_in_groups() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let group = group(&stage).await?;
    group.promote(stage.bot.id()).await?;
    let channel = stage.kit.channel("News").await?;
    channel.post(&group, "Release 7").await?;
    let message = reached(&stage).await.pop().expect("a message");
    assert_eq!(
        (&message["from"]["id"], &message["sender_chat"]["id"], &message["is_automatic_forward"]),
        (&json!(777_000), &json!(channel.id()), &json!(true))
    );
    assert_eq!(message["forward_origin"]["type"], "channel");
    let hers = stage.anna.in_group(&group).writing_as(&channel).send("/runs@Helper_bot").await?;
    assert_eq!(hers.author, "News");
    let message = reached(&stage).await.pop().expect("a message");
    assert_eq!(
        (&message["from"]["username"], &message["sender_chat"]["title"]),
        (&json!("Channel_Bot"), &json!("News"))
    );
    Ok(())
}

#[tokio::test]
async fn an_update_is_told_again() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.say(json!({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}}))
        .await?;
    stage.anna.press("Go").await?;
    let press = stage.wire.updates(-1).await.remove(0);
    let id = press["update_id"].as_i64().expect("an id");
    stage.wire.updates(id + 1).await;
    let again = stage.bot.redeliver(id).await?;
    let told = stage.wire.updates(id + 1).await.remove(0);
    assert_eq!((&told["update_id"], &told["callback_query"]), (&json!(again), &press["callback_query"]));
    Ok(())
}
