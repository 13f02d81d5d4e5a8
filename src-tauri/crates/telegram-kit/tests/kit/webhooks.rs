//! Updates that are brought to the bot.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::{Value, json};
use telegram_kit::{Failure, Kit};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

use crate::stage::Stage;

type Arrived = (Option<String>, Value);

struct Hook {
    arrived: mpsc::UnboundedSender<Arrived>,
    failures: Mutex<u32>,
}

/// Answers each text with the same text, in the answer itself, after failing so often.
async fn hook(failures: u32) -> (String, mpsc::UnboundedReceiver<Arrived>) {
    async fn take(
        State(hook): State<Arc<Hook>>,
        headers: HeaderMap,
        body: axum::Json<Value>,
    ) -> impl IntoResponse {
        let mut failures = hook.failures.lock().await;
        if *failures > 0 {
            *failures -= 1;
            return (StatusCode::BAD_GATEWAY, axum::Json(json!({})));
        }
        let secret = headers.get("x-telegram-bot-api-secret-token");
        let secret = secret.and_then(|secret| secret.to_str().ok()).map(str::to_owned);
        let message = &body["message"];
        let answer =
            json!({"method": "sendMessage", "chat_id": message["chat"]["id"], "text": message["text"]});
        hook.arrived.send((secret, body.0.clone())).expect("somebody listens");
        (StatusCode::OK, axum::Json(answer))
    }
    let (arrived, arrivals) = mpsc::unbounded_channel();
    let hook = Arc::new(Hook { arrived, failures: Mutex::new(failures) });
    let router = Router::new().route("/hook", post(take)).with_state(hook);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    #[expect(clippy::disallowed_methods, reason = "a test keeps its own tasks")]
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, arrivals)
}

#[tokio::test]
async fn updates_are_delivered_and_the_answer_may_be_a_call() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let (url, mut arrivals) = hook(0).await;
    let hook = json!({"url": url, "secret_token": "s3cret", "allowed_updates": ["message"]});
    stage.wire.done("setWebhook", hook).await;
    stage.anna.send("echo").await?;
    let (secret, update) = arrivals.recv().await.expect("a delivery");
    assert_eq!((secret.as_deref(), &update["message"]["text"]), (Some("s3cret"), &json!("echo")));
    stage.anna.expect("echo").await?;
    let info = stage.wire.done("getWebhookInfo", json!({})).await;
    assert_eq!((&info["url"], &info["allowed_updates"]), (&json!(url), &json!(["message"])));
    let envelope = stage.wire.call("getUpdates", json!({})).await;
    assert_eq!(envelope["error_code"], 409);
    stage.wire.done("deleteWebhook", json!({})).await;
    assert_eq!(stage.wire.updates(0).await.len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_failed_delivery_is_told_and_tried_again() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let (url, mut arrivals) = hook(1).await;
    stage.wire.done("setWebhook", json!({"url": url})).await;
    stage.anna.send("again").await?;
    arrivals.recv().await.expect("a delivery");
    let info = stage.wire.done("getWebhookInfo", json!({})).await;
    assert_eq!(info["last_error_message"], "Wrong response from the webhook: 502 Bad Gateway");
    stage.anna.expect("again").await.map(drop)
}

#[tokio::test]
async fn webhooks_far_away_need_tls() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let why = stage.wire.refused("setWebhook", json!({"url": "http://example.com/hook"})).await;
    assert_eq!(why, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
    let kit: &Kit = &stage.kit;
    assert!(kit.control().ends_with("/__kit"));
    Ok(())
}
