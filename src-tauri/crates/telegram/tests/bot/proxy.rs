//! Two small proxies that want a name and a password: over HTTP, and SOCKS5.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::relay::{Head, serve};

pub(crate) const USER: &str = "me";
/// With all that has a meaning in an address.
pub(crate) const PASSWORD: &str = "p@ss w:rd/%1";
/// Both, as HTTP wants them.
const BASIC: &str = "Basic bWU6cEBzcyB3OnJkLyUx";

pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    /// How many were let through, and how many refused.
    passed: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn http() -> Self {
        Self::of(async |client, passed, refused| {
            let request = Head::read(client).await?;
            if request.header("proxy-authorization").as_deref() != Some(BASIC) {
                refused.fetch_add(1, Ordering::SeqCst);
                return request.answer("407 Proxy Authentication Required", "{}").await;
            }
            passed.fetch_add(1, Ordering::SeqCst);
            let line = request.line();
            let wanted = line.split(' ').nth(1).and_then(|url| url.parse::<url::Url>().ok());
            let found = wanted.and_then(|url| url.socket_addrs(|| None).ok()?.pop());
            request.pass(found.ok_or(std::io::ErrorKind::InvalidData)?).await
        })
        .await
    }

    pub(crate) async fn socks5() -> Self {
        Self::of(async |mut client, passed, refused| {
            let Some(wanted) = greet(&mut client).await? else {
                refused.fetch_add(1, Ordering::SeqCst);
                return Ok(());
            };
            passed.fetch_add(1, Ordering::SeqCst);
            let mut upstream = TcpStream::connect(wanted).await?;
            client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
            copy_bidirectional(&mut client, &mut upstream).await.map(drop)
        })
        .await
    }

    async fn of<F>(meet: impl Fn(TcpStream, Arc<AtomicUsize>, Arc<AtomicUsize>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = std::io::Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (passed, refused) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let (ways, shut) = (passed.clone(), refused.clone());
        let serving = serve(listener, move |client| meet(client, ways.clone(), shut.clone()));
        Self { address, passed, refused, serving }
    }

    pub(crate) fn passed(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }

    pub(crate) fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Where the client wants to go; `None` for one that does not know the password.
async fn greet(client: &mut TcpStream) -> std::io::Result<Option<String>> {
    let methods = sized(client, 1).await?;
    if !methods.contains(&2) {
        client.write_all(&[5, 0xff]).await?;
        return Ok(None);
    }
    client.write_all(&[5, 2]).await?;
    let user = sized(client, 1).await?;
    let password = sized(client, 0).await?;
    if user != USER.as_bytes() || password != PASSWORD.as_bytes() {
        client.write_all(&[1, 1]).await?;
        return Ok(None);
    }
    client.write_all(&[1, 0]).await?;
    let mut asked = [0; 4];
    client.read_exact(&mut asked).await?;
    let host = if asked[3] == 3 {
        String::from_utf8_lossy(&sized(client, 0).await?).into_owned()
    } else {
        let mut four = [0; 4];
        client.read_exact(&mut four).await?;
        std::net::Ipv4Addr::from(four).to_string()
    };
    Ok(Some(format!("{host}:{}", client.read_u16().await?)))
}

/// What follows its own length, after so many bytes.
async fn sized(client: &mut TcpStream, skipped: usize) -> std::io::Result<Vec<u8>> {
    for _ in 0..skipped {
        client.read_u8().await?;
    }
    let mut bytes = vec![0; client.read_u8().await?.into()];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}
