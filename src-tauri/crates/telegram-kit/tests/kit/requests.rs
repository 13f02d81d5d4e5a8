//! How a request may be written, and what is no request.

use serde_json::{Value, json};
use telegram_kit::Failure;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stage::Stage;

#[tokio::test]
async fn the_case_of_a_method_does_not_matter() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    for method in ["getMe", "GetMe", "getme", "GETME", "test/getMe"] {
        let me = stage.wire.done(method, json!({})).await;
        assert_eq!((me["id"].as_i64(), &me["is_bot"]), (Some(stage.bot.id()), &json!(true)));
        assert_eq!(me["username"], "Helper_bot");
    }
    Ok(())
}

#[tokio::test]
async fn parameters_come_as_query_form_json_or_multipart() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let (wire, chat) = (&stage.wire, stage.anna.id().to_string());
    let client = reqwest::Client::new();
    let fields = [("chat_id", chat.as_str()), ("text", "привет"), ("disable_notification", "true")];
    let url = wire.url("sendMessage");
    let answers = [
        client.get(&url).query(&fields).send().await,
        client.post(&url).form(&fields).send().await,
        client
            .post(&url)
            .json(&json!({"chat_id": chat, "text": "привет", "disable_notification": true}))
            .send()
            .await,
    ];
    for answer in answers {
        let envelope: Value = answer.expect("an answer").json().await.expect("JSON");
        assert_eq!(envelope["result"]["text"], "привет", "{envelope}");
    }
    assert_eq!(wire.upload("sendMessage", &fields, &[]).await["result"]["text"], "привет");
    for message in stage.anna.collect(4).await? {
        assert!(message.silent);
    }
    Ok(())
}

#[tokio::test]
async fn keyboards_may_come_as_text_inside_of_a_form() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let keyboard = json!({"inline_keyboard": [[{"text": "Да", "callback_data": "y"}]]}).to_string();
    let message = stage.say(json!({"text": "?", "reply_markup": keyboard})).await?;
    assert_eq!(message.labels(), [["Да"]]);
    Ok(())
}

#[tokio::test]
async fn what_is_unknown_is_refused_as_telegram_does() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let unknown = stage.wire.call("sendMassage", json!({})).await;
    assert_eq!(unknown, json!({"ok": false, "error_code": 404, "description": "Not Found"}));
    let at = |path: &str| reqwest::get(format!("{}/{path}", stage.kit.url()));
    for (path, status) in [("bot1:AAAAAAAAAAAAAAAAAAAA/getMe", 401), ("botnonsense/getMe", 404), ("x", 404)] {
        let response = at(path).await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{path}");
        let envelope: Value = response.json().await.expect("JSON");
        assert_eq!(envelope["ok"], false);
    }
    Ok(())
}

#[tokio::test]
async fn tokens_live_apart() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let other = stage.kit.bot("Other").await?;
    let wire = crate::stage::Wire::new(&stage.kit, other.token());
    assert_eq!(wire.updates(0).await.len(), 0);
    assert_eq!(stage.wire.updates(0).await.len(), 1);
    let why = wire.refused("sendMessage", json!({"chat_id": stage.anna.id(), "text": "hi"})).await;
    assert_eq!(why, "Bad Request: chat not found");
    stage.anna.with(&other).send("/start").await?;
    wire.done("sendMessage", json!({"chat_id": stage.anna.id(), "text": "hi"})).await;
    stage.anna.with(&other).expect("hi").await?;
    stage.anna.silence().await
}

#[tokio::test]
async fn garbage_is_refused_and_nothing_breaks() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let url = stage.wire.url("sendMessage");
    let client = reqwest::Client::new();
    let bodies: [(&str, &[u8]); 4] = [
        ("application/json", b"{\"chat_id\":"),
        ("application/json", b"[1,2,3]"),
        ("multipart/form-data; boundary=x", b"--y nonsense"),
        ("application/x-www-form-urlencoded", b"%ff=%&&&=1"),
    ];
    for (kind, body) in bodies {
        let response =
            client.post(&url).header("content-type", kind).body(body).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 400, "{kind}");
    }
    let chat = stage.anna.id();
    for markup in [json!(7), json!("{"), json!({"inline_keyboard": 1}), json!({"inline_keyboard": [[[]]]})] {
        let body = json!({"chat_id": chat, "text": "x", "reply_markup": markup});
        assert!(stage.wire.refused("sendMessage", body).await.starts_with("Bad Request: "));
    }
    assert_eq!(stage.anna.messages().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_connection_is_used_again_after_files() -> Result<(), Failure> {
    let stage = Stage::begun().await?;
    let path = stage.wire.url("sendMessage").replace(stage.kit.url(), "");
    let part = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let fields = part("chat_id", &stage.anna.id().to_string()) + &part("text", "again");
    // What stands behind the last boundary belongs to the request, too.
    let body = format!("{fields}--x--\r\nan epilogue that nobody reads\r\n");
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: kit\r\nContent-Type: multipart/form-data; boundary=x\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    let mut connection =
        TcpStream::connect(stage.kit.url().replace("http://", "")).await.expect("a connection");
    for _ in 0..3 {
        connection.write_all(request.as_bytes()).await.expect("written");
        let mut answer = vec![0; 8192];
        let read = connection.read(&mut answer).await.expect("read");
        let answer = String::from_utf8_lossy(&answer[..read]);
        assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("connection: close"), "{answer}");
    }
    assert_eq!(stage.anna.collect(3).await?.len(), 3);
    Ok(())
}
