//! The two ways of signing in: the API token itself, which has no end, or an access token that it is exchanged for,
//! which has one. The exchanged token is renewed a minute before its end, by one caller for all.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::Instant;

use crate::discovery::SignIn;
use crate::error::{Error, ErrorKind};
use crate::lenient;
use crate::single_flight::SingleFlight;
use crate::transport::{Ask, Body, Due, Transport};

const EXCHANGE: &str = "/api/uaa/oauth/token";
const RENEW_BEFORE: Duration = Duration::from_mins(1);
/// Keeps a senseless answer from overflowing the clock.
const LONGEST_LIFE: Duration = Duration::from_hours(24 * 365);
/// What servers usually give; taken when the answer does not say.
const USUAL_LIFE: Duration = Duration::from_hours(1);

pub(crate) struct Auth {
    token: SecretString,
    direct_header: SecretString,
    access: SingleFlight<AccessToken>,
    issued: AtomicU64,
    /// The server once took the API token itself and then no longer did.
    direct_is_over: AtomicBool,
}

#[derive(Clone)]
struct AccessToken {
    header: SecretString,
    number: u64,
    renew_at: Instant,
}

/// What a request signs in with.
pub(crate) struct Credential {
    pub(crate) header: SecretString,
    /// The access token's number; `None` for the API token itself.
    number: Option<u64>,
}

impl Auth {
    pub(crate) fn new(token: SecretString) -> Self {
        let direct_header = format!("Api-Token {}", token.expose_secret()).into();
        Self {
            token,
            direct_header,
            access: SingleFlight::new(),
            issued: AtomicU64::new(0),
            direct_is_over: AtomicBool::new(false),
        }
    }

    pub(crate) async fn credential(
        &self,
        transport: &Transport,
        sign_in: SignIn,
    ) -> Result<Credential, Error> {
        match sign_in {
            SignIn::Direct if !self.direct_is_over.load(Ordering::Relaxed) => {
                Ok(Credential { header: self.direct_header.clone(), number: None })
            }
            SignIn::Direct | SignIn::Exchange => self.exchanged(transport, None).await,
        }
    }

    /// Another credential in place of one that the server answered with 401.
    pub(crate) async fn instead_of(
        &self,
        refused: &Credential,
        transport: &Transport,
    ) -> Result<Credential, Error> {
        let instead = self.exchanged(transport, refused.number).await?;
        if refused.number.is_none() {
            self.direct_is_over.store(true, Ordering::Relaxed);
        }
        Ok(instead)
    }

    async fn exchanged(&self, transport: &Transport, refused: Option<u64>) -> Result<Credential, Error> {
        let usable =
            |access: &AccessToken| Some(access.number) != refused && Instant::now() < access.renew_at;
        let access = self.access.value(usable, || self.exchange(transport)).await?;
        Ok(Credential { header: access.header, number: Some(access.number) })
    }

    async fn exchange(&self, transport: &Transport) -> Result<AccessToken, Error> {
        let form = [("grant_type", "apitoken"), ("scope", "openid"), ("token", self.token.expose_secret())];
        let ask = Ask {
            method: "POST",
            path: EXCHANGE,
            query: &[],
            body: Body::Form(&form),
            authorization: None,
            range: None,
            due: Due::Json,
        };
        let answer = transport.send(&ask).await.map_err(refused_token)?;
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        access_token(&answer, number).ok_or_else(|| {
            let problem = "no access token".to_owned();
            Error::new(ErrorKind::Shape { problem }, crate::error::Sent::No).asked("POST", EXCHANGE)
        })
    }
}

fn access_token(answer: &Value, number: u64) -> Option<AccessToken> {
    let token = answer.get("access_token")?.as_str().filter(|token| !token.is_empty())?;
    let life = answer
        .get("expires_in")
        .and_then(lenient::whole)
        .and_then(|seconds| u64::try_from(seconds).ok())
        .map_or(USUAL_LIFE, Duration::from_secs);
    let life = life.min(LONGEST_LIFE);
    // A token that lives shorter than two minutes is renewed at half its life.
    let renew_in = life.saturating_sub(RENEW_BEFORE).max(life / 2);
    Some(AccessToken {
        header: format!("Bearer {token}").into(),
        number,
        renew_at: Instant::now() + renew_in,
    })
}

/// Servers answer a bad token with 400, 401, and some with 404 "Bad credentials".
#[expect(clippy::wildcard_enum_match_arm, reason = "all other kinds mean here what they mean everywhere")]
fn refused_token(error: Error) -> Error {
    let message = error.server_message().map(str::to_owned);
    match error.kind() {
        ErrorKind::Rejected { .. } | ErrorKind::Forbidden { .. } | ErrorKind::NotFound { .. } => {
            Error::new(ErrorKind::Unauthorized { message }, error.sent()).asked("POST", EXCHANGE)
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Seconds from now to the renewal.
    fn renewed_in(answer: &Value) -> u64 {
        let access = access_token(answer, 0).expect("an access token");
        (access.renew_at - Instant::now()).as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_renewed_a_minute_before_its_end() {
        for life in [json!(3600), json!("3600"), json!(3600.0), json!(null), json!("soon"), json!(-1)] {
            assert_eq!(renewed_in(&json!({"access_token": "a", "expires_in": life})), 3540, "{life}");
        }
        assert_eq!(renewed_in(&json!({"access_token": "a"})), 3540);
        assert_eq!(renewed_in(&json!({"access_token": "a", "expires_in": 300})), 240);
        assert_eq!(renewed_in(&json!({"access_token": "a", "expires_in": 60})), 30);
        assert!(renewed_in(&json!({"access_token": "a", "expires_in": i64::MAX})) > 0);
    }

    #[test]
    fn an_answer_without_a_token_is_none() {
        for answer in
            [json!({}), json!({"access_token": ""}), json!({"access_token": 5}), json!([]), json!(null)]
        {
            assert!(access_token(&answer, 0).is_none(), "{answer}");
        }
    }
}
