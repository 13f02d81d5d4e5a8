//! Archives from the network; unless private ones are allowed, from public addresses only: of the first address, of every
//! redirect, and of whatever their names resolve to. No proxy is asked, for it would resolve the names itself.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use url::Url;

use crate::address::{is_private, names_a_private_host};
use crate::fault::{Code, Fault, Reason, shown_text};
use crate::validate::MOST_PACKED;

const WHOLE: Duration = Duration::from_mins(2);
const CONNECTING: Duration = Duration::from_secs(15);
const MOST_REDIRECTS: usize = 5;

/// `private` lets it come from a private address.
pub(crate) async fn archive(url: &Url, private: bool) -> Result<Vec<u8>, Fault> {
    download(guarded(Client::builder(), private), url).await.map_err(|reason| {
        let about = shown_text(url.as_str());
        Fault::new(Code::InvalidArchiveUrl, about).with("field", "archive_url").because(reason)
    })
}

#[derive(Debug, thiserror::Error)]
#[error("the address is private")]
struct Private;

struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if addresses.iter().any(|address| is_private(address.ip())) {
                return Err(Private.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

fn guarded(builder: ClientBuilder, private: bool) -> ClientBuilder {
    let redirects = Policy::custom(move |attempt| {
        if !private && names_a_private_host(attempt.url()) {
            return attempt.error(Private);
        }
        if attempt.previous().len() > MOST_REDIRECTS {
            return attempt.error("too many redirects");
        }
        attempt.follow()
    });
    let builder = if private { builder } else { builder.dns_resolver(Arc::new(PublicOnly)) };
    builder
        .redirect(redirects)
        .no_proxy()
        .connect_timeout(CONNECTING)
        .timeout(WHOLE)
        .user_agent(concat!("testops-companion/", env!("CARGO_PKG_VERSION")))
}

async fn download(builder: ClientBuilder, url: &Url) -> Result<Vec<u8>, Reason> {
    let client = builder.build().map_err(|error| reason(&error))?;
    let answer = client.get(url.clone()).send().await.map_err(|error| reason(&error))?;
    let status = answer.status();
    if !status.is_success() {
        return Err(Reason::HttpStatus { status: status.as_u16() });
    }
    let mut packed = Vec::new();
    let mut parts = answer.bytes_stream();
    while let Some(part) = parts.next().await {
        packed.extend_from_slice(&part.map_err(|error| reason(&error))?);
        if packed.len() > MOST_PACKED {
            return Err(Reason::TooLarge { most_bytes: MOST_PACKED });
        }
    }
    Ok(packed)
}

fn reason(error: &reqwest::Error) -> Reason {
    let mut innermost: &dyn std::error::Error = error;
    loop {
        if innermost.is::<Private>() {
            return Reason::PrivateAddress;
        }
        match innermost.source() {
            Some(source) => innermost = source,
            None => break,
        }
    }
    if error.is_timeout() {
        return Reason::TooSlow { seconds: WHOLE.as_secs() };
    }
    Reason::Unreachable { words: innermost.to_string() }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// Answers the requests in turn, and tells how many came.
    fn server(answers: Vec<String>) -> (SocketAddr, std::thread::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
        let address = listener.local_addr().expect("an address");
        let served = std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().expect("a request");
                let _ = stream.read(&mut [0; 4096]).expect("read");
                stream.write_all(answer.as_bytes()).expect("written");
            }
        });
        (address, served)
    }

    fn answer(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
    }

    /// As if the name were public.
    async fn from(address: SocketAddr) -> Result<Vec<u8>, Reason> {
        let builder = guarded(Client::builder(), false).resolve("archives.example.org", address);
        let url =
            Url::parse(&format!("http://archives.example.org:{}/bot.zip", address.port())).expect("a URL");
        download(builder, &url).await
    }

    #[tokio::test]
    async fn an_archive_is_fetched_through_a_public_redirect() {
        let (address, served) =
            server(vec![answer("302 Found\r\nLocation: /elsewhere", ""), answer("200 OK", "packed")]);
        assert_eq!(from(address).await, Ok(b"packed".to_vec()));
        served.join().expect("served");
    }

    #[tokio::test]
    async fn a_redirect_to_a_private_address_is_refused() {
        for place in
            ["http://127.0.0.1:1/x", "http://169.254.169.254/latest", "http://localhost/x", "http://[::1]/x"]
        {
            let (address, served) = server(vec![answer(&format!("302 Found\r\nLocation: {place}"), "")]);
            assert_eq!(from(address).await, Err(Reason::PrivateAddress), "{place}");
            served.join().expect("served");
        }
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_this_machine_is_refused() {
        let url = Url::parse("http://localhost:1/x").expect("a URL");
        assert_eq!(download(guarded(Client::builder(), false), &url).await, Err(Reason::PrivateAddress));
    }

    #[tokio::test]
    async fn what_the_server_refuses_is_told_with_its_status() {
        let (address, served) = server(vec![answer("404 Not Found", "no")]);
        assert_eq!(from(address).await, Err(Reason::HttpStatus { status: 404 }));
        served.join().expect("served");
    }
}
