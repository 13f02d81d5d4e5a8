use crate::program::csv_files;
use crate::world::TestOps;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_from_a_file_is_exported_when_it_is_due() {
    let server = TestOps::start().await;
    let machine = server.machine("");
    machine.write("plans.toml", &server.plan("Nightly <1>").await);

    let mut agent = machine.run();
    assert_eq!(agent.until_logged("plan")["what"], "made");
    assert_eq!(agent.text("/livez").await, "ok\n");
    assert_eq!(agent.text("/readyz").await, "ok\n");
    agent.until("online", |state| state["link"] == "online" && state["plans"]["all"] == 1).await;

    machine.move_clock(24);
    agent.until("a file", |state| state["plans"]["files"] == 1).await;
    let files = csv_files(&machine.at("exports"));
    assert_eq!(files.len(), 1);
    let written = std::fs::read(&files[0]).expect("readable");
    assert!(!written.is_empty());

    let page = agent.text("/").await;
    assert!(page.contains("Nightly &lt;1&gt;") && !page.contains("<script"), "{page}");
    let link =
        page.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link to the file");
    let sent = agent.get(&format!("/{link}")).await;
    assert!(sent.headers()["content-disposition"].to_str().expect("text").starts_with("attachment"));
    assert_eq!(sent.bytes().await.expect("the file"), written);
    assert_eq!(agent.get("/files/4711").await.status(), 404);

    let metrics = agent.text("/metrics").await;
    for line in [
        "companion_export_files 1",
        "companion_export_plans 1",
        "companion_bot_on 0",
        "companion_server_online 1",
    ] {
        assert!(metrics.lines().any(|other| other == line), "{line}: {metrics}");
    }
    assert!(metrics.contains("companion_export_last_success_timestamp_seconds "), "{metrics}");
    assert!(!metrics.contains('{') && !metrics.contains("Nightly"), "{metrics}");

    let (status, log) = agent.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains(&server.running.token), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_plans_twice_changes_nothing_and_a_signal_applies_them_anew() {
    let server = TestOps::start().await;
    let machine = server.machine("");
    let (first, second) = (server.plan("First").await, server.plan("Second").await);
    let file = machine.write("plans.toml", &first);
    let apply = ["plan", "apply", file.to_str().expect("text")];
    assert_eq!(machine.done(&apply).well(), "First: made\n");
    assert_eq!(machine.done(&apply).well(), "First: as it was\n");
    machine.write("plans.toml", &format!("{first}retention_days = 7\n{second}"));
    assert_eq!(machine.done(&apply).well(), "First: changed\nSecond: made\n");

    // None of a file is applied where one of its plans is wrong.
    let wrong = format!("{first}{}", server.plan("Third").await.replace("0 12", "0 99"));
    machine.write("plans.toml", &wrong);
    let refused = machine.done(&apply);
    assert_eq!(refused.code(), Some(1));
    assert!(refused.said().contains("Third: cron"), "{}", refused.said());

    machine.write("plans.toml", &format!("{first}{second}"));
    let mut agent = machine.run();
    agent.until("two plans", |state| state["plans"]["all"] == 2).await;
    machine.write("plans.toml", &server.plan("Fourth").await);
    agent.signal("HUP");
    agent.until("three plans", |state| state["plans"]["all"] == 3).await;
    while agent.until_logged("plan")["plan"] != "Fourth" {}

    let other = machine.done(&["run"]);
    assert_eq!(other.code(), Some(1));
    assert!(other.said().contains("is in use (process "), "{}", other.said());
    let backup = machine.done(&["backup"]).well();
    assert!(std::fs::metadata(backup.trim()).is_ok_and(|file| file.len() > 0), "{backup}");
    let listen = agent.url.trim_start_matches("http://").to_owned();
    let told =
        machine.command(&["status"]).env("TESTOPS_AGENT_HTTP_LISTEN", listen).output().expect("it runs");
    assert!(told.status.success() && String::from_utf8_lossy(&told.stdout).contains("\"plans\""));
    agent.end();
    assert_eq!(machine.done(&["status"]).code(), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_a_token_shows_nothing_without_it() {
    let server = TestOps::start().await;
    let machine = server.machine("");
    let token = machine.write("page-token", "s3cret");
    let agent = machine.run_with(&[("TESTOPS_AGENT_HTTP_TOKEN_FILE", token.to_str().expect("text"))]);
    for path in ["/", "/statez", "/metrics", "/files/1"] {
        assert_eq!(agent.get(path).await.status(), 401, "{path}");
    }
    assert_eq!(agent.text("/readyz").await, "ok\n");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let shown = client.get(&agent.url).bearer_auth("s3cret").send().await.expect("it answers");
    assert_eq!(shown.status(), 200);
    assert!(shown.text().await.expect("a page").contains("Nothing runs."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_server_is_refused_and_stays_as_it_is() {
    let (one, other) = (TestOps::start().await, TestOps::start().await);
    let machine = one.machine("");
    let file = machine.write("plans.toml", &one.plan("Kept").await);
    let apply = ["plan", "apply", file.to_str().expect("text")];
    machine.done(&apply).well();
    let mut command = machine.command(&["run"]);
    command.env("TESTOPS_AGENT_TESTOPS_URL", &other.running.url);
    let refused = command.output().expect("it runs");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("Name another data_dir"));
    assert_eq!(machine.done(&apply).well(), "Kept: as it was\n");
}
