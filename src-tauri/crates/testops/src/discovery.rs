//! Finding out how a server wants to be talked to: under which prefix, and signed in which way.
//!
//! Servers up to 4.x answer under `/api/rs`, later ones under `/api` (and mostly under both). A wrong path answers
//! 404, or 200 with the web page of the product. The list of projects is asked for, because every token may see it.

use std::fmt;

use secrecy::SecretString;
use serde_json::Value;

use crate::auth::Auth;
use crate::error::{Error, ErrorKind, Sent};
use crate::page::{Page, PageRequest};
use crate::transport::{Ask, Body, Due, Transport};

/// Where the operations live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// `/api`
    Api,
    /// `/api/rs`
    ApiRs,
}

/// How the token is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignIn {
    /// `Authorization: Api-Token …` with every request.
    Direct,
    /// Exchanged for an access token that ends.
    Exchange,
}

impl Prefix {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "/api",
            Self::ApiRs => "/api/rs",
        }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) prefix: Prefix,
    pub(crate) sign_in: SignIn,
}

pub(crate) async fn discover(transport: &Transport, auth: &Auth) -> Result<Found, Error> {
    let mut absence = None;
    for prefix in [Prefix::Api, Prefix::ApiRs] {
        match sign_in_under(prefix, transport, auth).await {
            Ok(sign_in) => {
                tracing::info!(%prefix, ?sign_in, "found the server's API");
                return Ok(Found { prefix, sign_in });
            }
            Err(error) if is_absence(error.kind()) => absence = absence.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    Err(absence.unwrap_or_else(|| Error::new(ErrorKind::NotFound { message: None }, Sent::No)))
}

async fn sign_in_under(prefix: Prefix, transport: &Transport, auth: &Auth) -> Result<SignIn, Error> {
    let direct = auth.credential(transport, SignIn::Direct).await?;
    let refusal = match list_projects(prefix, transport, &direct.header).await {
        Ok(()) => return Ok(SignIn::Direct),
        Err(error) if is_refusal(error.kind()) => error,
        Err(error) => return Err(error),
    };
    let exchanged = match auth.credential(transport, SignIn::Exchange).await {
        Ok(exchanged) => exchanged,
        // Without a place to exchange tokens, the first refusal was the answer.
        Err(error) if is_absence(error.kind()) => return Err(refusal),
        Err(error) => return Err(error),
    };
    list_projects(prefix, transport, &exchanged.header).await?;
    Ok(SignIn::Exchange)
}

async fn list_projects(
    prefix: Prefix,
    transport: &Transport,
    authorization: &SecretString,
) -> Result<(), Error> {
    let path = format!("{prefix}/project");
    let ask = Ask {
        method: "GET",
        path: &path,
        query: &[("size", "1".to_owned())],
        body: Body::Empty,
        authorization: Some(authorization),
        range: None,
        due: Due::Json,
    };
    let answer = transport.send(&ask).await?;
    if Page::<Value>::read(answer, PageRequest::first(1)).is_none() {
        let problem = "no list of projects".to_owned();
        return Err(Error::new(ErrorKind::Shape { problem }, Sent::No).asked(ask.method, ask.path));
    }
    Ok(())
}

fn is_refusal(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::Unauthorized { .. } | ErrorKind::Forbidden { .. })
}

/// The path leads to nothing, as far as one answer can tell.
pub(crate) fn is_absence(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::Html { status } => *status < 500,
        ErrorKind::NotFound { .. } | ErrorKind::Shape { .. } => true,
        ErrorKind::Config
        | ErrorKind::Unreachable { .. }
        | ErrorKind::Certificate { .. }
        | ErrorKind::Proxy { .. }
        | ErrorKind::Timeout { .. }
        | ErrorKind::Unauthorized { .. }
        | ErrorKind::Forbidden { .. }
        | ErrorKind::Conflict { .. }
        | ErrorKind::Rejected { .. }
        | ErrorKind::TooManyRequests { .. }
        | ErrorKind::Server { .. }
        | ErrorKind::Redirected { .. }
        | ErrorKind::EmptyAnswer { .. }
        | ErrorKind::Cut
        | ErrorKind::Encoding { .. }
        | ErrorKind::TooLarge { .. }
        | ErrorKind::EndlessPages { .. } => false,
    }
}
