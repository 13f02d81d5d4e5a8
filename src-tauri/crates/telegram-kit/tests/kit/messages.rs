//! What bots send, change, delete, forward and fetch, and Telegram's limits on it.

use serde_json::{Value, json};
use telegram_kit::{Failure, Keyboard, Seen, Want};

use crate::stage::{PNG, Stage, with};

#[tokio::test]
async fn texts_have_their_limits() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let chat = stage.anna.id();
    let refusals = [
        (json!({"text": ""}), "Bad Request: message text is empty"),
        (json!({"text": " \n"}), "Bad Request: message text is empty"),
        (json!({"text": "x".repeat(4097)}), "Bad Request: message is too long"),
        (json!({"text": "🏟".repeat(2049)}), "Bad Request: message is too long"),
        (
            json!({"text": "a.b", "parse_mode": "MarkdownV2"}),
            "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        (
            json!({"text": "<b>x", "parse_mode": "html"}),
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (json!({"text": "x", "parse_mode": "XML"}), "Bad Request: unsupported parse_mode"),
        (json!({"text": "x", "reply_to_message_id": 77}), "Bad Request: message to be replied not found"),
        (
            json!({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]}),
            "Bad Request: entity beyond the end of the text or in the middle of a character",
        ),
    ];
    for (more, why) in refusals {
        assert_eq!(stage.wire.refused("sendMessage", with(json!({"chat_id": chat}), more)).await, why);
    }
    assert_eq!(
        stage.wire.refused("sendMessage", json!({"text": "x"})).await,
        "Bad Request: chat_id is empty"
    );
    let nobody = json!({"chat_id": 12, "text": "x"});
    assert_eq!(stage.wire.refused("sendMessage", nobody).await, "Bad Request: chat not found");
    assert_eq!(stage.say(json!({"text": "x".repeat(4096)})).await?.text.len(), 4096);
    Ok(())
}

#[tokio::test]
async fn a_bot_cannot_write_first_or_to_whom_has_blocked_it() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let boris = stage.kit.person("Boris").await?;
    stage.kit.group("QA", &[stage.anna.id(), boris.id(), stage.bot.id()]).await?;
    let to = |id: i64| json!({"chat_id": id, "text": "x"});
    let why = stage.wire.refused("sendMessage", to(boris.id())).await;
    assert_eq!(why, "Forbidden: bot can't initiate conversation with a user");
    stage.anna.send("/start").await?;
    stage.anna.block().await?;
    let envelope = stage.wire.call("sendMessage", to(stage.anna.id())).await;
    assert_eq!(envelope["error_code"], 403);
    assert_eq!(envelope["description"], "Forbidden: bot was blocked by the user");
    stage.anna.unblock().await?;
    stage.wire.done("sendMessage", to(stage.anna.id())).await;
    let updates = stage.wire.updates(0).await;
    let states =
        updates.iter().filter_map(|update| update["my_chat_member"]["new_chat_member"]["status"].as_str());
    assert_eq!(states.collect::<Vec<_>>(), ["member", "kicked", "member"]);
    Ok(())
}

#[tokio::test]
async fn buttons_have_their_limits() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let button = |fields: Value| {
        let keyboard = json!({"inline_keyboard": [[with(json!({"text": "b"}), fields)]]});
        json!({"chat_id": stage.anna.id(), "text": "x", "reply_markup": keyboard})
    };
    let refusals = [
        (json!({"callback_data": "я".repeat(33)}), "Bad Request: BUTTON_DATA_INVALID"),
        (json!({"callback_data": ""}), "Bad Request: BUTTON_DATA_INVALID"),
        (
            json!({}),
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            json!({"url": "http://localhost"}),
            "Bad Request: inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
    ];
    for (fields, why) in refusals {
        assert_eq!(stage.wire.refused("sendMessage", button(fields)).await, why);
    }
    stage.wire.done("sendMessage", button(json!({"callback_data": "я".repeat(32)}))).await;
    let row = vec![json!({"text": "b", "callback_data": "b"}); 101];
    let body = json!({"chat_id": stage.anna.id(), "text": "x", "reply_markup": {"inline_keyboard": [row]}});
    assert_eq!(stage.wire.refused("sendMessage", body).await, "Bad Request: reply markup is too long");
    Ok(())
}

#[tokio::test]
async fn edits_change_a_message_or_say_why_not() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let (chat, wire) = (stage.anna.id(), &stage.wire);
    let keyboard = json!({"inline_keyboard": [[{"text": "b", "callback_data": "b"}]]});
    let message = stage.say(json!({"text": "one", "reply_markup": keyboard})).await?;
    let edit = |more: Value| with(json!({"chat_id": chat, "message_id": message.id}), more);
    let same = edit(json!({"text": " one ", "reply_markup": keyboard}));
    assert_eq!(
        wire.refused("editMessageText", same).await,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same \
         as a current content and reply markup of the message"
    );
    let edited = wire.done("editMessageText", edit(json!({"text": "two"}))).await;
    assert!(edited["edit_date"].is_i64() && edited["reply_markup"].is_null());
    let seen = stage.anna.expect_edit("two").await?;
    assert_eq!((seen.id, seen.buttons.len(), seen.edited), (message.id, 0, true));
    wire.done("editMessageReplyMarkup", edit(json!({"reply_markup": keyboard}))).await;
    assert_eq!(stage.anna.expect_edit("two").await?.labels(), [["b"]]);
    let missing = json!({"chat_id": chat, "message_id": 999, "text": "x"});
    assert_eq!(wire.refused("editMessageText", missing).await, "Bad Request: message to edit not found");
    let hers = json!({"chat_id": chat, "message_id": 1, "text": "x"});
    assert_eq!(wire.refused("editMessageText", hers).await, "Bad Request: message can't be edited");
    let caption = edit(json!({"caption": "x"}));
    let why = "Bad Request: there is no caption in the message to edit";
    assert_eq!(wire.refused("editMessageCaption", caption).await, why);
    Ok(())
}

#[tokio::test]
async fn a_bot_deletes_pins_replies_and_reacts() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let (chat, wire, anna) = (stage.anna.id(), &stage.wire, &stage.anna);
    let hers = anna.send("hi").await?;
    let reply = stage.say(json!({"text": "re", "reply_parameters": {"message_id": hers.id}})).await?;
    assert_eq!(reply.reply_to, Some(hers.id));
    wire.done("pinChatMessage", json!({"chat_id": chat, "message_id": reply.id})).await;
    anna.expect_pin("re").await?;
    let shown = wire.done("getChat", json!({"chat_id": chat})).await;
    assert_eq!(shown["pinned_message"]["message_id"], reply.id);
    let reaction = json!([{"type": "emoji", "emoji": "👍"}]);
    wire.done("setMessageReaction", json!({"chat_id": chat, "message_id": hers.id, "reaction": reaction}))
        .await;
    assert_eq!(anna.expect_reaction(&hers).await?, ["👍"]);
    wire.done("sendChatAction", json!({"chat_id": chat, "action": "typing"})).await;
    anna.expect_action("typing").await?;
    wire.done("deleteMessage", json!({"chat_id": chat, "message_id": reply.id})).await;
    anna.expect_deletion("re").await?;
    let again = json!({"chat_id": chat, "message_id": reply.id});
    assert_eq!(wire.refused("deleteMessage", again).await, "Bad Request: message to delete not found");
    stage.kit.advance(std::time::Duration::from_hours(48)).await?;
    let old = json!({"chat_id": chat, "message_id": hers.id});
    assert_eq!(wire.refused("deleteMessage", old).await, "Bad Request: message can't be deleted");
    Ok(())
}

#[tokio::test]
async fn files_go_both_ways() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let (chat, wire, anna) = (stage.anna.id().to_string(), &stage.wire, &stage.anna);
    anna.send_document("отчёт.csv", b"a;b", "mine").await?;
    let updates = wire.updates(0).await;
    let document = &updates[0]["message"]["document"];
    assert_eq!((&document["file_name"], &document["mime_type"]), (&json!("отчёт.csv"), &json!("text/csv")));
    let file = wire.done("getFile", json!({"file_id": document["file_id"]})).await;
    let path = file["file_path"].as_str().expect("a path");
    let fetched = reqwest::get(wire.file(path)).await.expect("a file").bytes().await.expect("bytes");
    assert_eq!(fetched.as_ref(), b"a;b");

    let fields = [("chat_id", chat.as_str()), ("caption", "<i>grey</i>"), ("parse_mode", "HTML")];
    let sent = wire.upload("sendPhoto", &fields, &[("photo", "p.png", PNG)]).await;
    let photo = anna.expect(Want::photo()).await?;
    assert_eq!((photo.html().as_str(), anna.download(&photo).await?.as_slice()), ("<i>grey</i>", PNG));
    let id = &sent["result"]["photo"][0]["file_id"];
    wire.done("sendPhoto", json!({"chat_id": chat, "photo": id})).await;
    anna.expect(Want::photo()).await?;
    let why = wire.refused("sendDocument", json!({"chat_id": chat, "document": id})).await;
    assert_eq!(why, "Bad Request: can't use file of type Photo as Document");
    let broken = wire.upload("sendPhoto", &fields, &[("photo", "p.png", b"no picture")]).await;
    assert_eq!(broken["description"], "Bad Request: IMAGE_PROCESS_FAILED");
    let none = wire.upload("sendDocument", &fields, &[]).await;
    assert_eq!(none["description"], "Bad Request: there is no document in the request");
    let long = "x".repeat(1025);
    let fields = [("chat_id", chat.as_str()), ("caption", long.as_str())];
    let long = wire.upload("sendPhoto", &fields, &[("photo", "p.png", PNG)]).await;
    assert_eq!(long["description"], "Bad Request: message caption is too long");
    Ok(())
}

#[tokio::test]
async fn albums_and_exchanged_media() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let (chat, wire, anna) = (stage.anna.id().to_string(), &stage.wire, &stage.anna);
    let media = json!([
        {"type": "document", "media": "attach://one", "caption": "first"},
        {"type": "document", "media": "attach://two"},
    ]);
    let fields = [("chat_id", chat.as_str()), ("media", &media.to_string())];
    let files: [(&str, &str, &[u8]); 2] = [("one", "1.txt", b"1"), ("two", "2.txt", b"2")];
    let album = wire.upload("sendMediaGroup", &fields, &files).await;
    assert_eq!(album["result"].as_array().map(Vec::len), Some(2), "{album}");
    let seen = anna.collect(2).await?;
    assert!(seen[0].album.is_some() && seen[0].album == seen[1].album);
    let picture = json!({"type": "photo", "media": "attach://p", "caption": "now"});
    let id = seen[0].id.to_string();
    let fields = [("chat_id", chat.as_str()), ("message_id", id.as_str()), ("media", &picture.to_string())];
    let edited = wire.upload("editMessageMedia", &fields, &[("p", "p.png", PNG)]).await;
    assert_eq!(edited["ok"], true, "{edited}");
    assert_eq!(anna.expect_edit(Want::photo()).await?.text, "now");
    let one = json!({"chat_id": chat, "media": [{"type": "photo", "media": "x"}]});
    assert_eq!(
        wire.refused("sendMediaGroup", one).await,
        "Bad Request: album must include at least 2 messages"
    );
    Ok(())
}

#[tokio::test]
async fn forwards_name_their_author_and_copies_do_not() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let (wire, anna) = (&stage.wire, &stage.anna);
    let boris = stage.kit.person("Boris").await?;
    boris.send("/start").await?;
    let hers = anna.send("secret plan").await?;
    let from = json!({"chat_id": boris.id(), "from_chat_id": anna.id(), "message_id": hers.id});
    let forwarded = wire.done("forwardMessage", from.clone()).await;
    assert_eq!(forwarded["forward_origin"]["sender_user"]["id"], anna.id());
    assert_eq!(boris.expect("secret plan").await?.forwarded_from.as_deref(), Some("Anna"));
    let copied = wire.done("copyMessage", from).await;
    assert!(copied["message_id"].is_i64());
    let copy = boris.expect("secret plan").await?;
    assert_eq!(copy.forwarded_from, None);
    let missing = json!({"chat_id": boris.id(), "from_chat_id": anna.id(), "message_id": 99});
    assert_eq!(
        wire.refused("forwardMessage", missing.clone()).await,
        "Bad Request: message to forward not found"
    );
    assert_eq!(wire.refused("copyMessage", missing).await, "Bad Request: message to copy not found");
    boris.forward(&copy).await?;
    let updates = wire.updates(-1).await;
    assert_eq!(updates[0]["message"]["forward_from"]["id"], stage.bot.id());
    Ok(())
}

#[tokio::test]
async fn other_kinds_of_messages_arrive() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let (chat, wire, anna) = (stage.anna.id(), &stage.wire, &stage.anna);
    let calls = [
        ("sendLocation", json!({"latitude": 1.5, "longitude": "2.5"}), "1.5, 2.5"),
        ("sendContact", json!({"phone_number": "+1", "first_name": "Zoe"}), "Zoe +1"),
        ("sendPoll", json!({"question": "Ok?", "options": ["y", {"text": "n"}]}), "Ok?"),
        ("sendVenue", json!({"latitude": 1, "longitude": 2, "title": "Pub", "address": "St 1"}), "Pub, St 1"),
        ("sendDice", json!({}), "🎲"),
    ];
    for (method, more, shown) in calls {
        wire.done(method, with(json!({"chat_id": chat}), more)).await;
        anna.expect(shown).await?;
    }
    let keyboard = json!({"keyboard": [["A", {"text": "B"}]], "one_time_keyboard": true});
    let message = stage.say(json!({"text": "k", "reply_markup": keyboard})).await?;
    assert_eq!(message.keyboard_labels(), [["A", "B"]]);
    let message = stage.say(json!({"text": "k", "reply_markup": {"remove_keyboard": true}})).await?;
    assert_eq!(message.keyboard, Some(Keyboard::Remove));
    assert!(anna.unread().await?.iter().all(|event| !matches!(event.seen, Seen::Message(_))));
    Ok(())
}
