//! Topics of a forum: where people write, where the bot answers, and what Telegram says of it.

use serde_json::json;
use telegram_kit::{Failure, Group, Topic, Want};

use crate::stage::Stage;

struct Forum {
    stage: Stage,
    group: Group,
    nightly: Topic,
}

async fn forum() -> Result<Forum, Failure> {
    let stage = Stage::new().await?;
    let group = stage.kit.forum("Releases", &[stage.anna.id(), stage.bot.id()]).await?;
    let nightly = group.topic("Nightly").await?;
    stage.wire.done("getUpdates", json!({"offset": -1})).await;
    Ok(Forum { stage, group, nightly })
}

#[tokio::test]
async fn a_message_names_its_topic_and_none_in_general() -> Result<(), Failure> {
    let Forum { stage, group, nightly } = forum().await?;
    let first = stage.wire.updates(-1).await[0]["update_id"].as_i64().expect("an id") + 1;
    stage.anna.in_topic(&nightly).send("/help@Helper_bot").await?;
    stage.anna.in_topic(&group.general()).send("/help@Helper_bot").await?;
    let updates = stage.wire.updates(first).await;
    let message = &updates[0]["message"];
    assert_eq!(message["chat"]["is_forum"], true);
    assert_eq!(
        (&message["message_thread_id"], &message["is_topic_message"]),
        (&json!(nightly.id()), &json!(true))
    );
    // Telegram shows it as an answer to the message that opened the topic.
    assert_eq!(message["reply_to_message"]["forum_topic_created"]["name"], "Nightly");
    let general = &updates[1]["message"];
    assert!(general.get("message_thread_id").is_none() && general.get("reply_to_message").is_none());
    Ok(())
}

#[tokio::test]
async fn a_bot_answers_in_a_topic_and_people_see_where() -> Result<(), Failure> {
    let Forum { stage, group, nightly } = forum().await?;
    let anna = stage.anna.in_topic(&nightly);
    let asked = anna.send("/runs").await?;
    let body = json!({"chat_id": group.id(), "message_thread_id": nightly.id(), "text": "here"});
    let sent = stage.wire.done("sendMessage", body).await;
    assert_eq!(sent["message_thread_id"], nightly.id());
    assert_eq!(anna.expect("here").await?.topic, Some(nightly.id()));
    let reply = json!({"message_id": asked.id});
    let body = json!({"chat_id": group.id(), "reply_parameters": reply, "text": "an answer"});
    stage.wire.done("sendMessage", body).await;
    anna.expect(Want::reply_to(&asked).and(Want::in_topic(&nightly))).await?;
    stage.wire.done("sendMessage", json!({"chat_id": group.id(), "text": "to all"})).await;
    anna.silence().await?;
    stage.anna.in_topic(&group.general()).expect("to all").await?;
    assert_eq!(stage.anna.in_group(&group).collect(3).await?.len(), 3);
    let wrong = json!({"chat_id": group.id(), "message_thread_id": 1, "text": "x"});
    let not_found = "Bad Request: message thread not found";
    assert_eq!(stage.wire.refused("sendMessage", wrong).await, not_found);
    let typing = json!({"chat_id": group.id(), "message_thread_id": nightly.id(), "action": "typing"});
    stage.wire.done("sendChatAction", typing).await;
    anna.expect_action("typing").await
}

#[tokio::test]
async fn closed_and_deleted_topics_take_no_message() -> Result<(), Failure> {
    let Forum { stage, group, nightly } = forum().await?;
    let wire = &stage.wire;
    let body = json!({"chat_id": group.id(), "message_thread_id": nightly.id(), "text": "x"});
    nightly.close().await?;
    assert_eq!(wire.refused("sendMessage", body.clone()).await, "Bad Request: TOPIC_CLOSED");
    nightly.reopen().await?;
    wire.done("sendMessage", body.clone()).await;
    nightly.delete().await?;
    assert_eq!(wire.refused("sendMessage", body.clone()).await, "Bad Request: message thread not found");
    let plain = stage.kit.group("Plain", &[stage.anna.id(), stage.bot.id()]).await?;
    let body = json!({"chat_id": plain.id(), "message_thread_id": 1, "text": "x"});
    assert_eq!(wire.refused("sendMessage", body).await, "Bad Request: message thread not found");
    Ok(())
}

#[tokio::test]
async fn an_answer_in_a_plain_group_has_a_thread_that_is_no_topic() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let group = stage.kit.group("QA", &[stage.anna.id(), stage.bot.id()]).await?;
    let anna = stage.anna.in_group(&group);
    stage.wire.done("sendMessage", json!({"chat_id": group.id(), "text": "over"})).await;
    let over = anna.expect("over").await?;
    anna.reply(&over, "who broke it?").await?;
    let update = stage.wire.updates(-1).await.remove(0);
    assert_eq!(update["message"]["message_thread_id"], over.id);
    assert!(update["message"].get("is_topic_message").is_none());
    Ok(())
}

#[tokio::test]
async fn an_administrating_bot_manages_topics() -> Result<(), Failure> {
    let Forum { stage, group, .. } = forum().await?;
    let wire = &stage.wire;
    let new = json!({"chat_id": group.id(), "name": "Smoke"});
    let why = wire.refused("createForumTopic", new.clone()).await;
    assert_eq!(why, "Bad Request: not enough rights to create a topic");
    group.promote(stage.bot.id()).await?;
    let topic = wire.done("createForumTopic", new).await;
    assert_eq!((&topic["name"], &topic["icon_color"]), (&json!("Smoke"), &json!(7_322_096)));
    let named = |name: &str| json!({"chat_id": group.id(), "message_thread_id": topic["message_thread_id"], "name": name});
    wire.done("editForumTopic", named("Fire")).await;
    assert_eq!(wire.refused("editForumTopic", named("Fire")).await, "Bad Request: TOPIC_NOT_MODIFIED");
    wire.done("closeForumTopic", named("")).await;
    assert!(stage.anna.in_group(&group).messages().await?.iter().any(|message| message.topic.is_some()));
    wire.done("deleteForumTopic", named("")).await;
    assert_eq!(wire.refused("reopenForumTopic", named("")).await, "Bad Request: TOPIC_ID_INVALID");
    wire.done("hideGeneralForumTopic", json!({"chat_id": group.id()})).await;
    let plain = stage.kit.group("Plain", &[stage.anna.id(), stage.bot.id()]).await?;
    let why = wire.refused("createForumTopic", json!({"chat_id": plain.id(), "name": "x"})).await;
    assert_eq!(why, "Bad Request: the chat is not a forum");
    Ok(())
}
