use serde_json::{Value, json};

use super::*;

fn me() -> Me {
    let me = json!({
        "id": 70, "is_bot": true, "first_name": "Launcher", "username": "launch_bot", "can_join_groups": true,
        "can_read_all_group_messages": false, "supports_inline_queries": false, "has_main_web_app": false,
    });
    serde_json::from_value(me).expect("a bot")
}

fn hear(chat: &Value, more: Value) -> Option<Heard> {
    let mut message = json!({
        "message_id": 9, "date": 1, "chat": chat,
        "from": {"id": 5, "is_bot": false, "first_name": "Anna"},
    });
    let (Some(fields), Value::Object(more)) = (message.as_object_mut(), more) else { panic!("two objects") };
    fields.extend(more);
    heard(&me(), &serde_json::from_value(message).expect("a message"))
}

fn in_private(more: Value) -> Option<Heard> {
    hear(&json!({"id": 5, "type": "private", "first_name": "Anna"}), more)
}

fn in_group(more: Value) -> Option<Heard> {
    hear(&json!({"id": -1_001, "type": "supergroup", "title": "Releases"}), more)
}

fn said(what: What, by: By) -> Heard {
    Heard::Said { what, by }
}

fn command(command: Command, by: By) -> Heard {
    said(What::Command(command), by)
}

fn words(words: &str, by: By) -> Heard {
    said(What::Words(words.to_owned()), by)
}

/// A message of the bot, to be answered.
fn of_bot() -> Value {
    json!({
        "message_id": 8, "date": 1, "text": "Choose a project",
        "chat": {"id": -1_001, "type": "supergroup", "title": "Releases"},
        "from": {"id": 70, "is_bot": true, "first_name": "Launcher", "username": "launch_bot"},
    })
}

fn forwarded() -> Value {
    json!({"type": "user", "date": 1, "sender_user": {"id": 6, "is_bot": false, "first_name": "Boris"}})
}

#[test]
fn in_private_everything_is_for_the_bot_but_commands_of_others() {
    assert_eq!(in_private(json!({"text": "/Status"})), Some(command(Command::Status, By::Private)));
    assert_eq!(in_private(json!({"text": "▶ Launch"})), Some(command(Command::Launch, By::Private)));
    assert_eq!(in_private(json!({"text": "hello"})), Some(words("hello", By::Private)));
    assert_eq!(in_private(json!({"text": "/status@other_bot"})), None);
    let photo = json!([{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]);
    let caption = |caption: &str| in_private(json!({"photo": photo, "caption": caption}));
    assert_eq!(caption("/status"), Some(command(Command::Status, By::Private)));
    assert_eq!(caption("what is this?"), Some(said(What::NoWords, By::Private)));
    assert_eq!(in_private(json!({"pinned_message": of_bot()})), None);
}

#[test]
fn a_forwarded_command_is_somebody_elses() {
    for text in ["/status", "▶ Launch"] {
        let heard = in_private(json!({"text": text, "forward_origin": forwarded()}));
        assert_eq!(heard, Some(words(text, By::Private)));
    }
    for text in ["/status@launch_bot", "@launch_bot status"] {
        assert_eq!(in_group(json!({"text": text, "forward_origin": forwarded()})), None);
    }
}

#[test]
fn in_a_group_only_what_names_the_bot_or_answers_it_is_for_it() {
    for text in ["good morning", "/status", "/status@other_bot", "mail me: a@launch_bot.org", "@launch_bots"]
    {
        assert_eq!(in_group(json!({"text": text})), None, "{text}");
    }
    for text in ["/status@launch_bot", "/STATUS@Launch_Bot", "@launch_bot /status", "@Launch_bot, /Status"] {
        assert_eq!(in_group(json!({"text": text})), Some(command(Command::Status, By::Name)), "{text}");
    }
    for text in ["hello @launch_bot, there", "(@LAUNCH_BOT) hello there", "hello there @launch_bot:"] {
        assert_eq!(in_group(json!({"text": text})), Some(words("hello there", By::Name)), "{text}");
    }
    assert_eq!(
        in_group(json!({"text": "say /status@launch_bot"})),
        Some(words("say /status@launch_bot", By::Name))
    );
    assert_eq!(in_group(json!({"text": "@launch_bot /status@other_bot"})), None);
}

#[test]
fn an_answer_is_told_from_a_name() {
    let reply = |text: &str| in_group(json!({"text": text, "reply_to_message": of_bot()}));
    assert_eq!(reply("who broke it?"), Some(words("who broke it?", By::Reply)));
    assert_eq!(reply("/status"), Some(command(Command::Status, By::Reply)));
    assert_eq!(reply("/status@other_bot"), None);
    assert_eq!(reply("@launch_bot who?"), Some(words("who?", By::Name)));
    let mut to_boris = of_bot();
    to_boris["from"] = json!({"id": 6, "is_bot": false, "first_name": "Boris"});
    assert_eq!(in_group(json!({"text": "who?", "reply_to_message": to_boris})), None);
}

#[test]
fn a_link_by_id_names_the_bot_wherever_it_stands() {
    let bot = json!({"id": 70, "is_bot": true, "first_name": "Launcher"});
    let linked = |text: &str, offset: usize, length: usize| {
        let entity = json!({"type": "text_mention", "offset": offset, "length": length, "user": bot});
        in_group(json!({"text": text, "entities": [entity]}))
    };
    assert_eq!(linked("😀 Launcher, hello", 3, 9), Some(words("😀 hello", By::Name)));
    assert_eq!(linked("Launcher /status", 0, 8), Some(command(Command::Status, By::Name)));
    // Where it does not fit the text nothing is heard, and nothing breaks.
    for (offset, length) in [(1, 3), (30, 1), (0, 400), (usize::MAX, 2)] {
        assert_eq!(linked("😀 Launcher, hello", offset, length), None);
    }
    let photo = json!([{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]);
    let under = in_group(json!({"photo": photo, "caption": "@launch_bot look"}));
    assert_eq!(under, Some(said(What::NoWords, By::Name)));
}

#[test]
fn who_writes_as_a_group_or_a_channel_is_not_known() {
    let group = json!({"id": -1_001, "type": "supergroup", "title": "Releases"});
    let anonymous =
        json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"});
    let masked = |text: &str| in_group(json!({"text": text, "sender_chat": group, "from": anonymous}));
    assert_eq!(masked("/status@launch_bot"), Some(Heard::Masked));
    assert_eq!(masked("good morning"), None);
    let reply =
        json!({"text": "who?", "sender_chat": group, "from": anonymous, "reply_to_message": of_bot()});
    assert_eq!(in_group(reply), None);
    let channel = json!({"id": -1_002, "type": "channel", "title": "News"});
    let post = json!({"text": "@launch_bot news", "sender_chat": channel, "is_automatic_forward": true});
    assert_eq!(in_group(post), None);
    assert_eq!(hear(&channel, json!({"text": "/status@launch_bot", "sender_chat": channel})), None);
    let bot = json!({"id": 71, "is_bot": true, "first_name": "Other"});
    assert_eq!(in_group(json!({"text": "/status@launch_bot", "from": bot})), None);
}
