use shelf::fixture::{BUCKET, KEY, SECRET, Store, Trouble};

use crate::program::{Machine, csv_files};
use crate::world::TestOps;

async fn machine(server: &TestOps, store: &Store, more: &str) -> Machine {
    let mut machine = server.machine("");
    let secret = machine.write("s3-secret", SECRET);
    machine.configure(&format!(
        "[s3]\nendpoint = '{}'\nbucket = '{BUCKET}'\nprefix = 'ночь'\nkey_id = '{KEY}'\nsecret_file = '{}'\n{more}",
        store.url,
        secret.display()
    ));
    machine.write("plans.toml", &server.plan("Nightly").await);
    machine
}

fn objects(store: &Store) -> Vec<String> {
    store.keys().into_iter().filter(|key| key.strip_suffix(".csv").is_some()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_s3_trouble() {
    let (server, store) = (TestOps::start().await, Store::start().await);
    let machine = machine(&server, &store, "").await;

    let said = machine.done(&["check"]).well();
    assert!(said.contains("s3: ok, exports can be written"), "{said}");
    assert!(said.contains("s3.secret_file = ") && !said.contains(SECRET), "{said}");
    store.trouble(Trouble::Refuses(403, "AccessDenied"));
    let refused = machine.done(&["check"]);
    assert_eq!(refused.code(), Some(1));
    assert!(refused.said().contains("s3: FAILED, The key has no rights"), "{}", refused.said());
    store.trouble(Trouble::Busy(1_000_000));

    // The store is down: the export is done, and what is owed is told.
    let agent = machine.run();
    agent.until("online", |state| state["link"] == "online" && state["plans"]["all"] == 1).await;
    machine.move_clock(24);
    agent.until("a file", |state| state["plans"]["files"] == 1).await;
    let owed = |state: &serde_json::Value| {
        state["bucket"]["waiting"] == 1 && state["bucket"]["failing"] == true && state["bucket"]["files"] == 0
    };
    agent.until("it waits", owed).await;
    let page = agent.text("/").await;
    assert!(page.contains("s3://exports/ночь") && page.contains("too busy"), "{page}");
    let metrics = agent.text("/metrics").await;
    for line in ["companion_bucket_waiting 1", "companion_bucket_failing 1", "companion_bucket_files 0"] {
        assert!(metrics.lines().any(|other| other == line), "{line}: {metrics}");
    }

    // Killed in the storm, it goes on once it is over.
    agent.kill();
    assert!(objects(&store).is_empty());
    store.calm();
    let agent = machine.run();
    let paid = |state: &serde_json::Value| {
        state["bucket"]["files"] == 1
            && state["bucket"]["waiting"] == 0
            && state["bucket"]["failing"] == false
    };
    let state = agent.until("it is stored", paid).await;
    assert_eq!(state["bucket"]["creates_once"], true);
    let objects = objects(&store);
    assert_eq!(objects.len(), 1);
    let files = csv_files(&machine.at("exports"));
    let [here, there] =
        [&files[0], &store.bucket().join(&objects[0])].map(|path| std::fs::read(path).expect("there"));
    assert!(!here.is_empty() && here == there);

    let (status, log) = agent.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains(SECRET), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_lies_in_the_bucket_only_is_given_from_there() {
    let (server, store) = (TestOps::start().await, Store::start().await);
    let machine = machine(&server, &store, "keep_here_days = 1\n").await;
    let agent = machine.run();
    agent.until("online", |state| state["link"] == "online" && state["plans"]["all"] == 1).await;
    machine.move_clock(24);
    agent.until("one is stored", |state| state["bucket"]["files"] == 1).await;
    let content = std::fs::read(store.bucket().join(&objects(&store)[0])).expect("there");
    machine.move_clock(24 * 4);
    agent.until("another one is stored", |state| state["bucket"]["files"] == 2).await;
    let is_moved = async || csv_files(&machine.at("exports")).len() == 1;
    let moved = async {
        while !is_moved().await {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(crate::program::PATIENCE, moved).await.expect("it goes from the folder");
    agent.until("both are ours", |state| state["plans"]["files"] == 2).await;
    let given = agent.get("/files/1").await;
    assert_eq!(given.status(), 200);
    assert_eq!(given.url().port(), store.url.port(), "by a link into the bucket");
    assert!(given.bytes().await.expect("read") == content);
    agent.end();
}
