//! How many requests one refresh of fifty running bots with their use costs, counted by an engine that only answers.

#![expect(clippy::print_stdout, reason = "figures are told on standard output")]

#[cfg(unix)]
fn main() {
    unix::main();
}

#[cfg(not(unix))]
fn main() {
    println!("The engine of this measurement listens on a Unix socket.");
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsString;
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use bot_runner::{Engine, Runner};
    use serde_json::{Value, json};

    const BOTS: usize = 50;
    const OWNER: &str = "bench";

    pub(super) fn main() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("engine.sock");
        let asked = Arc::new(AtomicU32::new(0));
        let listener = UnixListener::bind(&path).expect("bound");
        let count = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let count = count.clone();
                std::thread::spawn(move || serve(&stream, &count));
            }
        });
        let host = OsString::from(format!("unix://{}", path.display()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let requests = runtime.block_on(async {
            let found = Engine::find(|name| (name == "DOCKER_HOST").then(|| host.clone())).await;
            let runner = Runner::new(found.expect("the engine"), OWNER.to_owned(), dir.path().to_owned());
            let before = asked.load(Ordering::Relaxed);
            let used = runner.usage().await.expect("their use");
            assert_eq!(used.len(), BOTS);
            asked.load(Ordering::Relaxed) - before
        });
        println!("{}", json!({ "requests_per_refresh": requests }));
    }

    fn serve(mut stream: &UnixStream, count: &AtomicU32) {
        let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
        while let Some(first) = lines.next() {
            lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
            let path = first.split(' ').nth(1).unwrap_or_default();
            count.fetch_add(1, Ordering::Relaxed);
            let body = answer(path).to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).is_err() {
                return;
            }
        }
    }

    fn answer(path: &str) -> Value {
        if path.contains("/containers/json") {
            return (0..BOTS).map(container).collect();
        }
        if path.contains("/stats") {
            return json!({ "memory_stats": { "usage": 1 }, "pids_stats": { "current": 1 } });
        }
        json!({ "Version": "1", "ApiVersion": "1.41" })
    }

    fn container(number: usize) -> Value {
        json!({
            "Id": format!("c{number}"),
            "Names": [format!("/c{number}")],
            "ImageID": "i",
            "State": "running",
            "Status": "Up",
            "Labels": { "dev.testops-companion.owner": OWNER, "dev.testops-companion.bot": format!("bot-{number}") },
        })
    }
}
