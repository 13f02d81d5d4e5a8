//! A store for tests: s3s-fs on loopback, its files in a folder that goes with it, and trouble on demand.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Collected, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use url::Url;

use crate::{Keys, Patience, Place};

pub const KEY: &str = "AKIATEST";
pub const SECRET: &str = "the-secret-of-the-test";
pub const BUCKET: &str = "exports";

/// What stands in a token's file that [`Store`] lets in.
pub const TOKEN: &str = "a-token-of-the-cluster";

/// What becomes of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Answers 503 to so many.
    Busy(usize),
    /// Carries so many of this method out and breaks the connection.
    LosesAnswers(&'static str, usize),
    /// Says nothing until the trouble is over.
    Silent,
    /// Refuses everything, with this status and code.
    Refuses(u16, &'static str),
    /// Answers what is no S3.
    Page,
}

/// How a store is beside that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// Puts over what is there, whatever the condition; it checks no signatures then.
    pub ignores_conditions: bool,
    /// Answers 501 to a put with a condition.
    pub knows_no_conditions: bool,
    /// Takes nobody but those who came with a token, at `sts` of its own.
    pub only_with_tokens: bool,
}

/// A running store; gone with this value.
pub struct Store {
    pub url: Url,
    root: TempDir,
    shared: Arc<Shared>,
    _end: DropGuard,
}

struct Shared {
    service: S3Service,
    ways: Ways,
    trouble: watch::Sender<Option<Trouble>>,
    asked: Mutex<Vec<String>>,
    /// s3s-fs looks for the object and writes it in two steps, in which two could win.
    putting: tokio::sync::Mutex<()>,
}

impl Store {
    pub async fn start() -> Self {
        Self::start_as(Ways::default(), None).await
    }

    /// With one bucket in it, which is empty.
    #[expect(clippy::missing_panics_doc, reason = "for tests")]
    pub async fn start_as(ways: Ways, tls: Option<TlsAcceptor>) -> Self {
        let root = TempDir::new().expect("a folder");
        std::fs::create_dir(root.path().join(BUCKET)).expect("a bucket");
        let mut builder = S3ServiceBuilder::new(FileSystem::new(root.path()).expect("the folder is there"));
        if !ways.ignores_conditions {
            let key = if ways.only_with_tokens { "ASIATOKEN" } else { KEY };
            builder.set_auth(SimpleAuth::from_single(key, SECRET));
        }
        let shared = Arc::new(Shared {
            service: builder.build(),
            ways,
            trouble: watch::Sender::new(None),
            asked: Mutex::default(),
            putting: tokio::sync::Mutex::default(),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://localhost:{port}").parse().expect("an address");
        let end = CancellationToken::new();
        TaskTracker::new().spawn(end.clone().run_until_cancelled_owned(serve(listener, tls, shared.clone())));
        Self { url, root, shared, _end: end.drop_guard() }
    }

    /// The way in, with little patience.
    pub fn place(&self) -> Place {
        Place {
            endpoint: Some(self.url.clone()),
            region: None,
            bucket: BUCKET.to_owned(),
            prefix: String::new(),
            path_style: true,
            keys: Keys::Fixed { id: KEY.to_owned(), secret: SecretString::from(SECRET) },
            ca_pem: None,
            proxy: None,
            user_agent: "shelf-test".to_owned(),
            patience: Patience {
                repeats: 3,
                wait: std::time::Duration::from_millis(5),
                ..Patience::default()
            },
        }
    }

    pub fn trouble(&self, trouble: Trouble) {
        self.shared.trouble.send_replace(Some(trouble));
    }

    pub fn calm(&self) {
        self.shared.trouble.send_replace(None);
    }

    /// Where the objects of the bucket lie as files, under their keys.
    pub fn bucket(&self) -> PathBuf {
        self.root.path().join(BUCKET)
    }

    /// The keys in the bucket, in order.
    pub fn keys(&self) -> Vec<String> {
        let bucket = self.bucket();
        let mut found = Vec::new();
        walk(&bucket, &mut |path| {
            let name = path.strip_prefix(&bucket).unwrap_or(path);
            found.push(name.to_string_lossy().into_owned());
        });
        found.sort();
        found
    }

    /// Method and path of each request so far.
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked().clone()
    }
}

fn walk(folder: &Path, found: &mut impl FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { walk(&path, found) } else { found(&path) }
    }
}

async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let connections = TaskTracker::new();
    let end = CancellationToken::new();
    let _end = end.clone().drop_guard();
    while let Ok((socket, _)) = listener.accept().await {
        let (shared, tls) = (shared.clone(), tls.clone());
        connections.spawn(end.clone().run_until_cancelled_owned(async move {
            match tls {
                Some(tls) => {
                    if let Ok(socket) = tls.accept(socket).await {
                        talk(socket, shared).await;
                    }
                }
                None => talk(socket, shared).await,
            }
        }));
    }
}

async fn talk(socket: impl AsyncRead + AsyncWrite + Unpin, shared: Arc<Shared>) {
    let broken = CancellationToken::new();
    let service = service_fn(|request| {
        let (shared, broken) = (shared.clone(), broken.clone());
        async move {
            if let Some(answer) = shared.answer(request).await {
                return Ok::<_, Infallible>(answer);
            }
            broken.cancel();
            std::future::pending().await
        }
    });
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), service);
    // How it ends is the client's to see.
    let _ = broken.run_until_cancelled(pin!(connection)).await;
}

type Answer = Response<s3s::Body>;

impl Shared {
    fn asked(&self) -> MutexGuard<'_, Vec<String>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` where the connection breaks.
    async fn answer(&self, mut request: Request<Incoming>) -> Option<Answer> {
        self.asked().push(format!("{} {}", request.method(), request.uri()));
        let mut loses = false;
        let trouble = *self.trouble.borrow();
        match trouble {
            Some(Trouble::Busy(left)) => {
                self.trouble.send_replace(left.checked_sub(1).filter(|left| *left > 0).map(Trouble::Busy));
                return Some(refusal(503, "SlowDown"));
            }
            Some(Trouble::LosesAnswers(method, left)) if request.method() == method => {
                let left = left.checked_sub(1).filter(|left| *left > 0);
                self.trouble.send_replace(left.map(|left| Trouble::LosesAnswers(method, left)));
                loses = true;
            }
            Some(Trouble::Silent) => {
                let mut trouble = self.trouble.subscribe();
                // The store is gone with its trouble.
                let _ = trouble.wait_for(|trouble| *trouble != Some(Trouble::Silent)).await;
            }
            Some(Trouble::Refuses(status, code)) => return Some(refusal(status, code)),
            Some(Trouble::Page) => {
                return Some(written(StatusCode::OK, "text/html", "<html>Welcome to the console</html>"));
            }
            Some(Trouble::LosesAnswers(..)) | None => {}
        }
        if self.ways.only_with_tokens && request.method() == Method::POST && request.uri().path() == "/sts" {
            return Some(session(request).await);
        }
        let is_conditional = request.headers().contains_key(header::IF_NONE_MATCH);
        if self.ways.knows_no_conditions && is_conditional {
            return Some(refusal(501, "NotImplemented"));
        }
        if self.ways.ignores_conditions {
            request.headers_mut().remove(header::IF_NONE_MATCH);
            request.headers_mut().remove(header::AUTHORIZATION);
        }
        let _alone = if is_conditional { Some(self.putting.lock().await) } else { None };
        let answer = self.service.call(request.map(s3s::Body::from)).await.ok()?;
        if loses { None } else { Some(answer) }
    }
}

fn refusal(status: u16, code: &str) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let text = format!(
        "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>The test says so.</Message></Error>"
    );
    written(status, "application/xml", &text)
}

fn written(status: StatusCode, kind: &'static str, text: &str) -> Answer {
    let body = s3s::Body::http_body(
        Full::new(Bytes::copy_from_slice(text.as_bytes())).map_err(|never| match never {}),
    );
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    answer
}

/// The keys of a session, for whoever shows the token.
async fn session(request: Request<Incoming>) -> Answer {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = request.into_body().collect().await.map(Collected::to_bytes).unwrap_or_default();
    if !query.contains(TOKEN) && !String::from_utf8_lossy(&body).contains(TOKEN) {
        return refusal(400, "InvalidIdentityToken");
    }
    let text = format!(
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>\
        <SessionToken>a-session</SessionToken><SecretAccessKey>{SECRET}</SecretAccessKey>\
        <Expiration>2999-01-01T00:00:00Z</Expiration><AccessKeyId>ASIATOKEN</AccessKeyId>\
        </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
    );
    written(StatusCode::OK, "text/xml", &text)
}
