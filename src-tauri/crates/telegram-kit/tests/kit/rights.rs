//! What a bot may not do, and what Telegram says of it.

use serde_json::json;
use telegram_kit::{Failure, Refused, Sendable, Trouble};

use crate::stage::{PNG, Stage};

#[tokio::test]
async fn a_group_lets_its_members_send_only_what_it_permits() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let wire = &stage.wire;
    let group = stage.kit.group("QA", &[stage.anna.id(), stage.bot.id()]).await?;
    let text = json!({"chat_id": group.id(), "text": "x"});
    let id = group.id().to_string();
    let photo = async || wire.upload("sendPhoto", &[("chat_id", &id)], &[("photo", "a.png", PNG)]).await;
    group.permit_only(&[]).await?;
    let no_text = "Bad Request: not enough rights to send text messages to the chat";
    assert_eq!(wire.refused("sendMessage", text.clone()).await, no_text);
    let no_photos = "Bad Request: not enough rights to send photos to the chat";
    assert_eq!(photo().await["description"], no_photos);
    group.permit_only(&[Sendable::Photos]).await?;
    assert_eq!(wire.refused("sendMessage", text.clone()).await, no_text);
    assert_eq!(photo().await["ok"], true);
    group.permit_only(&[Sendable::TextMessages]).await?;
    wire.done("sendMessage", text.clone()).await;
    assert_eq!(photo().await["description"], no_photos);
    // Administrators are free, and so is everybody once the group permits everything.
    group.promote(stage.bot.id()).await?;
    assert_eq!(photo().await["ok"], true);
    let boris = stage.kit.person("Boris").await?;
    group.add(boris.id()).await?;
    assert!(boris.in_group(&group).send_photo(PNG, "").await.is_err());
    group.permit_all().await?;
    boris.in_group(&group).send_photo(PNG, "").await.map(drop)
}

#[tokio::test]
async fn a_deleted_account_takes_nothing() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    stage.anna.delete_account().await?;
    let body = json!({"chat_id": stage.anna.id(), "text": "x"});
    assert_eq!(stage.wire.refused("sendMessage", body).await, "Forbidden: user is deactivated");
    Ok(())
}

#[tokio::test]
async fn refusals_are_ordered_by_name() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let told = [
        (Refused::KickedFromGroup, 403, "Forbidden: bot was kicked from the group chat"),
        (Refused::NoRightsToSend, 400, "Bad Request: have no rights to send a message"),
        (Refused::WriteForbidden, 400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        (Refused::TopicDeleted, 400, "Bad Request: TOPIC_DELETED"),
        (Refused::NothingToEdit, 400, "Bad Request: message to edit not found"),
        (Refused::InternalServerError, 500, "Internal Server Error"),
    ];
    for (refusal, code, description) in told {
        stage.kit.trouble(Trouble::refused(refusal).times(1)).await?;
        let envelope = stage.wire.call("sendMessage", json!({"chat_id": stage.anna.id(), "text": "x"})).await;
        assert_eq!(envelope, json!({"ok": false, "error_code": code, "description": description}));
        assert_eq!((refusal.code(), refusal.description().as_str()), (code, description));
    }
    let order = json!({"trouble": "refused", "as": "topic_closed"});
    let read: Trouble = serde_json::from_value(order).expect("an order");
    assert_eq!(read, Trouble::refused(Refused::TopicClosed));
    Ok(())
}

#[tokio::test]
async fn a_basic_group_becomes_a_supergroup() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let wire = &stage.wire;
    let group = stage.kit.basic_group("QA", &[stage.anna.id(), stage.bot.id()]).await?;
    let old = json!({"chat_id": group.id(), "text": "before"});
    let sent = wire.done("sendMessage", old.clone()).await;
    assert_eq!(sent["chat"]["type"], "group");
    let upgraded = group.upgrade().await?;
    let updates = wire.updates(0).await;
    let told = |field: &str| updates.iter().find_map(|update| update["message"][field].as_i64());
    assert_eq!(told("migrate_to_chat_id"), Some(upgraded.id()));
    assert_eq!(told("migrate_from_chat_id"), Some(group.id()));
    let envelope = wire.call("sendMessage", old).await;
    assert_eq!(
        envelope,
        json!({
            "ok": false, "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": upgraded.id()},
        })
    );
    let edit = |chat: i64| json!({"chat_id": chat, "message_id": sent["message_id"], "text": "after"});
    assert_eq!(wire.call("editMessageText", edit(group.id())).await["error_code"], 400);
    wire.refused("editMessageText", edit(upgraded.id())).await;
    assert!(stage.anna.in_group(&group).send("x").await.is_err());
    stage.anna.in_group(&upgraded).send("/runs").await?;
    wire.done("sendMessage", json!({"chat_id": upgraded.id(), "text": "after"})).await;
    stage.anna.in_group(&upgraded).expect("after").await.map(drop)
}

#[tokio::test]
async fn a_bot_that_is_taken_out_of_a_basic_group_hears_so() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let group = stage.kit.basic_group("QA", &[stage.anna.id(), stage.bot.id()]).await?;
    group.remove(stage.bot.id()).await?;
    let why = stage.wire.refused("sendMessage", json!({"chat_id": group.id(), "text": "x"})).await;
    assert_eq!(why, "Forbidden: bot was kicked from the group chat");
    Ok(())
}
