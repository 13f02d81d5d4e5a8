//! One request, one answer: permits, time-outs, the body piece by piece, and what the outcome means. Nothing here
//! repeats anything.
//!
//! Redirects are not followed: a token must not travel to another host, and one that was sent in the clear should be
//! noticed. A permit is held until the body is read, so that "8 at a time" is what the server sees; files are the
//! exception.

mod answer;
mod body;
mod build;
mod challenge;
mod classify;
mod mask;
mod packing;
mod way;

use std::pin::pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use reqwest::Response;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, DATE, HeaderMap,
    HeaderName, HeaderValue, LOCATION, RANGE, RETRY_AFTER,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

use crate::clock::{self, Observed};
use crate::config::{Config, Limits};
use crate::download::{About, Download};
use crate::error::{Error, ErrorKind, ProxyFault, Sent, Stage};
use crate::form::FileForm;
use crate::outside::Outside;
use crate::range::{ByteRange, Part};
use crate::retry;
pub(crate) use answer::{Due, Pages};
pub(crate) use body::BodyReader;
use mask::Mask;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use packing::Gunzip;
use way::Way;
pub use way::is_near;

pub(crate) struct Transport {
    http: reqwest::Client,
    base: Url,
    permits: Semaphore,
    limits: Limits,
    mask: Mask,
    way: Way,
    outside: Outside,
    pub(crate) observed: Observed,
}

/// A request as it goes out.
pub(crate) struct Ask<'a> {
    pub(crate) method: &'static str,
    /// From the server's root, with the prefix.
    pub(crate) path: &'a str,
    pub(crate) query: &'a [(&'static str, String)],
    pub(crate) body: Body<'a>,
    /// The value of the `Authorization` header.
    pub(crate) authorization: Option<&'a SecretString>,
    pub(crate) range: Option<ByteRange>,
    pub(crate) due: Due,
}

pub(crate) enum Body<'a> {
    Empty,
    Json(&'a serde_json::Value),
    /// May hold secrets.
    Form(&'a [(&'static str, &'a str)]),
    Files(&'a FileForm),
}

impl Body<'_> {
    /// How many bytes of files went out so far.
    fn sent(&self) -> u64 {
        match self {
            Body::Files(form) => form.sent(),
            Body::Empty | Body::Json(_) | Body::Form(_) => 0,
        }
    }
}

impl Transport {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let way = Way::find(config, &way::environment());
        if let Some(proxy) = way.proxy.as_ref().filter(|proxy| proxy.from_environment) {
            tracing::info!(proxy = %proxy.address, "using the proxy of the environment");
        }
        Ok(Self {
            http: build::http(config, &way)?,
            base: build::base(&config.base_url)?,
            permits: Semaphore::new(config.limits.at_a_time.clamp(1, Semaphore::MAX_PERMITS)),
            limits: config.limits.clone(),
            mask: Mask::new(config, &way),
            way,
            outside: config.outside.clone(),
            observed: Observed::new(),
        })
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// Sends and reads. Success is a body of the due sort (null where none is due).
    pub(crate) async fn send(&self, ask: &Ask<'_>) -> Result<serde_json::Value, Error> {
        let _permit = self.permits.acquire().await.map_err(|_| Error::config("the client was shut down"))?;
        let outcome = self.exchange(ask).await.map_err(|error| error.asked(ask.method, ask.path));
        match &outcome {
            Ok(_) => tracing::debug!(method = ask.method, path = ask.path, "answered"),
            Err(error) => tracing::debug!(%error, detail = error.detail(), "failed"),
        }
        outcome
    }

    /// Sends, and leaves the body to be read. The permit is given back with the head of the answer: whoever reads
    /// many files slowly must still be able to ask.
    pub(crate) async fn open(&self, ask: &Ask<'_>) -> Result<Download, Error> {
        let outcome = self.begun(ask).await.map_err(|error| error.asked(ask.method, ask.path));
        if let Err(error) = &outcome {
            tracing::debug!(%error, detail = error.detail(), "failed");
        }
        outcome
    }

    async fn begun(&self, ask: &Ask<'_>) -> Result<Download, Error> {
        let permit = self.permits.acquire().await.map_err(|_| Error::config("the client was shut down"))?;
        let mut request = self.request(ask)?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
        // Packed, the file would have no length. One that comes packed all the same is unpacked.
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(range) = ask.range {
            let range =
                HeaderValue::from_str(&range.to_string()).map_err(|_| Error::config("no such range"))?;
            request.headers_mut().insert(RANGE, range);
        }
        let (head, response) = self.head(request, ask).await?;
        let pages = if let Due::File(pages) = ask.due { pages } else { Pages::Refused };
        if !head.is_success() || (head.says_html() && pages != Pages::Welcome) {
            let body = self.body(response, ask).await.unwrap_or_default();
            return Err(answer::refused(&head, &body, &|text| self.mask.apply(text, ask.authorization)));
        }
        drop(permit);
        let part = header(response.headers(), &CONTENT_RANGE).and_then(Part::read);
        if head.status == 206 && part.is_none() {
            let problem = "a part of a file without its range".to_owned();
            return Err(Error::new(ErrorKind::Shape { problem }, Sent::Maybe));
        }
        let about = About {
            status: head.status,
            part: part.filter(|_| head.status == 206),
            content_type: head.content_type,
            pages,
        };
        Download::begin(BodyReader::new(response, self.limits.silence)?, about, ask.path).await
    }

    async fn exchange(&self, ask: &Ask<'_>) -> Result<serde_json::Value, Error> {
        let (head, response) = self.head(self.request(ask)?, ask).await?;
        let body = match self.body(response, ask).await {
            Ok(body) => body,
            // A refusal stays one, also when its words are lost.
            Err(_) if !head.is_success() => Vec::new(),
            Err(error) => return Err(error),
        };
        answer::judge(&head, &body, ask.due, &|text| self.mask.apply(text, ask.authorization))
    }

    async fn head(
        &self,
        request: reqwest::Request,
        ask: &Ask<'_>,
    ) -> Result<(answer::Head, Response), Error> {
        let asked_at = (self.outside.now)();
        let mut answer = pin!(self.execute(request, ask));
        let response = loop {
            let sent = ask.body.sent();
            match timeout(self.limits.first_byte, &mut answer).await {
                Ok(outcome) => break outcome?,
                // Files take their time; what counts is that they move.
                Err(_) if ask.body.sent() > sent => {}
                Err(_) => {
                    return Err(Error::new(ErrorKind::Timeout { stage: Stage::FirstByte }, Sent::Maybe));
                }
            }
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let date = header(&headers, &DATE).and_then(clock::http_date);
        self.observed.note(asked_at, (self.outside.now)(), date);
        let head = answer::Head {
            status,
            content_type: header(&headers, &CONTENT_TYPE).map(str::to_ascii_lowercase),
            location: header(&headers, &LOCATION).map(str::to_owned),
            retry_after: retry_after(&headers, date.unwrap_or(asked_at)),
            proxy: self.way.shown(),
            through_proxy: self.way.proxy.is_some() && !self.is_encrypted(),
            proxy_fault: challenge::fault(&headers, self.way.has_password()),
        };
        Ok((head, response))
    }

    async fn execute(&self, request: reqwest::Request, ask: &Ask<'_>) -> Result<Response, Error> {
        #[cfg(feature = "simulation")]
        if let Some(network) = &self.outside.network {
            return network.send(request).await.map_err(|error| simulated_failure(&error));
        }
        match self.http.execute(request).await {
            Ok(response) => Ok(response),
            // Boxed, so that the rare case does not swell every request's future.
            Err(error) => Err(self.explained(self.failed(error, ask)).boxed().await),
        }
    }

    /// The error of a tunnel that a proxy refused, with what the proxy wants.
    async fn explained(&self, error: Error) -> Error {
        let ErrorKind::Proxy { fault: ProxyFault::Credentials | ProxyFault::NoCredentials, proxy: shown } =
            error.kind()
        else {
            return error;
        };
        let Some(proxy) = &self.way.proxy else { return error };
        match challenge::ask(proxy, &self.base, self.limits.connect).await {
            Some(fault) => Error::new(ErrorKind::Proxy { fault, proxy: shown.clone() }, error.sent()),
            None => error,
        }
    }

    fn request(&self, ask: &Ask<'_>) -> Result<reqwest::Request, Error> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), ask.path));
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(ask.query);
        }
        let method = reqwest::Method::from_bytes(ask.method.as_bytes())
            .map_err(|_| Error::config("no such method"))?;
        let mut request = self.http.request(method, url);
        request = request.header(ACCEPT, "application/json").header(ACCEPT_ENCODING, "gzip");
        if let Some(authorization) = ask.authorization {
            let mut value = HeaderValue::from_str(authorization.expose_secret())
                .map_err(|_| Error::config("the token holds characters that no token has"))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let request = match ask.body {
            Body::Empty => request,
            Body::Json(value) => request.json(value),
            Body::Form(fields) => request.form(fields),
            Body::Files(form) => request
                .header(CONTENT_TYPE, form.content_type())
                .header(CONTENT_LENGTH, form.length())
                .body(reqwest::Body::wrap_stream(form.body())),
        };
        request.build().map_err(|error| self.failed(error, ask))
    }

    async fn body(&self, response: Response, ask: &Ask<'_>) -> Result<Vec<u8>, Error> {
        let limit = self.limits.body_bytes;
        let read = async {
            let mut reader = BodyReader::new(response, self.limits.silence)?;
            let mut body = Vec::new();
            while let Some(piece) = reader.next().await? {
                if body.len() + piece.len() > limit {
                    return Err(Error::new(ErrorKind::TooLarge { limit }, Sent::Maybe));
                }
                body.extend_from_slice(&piece);
            }
            Ok(body)
        };
        read.await.map_err(|error| {
            let detail = self.mask.apply(error.detail(), ask.authorization);
            error.detailed(detail)
        })
    }

    fn failed(&self, error: reqwest::Error, ask: &Ask<'_>) -> Error {
        let error = error.without_url();
        let (kind, sent) = classify::classify(&error, &self.way);
        Error::new(kind, sent).detailed(self.mask.apply(&classify::chain(&error), ask.authorization))
    }
}

#[cfg(feature = "simulation")]
fn simulated_failure(error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::ConnectionRefused {
        let reason = crate::error::UnreachableReason::Refused;
        return Error::new(ErrorKind::Unreachable { reason }, Sent::No);
    }
    Error::new(ErrorKind::Cut, Sent::Maybe).detailed(error.to_string())
}

/// What a bare answer means, without secrets to hide.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn judged(status: u16, body: &[u8], due: Due) -> Result<serde_json::Value, Error> {
    answer::judge(&answer::Head::bare(status), body, due, &str::to_owned)
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn retry_after(headers: &HeaderMap, server_now: DateTime<Utc>) -> Option<Duration> {
    retry::retry_after(header(headers, &RETRY_AFTER)?, server_now)
}
