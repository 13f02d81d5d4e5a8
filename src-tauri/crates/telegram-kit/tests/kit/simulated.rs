//! Bot, server and people in one runtime whose time is paused, and a clock that the test brings.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use telegram_kit::{Failure, Kit, Options, TimeSource, Trouble};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::stage::Wire;

const START: u64 = 1_767_603_600;

struct Simulated {
    kit: Kit,
    listen: SocketAddr,
    seconds: Arc<AtomicU64>,
}

async fn resting() -> (Simulated, TcpListener) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let listen = listener.local_addr().expect("an address");
    let seconds = Arc::new(AtomicU64::new(START));
    let source = seconds.clone();
    let time = TimeSource::new(move || Duration::from_secs(source.load(Ordering::Relaxed)));
    let kit = Kit::resting(Options { listen, time: Some(time), ..Options::default() });
    (Simulated { kit, listen, seconds }, listener)
}

#[tokio::test]
async fn dates_follow_the_source_and_a_kit_outlives_its_server() -> Result<(), Failure> {
    let (Simulated { kit, listen, seconds }, listener) = resting().await;
    let bot = kit.bot("Helper").await?;
    let anna = kit.person("Anna").await?;
    let stop = CancellationToken::new();
    let first = async {
        anna.send("/start").await?;
        seconds.store(START + 7 * 86_400, Ordering::Relaxed);
        anna.send("/help").await?;
        let updates = Wire::new(&kit, bot.token()).updates(0).await;
        assert_eq!(
            (&updates[0]["message"]["date"], &updates[1]["message"]["date"]),
            (&json!(START), &json!(START + 604_800))
        );
        stop.cancel();
        Ok::<_, Failure>(())
    };
    let ((), told) = tokio::join!(kit.serve_on(listener, stop.clone()), first);
    told?;
    // Another server, on the same port.
    let stop = CancellationToken::new();
    let listener = TcpListener::bind(listen).await.expect("the port again");
    let second = async {
        assert_eq!(Wire::new(&kit, bot.token()).updates(0).await.len(), 2);
        stop.cancel();
    };
    tokio::join!(kit.serve_on(listener, stop.clone()), second);
    Ok(())
}

#[tokio::test]
async fn a_server_that_stops_lets_held_requests_go() -> Result<(), Failure> {
    let (Simulated { kit, .. }, listener) = resting().await;
    let bot = kit.bot("Helper").await?;
    kit.trouble(Trouble::held()).await?;
    let stop = CancellationToken::new();
    let wire = Wire::new(&kit, bot.token());
    let held = wire.call("getUpdates", json!({}));
    let stopping = async {
        while kit.requests(0).await?.is_empty() {
            tokio::task::yield_now().await;
        }
        stop.cancel();
        Ok::<_, Failure>(())
    };
    let ((), held, stopping) = tokio::join!(kit.serve_on(listener, stop.clone()), held, stopping);
    stopping?;
    assert_eq!(held["error_code"], 503);
    Ok(())
}

#[tokio::test]
async fn a_poll_is_held_in_paused_time() -> Result<(), Failure> {
    let start_ms = 1_767_603_600_000;
    tokio::time::pause();
    let kit = Kit::start_with(Options { start_ms: Some(start_ms), ..Options::default() }).await?;
    let bot = kit.bot("Helper").await?;
    let polled = Wire::new(&kit, bot.token()).done("getUpdates", json!({"timeout": 50})).await;
    assert_eq!(polled, json!([]));
    // Nobody waited, and yet the kit's clock has seen the poll through.
    assert!(kit.now_ms().await? >= start_ms + 50_000);
    Ok(())
}
