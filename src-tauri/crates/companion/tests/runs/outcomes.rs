use chrono::TimeDelta;
use companion::view::{
    HistoryQuery, MomentKind, NoticeKind, Outcome, Phase, Saved, Settings, TestQuery, TestStatus,
};
use serde_json::json;

use crate::program::{Program, is_outcome};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_somebody_looks_at_is_looked_at_every_few_seconds_and_quietly_after_that() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 4, "hold": true})).await;
    let program = Program::connected(&server).await;
    let settings = Settings { watch_seconds: 600, idle_seconds: 3_600, ..Settings::default() };
    assert_eq!(program.companion.save_settings(settings).await.expect("saved"), Saved::Saved);
    let run_id = program.launch(&job, "Looked at").await;
    program.until_phase(run_id, Phase::Scheduled).await;
    program.companion.look_closely(vec![run_id]).await.expect("it hears");
    let asked = server.looks().await;
    // The regular look would come in ten minutes.
    for look in 1..=4 {
        program.outside.clock.advance(TimeDelta::seconds(5));
        program.waiting_for("a close look", async || server.looks().await >= asked + look).await;
    }
    program.outside.clock.advance(TimeDelta::seconds(31));
    program.companion.look_closely(vec![run_id + 1]).await.expect("it hears");
    let asked = server.looks().await;
    program.outside.clock.advance(TimeDelta::seconds(5));
    let heard = program.companion.active_runs().await.expect("it hears");
    assert_eq!((heard.len(), server.looks().await), (1, asked), "nobody looks at it any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_is_followed_to_its_outcome_and_told_once() {
    let server = Server::start().await;
    let job = server.job().await;
    server
        .script(&job, json!({"tests": 8, "failed": 2, "broken": 1, "queue_ms": 5_000, "duration_ms": 30_000}))
        .await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Nightly").await;

    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::Failed));
    assert_eq!((run.counts.passed, run.counts.failed, run.counts.broken), (5, 2, 1));
    let toast = program.outcome_told(run_id).await;
    assert_eq!(toast.title, "Failed: Nightly");
    assert!(toast.body.starts_with("5 passed, 2 failed, 1 broken"), "{}", toast.body);

    let requests = server.launch_requests().await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0]["launchName"], "Nightly");
    assert_eq!(requests[0]["tags"], json!([{"name": "smoke"}]));
    assert_eq!(requests[0]["selection"]["inverted"], false);
    let given = requests[0]["parameters"].as_array().expect("parameters");
    let form = program.companion.job_form(job.project_id, job.id).await.expect("the form");
    assert_eq!(given.len(), form.parameters.len());
    for (given, parameter) in given.iter().zip(&form.parameters) {
        assert_eq!(given["id"], parameter.id);
        assert_eq!(given["value"], format!("{}!", parameter.default));
        assert_eq!(parameter.last.as_deref(), given["value"].as_str());
    }

    let details = program.companion.run_details(run_id).await.expect("the run");
    let kinds: Vec<MomentKind> = details.timeline.iter().map(|moment| moment.kind).collect();
    for kind in [MomentKind::Asked, MomentKind::Accepted, MomentKind::Started, MomentKind::Finished] {
        assert_eq!(kinds.iter().filter(|seen| **seen == kind).count(), 1, "{kind:?} in {kinds:?}");
    }
    let query = TestQuery { run_id, statuses: vec![TestStatus::Failed], limit: 50, ..TestQuery::default() };
    let failed = program.companion.run_tests(query).await.expect("the failed tests");
    assert_eq!((failed.total, failed.items.len()), (2, 2));
    assert!(failed.items.iter().all(|test| test.message.is_some()));
    let pages = server.result_pages().await;
    let text = failed.items[0].name.clone();
    let searched = TestQuery { run_id, text, limit: 50, ..TestQuery::default() };
    let found = program.companion.run_tests(searched).await.expect("the test by its name");
    assert!(found.items.iter().any(|test| test.id == failed.items[0].id));
    assert_eq!(server.result_pages().await, pages, "a search reads all results anew");
    let told = program.outside.host.told();
    assert_eq!(told.toasts.iter().filter(|toast| is_outcome(toast.kind)).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_failed_tests_are_told_without_a_look_at_all_others() {
    let server = Server::start().await;
    let job = server.job().await;
    let plan = json!({"tests": 40, "failed": 3, "broken": 2, "duration_ms": 10_000});
    server.script(&job, plan).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Nightly").await;
    program.until_phase(run_id, Phase::Finished).await;
    program.outcome_told(run_id).await;
    let pages = server.result_pages().await;
    let failed = program.companion.failed_tests(run_id, 4).await.expect("the failed tests");
    assert_eq!(failed.len(), 4);
    let is_bad = |status| matches!(status, TestStatus::Failed | TestStatus::Broken);
    assert!(failed.iter().all(|test| is_bad(test.status) && test.message.is_some()), "{failed:?}");
    assert_eq!(server.result_pages().await, pages, "no list of all results is read");

    server.trouble(json!({"kind": "status", "code": 403, "path": "/testresult/__search"})).await;
    let kept = program.companion.failed_tests(run_id, 4).await.expect("what was kept of them");
    assert!(kept.len() == 4 && kept.iter().all(|test| is_bad(test.status)), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_that_is_never_closed_ends_all_the_same() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "duration_ms": 10_000, "never_closed": true})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Open").await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!((run.outcome, run.closed), (Some(Outcome::Passed), false));
    assert_eq!(program.outcome_told(run_id).await.kind, NoticeKind::Passed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ci_that_cannot_start_is_told_in_its_own_words() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"start_failed": "No such pipeline"})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Broken CI").await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::StartFailed));
    assert_eq!(run.message.as_deref(), Some("No such pipeline"));
    assert!(program.outcome_told(run_id).await.body.contains("No such pipeline"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_that_was_deleted_is_lost() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "hold": true})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Deleted").await;
    let run = program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    server.delete_launch(run.launch_id.expect("just seen")).await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::Lost));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_takes_too_long_is_given_up() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 5, "stall_after": 2, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let run_id = program.launch(&job, "Endless").await;
    program.until_phase(run_id, Phase::Running).await;
    program.outside.clock.advance(TimeDelta::hours(13));
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.outcome, Some(Outcome::TimedOut));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_run_is_compared_with_the_first() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    server.script(&job, json!({"tests": 6, "failed": 0, "duration_ms": 5_000})).await;
    let first = program.launch(&job, "First").await;
    program.outcome_told(first).await;
    server.script(&job, json!({"tests": 6, "failed": 2, "duration_ms": 5_000})).await;
    let second = program.launch(&job, "Second").await;
    let toast = program.outcome_told(second).await;
    assert_eq!(toast.kind, NoticeKind::Failed);
    let details = program.companion.run_details(second).await.expect("the run");
    let change = details.run.change.expect("a comparison");
    assert_eq!(change.newly_failed, details.run.counts.failed);
    let comparison = details.comparison.expect("a comparison");
    assert_eq!((comparison.previous_id, comparison.newly_failed.len()), (Some(first), 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_is_compared_with_the_newest_launch_of_the_job_that_is_over_on_the_server() {
    let server = Server::start().await;
    let job = server.job().await;
    let earlier = server.start_elsewhere(&job, json!({"tests": 6, "failed": 0, "hold": true})).await;
    server.post(&format!("launches/{earlier}/advance"), json!({"finish": true, "close": true})).await;
    server.start_elsewhere(&job, json!({"tests": 6, "failed": 6, "hold": true})).await;
    server.start_elsewhere(&job, json!({"start_failed": "no agents"})).await;
    let program = Program::connected(&server).await;
    server.script(&job, json!({"tests": 6, "failed": 2, "duration_ms": 5_000})).await;
    let run_id = program.launch(&job, "First").await;
    program.outcome_told(run_id).await;
    let details = program.companion.run_details(run_id).await.expect("the run");
    let comparison = details.comparison.expect("a comparison");
    assert_eq!((comparison.previous_id, comparison.previous_launch_id), (None, Some(earlier)));
    assert_eq!((comparison.counts.newly_failed, comparison.newly_failed.len()), (2, 2));
    assert_eq!(details.run.change, Some(comparison.counts));
    let query = TestQuery { run_id, limit: 10, ..TestQuery::default() };
    let tests = program.companion.run_tests(query).await.expect("the tests").items;
    assert_eq!(tests.iter().filter(|test| test.newly_failed).count(), 2);
    let history = program.companion.history(HistoryQuery { limit: 10, ..HistoryQuery::default() }).await;
    assert_eq!(history.expect("the history").total, 1, "nobody follows the launch on the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_of_somebody_else_is_followed() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let plan = json!({"tests": 4, "failed": 1, "duration_ms": 20_000});
    let launch_id = server.start_elsewhere(&job, plan).await;
    let offered =
        program.companion.server_launches(job.project_id, "Elsewhere".to_owned()).await.expect("a list");
    assert!(offered.iter().any(|launch| launch.launch_id == launch_id));
    let asked = program.companion.follow(job.project_id, launch_id).await.expect("followed");
    assert_eq!(program.companion.follow(job.project_id, launch_id).await.expect("the same run"), asked);
    let companion::view::LaunchAnswer::Asked { run_id } = asked else { panic!("refused") };
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!((run.outcome, run.counts.failed), (Some(Outcome::Failed), 1));
}
