use companion::view::{
    ConnectionDraft, ConnectionStepKind, FailureCode, LaunchAnswer, LinkState, Outcome, Phase, Settings,
    StepResult,
};
use serde_json::json;

use crate::program::Program;
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn testing_a_connection_names_the_step_that_fails() {
    let server = Server::start().await;
    let program = Program::fresh().await;
    let test = async |url: &str, token: &str| {
        let draft = ConnectionDraft {
            url: url.to_owned(),
            token: Some(token.to_owned()),
            ..ConnectionDraft::default()
        };
        program.companion.test_connection(draft).await.expect("a report")
    };
    let right = test(&server.running.url, &server.running.token).await;
    assert!(right.ok, "{:#?}", right.steps);
    assert!(right.projects_total.is_some_and(|total| total >= 6));

    let wrong_token = test(&server.running.url, "not the token").await;
    let failed = wrong_token.steps.iter().find_map(|step| match &step.result {
        StepResult::Failed { failure } => Some((step.step, failure.code)),
        StepResult::Ok { .. } | StepResult::Skipped => None,
    });
    assert_eq!(failed, Some((ConnectionStepKind::Token, FailureCode::Unauthorized)));

    let nobody = test("http://127.0.0.1:1", "t").await;
    assert!(
        matches!(&nobody.steps[0].result, StepResult::Failed { failure } if failure.code == FailureCode::Unreachable)
    );
    assert!(nobody.steps[1..].iter().all(|step| step.result == StepResult::Skipped));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_fields_of_a_launch_are_named() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let mut request = program.request(&job, "x").await;
    request.name = "n".repeat(256);
    let gone = companion::view::NamedValue { name: "GONE".to_owned(), value: String::new() };
    request.values.parameters.push(gone);
    let LaunchAnswer::Refused { faults } = program.companion.launch(request).await.expect("an answer") else {
        panic!("it was asked")
    };
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["name", "parameter:GONE"]);
    assert!(server.launch_requests().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_leaves_nothing_behind() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let real = program.companion.state().await.expect("the state").connection.expect("a connection");
    program.companion.try_demo().await.expect("the demo starts");
    let demo = program.companion.state().await.expect("the state").connection.expect("a connection");
    assert!(demo.demo && !real.demo);
    let projects = program.companion.projects(true).await.expect("projects");
    assert!(!projects.items.is_empty());
    assert_eq!(program.outside.secrets.keys(), [format!("connection/{}/token", real.id)]);
    program.companion.leave_demo().await.expect("left");
    let back = program.companion.state().await.expect("the state").connection.expect("a connection");
    assert_eq!((back.id, back.url), (real.id, real.url));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_survive_a_server_that_is_away() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let before = program.companion.jobs(job.project_id, true).await.expect("jobs");
    assert!(!before.stale);
    server.trouble(json!({"kind": "status", "code": 503})).await;
    let after = program.companion.jobs(job.project_id, true).await.expect("the jobs of before");
    assert!(after.stale);
    assert_eq!((after.items.len(), after.as_of), (before.items.len(), before.as_of));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_repeated_rerun_and_closed() {
    let server = Server::start().await;
    let job = server.job().await;
    for _ in 0..2 {
        server.script(&job, json!({"tests": 4, "failed": 1, "duration_ms": 5_000})).await;
    }
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Again").await;
    program.outcome_told(run_id).await;

    program.companion.rerun_failed("rerun".to_owned(), run_id).await.expect("asked");
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert!(matches!(run.outcome, Some(Outcome::Passed | Outcome::Failed)));

    let LaunchAnswer::Asked { run_id: second } =
        program.companion.repeat("repeat".to_owned(), run_id).await.expect("asked")
    else {
        panic!("refused")
    };
    program.outcome_told(second).await;
    assert_eq!(server.launch_requests().await.len(), 2);
    let requests = server.launch_requests().await;
    assert_eq!(requests[0]["parameters"], requests[1]["parameters"]);

    program.companion.stop_following(second).await.expect("forgotten");
    assert!(program.companion.run_details(second).await.is_err());
    program.companion.open_run(run_id).await.expect("opened");
    assert_eq!(program.outside.host.told().opened.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_connection_leaves_no_secret() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    program.companion.forget_connection().await.expect("forgotten");
    assert!(program.outside.secrets.keys().is_empty());
    let state = program.companion.state().await.expect("the state");
    assert!(state.first_run);
    assert_eq!(state.link, LinkState::None);
    let projects = program.companion.projects(false).await.expect_err("nothing is set up");
    assert_eq!(projects.code, FailureCode::NotConnected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_whose_answer_is_lost_is_watched_all_the_same() {
    let server = Server::start().await;
    let job = server.job().await;
    for _ in 0..2 {
        server.script(&job, json!({"tests": 4, "failed": 1, "duration_ms": 5_000})).await;
    }
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Rerun").await;
    program.outcome_told(run_id).await;
    let lost = json!({"kind": "lost_answer", "method": "POST", "path": "/jobrun/*/rerun", "times": 1});
    server.trouble(lost).await;
    program.companion.rerun_failed("rerun".to_owned(), run_id).await.expect("stored");
    let job_runs = async || program.companion.run_details(run_id).await.expect("the run").job_runs.len();
    program.until(run_id, "the rerun", |run| run.phase != Phase::Finished).await;
    program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(job_runs().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_settings_that_nobody_could_save_are_set_aside() {
    let program = Program::fresh().await;
    let program = program.restarted_on(&Settings { watch_seconds: 0, ..Settings::default() }).await;
    let state = program.companion.state().await.expect("the state");
    assert_eq!(state.settings, Settings::default());
    assert_eq!(state.notices.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_cannot_be_used_takes_no_other_s_place() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let before = program.companion.state().await.expect("the state").connection.expect("a connection");
    let folder = tempfile::tempdir().expect("a folder");
    let ca = folder.path().join("ca.pem");
    let pem = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    std::fs::write(&ca, pem).expect("written");
    let draft = ConnectionDraft {
        url: "https://elsewhere.example.com".to_owned(),
        token: Some("another".to_owned()),
        ca_file: Some(ca.to_string_lossy().into_owned()),
        ..ConnectionDraft::default()
    };
    program.companion.save_connection(draft).await.expect_err("no client can be made");
    assert_eq!(program.outside.secrets.keys(), [format!("connection/{}/token", before.id)]);
    let program = program.restarted().await;
    let after = program.companion.state().await.expect("the state").connection.expect("a connection");
    assert_eq!((after.id, after.url), (before.id, before.url));
}

#[tokio::test]
async fn another_proxy_does_not_get_the_old_one_s_password() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let before = program.companion.state().await.expect("the state").connection.expect("a connection");
    let key = format!("connection/{}/proxy_password", before.id);
    let save = async |proxy: &str, password: Option<&str>| {
        let draft = ConnectionDraft {
            url: before.url.clone(),
            proxy: Some(proxy.to_owned()),
            proxy_password: password.map(str::to_owned),
            ..ConnectionDraft::default()
        };
        program.companion.save_connection(draft).await.expect("saved");
        program.outside.secrets.keys().contains(&key)
    };
    assert!(save("http://me@127.0.0.1:9", Some("pw")).await);
    assert!(save("http://me@127.0.0.1:9", None).await, "the same proxy keeps it");
    assert!(!save("http://me@127.0.0.2:9", None).await);
    assert!(program.outside.secrets.keys().contains(&format!("connection/{}/token", before.id)));
}
