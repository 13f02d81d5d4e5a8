//! Sends a web service what a desktop would be shown, by the Standard Webhooks specification
//! (<https://www.standardwebhooks.com>): a repetition has the id of the first try, and a secret signs.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use companion::ports::{Notification, Toast};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::configuration;
use crate::trouble::Trouble;

/// Shorter than what the domain waits for a desktop.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Webhook {
    url: SecretString,
    secret: Option<SecretString>,
    client: reqwest::Client,
}

impl Webhook {
    pub(crate) fn new(configured: &configuration::Webhook) -> Result<Self, Trouble> {
        // What answers with another address is not the service that was named.
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        let client = client.build().map_err(|error| Trouble::Said(format!("webhook: {error}")))?;
        Ok(Self { url: configured.url.clone(), secret: configured.secret.clone(), client })
    }

    pub(crate) async fn tell(&self, notification: &Notification, now: DateTime<Utc>) -> Result<(), String> {
        let Notification { key, at, toast } = notification;
        self.send(&id(key), now, &message(toast, *at)).await
    }

    /// For whoever configures it.
    pub(crate) async fn test(&self, now: DateTime<Utc>) -> Result<(), String> {
        let text = "testops-companion-agent check";
        let message =
            json!({"type": "test", "timestamp": now, "text": text, "data": {"title": text, "text": ""}});
        self.send(&id(&now.to_rfc3339()), now, &message).await
    }

    async fn send(&self, id: &str, now: DateTime<Utc>, message: &Value) -> Result<(), String> {
        let (body, timestamp) = (message.to_string(), now.timestamp().to_string());
        let mut request =
            self.client.post(self.url.expose_secret()).header("content-type", "application/json");
        request = request.header("webhook-id", id).header("webhook-timestamp", &timestamp);
        if let Some(secret) = &self.secret {
            let signature = signature(secret, &format!("{id}.{timestamp}.{body}"));
            request = request.header("webhook-signature", signature);
        }
        // Its address is often what lets one in.
        let answer = request.body(body).send().await.map_err(|error| chain(&error.without_url()))?;
        let status = answer.status();
        if status.is_success() { Ok(()) } else { Err(format!("the webhook answered {status}")) }
    }
}

/// `text` is all of it in one, for services that show just that.
fn message(toast: &Toast, at: DateTime<Utc>) -> Value {
    let Toast { kind, title, body, place, .. } = toast;
    let text = format!("{title}\n{body}");
    json!({
        "type": kind,
        "timestamp": at,
        "text": text.trim_end(),
        "data": {"title": title, "text": body, "place": place},
    })
}

/// Unique to what happened, and the same each time that it is told.
fn id(key: &str) -> String {
    format!("msg_{}", base16ct::lower::encode_string(&Sha256::digest(key.as_bytes())[..16]))
}

/// A secret in the specification's form is base64 behind `whsec_`; any other one is taken as it stands.
fn signature(secret: &SecretString, signed: &str) -> String {
    let secret = secret.expose_secret();
    let decoded = secret.strip_prefix("whsec_").and_then(|text| BASE64_STANDARD.decode(text).ok());
    let key = decoded.unwrap_or_else(|| secret.as_bytes().to_vec());
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(signed.as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_signature_is_that_of_the_specification() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into();
        let signed = r#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#;
        assert_eq!(signature(&secret, signed), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn an_id_tells_nothing_and_stays() {
        assert_eq!(id("run/1/ended"), id("run/1/ended"));
        assert_ne!(id("run/1/ended"), id("run/2/ended"));
        assert_eq!(id("x").len(), "msg_".len() + 32);
    }
}
