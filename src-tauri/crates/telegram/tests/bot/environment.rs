//! The proxies that the environment names: they may not see the bot's token.
//!
//! The environment of a test cannot be changed from within; so this program is started once more, in another one.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use telegram_kit::Failure;
use tokio::net::TcpListener;

use crate::relay::serve;
use crate::stage::Stage;

const WITHIN: &str = "environment::within_an_environment_with_a_proxy";

#[tokio::test(flavor = "multi_thread")]
async fn a_server_on_this_machine_is_asked_without_the_proxy_of_the_environment() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let proxy = format!("http://{}", listener.local_addr().expect("an address"));
    let met = Arc::new(AtomicUsize::new(0));
    let counted = met.clone();
    let serving = serve(listener, move |_client| {
        let counted = counted.clone();
        async move {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    });
    let mut program = Command::new(std::env::current_exe().expect("this program"));
    program
        .args(["--exact", WITHIN, "--ignored"])
        .stdout(Stdio::null())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        program.env(name, &proxy);
    }
    let ended =
        tokio::task::spawn_blocking(move || program.status()).await.expect("it ends").expect("it runs");
    assert!(ended.success(), "the bot works");
    assert_eq!(met.load(Ordering::SeqCst), 0, "the proxy was asked");
    serving.abort();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "for an environment with a proxy, which the test above makes"]
async fn within_an_environment_with_a_proxy() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    stage.end().await
}
