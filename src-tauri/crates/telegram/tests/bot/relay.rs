//! Stands between the bot and Telegram: passes every request on over a connection of its own, and hands the bot
//! updates that no app would make.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use companion::view::{BotRoute, BotState};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::stage::Stage;

pub(crate) struct Relay {
    url: String,
    updates: Arc<Mutex<VecDeque<Value>>>,
    serving: JoinHandle<()>,
}

impl Relay {
    /// To the server at this address.
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let updates: Arc<Mutex<VecDeque<Value>>> = Arc::default();
        let given = updates.clone();
        let serving = serve(listener, move |client| {
            let updates = given.clone();
            async move { pass(client, server, &updates).await }
        });
        Self { url, updates, serving }
    }

    /// In the way of this stage's bot.
    pub(crate) async fn before(stage: &Stage) -> Self {
        let server = stage.kit.url().trim_start_matches("http://").parse().expect("an address");
        let relay = Self::to(server).await;
        stage.go_by(BotRoute { base_url: Some(relay.url.clone()), proxy: None }, None).await;
        stage.until_state(|state| matches!(state, BotState::Polling { .. })).await;
        relay
    }

    /// Comes with the next answer to a poll.
    pub(crate) fn give(&self, update: Value) {
        lock(&self.updates).push_back(update);
    }

    pub(crate) async fn until_all_given(&self) {
        let given = async {
            while !lock(&self.updates).is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), given).await.expect("the bot polls");
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(updates: &Mutex<VecDeque<Value>>) -> std::sync::MutexGuard<'_, VecDeque<Value>> {
    updates.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn pass(
    client: TcpStream,
    server: SocketAddr,
    updates: &Mutex<VecDeque<Value>>,
) -> std::io::Result<()> {
    let request = Head::read(client).await?;
    if request.line().to_lowercase().contains("/getupdates") {
        // Taken out first: the lock is not held over a wait.
        let update = lock(updates).pop_front();
        if let Some(update) = update {
            let body = json!({"ok": true, "result": [update]}).to_string();
            return request.answer("200 OK", &body).await;
        }
    }
    request.pass(server).await
}

/// A request whose body, or a part of it, has not been read.
pub(crate) struct Head {
    client: TcpStream,
    read: Vec<u8>,
    /// Where the body begins.
    end: usize,
}

impl Head {
    pub(crate) async fn read(mut client: TcpStream) -> std::io::Result<Self> {
        let mut read = Vec::new();
        loop {
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                return Ok(Self { client, read, end: end + 4 });
            }
            if client.read_buf(&mut read).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    pub(crate) fn line(&self) -> String {
        self.text().lines().next().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let text = self.text();
        let (_, value) = text
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value.trim().to_owned())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.read[..self.end]).into_owned()
    }

    /// Reads the body to its end, so that the answer is not lost with what was not read.
    pub(crate) async fn answer(mut self, status: &str, body: &str) -> std::io::Result<()> {
        let length: usize = self.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        while self.read.len() < self.end + length && self.client.read_buf(&mut self.read).await? > 0 {}
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        self.client.write_all(format!("{head}{body}").as_bytes()).await?;
        self.client.shutdown().await
    }

    /// Hands the request on, over a connection that ends with its answer.
    pub(crate) async fn pass(mut self, server: SocketAddr) -> std::io::Result<()> {
        let mut upstream = TcpStream::connect(server).await?;
        let text = self.text();
        let kept = text.trim_end().lines().filter(|line| !line.to_lowercase().starts_with("connection:"));
        let head = kept.chain(["Connection: close"]).collect::<Vec<_>>().join("\r\n");
        upstream.write_all(format!("{head}\r\n\r\n").as_bytes()).await?;
        upstream.write_all(&self.read[self.end..]).await?;
        copy_bidirectional(&mut self.client, &mut upstream).await.map(drop)
    }
}

/// Gives every connection to a task of its own.
#[expect(clippy::disallowed_methods, reason = "a test keeps its own tasks")]
pub(crate) fn serve<F>(
    listener: TcpListener,
    meet: impl Fn(TcpStream) -> F + Send + 'static,
) -> JoinHandle<()>
where
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let meeting = meet(client);
            // Whoever hangs up in the middle is none of the story's business.
            tokio::spawn(async move { drop(meeting.await) });
        }
    })
}
