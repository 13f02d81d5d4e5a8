//! A small HTTP/1.1 server that passes everything on to another one and keeps what went both ways.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

/// A request and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) body: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) answer: Vec<u8>,
}

impl Exchange {
    pub(crate) fn is_page(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| kind.contains("html"))
    }
}

pub(crate) struct Recorder {
    pub(crate) url: String,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    _tasks: JoinSet<()>,
}

impl Recorder {
    pub(crate) async fn in_front_of(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let exchanges = Arc::new(Mutex::new(Vec::new()));
        let (kept, server) = (exchanges.clone(), server.to_owned());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let http = reqwest::Client::builder().no_proxy().build().expect("a client");
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, server, http) = (kept.clone(), server.clone(), http.clone());
                connections.spawn(async move {
                    let exchange = pass_on(stream, &server, &http).await;
                    kept.lock().unwrap_or_else(PoisonError::into_inner).extend(exchange);
                });
            }
        });
        Self { url, exchanges, _tasks: tasks }
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One exchange per connection.
async fn pass_on(stream: TcpStream, server: &str, http: &reqwest::Client) -> Option<Exchange> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let mut words = line.split_whitespace();
    let method = words.next()?.to_owned();
    let url = Url::parse(&format!("{server}{}", words.next()?)).ok()?;
    let mut request = http.request(method.parse().ok()?, url.clone());
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            // The answer is recorded as text, and the connection is this recorder's own.
            "host" | "connection" | "accept-encoding" => {}
            _ => request = request.header(name, value),
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let response = request.body(body.clone()).send().await.ok()?;
    let status = response.status().as_u16();
    let content_type =
        response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let range = response.headers().get("content-range").and_then(|range| range.to_str().ok());
    let range = range.map(|range| format!("Content-Range: {range}\r\n")).unwrap_or_default();
    let answer = response.bytes().await.ok()?.to_vec();
    let kind = content_type.as_ref().map(|kind| format!("Content-Type: {kind}\r\n")).unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status} X\r\n{kind}{range}Content-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    // Kept before it is passed on, so that nothing the client has seen is missing.
    let exchange = Exchange { method, url, body, status, content_type, answer };
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(&exchange.answer).await.ok()?;
    stream.shutdown().await.ok()?;
    Some(exchange)
}
