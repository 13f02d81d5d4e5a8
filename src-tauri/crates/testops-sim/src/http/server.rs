//! The server: a world, a listener, a task that takes connections, and an end to both.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::socket::{Opening, opening};
use super::{router, tls, wire};
use crate::clock::{TimeSource, system_time};
use crate::control::Control;
use crate::world::World;
use crate::world::case::PER_PROJECT;

/// Which generation of the product the server is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Generation {
    /// 25 and 26: `/api` and `/api/rs`, and `/api/v2`.
    #[default]
    Current,
    /// 4.x: `/api/rs` and `/api/uaa` only; `/api/…` is the web page.
    Legacy,
}

/// How to serve.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    pub seed: u64,
    /// Simulated seconds in one of `time`.
    pub speed: f64,
    /// Serve TLS, and write the authority's certificate into this folder.
    pub tls: Option<PathBuf>,
    pub generation: Generation,
    /// Epoch milliseconds at which the simulated clock starts; the system's time when absent.
    pub start: Option<i64>,
    /// What makes the simulated clock go on; the runtime's clock when absent.
    pub time: Option<TimeSource>,
    /// How many test cases the first project holds; ten millions at most.
    pub cases: usize,
    /// People work on the test cases: every simulated hour a few change, and now and then one appears or vanishes.
    pub drift: bool,
    /// For people who only want to look: what is launched from now on is over in about fifteen seconds, and people work
    /// on the test cases every three minutes.
    pub brisk: bool,
    /// For how many days before the start every job was run about once a day.
    pub past_days: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            seed: 7,
            speed: 1.0,
            tls: None,
            generation: Generation::Current,
            start: None,
            time: None,
            cases: PER_PROJECT,
            drift: false,
            brisk: false,
            past_days: 20,
        }
    }
}

/// A server that runs. Dropping it stops it; [`Running::stop`] also waits for that.
#[derive(Debug)]
pub struct Running {
    /// Base address, without a slash at its end.
    pub url: String,
    /// An API token that the server accepts.
    pub token: String,
    /// The control door; plain HTTP on the same port, also when the API is served over TLS.
    pub control: String,
    /// The authority's certificate, when the server speaks TLS.
    pub ca: Option<PathBuf>,
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl Running {
    /// Stops the server; connections that are open are cut.
    pub async fn stop(self) {
        self.cancel.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

#[derive(Debug)]
pub(crate) struct Sim {
    world: Mutex<World>,
    pub(crate) generation: Generation,
}

impl Sim {
    /// The world, for as long as the guard lives; never across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts a server in tasks of the current runtime.
///
/// # Errors
/// When the address cannot be taken, or the TLS folder cannot be written.
pub async fn serve(options: Options) -> io::Result<Running> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let (acceptor, ca) = options.tls.as_deref().map(tls::acceptor).transpose()?.unzip();
    let simulator = Simulator::new(&options);
    let token = simulator.token();
    let (cancel, tasks) = (CancellationToken::new(), TaskTracker::new());
    let server = Server { simulator, acceptor, cancel: cancel.clone(), tasks: tasks.clone() };
    tasks.spawn(server.take_connections(listener));
    let scheme = if ca.is_some() { "https" } else { "http" };
    let control = format!("http://{address}/__sim");
    Ok(Running { url: format!("{scheme}://{address}"), token, control, ca, cancel, tasks })
}

/// The server without a network of its own: whoever holds it brings the listener, or hands in single requests.
///
/// It starts no thread, and all it does follows from the options, the requests and their order. Cheap to clone;
/// clones are the same server.
#[derive(Debug, Clone)]
pub struct Simulator {
    sim: Arc<Sim>,
    router: Router,
}

impl Simulator {
    /// `listen` and `tls` of the options are not looked at.
    pub fn new(options: &Options) -> Self {
        let world = World::new(options, options.start.unwrap_or_else(system_time));
        let sim = Arc::new(Sim { world: Mutex::new(world), generation: options.generation });
        Self { router: router::router(&sim), sim }
    }

    /// An API token that the server accepts.
    pub fn token(&self) -> String {
        self.sim.world().tokens.first().to_owned()
    }

    /// The control door, without HTTP.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.sim))
    }

    /// Serves plain HTTP until `cancel`, and ends when the last connection is cut.
    pub async fn serve_on(&self, listener: TcpListener, cancel: CancellationToken) {
        let tasks = TaskTracker::new();
        let server = Server { simulator: self.clone(), acceptor: None, cancel, tasks: tasks.clone() };
        server.take_connections(listener).await;
        tasks.close();
        tasks.wait().await;
    }

    /// Answers one request that took no network, trouble included. Dropping the future is hanging up.
    ///
    /// # Errors
    /// `ConnectionRefused` while connections are refused, and nothing was done; `ConnectionAborted` where the
    /// connection is cut in place of an answer. A body that is cut fails while it is read.
    pub async fn answer(&self, request: Request<Bytes>) -> io::Result<Response<Body>> {
        if !request.uri().path().starts_with(wire::DOOR) && self.refuses() {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        self.respond(request).await
    }

    /// Whether a new connection is refused; one that is, is counted.
    fn refuses(&self) -> bool {
        let mut world = self.sim.world();
        let refuses = world.troubles.refuses();
        if refuses {
            world.troubles.refused();
        }
        refuses
    }

    async fn respond(&self, request: Request<Bytes>) -> io::Result<Response<Body>> {
        wire::answer(Arc::clone(&self.sim), self.router.clone(), request).await
    }
}

#[derive(Clone)]
struct Server {
    simulator: Simulator,
    acceptor: Option<TlsAcceptor>,
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    async fn take_connections(self, listener: TcpListener) {
        loop {
            let accepted = tokio::select! {
                biased;
                () = self.cancel.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (server, cancel) = (self.clone(), self.cancel.clone());
                    self.tasks.spawn(async move {
                        tokio::select! {
                            biased;
                            () = cancel.cancelled() => {}
                            () = server.serve_connection(stream) => {}
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            }
        }
    }

    async fn serve_connection(self, stream: TcpStream) {
        let Ok(opening) = opening(&stream).await else { return };
        if opening != Opening::Control && self.simulator.refuses() {
            return;
        }
        let _ = stream.set_nodelay(true);
        match (&self.acceptor, opening) {
            (Some(acceptor), Opening::Tls) => {
                if let Ok(stream) = acceptor.accept(stream).await {
                    self.speak(stream).await;
                }
            }
            (None, Opening::Tls) | (Some(_), Opening::Plain) => {}
            (None, Opening::Plain) | (_, Opening::Control) => self.speak(stream).await,
        }
    }

    async fn speak(&self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let service = service_fn(|request| {
            let simulator = self.simulator.clone();
            async move { simulator.respond(wire::whole(request).await?).await }
        });
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).auto_date_header(false);
        if let Err(error) = http.serve_connection(TokioIo::new(stream), service).await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
