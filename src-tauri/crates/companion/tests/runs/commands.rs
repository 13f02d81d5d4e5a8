//! Whatever starts something outside is asked for once for each key, from every door, over a restart too.

use companion::view::{Done, FateAnswer, LaunchAnswer, MomentKind, NoticeKind, Outcome, Phase};
use serde_json::json;

use crate::program::{Program, is_outcome};
use crate::server::Server;

fn run_of(answer: &LaunchAnswer) -> i64 {
    match answer {
        LaunchAnswer::Asked { run_id } => *run_id,
        LaunchAnswer::Refused { faults } => panic!("refused: {faults:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_press_of_repeat_launches_once_however_often_it_arrives() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let first = program.launch(&job, "First").await;
    program.outcome_told(first).await;
    let press = || program.companion.repeat("chat/70/300/repeat".to_owned(), first);
    let (one, two, three) = tokio::join!(press(), press(), press());
    let repeated = run_of(&one.expect("asked"));
    assert_eq!([run_of(&two.expect("asked")), run_of(&three.expect("asked"))], [repeated; 2]);
    program.outcome_told(repeated).await;
    let program = program.restarted().await;
    let later = program.companion.repeat("chat/70/300/repeat".to_owned(), first).await.expect("asked");
    assert_eq!(run_of(&later), repeated, "redelivered after a restart");
    assert_eq!(server.launch_requests().await.len(), 2);
    let other = program.companion.repeat("another press".to_owned(), first).await.expect("asked");
    assert_ne!(run_of(&other), repeated);
    program.until(run_of(&other), "a launch", |run| run.launch_id.is_some()).await;
    assert_eq!(server.launch_requests().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_launched_is_answered_also_when_the_job_is_gone() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let request = program.request(&job, "Once").await;
    let asked = program.companion.launch(request.clone()).await.expect("asked");
    server.trouble(json!({"kind": "status", "code": 404, "path": "/job/*"})).await;
    assert_eq!(program.companion.launch(request).await.expect("the same run"), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_press_of_rerun_reruns_once_and_two_presses_at_once_do_too() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 4, "failed": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Rerun").await;
    program.outcome_told(run_id).await;
    let press = |key: &str| program.companion.rerun_failed(key.to_owned(), run_id);
    let (one, same, other) = tokio::join!(press("one"), press("one"), press("another"));
    assert_eq!((one.expect("asked"), same.expect("asked")), (Done::Asked, Done::Asked));
    assert!(matches!(other.expect("answered"), Done::NotPossible { .. }), "it runs already");
    program.waiting_for("it goes out", async || server.reruns().await == 1).await;
    program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(press("one").await.expect("asked"), Done::Asked);
    assert_eq!(server.reruns().await, 1, "the old press arrived once more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_that_was_certainly_refused_may_ask_again() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 4, "failed": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Refused").await;
    program.outcome_told(run_id).await;
    server.trouble(json!({"kind": "status", "code": 403, "method": "POST", "path": "/jobrun/*/rerun"})).await;
    let press = || program.companion.rerun_failed("press".to_owned(), run_id);
    assert_eq!(press().await.expect("stored"), Done::Asked);
    let told = program.toast(|toast| toast.title.contains("The rerun did not start")).await;
    assert!(told.body.contains("no right"), "{told:?}");
    let run = program.run(run_id).await;
    assert_eq!((run.phase, run.outcome), (Phase::Finished, Some(Outcome::Failed)), "as it was");
    let none_open = async || program.companion.active_runs().await.expect("the open runs").is_empty();
    program.waiting_for("it is not among those that run", none_open).await;
    server.no_trouble().await;
    assert_eq!(press().await.expect("asked"), Done::Asked);
    program.until(run_id, "it runs again", |run| run.phase != Phase::Finished).await;
    program.until_phase(run_id, Phase::Finished).await;
    let told =
        || program.outside.host.told().toasts.into_iter().filter(|toast| is_outcome(toast.kind)).count();
    program.waiting("told once for each end, and for what was refused", || told() >= 3).await;
    assert_eq!(told(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_is_closed_once_for_each_press() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Closed").await;
    program.outcome_told(run_id).await;
    let press = || program.companion.close_launch("press".to_owned(), run_id);
    let (one, two) = tokio::join!(press(), press());
    assert_eq!((one.expect("asked"), two.expect("asked")), (Done::Asked, Done::Asked));
    let details = program.companion.run_details(run_id).await.expect("the run");
    assert!(details.run.closed);
    assert_eq!(details.timeline.iter().filter(|moment| moment.kind == MomentKind::CloseAsked).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_hands_its_followers_over_to_the_run_that_follows_the_launch() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "failed": 1, "hold": true})).await;
    let program = Program::connected(&server).await;
    // Its answer is lost, and before it is found the person follows the launch by hand.
    server.trouble(json!({"kind": "lost_answer", "method": "POST", "path": "/job/*/run", "times": 1})).await;
    server.trouble(json!({"kind": "status", "code": 503, "path": "/launch"})).await;
    let lost = program.launch(&job, "Double").await;
    program.until_phase(lost, Phase::Checking).await;
    let chat = companion::bot::ChatPlace { chat_id: 70, thread_id: None };
    program.companion.bot_watch(chat, 9, lost).await.expect("followed");
    server.no_trouble().await;
    let launches = server.launches(&job).await;
    let launch = launches.iter().find(|launch| launch["name"] == "Double").expect("it was launched");
    let launch = launch["id"].as_i64().expect("an id");
    let followed = run_of(&program.companion.follow(job.project_id, launch).await.expect("followed"));
    assert_ne!(followed, lost, "nobody knows yet that it is the one");
    program
        .waiting_for("they become one", async || program.companion.run_details(followed).await.is_err())
        .await;
    let run = program.until(lost, "its launch", |run| run.launch_id == Some(launch)).await;
    assert_eq!(run.origin, companion::view::Origin::Here);
    let watches = program.companion.bot_watches().await.expect("read");
    assert_eq!(watches.iter().map(|watch| (watch.chat, watch.run_id)).collect::<Vec<_>>(), [(chat, lost)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_once() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    server.trouble(json!({"kind": "status", "code": 403, "method": "POST", "path": "/job/*/run"})).await;
    let run_id = program.launch(&job, "Refused").await;
    program.until_phase(run_id, Phase::Finished).await;
    let told = program.toast(|toast| toast.kind == NoticeKind::NotFinished).await;
    assert!(told.title.contains("Refused"), "{told:?}");
    let answer = program.companion.answer_fate(run_id, FateAnswer::NeverStarted).await.expect("answered");
    assert!(matches!(answer, Done::NotPossible { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_that_is_offered_is_not_that_of_the_newest_run() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let mut settings = program.companion.state().await.expect("the state").settings;
    settings.name_template = "{job}".to_owned();
    program.companion.save_settings(settings).await.expect("saved");
    let offered =
        async || program.companion.job_form(job.project_id, job.id).await.expect("the form").suggested_name;
    let first = offered().await;
    let run_id = program.launch(&job, &first).await;
    assert_eq!(offered().await, format!("{first} (2)"));
    let again = program.companion.repeat("again".to_owned(), run_id).await.expect("an answer");
    assert_eq!(program.run(run_of(&again)).await.name, format!("{first} (2)"));
    assert_eq!(offered().await, format!("{first} (3)"));
    program.launch(&job, "Mine").await;
    assert_eq!(offered().await, first);
}
