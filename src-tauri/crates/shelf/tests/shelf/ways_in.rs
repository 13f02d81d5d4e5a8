//! Certificates, proxies, styles of addresses, and roles taken with a token.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use shelf::fixture::{Store, TOKEN, Ways};
use shelf::{Fault, Keys, Proxy, Put};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::{ours, shelf_at};

#[tokio::test]
async fn a_companys_certificate_is_trusted_where_it_is_named() {
    let (acceptor, pem) = authority();
    let store = Store::start_as(Ways::default(), Some(acceptor)).await;
    let mut place = store.place();
    let stranger = shelf_at(&place).probe().await.expect_err("not trusted");
    assert_eq!(stranger.fault, Fault::Certificate, "{stranger}");
    place.ca_pem = Some(pem);
    assert!(shelf_at(&place).probe().await.expect("trusted").creates_once);
}

fn authority() -> (TlsAcceptor, Vec<u8>) {
    let mut params = CertificateParams::new(Vec::new()).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority =
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
    let certificate = params.signed_by(&key, &authority).expect("a certificate");
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("a server");
    (TlsAcceptor::from(Arc::new(tls)), authority.pem().into_bytes())
}

/// The double resolves the name that a bucket in the host makes.
#[tokio::test]
async fn a_bucket_may_stand_in_the_host() {
    let store = Store::start().await;
    let port = store.url.port().expect("a port");
    let (proxy, seen) = proxy(port).await;
    let mut place = store.place();
    place.endpoint = format!("http://s3.invalid:{port}").parse().ok();
    place.proxy = Some(Proxy { url: proxy, password: None });
    place.path_style = false;
    // The store itself reads paths, so it refuses; what counts is where it was asked.
    shelf_at(&place).head("a.csv").await.ok();
    assert!(
        seen.lock().await.iter().all(|line| line.contains("//exports.s3.invalid:")),
        "{:?}",
        seen.lock().await
    );
    place.path_style = true;
    seen.lock().await.clear();
    shelf_at(&place).head("a.csv").await.ok();
    assert!(seen.lock().await.iter().all(|line| line.contains("/exports/a.csv")), "{:?}", seen.lock().await);
}

#[tokio::test]
async fn a_proxy_with_a_password_is_used() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    let (mut proxy, seen) = proxy(store.url.port().expect("a port")).await;
    proxy.set_username("anna").expect("a user");
    let mut place = store.place();
    place.proxy = Some(Proxy { url: proxy, password: Some("proxy-pass".into()) });
    assert_eq!(shelf_at(&place).put_new("a.csv", &ours.source).await, Ok(Put::Sent));
    let seen = seen.lock().await;
    // «anna:proxy-pass»
    assert!(seen.iter().any(|line| line.contains("Basic YW5uYTpwcm94eS1wYXNz")), "{seen:?}");
    assert!(!format!("{place:?}").contains("proxy-pass"));
}

type Seen = Arc<tokio::sync::Mutex<Vec<String>>>;

/// Takes plain requests for anywhere, notes first lines and who asks, and hands them to `port`.
async fn proxy(port: u16) -> (url::Url, Seen) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound")).parse().expect("an address");
    let seen = Seen::default();
    let noted = seen.clone();
    #[expect(clippy::disallowed_methods, reason = "a test keeps its own tasks")]
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let noted = noted.clone();
            tokio::spawn(async move {
                let (read, mut write) = socket.into_split();
                let mut read = BufReader::new(read);
                let mut line = String::new();
                read.read_line(&mut line).await.expect("a request");
                noted.lock().await.push(line.clone());
                // From the absolute form to the one that servers read.
                let path =
                    line.split(' ').nth(1).and_then(|url| url.splitn(4, '/').nth(3)).unwrap_or_default();
                let method = line.split(' ').next().unwrap_or_default();
                let mut head = format!("{method} /{path} HTTP/1.1\r\n");
                loop {
                    line.clear();
                    read.read_line(&mut line).await.expect("a header");
                    if line.to_ascii_lowercase().starts_with("proxy-authorization") {
                        noted.lock().await.push(line.clone());
                        continue;
                    }
                    if line == "\r\n" {
                        break;
                    }
                    head.push_str(&line);
                }
                head.push_str("Connection: close\r\n\r\n");
                let server = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.expect("the store");
                let (mut from, mut to) = server.into_split();
                to.write_all(head.as_bytes()).await.expect("handed on");
                let up = async {
                    let mut piece = [0; 4096];
                    while let Ok(many @ 1..) = read.read(&mut piece).await {
                        if to.write_all(&piece[..many]).await.is_err() {
                            break;
                        }
                    }
                };
                let down = tokio::io::copy(&mut from, &mut write);
                tokio::select! { () = up => {} _ = down => {} }
            });
        }
    });
    (url, seen)
}

#[tokio::test]
async fn a_role_is_taken_with_the_token_of_a_file() {
    let ways = Ways { only_with_tokens: true, ..Ways::default() };
    let (store, ours) = (Store::start_as(ways, None).await, ours(b"one"));
    let token_file = ours.beside("token");
    let mut place = store.place();
    let fixed = shelf_at(&place).probe().await.expect_err("the key is nobody's");
    assert!(matches!(fixed.fault, Fault::WrongKey | Fault::Denied), "{fixed}");
    place.keys = Keys::WebIdentity {
        token_file: token_file.clone(),
        role: "arn:aws:iam::1:role/exports".to_owned(),
        sts: store.url.join("sts").ok(),
    };
    let shelf = shelf_at(&place);
    std::fs::write(&token_file, "an-old-token").expect("written");
    assert!(shelf.put_new("a.csv", &ours.source).await.is_err());
    std::fs::write(&token_file, TOKEN).expect("renewed");
    assert_eq!(shelf.put_new("a.csv", &ours.source).await, Ok(Put::Sent));
}
