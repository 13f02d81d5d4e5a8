//! A server that was restored from a backup, or set up anew, gives ids that it gave before.

use companion::view::{HistoryQuery, LaunchAnswer, Outcome, Phase, RunView};
use serde_json::json;

use crate::program::Program;
use crate::server::{Job, Server};

/// A run from before the server was restored, over or not, whose id the next launch gets.
async fn before(server: &Server, program: &Program, job: &Job, over: bool) -> (RunView, i64) {
    server.script(job, json!({"tests": 2, "duration_ms": 5_000, "hold": !over})).await;
    let run_id = program.launch(job, "Before").await;
    let run = if over {
        program.outcome_told(run_id).await;
        program.run(run_id).await
    } else {
        program.until(run_id, "accepted", |run| run.launch_id.is_some()).await
    };
    server.post("restore", json!({})).await;
    // Nothing is launched on it in the same moment.
    server.post("clock", json!({"advance_ms": 60_000})).await;
    let launch = run.launch_id.expect("a launch");
    (run, launch)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_with_an_id_from_before_is_a_run_of_its_own() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let (first, launch) = before(&server, &program, &job, true).await;
    server.script(&job, json!({"tests": 3, "failed": 1, "duration_ms": 5_000})).await;
    let second = program.launch(&job, "After").await;
    let ended = program.until_phase(second, Phase::Finished).await;
    assert_eq!((ended.launch_id, ended.outcome), (Some(launch), Some(Outcome::Failed)));
    program.outcome_told(second).await;
    let first = program.run(first.id).await;
    assert_eq!(
        (first.name.as_str(), first.launch_id, first.outcome),
        ("Before", None, Some(Outcome::Passed))
    );
    let history = program.companion.history(HistoryQuery { limit: 10, ..HistoryQuery::default() }).await;
    assert_eq!(history.expect("the history").total, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_launch_is_gone_with_its_id_given_to_another_is_lost_and_told() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let (first, launch) = before(&server, &program, &job, false).await;
    server.script(&job, json!({"tests": 3, "duration_ms": 5_000})).await;
    let second = program.launch(&job, "After").await;
    program.outcome_told(first.id).await;
    program.outcome_told(second).await;
    let (first, second) = (program.run(first.id).await, program.run(second).await);
    assert_eq!((first.outcome, first.launch_id), (Some(Outcome::Lost), None));
    assert_eq!((second.outcome, second.launch_id), (Some(Outcome::Passed), Some(launch)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_of_somebody_else_with_an_id_from_before_can_be_followed() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let (first, launch) = before(&server, &program, &job, true).await;
    for _ in 0..2 {
        let elsewhere = server.start_elsewhere(&job, json!({"tests": 2, "duration_ms": 5_000})).await;
        assert_eq!(elsewhere, launch);
        let answer = program.companion.follow(job.project_id, launch).await.expect("an answer");
        let LaunchAnswer::Asked { run_id } = answer else { panic!("it is refused") };
        assert_ne!(run_id, first.id);
        program.outcome_told(run_id).await;
        assert_eq!(program.run(run_id).await.name, "Elsewhere");
        server.post("restore", json!({})).await;
        server.post("clock", json!({"advance_ms": 60_000})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_found_under_an_id_from_before() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let (_, launch) = before(&server, &program, &job, true).await;
    server.script(&job, json!({"tests": 2, "duration_ms": 5_000})).await;
    server.trouble(json!({"kind": "lost_answer", "method": "POST", "path": "/job/*/run", "times": 1})).await;
    let run_id = program.launch(&job, "Lost").await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!((run.outcome, run.launch_id), (Some(Outcome::Passed), Some(launch)));
}
