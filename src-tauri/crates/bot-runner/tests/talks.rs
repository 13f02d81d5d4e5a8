//! A bot in a container that talks with people: an unmodified bot, a Bot API server, and what passes between them.

#![cfg(target_os = "linux")]

mod support;

use std::time::Duration;

use bot_runner::{Answer, Runner};
use serde_json::{Value, json};
use support::{BASE, Shared, ask_at, log_until, now};
use telegram_kit::{Kit, Manner, Options};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// As somebody writes one in an evening, without a library. What is its own, it is given in the environment.
const BOT: &str = r#"
import json, os, urllib.request
API = os.environ["API"] + "/bot" + os.environ["BOT_TOKEN"] + "/"
def call(method, **fields):
    request = urllib.request.Request(API + method, json.dumps(fields).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=60))["result"]
print("up as", call("getMe")["first_name"], flush=True)
offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=20):
        offset = update["update_id"] + 1
        text, chat = update["message"]["text"], update["message"]["chat"]["id"]
        print("heard", text, flush=True)
        if text == "crash":
            call("getUpdates", offset=offset, timeout=0)
            raise SystemExit(3)
        call("sendMessage", chat_id=chat, text="You said: " + text)
"#;

#[tokio::test]
async fn a_deployed_bot_talks_and_goes_on_after_a_crash_and_a_restart() {
    let Some(shared) = Shared::get().await else { return };
    let listener = shared.engine().listen_outside().await.expect("a listener");
    let listen = listener.local_addr().expect("an address");
    listener.set_nonblocking(true).expect("for the runtime");
    let manner = Manner { patience: Duration::from_mins(1), ..Manner::default() };
    let kit = Kit::resting(Options { listen, manner, ..Options::default() });
    let listener = TcpListener::from_std(listener).expect("for the runtime");
    let (serving, stop) = (TaskTracker::new(), CancellationToken::new());
    serving.spawn(kit.serve_on(listener, stop.clone()));
    let (bot, anna) = (kit.bot("Echo").await.expect("a bot"), kit.person("Anna").await.expect("a person"));

    // The engine starts it again after the crash, as for the command line.
    let runner = shared.runner("talks").await;
    let request = json!({
        "action": "start", "bot_id": "echo", "deployment_mode": "simple", "code": BOT, "base_image": BASE,
        "env_vars": { "API": kit.url(), "BOT_TOKEN": bot.token() },
    });
    assert!(matches!(ask(&runner, request).await, Answer::Started(_)));
    log_until(&runner, "echo", "up as Echo").await;
    let talks = async |text: &str| {
        anna.send(text).await.expect("sent");
        anna.expect(format!("You said: {text}")).await.expect("an answer");
    };
    talks("hello").await;
    anna.send("crash").await.expect("sent");
    talks("are you there?").await;
    let Answer::Status(echo) = ask(&runner, json!({ "action": "status", "bot_id": "echo" })).await else {
        panic!("it is there")
    };
    assert_eq!(echo.end.map(|end| end.restarts), Some(1));

    let restarted = ask(&runner, json!({ "action": "restart", "bot_id": "echo" })).await;
    assert!(matches!(restarted, Answer::Restarted(_)));
    talks("and now?").await;
    let log = log_until(&runner, "echo", "heard and now?").await;
    assert!(!log.contains(bot.token()), "{log}");

    assert!(matches!(
        ask(&runner, json!({ "action": "remove", "bot_id": "echo" })).await,
        Answer::Removed { .. }
    ));
    kit.finish().await.expect("nothing was refused");
    stop.cancel();
}

async fn ask(runner: &Runner, request: Value) -> Answer {
    ask_at(runner, request, now()).await.expect("asked")
}
