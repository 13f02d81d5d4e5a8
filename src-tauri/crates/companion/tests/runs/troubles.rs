use chrono::{TimeDelta, Timelike as _};
use companion::ports::{Clock as _, TrayMark};
use companion::view::{Done, Event, LinkState, MomentKind, NoticeKind, Outcome, Phase, QuietHours, Settings};
use serde_json::{Value, json};

use crate::program::Program;
use crate::server::Server;

async fn survives(trouble: Value) {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "failed": 1, "hold": true})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Troubled").await;
    let run = program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    server.trouble(trouble).await;
    let offline = |program: &Program| {
        let told = program.outside.host.told();
        let is_offline =
            |event: &Event| matches!(event, Event::LinkChanged { link: LinkState::Offline { .. } });
        told.events.iter().any(is_offline) && told.trays.iter().any(|tray| tray.mark == TrayMark::Offline)
    };
    while !offline(&program) {
        program.nudge().await;
    }
    server.no_trouble().await;
    let launch = run.launch_id.expect("just seen");
    server.post(&format!("launches/{launch}/advance"), json!({"finish": true})).await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!((run.outcome, run.counts.failed), (Some(Outcome::Failed), 1));
    let details = program.companion.run_details(run_id).await.expect("the run");
    let moments = |kind| details.timeline.iter().filter(|moment| moment.kind == kind).count();
    assert_eq!((moments(MomentKind::LinkLost), moments(MomentKind::LinkBack)), (1, 1));
    program.outcome_told(run_id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_in_trouble() {
    survives(json!({"kind": "status", "code": 503})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn web_pages_instead_of_data() {
    survives(json!({"kind": "html", "code": 502})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_break_off() {
    survives(json!({"kind": "cut", "after": 10})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away() {
    survives(json!({"kind": "refuse"})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_renewed_unnoticed() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "duration_ms": 20_000})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Expired").await;
    program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    server.trouble(json!({"kind": "expired_token", "times": 1})).await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::Passed));
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_hold_and_end_with_one_summary() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "failed": 1, "duration_ms": 10_000})).await;
    let program = Program::connected(&server).await;
    let local = program.outside.clock.local(program.outside.clock.now());
    let time = |hours: i64| {
        let at = local + TimeDelta::hours(hours);
        format!("{:02}:{:02}", at.hour(), at.minute())
    };
    let quiet_hours = QuietHours { on: true, from: time(-1), to: time(2) };
    let settings = Settings { quiet_hours, ..Settings::default() };
    program.companion.save_settings(settings).await.expect("saved");
    let run_id = program.launch(&job, "Quiet").await;
    program.until_phase(run_id, Phase::Finished).await;
    let held = loop {
        let page = program.companion.inbox(0, 10).await.expect("the inbox");
        if let Some(item) = page.items.into_iter().find(|item| item.kind == NoticeKind::Failed) {
            break item.held;
        }
        program.nudge().await;
    };
    assert!(held);
    assert!(program.outside.host.told().toasts.is_empty());
    program.outside.clock.advance(TimeDelta::hours(3));
    let toast = program.toast(|toast| toast.kind == NoticeKind::Summary).await;
    assert!(toast.body.contains("1 failed"), "{}", toast.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn results_that_never_come_do_not_keep_the_outcome() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "failed": 1, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    server.trouble(json!({"kind": "silence", "path": "/testresult"})).await;
    let run_id = program.launch(&job, "Silent").await;
    program.until_phase(run_id, Phase::Finished).await;
    program.outside.clock.advance(TimeDelta::minutes(3));
    program.outcome_told(run_id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_while_nothing_runs_does_not_stop_the_watching() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "hold": true})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Set back").await;
    let run = program.until(run_id, "a look", |run| run.observed_at.is_some()).await;
    program.companion.shutdown().await;
    program.outside.clock.advance(TimeDelta::hours(-5));
    let program = program.restarted().await;
    let launch = run.launch_id.expect("it runs");
    server.post(&format!("launches/{launch}/advance"), json!({"finish": true})).await;
    program.until_phase(run_id, Phase::Finished).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_of_what_ended_before_the_clock_was_set_back_is_watched() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 4, "failed": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Set back").await;
    program.outcome_told(run_id).await;
    program.companion.shutdown().await;
    program.outside.clock.advance(TimeDelta::hours(-5));
    let program = program.restarted().await;
    let asked = program.companion.rerun_failed("press".to_owned(), run_id).await;
    assert_eq!(asked.expect("asked"), Done::Asked);
    program.until_phase(run_id, Phase::Finished).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_during_a_look_does_not_stop_the_watching() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "hold": true})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Set back").await;
    let run = program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    let before = server.looks().await;
    server.trouble(json!({"kind": "latency", "ms": 1_500, "path": "/launch"})).await;
    while server.looks().await == before {
        program.nudge().await;
    }
    program.outside.clock.advance(TimeDelta::hours(-5));
    server.no_trouble().await;
    let launch = run.launch_id.expect("just seen");
    server.post(&format!("launches/{launch}/advance"), json!({"finish": true})).await;
    program.until_phase(run_id, Phase::Finished).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_asks_to_be_left_alone_is() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "hold": true})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Too many").await;
    program.until(run_id, "a look", |run| run.observed_at.is_some()).await;
    let trouble = json!({"kind": "status", "code": 429, "retry_after": 50, "path": "/launch"});
    server.trouble(trouble).await;
    let is_offline = |event: &Event| matches!(event, Event::LinkChanged { link: LinkState::Offline { .. } });
    while !program.outside.host.told().events.iter().any(is_offline) {
        program.nudge().await;
    }
    // What a nudge asked for once more is through by now.
    let mut looks = server.looks().await;
    loop {
        program.companion.jobs(job.project_id, true).await.expect("jobs");
        let now = server.looks().await;
        if now == looks {
            break;
        }
        looks = now;
    }
    program.outside.clock.advance(TimeDelta::seconds(30));
    for _ in 0..3 {
        program.companion.active_runs().await.expect("the watcher lives");
        program.companion.jobs(job.project_id, true).await.expect("jobs");
    }
    assert_eq!(server.looks().await, looks);
    server.no_trouble().await;
    program.outside.clock.advance(TimeDelta::seconds(60));
    while server.looks().await == looks {
        program.companion.active_runs().await.expect("the watcher lives");
    }
}
