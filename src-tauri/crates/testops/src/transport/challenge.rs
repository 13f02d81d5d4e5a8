//! What a proxy wants that answers 407: its `Proxy-Authenticate` headers tell a wrong password from a scheme that this
//! client does not speak.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use reqwest::header::{HOST, HeaderMap, PROXY_AUTHENTICATE};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use super::way::WayProxy;
use crate::error::ProxyFault;

/// What is wrong, from the answer's headers.
pub(super) fn fault(headers: &HeaderMap, has_password: bool) -> ProxyFault {
    let values = headers.get_all(PROXY_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    ProxyFault::of_challenges(values, has_password)
}

/// Asks the proxy again for a way to the server, without a password and only for its headers: the HTTP library keeps
/// those of a refused tunnel to itself. `None` when it says nothing of use.
pub(super) async fn ask(proxy: &WayProxy, server: &Url, patience: Duration) -> Option<ProxyFault> {
    if proxy.address.scheme() != "http" {
        return None;
    }
    let headers = timeout(patience, refusal(proxy, server)).await.ok()??;
    Some(fault(&headers, proxy.has_password))
}

async fn refusal(proxy: &WayProxy, server: &Url) -> Option<HeaderMap> {
    let host = proxy.address.host_str()?.trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, proxy.address.port_or_known_default()?)).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let place = format!("{}:{}", server.host_str()?, server.port_or_known_default()?);
    let request = Request::builder()
        .method(Method::CONNECT)
        .uri(place.parse::<Uri>().ok()?)
        .header(HOST, place)
        .body(Empty::<Bytes>::new())
        .ok()?;
    let answer = async move { sender.send_request(request).await.ok() };
    let (answer, _closed) = futures::join!(answer, connection);
    let answer = answer?;
    (answer.status() == 407).then(|| answer.headers().clone())
}
