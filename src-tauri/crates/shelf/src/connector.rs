//! The HTTP client under the S3 client: the one that the workspace has already, so that the program carries one.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt as _;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use reqwest::redirect::Policy;
use secrecy::ExposeSecret as _;

use crate::error::{Error, Fault};
use crate::place::{Patience, Place, Proxy};

/// A request with a body beyond this moves a part of a file.
const LITTLE: usize = 256 << 10;

#[derive(Clone, Debug)]
pub(crate) struct Connector {
    client: reqwest::Client,
    patience: Patience,
}

impl Connector {
    pub(crate) fn new(place: &Place) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(&place.user_agent)
            .connect_timeout(place.patience.connect)
            .redirect(Policy::none())
            .referer(false);
        if let Some(pem) = &place.ca_pem {
            let found = reqwest::Certificate::from_pem_bundle(pem).unwrap_or_default();
            if found.is_empty() {
                return Err(Error::new(Fault::CaFile, "no certificate in PEM form"));
            }
            for certificate in found {
                builder = builder.add_root_certificate(certificate);
            }
        }
        if let Some(wanted) = &place.proxy {
            builder = builder.proxy(proxy(wanted)?);
        }
        let client =
            builder.build().map_err(|error| Error::new(Fault::Place, chain(&error.without_url())))?;
        Ok(Self { client, patience: place.patience })
    }

    /// From sending to the last byte of the answer.
    fn limit(&self, request: &reqwest::Request, sent: usize) -> Duration {
        let moves_a_part = sent > LITTLE || request.headers().contains_key(http::header::RANGE);
        if moves_a_part { self.patience.part } else { self.patience.answer }
    }
}

fn proxy(wanted: &Proxy) -> Result<reqwest::Proxy, Error> {
    let refused = |why| Error::new(Fault::ProxyAddress, why);
    let mut url = wanted.url.clone();
    if let Some(password) = &wanted.password {
        url.set_password(Some(password.expose_secret()))
            .map_err(|()| refused("its address cannot carry a password"))?;
    }
    // With a local look-up a name that only the proxy knows cannot be reached.
    if url.scheme() == "socks5" {
        let remote = url.as_str().replacen("socks5://", "socks5h://", 1);
        url = remote.parse().map_err(|_| refused("its address cannot be used"))?;
    }
    if !matches!(url.scheme(), "http" | "https" | "socks5h") || !url.has_host() {
        return Err(refused("its address has to start with http://, socks5:// or socks5h://"));
    }
    reqwest::Proxy::all(url).map_err(|_| refused("its address cannot be used"))
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Connector {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let sent = request.body().content_length();
        let request = request.map(reqwest::Body::wrap);
        let mut request = reqwest::Request::try_from(request).map_err(failed)?;
        let limit = self.limit(&request, sent);
        *request.timeout_mut() = Some(limit);
        let answer: http::Response<reqwest::Body> =
            self.client.execute(request).await.map_err(failed)?.into();
        Ok(answer.map(|body| HttpResponseBody::new(body.map_err(failed))))
    }
}

/// The address goes: it may be a signed one.
fn failed(error: reqwest::Error) -> HttpError {
    let kind = if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else {
        // A connection that ended, whichever end let it go.
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error.without_url())
}

/// All that the errors below say.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let said = error.to_string();
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        source = error.source();
    }
    words
}
