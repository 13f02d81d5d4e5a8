//! Groups: who sees what, who may what, and which commands are shown.

use serde_json::json;
use telegram_kit::{Failure, NewBot};

use crate::stage::{Stage, Wire};

#[tokio::test]
async fn privacy_mode_shows_a_bot_only_what_is_meant_for_it() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let curious = NewBot { name: "Curious".to_owned(), reads_all: true, ..NewBot::default() };
    let curious = stage.kit.bot_with(curious).await?;
    let group = stage.kit.group("QA", &[stage.anna.id(), stage.bot.id(), curious.id()]).await?;
    let anna = stage.anna.in_group(&group);
    let chat = json!({"chat_id": group.id(), "text": "bot here"});
    stage.wire.done("sendMessage", chat).await;
    let from_bot = anna.expect("bot here").await?;
    for text in ["just talk", "/runs", "/runs@Helper_bot", "/runs@Curious_bot", "hey @helper_bot"] {
        anna.send(text).await?;
    }
    anna.reply(&from_bot, "an answer").await?;
    let texts = |updates: Vec<serde_json::Value>| -> Vec<String> {
        updates.iter().filter_map(|update| update["message"]["text"].as_str().map(str::to_owned)).collect()
    };
    let meant = ["/runs", "/runs@Helper_bot", "hey @helper_bot", "an answer"];
    assert_eq!(texts(stage.wire.updates(0).await), meant);
    let all = Wire::new(&stage.kit, curious.token()).updates(0).await;
    assert_eq!(texts(all).len(), 6);
    group.promote(stage.bot.id()).await?;
    anna.send("talk again").await?;
    assert_eq!(texts(stage.wire.updates(-1).await), ["talk again"]);
    Ok(())
}

#[tokio::test]
async fn membership_is_told_and_kept() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let boris = stage.kit.person("Boris").await?;
    let group = stage.kit.group("QA", &[stage.anna.id(), stage.bot.id()]).await?;
    let (wire, id) = (&stage.wire, group.id());
    group.add(boris.id()).await?;
    assert_eq!(wire.done("getChatMemberCount", json!({"chat_id": id})).await, 3);
    let member = |user: i64| json!({"chat_id": id, "user_id": user});
    assert_eq!(wire.done("getChatMember", member(stage.anna.id())).await["status"], "creator");
    assert_eq!(wire.done("getChatMember", member(boris.id())).await["status"], "member");
    let unknown = wire.refused("getChatMember", member(5)).await;
    assert_eq!(unknown, "Bad Request: PARTICIPANT_ID_INVALID");
    let administrators = wire.done("getChatAdministrators", json!({"chat_id": id})).await;
    assert_eq!(administrators.as_array().map(Vec::len), Some(1));
    assert_eq!(wire.refused("banChatMember", member(boris.id())).await, "Bad Request: not enough rights");
    group.promote(stage.bot.id()).await?;
    wire.done("banChatMember", member(boris.id())).await;
    assert_eq!(wire.done("getChatMember", member(boris.id())).await["status"], "kicked");
    assert!(boris.in_group(&group).send("hi").await.is_err());
    group.remove(stage.bot.id()).await?;
    let why = wire.refused("sendMessage", json!({"chat_id": id, "text": "x"})).await;
    assert_eq!(why, "Forbidden: bot was kicked from the supergroup chat");
    let updates = wire.updates(0).await;
    let joined = updates.iter().find(|update| update["message"]["new_chat_members"].is_array());
    assert!(joined.is_some() && updates[0]["my_chat_member"]["new_chat_member"]["status"] == "member");
    Ok(())
}

#[tokio::test]
async fn the_menu_follows_scope_and_language() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let (wire, anna) = (&stage.wire, &stage.anna);
    let boris = stage.kit.person("Boris").await?;
    let group = stage.kit.group("QA", &[anna.id(), boris.id(), stage.bot.id()]).await?;
    let set = async |name: &str, more: serde_json::Value| {
        let commands = json!([{"command": name, "description": "does it"}]);
        let body = crate::stage::with(json!({"commands": commands}), more);
        wire.done("setMyCommands", body).await;
    };
    set("/start", json!({})).await;
    set("launch", json!({"scope": {"type": "chat", "chat_id": anna.id()}})).await;
    set("zapusk", json!({"scope": {"type": "all_private_chats"}, "language_code": "ru"})).await;
    set("runs", json!({"scope": {"type": "all_group_chats"}})).await;
    set("ban", json!({"scope": {"type": "all_chat_administrators"}})).await;
    let names = |menu: Vec<telegram_kit::Command>| -> Vec<String> {
        menu.into_iter().map(|command| command.command).collect()
    };
    assert_eq!(names(anna.menu().await?), ["launch"]);
    assert_eq!(names(boris.menu().await?), ["start"]);
    boris.set_language("ru").await?;
    assert_eq!(names(boris.menu().await?), ["zapusk"]);
    assert_eq!(names(boris.in_group(&group).menu().await?), ["runs"]);
    assert_eq!(names(anna.in_group(&group).menu().await?), ["ban"]);
    let got = wire.done("getMyCommands", json!({"scope": {"type": "all_group_chats"}})).await;
    assert_eq!(got, json!([{"command": "runs", "description": "does it"}]));
    wire.done("deleteMyCommands", json!({"scope": {"type": "chat", "chat_id": anna.id()}})).await;
    assert_eq!(names(anna.menu().await?), ["start"]);
    let wrong = json!({"commands": [{"command": "Wrong Name", "description": "x"}]});
    assert_eq!(wire.refused("setMyCommands", wrong).await, "Bad Request: BOT_COMMAND_INVALID");
    Ok(())
}

#[tokio::test]
async fn a_bot_says_who_it_is_in_each_language() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let wire = &stage.wire;
    wire.done("setMyName", json!({"name": "Runner"})).await;
    wire.done("setMyName", json!({"name": "Бегун", "language_code": "ru"})).await;
    wire.done("setMyDescription", json!({"description": "Runs things"})).await;
    assert_eq!(wire.done("getMyName", json!({"language_code": "ru"})).await["name"], "Бегун");
    assert_eq!(wire.done("getMyName", json!({"language_code": "de"})).await["name"], "Runner");
    assert_eq!(wire.done("getMe", json!({})).await["first_name"], "Runner");
    assert_eq!(wire.done("getMyDescription", json!({})).await["description"], "Runs things");
    assert_eq!(stage.bot.state().await?.name, "Runner");
    Ok(())
}
