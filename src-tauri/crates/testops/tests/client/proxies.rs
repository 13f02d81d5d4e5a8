//! Through a proxy of each kind, with a password, and what is said when the proxy is the trouble.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use testops::{Client, Config, ErrorKind, Proxy, ProxyFault, Sent};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use url::Url;

use crate::support::{config, run_request, server};
use crate::wires::{Wire, closed_port, head, wire};

const PASSWORD: &str = "p@ss:word/ж";

fn through(scheme: &str, wire: &Wire, password: &str, server: &str) -> Client {
    let url = Url::parse(&format!("{scheme}://anna@{}", wire.address)).expect("a URL");
    let proxy = Proxy { url, password: Some(SecretString::from(password)) };
    Client::new(Config { proxy: Some(proxy), ..config(server) }).expect("a client")
}

async fn fault(client: &Client) -> ProxyFault {
    let error = client.run_job(1, &run_request()).await.expect_err("the proxy is in the way");
    assert_eq!(error.sent(), Sent::No, "{error:?}");
    let ErrorKind::Proxy { fault, .. } = error.kind() else { panic!("{error:?}") };
    *fault
}

/// Forwards plain requests and CONNECT for whoever knows the password.
async fn http_proxy() -> Wire {
    let wanted = format!("proxy-authorization: basic {}", STANDARD.encode(format!("anna:{PASSWORD}")))
        .to_ascii_lowercase();
    wire(move |mut stream| {
        let wanted = wanted.clone();
        async move {
            let head = head(&mut stream).await;
            if !head.to_ascii_lowercase().contains(&wanted) {
                let _ = stream
                    .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                    .await;
                return;
            }
            let mut words = head.split(' ');
            let (verb, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            if verb == "CONNECT" {
                let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
                return;
            }
            let target = Url::parse(target).expect("an absolute URL");
            let address = target.socket_addrs(|| None).expect("an address")[0];
            let mut server = TcpStream::connect(address).await.expect("the server");
            let place = &target[url::Position::BeforePath..];
            let rest = head.split_once("\r\n").map_or("", |(_, rest)| rest);
            let _ = server.write_all(format!("{verb} {place} HTTP/1.1\r\n{rest}").as_bytes()).await;
            let _ = copy_bidirectional(&mut stream, &mut server).await;
        }
    })
    .await
}

/// SOCKS5 (RFC 1928) with user and password (RFC 1929), IPv4 only.
async fn socks_proxy() -> Wire {
    wire(|mut stream| async move {
        let _ = socks(&mut stream).await;
    })
    .await
}

async fn socks(stream: &mut TcpStream) -> std::io::Result<()> {
    let [_, methods] = read::<2>(stream).await?;
    let mut offered = vec![0; methods.into()];
    stream.read_exact(&mut offered).await?;
    if !offered.contains(&2) {
        return stream.write_all(&[5, 0xff]).await;
    }
    stream.write_all(&[5, 2]).await?;
    let [_, length] = read::<2>(stream).await?;
    let mut user = vec![0; length.into()];
    stream.read_exact(&mut user).await?;
    let [length] = read::<1>(stream).await?;
    let mut password = vec![0; length.into()];
    stream.read_exact(&mut password).await?;
    if user != b"anna" || password != PASSWORD.as_bytes() {
        return stream.write_all(&[1, 1]).await;
    }
    stream.write_all(&[1, 0]).await?;
    let [_, _, _, kind] = read::<4>(stream).await?;
    assert_eq!(kind, 1, "an IPv4 address");
    let address = std::net::Ipv4Addr::from(read::<4>(stream).await?);
    let port = u16::from_be_bytes(read::<2>(stream).await?);
    let mut server = TcpStream::connect((address, port)).await?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    copy_bidirectional(stream, &mut server).await.map(drop)
}

async fn read<const N: usize>(stream: &mut TcpStream) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

#[tokio::test]
async fn http_with_a_password() {
    let (server, proxy) = (server().await, http_proxy().await);
    let client = through("http", &proxy, PASSWORD, &server.uri());
    assert_eq!(client.all_projects().await.expect("projects").len(), 1);
    assert_eq!(fault(&through("http", &proxy, "wrong", &server.uri())).await, ProxyFault::Credentials);
}

#[tokio::test]
async fn http_in_front_of_https() {
    let proxy = http_proxy().await;
    let nowhere = "https://testops.example";
    assert_eq!(fault(&through("http", &proxy, "wrong", nowhere)).await, ProxyFault::Credentials);
    assert_eq!(fault(&through("http", &proxy, PASSWORD, nowhere)).await, ProxyFault::Refused);
}

#[tokio::test]
async fn socks5_with_a_password() {
    let (server, proxy) = (server().await, socks_proxy().await);
    let client = through("socks5", &proxy, PASSWORD, &server.uri());
    assert_eq!(client.all_projects().await.expect("projects").len(), 1);
    assert_eq!(fault(&through("socks5", &proxy, "wrong", &server.uri())).await, ProxyFault::Credentials);
}

#[tokio::test]
async fn no_proxy_there() {
    let server = server().await;
    for scheme in ["http", "socks5"] {
        let url = Url::parse(&format!("{scheme}://{}", closed_port().await)).expect("a URL");
        let proxy = Proxy { url, password: None };
        let client = Client::new(Config { proxy: Some(proxy), ..config(&server.uri()) }).expect("a client");
        assert_eq!(fault(&client).await, ProxyFault::Unreachable, "{scheme}");
    }
    assert!(server.received_requests().await.expect("recording").is_empty());
}

/// A proxy that answers everything with 407 and these challenges.
async fn challenging(challenges: &'static [&'static str]) -> Wire {
    wire(move |mut stream| async move {
        head(&mut stream).await;
        let offers: String =
            challenges.iter().map(|offer| format!("Proxy-Authenticate: {offer}\r\n")).collect::<Vec<_>>().concat();
        let page = "<html>ERR_CACHE_ACCESS_DENIED</html>";
        let answer = format!(
            "HTTP/1.1 407 Proxy Authentication Required\r\n{offers}Content-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await
}

#[tokio::test]
async fn a_scheme_that_is_not_spoken_is_told_from_a_wrong_password() {
    let cases: [(&[&str], ProxyFault, ProxyFault); 5] = [
        (&["Negotiate", "NTLM"], ProxyFault::Ntlm, ProxyFault::Ntlm),
        (&["NTLM"], ProxyFault::Ntlm, ProxyFault::Ntlm),
        (&["Digest realm=\"x, Basic y\", nonce=\"n\""], ProxyFault::Digest, ProxyFault::Digest),
        (&["Negotiate", "Basic realm=\"x\""], ProxyFault::NoCredentials, ProxyFault::Credentials),
        (&[], ProxyFault::NoCredentials, ProxyFault::Credentials),
    ];
    for (challenges, without, with) in cases {
        let wire = challenging(challenges).await;
        for server in ["http://testops.example", "https://testops.example"] {
            let url = Url::parse(&format!("http://{}", wire.address)).expect("a URL");
            let proxy = Proxy { url, password: None };
            let bare = Client::new(Config { proxy: Some(proxy), ..config(server) }).expect("a client");
            assert_eq!(fault(&bare).await, without, "{challenges:?} {server}");
            let client = through("http", &wire, PASSWORD, server);
            assert_eq!(fault(&client).await, with, "{challenges:?} {server}");
        }
    }
    let wire = challenging(&["Negotiate", "NTLM"]).await;
    let error =
        through("http", &wire, PASSWORD, "https://testops.example").job(1).await.expect_err("refused");
    assert!(error.to_string().contains("NTLM") && error.advice().contains("cntlm"), "{error}");
    let ErrorKind::Proxy { proxy, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!(proxy, &wire.url());
}

#[tokio::test]
async fn the_second_question_carries_no_password() {
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let wire = wire(move |mut stream| {
        let told = told.clone();
        async move {
            let _ = told.send(head(&mut stream).await);
            let answer = "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await;
    assert_eq!(fault(&through("http", &wire, PASSWORD, "https://testops.example")).await, ProxyFault::Ntlm);
    let heads = [heard.recv().await, heard.recv().await].map(|head| head.expect("a request").to_lowercase());
    assert!(heads.iter().all(|head| head.starts_with("connect testops.example:443 ")), "{heads:?}");
    assert!(heads[0].contains("proxy-authorization") && !heads[1].contains("authorization"), "{heads:?}");
}

#[tokio::test]
async fn a_redirect_carries_nothing_elsewhere() {
    let (server, elsewhere) = (server().await, crate::support::bare_server().await);
    for place in ["/api/job/1", "/api/export/download/33"] {
        let to = format!("{}/signed?X-Amz-Signature=abc", elsewhere.uri());
        let redirect = wiremock::ResponseTemplate::new(302).insert_header("location", to.as_str());
        crate::support::answer(&server, "GET", place, redirect).await;
    }
    let client = Client::new(config(&server.uri())).expect("a client");
    let job = client.job(1).await.expect_err("elsewhere");
    let file = client.download_export(33).await.expect_err("elsewhere");
    for error in [job, file] {
        let to = Some(elsewhere.uri());
        assert_eq!(error.kind(), &ErrorKind::Redirected { status: 302, to }, "the signature is not told");
    }
    assert!(elsewhere.received_requests().await.expect("recording").is_empty());
}
