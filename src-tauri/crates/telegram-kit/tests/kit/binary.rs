//! The program, its control door, and people on the other side of it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use telegram_kit::{Failure, Kit, Manner, Trouble, Want};

use crate::stage::Wire;

/// The program, stopped when dropped.
struct Served {
    child: Child,
    told: Value,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_telegram-kit"));
        let mut child =
            command.arg("serve").args(arguments).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        Self { child, told: serde_json::from_str(&line).expect("JSON") }
    }

    fn url(&self) -> &str {
        self.told["url"].as_str().expect("an address")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn people_talk_through_the_control_door_as_they_do_in_process() -> Result<(), Failure> {
    let served = Served::start(&["--bot", "Runner=123456:AAsecretsecret"]);
    assert_eq!(served.told["bots"][0]["token"], "123456:AAsecretsecret");
    let kit = Kit::connect(served.url(), Manner::default()).await?;
    let wire = Wire::new(&kit, "123456:AAsecretsecret");
    let anna = kit.person("Anna").await?;
    anna.send("/start").await?;
    assert_eq!(wire.updates(0).await[0]["message"]["text"], "/start");
    let keyboard = json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]});
    wire.done("sendMessage", json!({"chat_id": anna.id(), "text": "hi", "reply_markup": keyboard})).await;
    let hi = anna.expect(Want::exactly("hi").and(Want::button("Go"))).await?;
    anna.press_on(&hi, "Go").await?;
    anna.send_document("x.bin", &[0, 159, 255], "").await?;
    let updates = wire.updates(-2).await;
    assert_eq!(updates[0]["callback_query"]["data"], "go");
    kit.trouble(Trouble::too_many_requests(7)).await?;
    assert_eq!(wire.call("getMe", json!({})).await["parameters"]["retry_after"], 7);
    assert!(kit.transcript().await?.contains("Anna presses [Go]"));
    let failure = anna.press("Stop").await.expect_err("no such button");
    assert!(failure.to_string().starts_with("There is no button \"Stop\""), "{failure}");
    Ok(())
}

#[tokio::test]
async fn any_language_reaches_the_control_door() -> Result<(), Failure> {
    let served = Served::start(&[]);
    let client = reqwest::Client::new();
    let control = served.told["control"].as_str().expect("an address");
    let ask = async |verb: &str, body: Value| {
        let response = client.post(format!("{control}/{verb}")).json(&body).send().await.expect("an answer");
        (response.status().as_u16(), response.json::<Value>().await.expect("JSON"))
    };
    assert_eq!(ask("add_person", json!({"name": "Анна"})).await.0, 200);
    let (status, sent) = ask("send", json!({"person": "Анна", "text": "/start"})).await;
    assert_eq!((status, &sent["text"]), (200, &json!("/start")));
    let (status, why) = ask("send", json!({"person": "Nobody", "text": "x"})).await;
    assert_eq!((status, &why["error"]), (400, &json!("There is no person \"Nobody\"")));
    assert_eq!(ask("nonsense", json!({})).await.0, 400);
    assert_eq!(ask("send", json!({"person": "Анна"})).await.0, 400);
    let page = reqwest::get(format!("{control}/transcript.html")).await.expect("a page");
    assert!(page.text().await.expect("a page").contains("/start"));
    let seen = reqwest::get(format!("{control}/seen?person=Анна&since=0")).await.expect("an answer");
    let seen: Value = seen.json().await.expect("JSON");
    assert_eq!(seen["events"], json!([]));
    Ok(())
}
