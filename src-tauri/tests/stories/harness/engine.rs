//! The container engine of the stories: one for all of them, started by the first that wants it. Each story's bots are
//! its own, since what exists belongs to a data folder.

use std::fmt;
use std::net::SocketAddr;

use engine_kit::{BASE, Engine, Kind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::JoinSet;

use super::Outcome;

/// What simple bots are built on unless they say otherwise.
const USUAL_BASE: &str = "python:3.11-slim";

static SHARED: Mutex<Option<Result<Engine, String>>> = Mutex::const_new(None);

/// This machine cannot tell the story, and why.
#[derive(Debug)]
pub(crate) struct Skipped(pub(crate) String);

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Skipped {}

/// Its address, as in `DOCKER_HOST`.
pub(crate) async fn host() -> Outcome<String> {
    Ok(engine_of(&mut *started().await)?.host().to_owned())
}

/// Ends it, where a story wanted it.
pub(crate) async fn end() {
    if let Some(Ok(engine)) = SHARED.lock().await.take() {
        engine.end().await;
    }
}

/// Bots reach a server of this machine under `url`, for as long as this is kept.
pub(crate) struct Bridge {
    pub(crate) url: String,
    _carrying: JoinSet<()>,
}

impl Bridge {
    pub(crate) async fn to(url: &str) -> Outcome<Self> {
        let target = url.trim_start_matches("http://").parse::<SocketAddr>()?;
        let listener = engine_of(&mut *started().await)?.listen_outside().await?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let listener = TcpListener::from_std(listener)?;
        let mut carrying = JoinSet::new();
        carrying.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((from, _)) = listener.accept().await {
                connections.spawn(carry(from, target));
            }
        });
        Ok(Self { url, _carrying: carrying })
    }
}

async fn carry(mut from: TcpStream, to: SocketAddr) {
    if let Ok(mut to) = TcpStream::connect(to).await {
        // Either side may go whenever it likes.
        drop(tokio::io::copy_bidirectional(&mut from, &mut to).await);
    }
}

async fn started() -> MutexGuard<'static, Option<Result<Engine, String>>> {
    let mut shared = SHARED.lock().await;
    if shared.is_none() {
        let engine = match Engine::start(Kind::Docker).await {
            Ok(engine) => engine.tag(BASE, USUAL_BASE).await.map(|()| engine),
            Err(lacks) => Err(lacks),
        };
        *shared = Some(engine);
    }
    shared
}

fn engine_of(shared: &mut Option<Result<Engine, String>>) -> Outcome<&mut Engine> {
    match shared {
        Some(Ok(engine)) => Ok(engine),
        Some(Err(lacks)) => Err(Skipped(format!("no container engine: {lacks}")).into()),
        None => Err("the engine has ended".into()),
    }
}
