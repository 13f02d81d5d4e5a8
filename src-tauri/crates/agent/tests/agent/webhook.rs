use std::net::Ipv4Addr;
use std::path::Path;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::program::{Machine, PATIENCE};
use crate::world::TestOps;

/// What a web service was sent.
pub(crate) struct Sent {
    id: String,
    signature: Option<String>,
    pub(crate) message: Value,
}

/// A web service that takes tests and nothing else.
pub(crate) struct Service {
    url: String,
    pub(crate) sent: UnboundedReceiver<Sent>,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let (sender, sent) = unbounded_channel();
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let url = format!("http://{}/hooks/capability", listener.local_addr().expect("an address"));
        let router = Router::new().route("/hooks/capability", axum::routing::post(take)).with_state(sender);
        TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
        Self { url, sent }
    }

    async fn next(&mut self) -> Sent {
        timeout(PATIENCE, self.sent.recv()).await.expect("a message").expect("the service runs")
    }

    pub(crate) fn configure(&self, machine: &mut Machine) {
        let url = machine.write("webhook-url", &self.url);
        let secret = machine.write("webhook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let shown = |path: &Path| path.display().to_string();
        machine.configure(&format!(
            "[webhook]\nurl_file = '{}'\nsecret_file = '{}'\n",
            shown(&url),
            shown(&secret)
        ));
    }
}

async fn take(State(sender): State<UnboundedSender<Sent>>, headers: HeaderMap, body: String) -> StatusCode {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let message: Value = serde_json::from_str(&body).expect("JSON");
    let is_test = message["type"] == "test";
    let id = header("webhook-id").expect("an id");
    // The listener is gone where the test has ended.
    drop(sender.send(Sent { id, signature: header("webhook-signature"), message }));
    if is_test { StatusCode::NO_CONTENT } else { StatusCode::INTERNAL_SERVER_ERROR }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_desktop_would_be_shown_is_sent_until_it_is_taken() {
    let server = TestOps::start().await;
    let mut service = Service::start().await;
    let mut machine = server.machine("");
    service.configure(&mut machine);

    let said = machine.done(&["check"]).well();
    assert!(
        said.contains("webhook: ok") && !said.contains("capability") && !said.contains("whsec"),
        "{said}"
    );
    assert_eq!(service.next().await.message["type"], "test");

    machine.write("plans.toml", &server.plan("Nightly").await);
    let mut agent = machine.run();
    assert_eq!(agent.until_logged("plan")["what"], "made");
    machine.move_clock(24);
    let first = service.next().await;
    assert_eq!(first.message["type"], "export_done", "{}", first.message);
    let text = first.message["text"].as_str().expect("text");
    assert!(text.contains("Nightly"), "{text}");
    assert_eq!(first.message["data"]["title"], text.lines().next().expect("a title"));
    assert!(first.signature.is_some_and(|signature| signature.starts_with("v1,")));

    machine.move_clock(25);
    let again = service.next().await;
    assert_eq!((&again.id, &again.message), (&first.id, &first.message));
    let (status, log) = agent.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains("capability"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_does_not_answer_fails_the_check() {
    let server = TestOps::start().await;
    let mut machine = server.machine("");
    let service =
        Service { url: "http://127.0.0.1:9/hooks/capability".to_owned(), sent: unbounded_channel().1 };
    service.configure(&mut machine);
    let refused = machine.done(&["check"]);
    assert_eq!(refused.code(), Some(1));
    let said = refused.said();
    assert!(said.contains("webhook: FAILED") && !said.contains("capability"), "{said}");
}
