//! The client and the simulated server in one thread, without sockets, on a clock that stands still while nothing
//! waits.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, TimeDelta};
use futures::future::BoxFuture;
use testops::{Client, Config, ErrorKind, Network, Outside, PageRequest, Prefix, ProjectQuery, Sent};
use testops_sim::{Options, Simulator, Trouble, TroubleKind};
use tokio::time::Instant;

use crate::support::{config, run_request};

const START: i64 = 1_795_176_000_000;

struct InProcess(Simulator);

impl Network for InProcess {
    fn send(&self, request: reqwest::Request) -> BoxFuture<'_, std::io::Result<reqwest::Response>> {
        Box::pin(async move {
            let body = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice);
            let mut wanted = axum::http::Request::new(body.unwrap_or_default());
            *wanted.method_mut() = request.method().clone();
            *wanted.headers_mut() = request.headers().clone();
            let place = &request.url()[url::Position::BeforePath..];
            *wanted.uri_mut() = place.parse().map_err(std::io::Error::other)?;
            let (head, body) = self.0.answer(wanted).await?.into_parts();
            let body = reqwest::Body::wrap_stream(body.into_data_stream());
            Ok(axum::http::Response::from_parts(head, body).into())
        })
    }
}

/// The server's clock is a day ahead of the client's.
fn both(random: f64) -> (Client, Simulator) {
    let simulator = Simulator::new(&Options { start: Some(START), ..Options::default() });
    let born = Instant::now();
    let outside = Outside {
        now: Arc::new(move || {
            DateTime::from_timestamp_millis(START).expect("a date") - TimeDelta::days(1) + born.elapsed()
        }),
        random: Arc::new(move || random),
        network: Some(Arc::new(InProcess(simulator.clone()))),
    };
    let token = simulator.token().into();
    let limits = testops::Limits::default();
    let config = Config { token, outside, limits, ..config("http://testops.simulated") };
    (Client::new(config).expect("a client"), simulator)
}

#[tokio::test(start_paused = true)]
async fn a_client_works_without_a_socket() {
    let (client, simulator) = both(0.5);
    assert_eq!(client.probe().await.prefix.ok(), Some(&Prefix::Api));
    let projects = client.projects(&ProjectQuery::default(), PageRequest::first(10)).await.expect("projects");
    assert_eq!(projects.items.len(), 6);
    let offset = client.clock_offset().expect("an answer was dated");
    assert_eq!(offset, TimeDelta::days(1) + TimeDelta::milliseconds(500));
    let launch = client.run_job(301, &run_request()).await.expect("a launch");
    assert_eq!(simulator.control().posted(), [("Nightly".to_owned(), 1)].into());
    assert_eq!(client.launch(launch.id).await.expect("the launch").id, launch.id);
}

#[tokio::test(start_paused = true)]
async fn waits_follow_from_the_randomness_that_is_given() {
    let mut took = Vec::new();
    for random in [0.0, 0.0, 1.0] {
        let (client, simulator) = both(random);
        client.all_projects().await.expect("projects");
        let status = TroubleKind::Status { code: 503, retry_after: None, message: None };
        simulator.control().trouble(Trouble::new(status).times(3));
        let began = Instant::now();
        client.all_projects().await.expect("projects, in the end");
        took.push(began.elapsed());
    }
    let spread = |share: f64| Duration::from_millis(3_500).mul_f64(share);
    assert_eq!(took, [spread(0.75), spread(0.75), spread(1.25)]);
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_once_whatever_happens_to_it() {
    let (client, simulator) = both(0.5);
    let control = simulator.control();
    client.all_projects().await.expect("projects");
    let on_runs = |kind| Trouble::new(kind).on("POST", "/job/*/run").times(1);
    control.trouble(on_runs(TroubleKind::LostAnswer));
    let error = client.run_job(301, &run_request()).await.expect_err("no answer");
    assert_eq!((error.kind(), error.sent()), (&ErrorKind::Cut, Sent::Maybe));
    control.trouble(on_runs(TroubleKind::LateAnswer { ms: 600_000 }));
    let error = client.run_job(301, &run_request()).await.expect_err("too late");
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }) && error.sent() == Sent::Maybe, "{error:?}");
    assert_eq!(control.posted()["Nightly"], 2);
    control.trouble(Trouble::new(TroubleKind::Refuse).times(1));
    let error = client.run_job(301, &run_request()).await.expect_err("no network");
    assert_eq!(error.sent(), Sent::No, "{error:?}");
    assert_eq!(control.posted()["Nightly"], 2);
}
