//! Raw sockets: servers that do what no decent one does.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A server that lives as long as this.
pub(crate) struct Wire {
    pub(crate) address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Wire {
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Serves every connection with `serve`.
pub(crate) async fn wire<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Wire
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            connections.spawn(serve(stream));
        }
    });
    Wire { address, _tasks: tasks }
}

/// The head of one request, as text.
pub(crate) async fn head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// The empty list of projects that lets the client find out prefix and sign-in.
pub(crate) const PROJECTS: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{\"content\":[]}";

/// Answers the search for the prefix, and everything else with `raw`, then does `then`.
pub(crate) async fn serve_raw(mut stream: TcpStream, raw: &str, then: Then) {
    let request = head(&mut stream).await;
    if request.starts_with("GET /api/project?size=1 ") {
        let _ = stream.write_all(PROJECTS.as_bytes()).await;
        return;
    }
    let _ = stream.write_all(raw.as_bytes()).await;
    let _ = stream.flush().await;
    if let Then::FallSilent = then {
        std::future::pending::<()>().await;
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Then {
    Close,
    FallSilent,
}

/// A port that nobody listens on.
pub(crate) async fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address")
}
