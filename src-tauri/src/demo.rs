//! The TestOps server inside the program, for people who only want to look.

use std::net::{Ipv4Addr, SocketAddr};

use companion::ports::{DemoAccess, DemoServer};
use futures::future::BoxFuture;
use tokio::sync::Mutex;

const SEED: u64 = 7;

#[derive(Default)]
pub(crate) struct Demo {
    running: Mutex<Option<testops_sim::Running>>,
}

impl DemoServer for Demo {
    fn start(&self) -> BoxFuture<'_, Result<DemoAccess, String>> {
        Box::pin(async move {
            let mut running = self.running.lock().await;
            if running.is_none() {
                let options = testops_sim::Options {
                    listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                    seed: SEED,
                    drift: true,
                    brisk: true,
                    past_days: 60,
                    ..Default::default()
                };
                *running = Some(testops_sim::serve(options).await.map_err(|error| error.to_string())?);
            }
            let server = running.as_ref().ok_or("the demo server did not start")?;
            Ok(DemoAccess { url: server.url.clone(), token: server.token.clone().into() })
        })
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(server) = self.running.lock().await.take() {
                server.stop().await;
            }
        })
    }
}
