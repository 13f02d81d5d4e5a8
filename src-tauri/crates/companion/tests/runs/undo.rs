//! A launch and a rerun can be taken back before they go out; else each goes out once, also when the program ends.

use chrono::TimeDelta;
use companion::view::{Done, LaunchAnswer, MomentKind, Outcome, Phase, Saved, Settings};
use serde_json::json;

use crate::program::Program;
use crate::server::Server;

/// The longest time that can be set.
const SECONDS: u32 = 10;

async fn patient(server: &Server) -> Program {
    let program = Program::connected(server).await;
    let settings = Settings { stalled_minutes: 1_440, undo_seconds: SECONDS, ..Settings::default() };
    assert_eq!(program.companion.save_settings(settings).await.expect("saved"), Saved::Saved);
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_that_is_taken_back_asks_the_server_for_nothing() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = patient(&server).await;
    let request = program.request(&job, "A reflex").await;
    let asked = program.companion.launch(request.clone()).await.expect("asked");
    let LaunchAnswer::Asked { run_id } = asked else { panic!("{asked:?}") };
    let run = program.run(run_id).await;
    assert_eq!((run.phase, run.sends_at.is_some()), (Phase::Pending, true));

    assert_eq!(program.companion.undo_launch(run_id).await.expect("an answer"), Done::Done);
    let run = program.run(run_id).await;
    assert_eq!((run.phase, run.outcome, run.sends_at), (Phase::Finished, Some(Outcome::Cancelled), None));
    let moments = program.companion.run_details(run_id).await.expect("the run").timeline;
    assert!(moments.iter().any(|moment| moment.kind == MomentKind::TakenBack));

    program.outside.clock.advance(TimeDelta::seconds(SECONDS.into()));
    let again = program.companion.launch(request).await.expect("an answer");
    assert_eq!(again, asked, "the press that was taken back launches nothing when it arrives again");
    let second = program.companion.undo_launch(run_id).await.expect("an answer");
    assert!(matches!(second, Done::NotPossible { .. }), "{second:?}");
    // What follows is launched: nothing of the first was waiting.
    let next = program.launch(&job, "Meant").await;
    program.outside.clock.advance(TimeDelta::seconds(SECONDS.into()));
    program.until(next, "a launch", |run| run.launch_id.is_some()).await;
    assert_eq!(server.launch_requests().await.len(), 1);
    assert_eq!(program.outside.host.told().toasts.len(), 0, "who took it back knows");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_gone_out_cannot_be_taken_back() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = patient(&server).await;
    let run_id = program.launch(&job, "Meant").await;
    program.outside.clock.advance(TimeDelta::seconds(SECONDS.into()));
    program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    let undone = program.companion.undo_launch(run_id).await.expect("an answer");
    assert!(matches!(undone, Done::NotPossible { .. }), "{undone:?}");
    assert_ne!(program.run(run_id).await.outcome, Some(Outcome::Cancelled));
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_sends_what_waits_once() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = patient(&server).await;
    let run_id = program.launch(&job, "And good night").await;
    let program = program.restarted().await;
    program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    assert_eq!(server.launch_requests().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sleep_kept_from_going_out_is_told_and_not_sent() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = patient(&server).await;
    let run_id = program.launch(&job, "Before the lid closed").await;
    program.outside.clock.advance(TimeDelta::hours(9));
    let toast = program.outcome_told(run_id).await;
    let run = program.run(run_id).await;
    assert_eq!(run.outcome, Some(Outcome::StartFailed), "{toast:?}");
    assert!(run.message.is_some_and(|why| why.contains("was not sent")));
    assert_eq!(server.launch_requests().await.len(), 0);
}

/// A run that failed, where what is asked for from now on waits.
async fn failed(server: &Server) -> (Program, i64) {
    let job = server.job().await;
    server.script(&job, json!({"tests": 4, "failed": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(server).await;
    let run_id = program.launch(&job, "Red").await;
    program.outcome_told(run_id).await;
    let settings = Settings { stalled_minutes: 1_440, undo_seconds: SECONDS, ..Settings::default() };
    assert_eq!(program.companion.save_settings(settings).await.expect("saved"), Saved::Saved);
    (program, run_id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_that_is_taken_back_leaves_the_run_as_it_was() {
    let server = Server::start().await;
    let (program, run_id) = failed(&server).await;
    let before = program.run(run_id).await;
    let press = |key: &str| program.companion.rerun_failed(key.to_owned(), run_id);
    assert_eq!(press("reflex").await.expect("stored"), Done::Asked);
    let run = program.run(run_id).await;
    assert_eq!((run.phase, run.sends_at.is_some(), run.outcome), (Phase::Pending, true, None));
    let again = press("another").await.expect("an answer");
    assert!(matches!(again, Done::NotPossible { .. }), "{again:?}");

    assert_eq!(program.companion.undo_launch(run_id).await.expect("an answer"), Done::Done);
    let run = program.run(run_id).await;
    assert_eq!(
        (run.phase, run.outcome, run.finished_at),
        (Phase::Finished, before.outcome, before.finished_at)
    );
    let details = program.companion.run_details(run_id).await.expect("the run");
    assert!(details.timeline.iter().any(|moment| moment.kind == MomentKind::TakenBack));
    assert_eq!(details.actions.rerun_failed, None, "it can be asked for again");

    program.outside.clock.advance(TimeDelta::seconds(SECONDS.into()));
    assert_eq!(press("reflex").await.expect("an answer"), Done::Asked, "the press that was taken back");
    assert_eq!(program.run(run_id).await.phase, Phase::Finished);
    assert_eq!(press("meant").await.expect("stored"), Done::Asked);
    program.outside.clock.advance(TimeDelta::seconds(SECONDS.into()));
    program.waiting_for("it goes out", async || server.reruns().await == 1).await;
    let undone = program.companion.undo_launch(run_id).await.expect("an answer");
    assert!(matches!(undone, Done::NotPossible { .. }), "{undone:?}");
    program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(server.reruns().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_sends_a_rerun_that_waits_once() {
    let server = Server::start().await;
    let (program, run_id) = failed(&server).await;
    let asked = program.companion.rerun_failed("good night".to_owned(), run_id).await;
    assert_eq!(asked.expect("stored"), Done::Asked);
    let program = program.restarted().await;
    assert_eq!(server.reruns().await, 1);
    program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(server.reruns().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_that_a_sleep_kept_from_going_out_is_told_and_not_sent() {
    let server = Server::start().await;
    let (program, run_id) = failed(&server).await;
    let press = || program.companion.rerun_failed("before the lid closed".to_owned(), run_id);
    assert_eq!(press().await.expect("stored"), Done::Asked);
    program.outside.clock.advance(TimeDelta::hours(9));
    let toast = program.toast(|toast| toast.title == "The rerun did not start: Red").await;
    assert!(toast.body.contains("was not sent"), "{toast:?}");
    let run = program.run(run_id).await;
    assert_eq!((run.phase, run.outcome), (Phase::Finished, Some(Outcome::Failed)));
    assert_eq!(server.reruns().await, 0);
    assert_eq!(press().await.expect("stored"), Done::Asked, "nothing began: the press may ask again");
    assert_eq!(program.run(run_id).await.phase, Phase::Pending);
}
