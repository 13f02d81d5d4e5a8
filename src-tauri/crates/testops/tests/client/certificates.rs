//! A company's own certificate authority: not trusted, then trusted; and the other ways a certificate can be wrong.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use testops::{Certificate, CertificateFault, Client, Config, ErrorKind, Sent, Step};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::support::{client, config, run_request};
use crate::wires::{PROJECTS, Wire, head, wire};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority"))
    }

    fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }

    /// Serves an empty list of projects under a certificate for `name`.
    async fn serve(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Wire {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        change(&mut params);
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .expect("a server");
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        wire(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                head(&mut stream).await;
                let _ = stream.write_all(PROJECTS.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        })
        .await
    }
}

fn https(wire: &Wire) -> String {
    format!("https://{}", wire.address)
}

fn trusting(authority: &Authority, wire: &Wire) -> Client {
    Client::new(Config { ca_pem: Some(authority.pem()), ..config(&https(wire)) }).expect("a client")
}

async fn fault(client: &Client) -> CertificateFault {
    let error = client.run_job(1, &run_request()).await.expect_err("no trust");
    assert_eq!(error.sent(), Sent::No);
    let ErrorKind::Certificate { fault } = error.kind() else { panic!("{error:?}") };
    *fault
}

#[tokio::test]
async fn an_unknown_authority_becomes_known_by_its_file() {
    let authority = Authority::new();
    let wire = authority.serve("127.0.0.1", |_| {}).await;
    let stranger = client(&https(&wire));
    assert_eq!(fault(&stranger).await, CertificateFault::UnknownIssuer);
    let probe = stranger.probe().await;
    assert_eq!(probe.reach, Step::Ok(()));
    assert!(
        probe.certificate.failure().is_some_and(|error| error.advice().contains("certificate authority"))
    );
    assert_eq!(probe.prefix, Step::Skipped);

    let friend = trusting(&authority, &wire);
    assert!(friend.all_projects().await.expect("projects").is_empty());
    assert_eq!(friend.probe().await.certificate, Step::Ok(Certificate::Trusted));
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let authority = Authority::new();
    let wire = authority.serve("testops.example", |_| {}).await;
    assert_eq!(fault(&trusting(&authority, &wire)).await, CertificateFault::WrongName);
}

#[tokio::test]
async fn a_certificate_out_of_its_time() {
    let authority = Authority::new();
    let over = authority.serve("127.0.0.1", |params| params.not_after = date_time_ymd(2001, 1, 1)).await;
    assert_eq!(fault(&trusting(&authority, &over)).await, CertificateFault::Expired);
    let early = authority.serve("127.0.0.1", |params| params.not_before = date_time_ymd(2090, 1, 1)).await;
    assert_eq!(fault(&trusting(&authority, &early)).await, CertificateFault::NotYetValid);
}

#[tokio::test]
async fn a_port_that_speaks_no_tls() {
    let server = crate::support::server().await;
    assert_eq!(fault(&client(&server.uri().replace("http:", "https:"))).await, CertificateFault::NotTls);
}
