use companion::view::{FateAnswer, NoticeKind, Outcome, Phase};
use serde_json::json;

use crate::program::Program;
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_looked_up_and_nothing_is_sent_twice() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "duration_ms": 10_000})).await;
    let program = Program::connected(&server).await;
    server.trouble(json!({"kind": "lost_answer", "method": "POST", "path": "/job/*/run", "times": 1})).await;
    let run_id = program.launch(&job, "Lost").await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::Passed));
    assert_eq!(server.launch_requests().await.len(), 1);
    let named = |launch: &&serde_json::Value| launch["name"] == "Lost";
    assert_eq!(server.launches(&job).await.iter().filter(named).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_launches_once() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let request = program.request(&job, "Twice").await;
    let (first, second) =
        tokio::join!(program.companion.launch(request.clone()), program.companion.launch(request));
    let companion::view::LaunchAnswer::Asked { run_id } = first.expect("asked") else { panic!("refused") };
    assert_eq!(second.expect("asked"), companion::view::LaunchAnswer::Asked { run_id });
    program.outcome_told(run_id).await;
    assert_eq!(server.launch_requests().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_request_and_answer_the_person_is_asked() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    server.trouble(json!({"kind": "silence", "method": "POST", "path": "/job/*/run", "times": 1})).await;
    let run_id = program.launch(&job, "Killed").await;
    while server.launch_requests().await.is_empty() {
        program.nudge().await;
    }
    let program = program.restarted().await;
    let run = program.until_phase(run_id, Phase::Unknown).await;
    assert_eq!(run.launch_id, None);
    program.toast(|toast| toast.kind == NoticeKind::Question).await;
    let answer = program.companion.answer_fate(run_id, FateAnswer::NeverStarted).await.expect("heard");
    assert_eq!(answer, companion::view::Done::Done);
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::StartFailed));
    assert_eq!(server.launch_requests().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_started_nothing_and_says_why() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let refusal = json!({"kind": "status", "code": 409, "message": "Validation error", "method": "POST",
        "path": "/job/*/run", "times": 1});
    server.trouble(refusal).await;
    let run_id = program.launch(&job, "Refused").await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::StartFailed));
    assert!(run.message.is_some_and(|message| message.contains("Validation error")));
    program.outcome_told(run_id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_run_goes_on_and_is_told_once() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 6, "failed": 1, "duration_ms": 60_000})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Restarted").await;
    program.until_phase(run_id, Phase::Running).await;
    let program = program.restarted().await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!((run.outcome, run.counts.failed), (Some(Outcome::Failed), 1));
    program.outcome_told(run_id).await;
    let program = program.restarted().await;
    assert_eq!(
        program
            .companion
            .history(companion::view::HistoryQuery { limit: 10, ..Default::default() })
            .await
            .expect("history")
            .total,
        1
    );
    let toasts = program.outside.host.told().toasts;
    assert_eq!(toasts.iter().filter(|toast| crate::program::is_outcome(toast.kind)).count(), 1);
}
