//! Nothing secret is shown, whatever the server does.

use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;
use serde_json::json;
use testops::{Client, Config, Error, Proxy};
use url::Url;
use wiremock::{Mock, matchers::any};
use wiremock::{Request, ResponseTemplate};

use crate::support::{TOKEN, bare_server, config};

const PASSWORD: &str = "pr0xy/pass word";

fn shown(error: &Error) -> String {
    format!("{error} {error:?} {error:#?} {} {} {}", error.detail(), error.path(), error.advice())
}

fn holds_no_secret(text: &str) {
    for secret in
        [TOKEN, PASSWORD, "url-password", "access-secret", "pr0xy%2Fpass+word", "pr0xy%2Fpass%20word"]
    {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn talkative(url: &str) -> Config {
    let mut base_url = Url::parse(url).expect("a URL");
    base_url.set_username("anna").expect("a user");
    base_url.set_password(Some("url-password")).expect("a password");
    Config { base_url, ..config(url) }
}

#[tokio::test]
async fn debug_of_client_and_config() {
    let proxy = Proxy {
        url: Url::parse("http://bob:url-password@127.0.0.1:9").expect("a URL"),
        password: Some(SecretString::from(PASSWORD)),
    };
    let config = Config { proxy: Some(proxy), ..talkative("http://127.0.0.1:9/x") };
    holds_no_secret(&format!("{config:?} {config:#?}"));
    assert!(format!("{config:?}").contains("http://127.0.0.1:9/x"));
    let client = Client::new(config).expect("a client");
    holds_no_secret(&format!("{client:?} {client:#?}"));
    holds_no_secret(&shown(&client.job(1).await.expect_err("no proxy there")));
}

#[tokio::test]
async fn a_server_that_echoes_the_token() {
    for status in [400, 401, 403, 404, 409, 500] {
        let server = bare_server().await;
        let echo = move |request: &Request| {
            if request.url.path().ends_with("/oauth/token") && status != 500 {
                return ResponseTemplate::new(200).set_body_json(json!({"access_token": "access-secret"}));
            }
            let sent = format!("{:?} {}", request.headers, String::from_utf8_lossy(&request.body));
            ResponseTemplate::new(status).set_body_json(json!({"message": format!("you sent {sent}")}))
        };
        Mock::given(any()).respond_with(echo).with_priority(1).mount(&server).await;
        let client = Client::new(talkative(&server.uri())).expect("a client");
        let error = client.job(1).await.expect_err("refused");
        holds_no_secret(&shown(&error));
        assert!(error.server_message().is_none_or(|words| words.chars().count() <= 501));
        holds_no_secret(&format!("{:?}", client.probe().await));
    }
}

/// What the log was told, at its most talkative.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_at_its_most_talkative() {
    let kept = Kept::default();
    let writer = kept.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(log);
    let server = bare_server().await;
    let echo = |request: &Request| {
        if request.url.path().ends_with("/oauth/token") {
            return ResponseTemplate::new(200).set_body_json(json!({"access_token": "access-secret"}));
        }
        let status =
            if request.headers["authorization"].as_bytes().starts_with(b"Bearer") { 500 } else { 401 };
        ResponseTemplate::new(status).set_body_string(format!("you sent {:?}", request.headers))
    };
    Mock::given(any()).respond_with(echo).with_priority(1).mount(&server).await;
    let client = Client::new(talkative(&server.uri())).expect("a client");
    client.job(1).await.expect_err("trouble");
    // An event that another test's thread met first would stay switched off there, since that thread keeps no log.
    tracing::callsite::rebuild_interest_cache();
    client.job(1).await.expect_err("trouble again");
    let text = String::from_utf8_lossy(&kept.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    assert!(text.contains("trying again"), "{text}");
    holds_no_secret(&text);
}

#[tokio::test]
async fn user_info_in_the_address_is_not_sent() {
    let server = crate::support::server().await;
    let client = Client::new(talkative(&server.uri())).expect("a client");
    client.all_projects().await.expect("the mock wants the Api-Token header");
}

#[test]
fn what_cannot_be_used_is_named_without_its_value() {
    let pem = Config { ca_pem: Some(b"no pem at all".to_vec()), ..config("https://x") };
    let error = Client::new(pem).expect_err("no PEM");
    assert!(error.to_string().contains("certificate authority"), "{error}");
    let ftp = Client::new(config("ftp://x")).expect_err("no HTTP");
    assert!(ftp.to_string().contains("https://"), "{ftp}");
    let proxy = Proxy { url: Url::parse("ftp://p").expect("a URL"), password: None };
    assert!(Client::new(Config { proxy: Some(proxy), ..config("https://x") }).is_err());
}

#[tokio::test]
async fn a_token_with_a_line_break_is_a_setting_to_correct() {
    let server = bare_server().await;
    let config = Config { token: "abc\ndef".to_owned().into(), ..config(&server.uri()) };
    let error = Client::new(config).expect("a client").job(1).await.expect_err("no header can hold it");
    assert_eq!(error.kind(), &testops::ErrorKind::Config);
    assert!(!shown(&error).contains("abc"));
}
