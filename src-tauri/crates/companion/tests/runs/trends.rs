//! How launches and their tests came out over time: read once, then only what changed, and there without the server.

use companion::view::{DifferenceOfTest, FailureCode, Phase, TestStatus};
use serde_json::json;
use testops_sim::{Generation, Options};

use crate::program::Program;
use crate::server::{Server, options};

#[tokio::test(flavor = "multi_thread")]
async fn launches_and_tests_are_read_once_and_kept_without_the_server() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::with(Options { generation, ..options() }).await;
        let program = Program::connected(&server).await;
        let project = server.job().await.project_id;
        let companion = &program.companion;
        let before = companion.trends(project, None).await.expect("told");
        assert!(before.as_of.is_none() && before.launches.is_empty());
        companion.read_trends(project, None).await.expect("read");
        let told = companion.trends(project, None).await.expect("told");
        assert!(told.as_of.is_some() && told.launches.len() > 10, "{} launches", told.launches.len());
        assert!(told.launches.is_sorted_by_key(|launch| launch.created_at));
        assert!(told.launches.iter().any(|launch| launch.pass_rate.is_some_and(|rate| rate < 1_000)));
        assert!(told.launches.iter().any(|launch| launch.duration_ms.is_some_and(|length| length > 0)));
        let longest = told.tests.iter().map(|test| test.statuses.len()).max();
        assert_eq!(longest, Some(told.launches.len()));
        assert!(told.tests.iter().any(|test| test.failed > 0 && test.mean_ms.is_some()));
        let asked = server.requests().await;
        companion.read_trends(project, None).await.expect("read");
        let again = server.requests().await - asked;
        assert!(again <= 12, "{again} requests when hardly anything changed");
        let told = companion.trends(project, None).await.expect("told");
        server.trouble(json!({"kind": "status", "code": 503})).await;
        let failed = companion.read_trends(project, None).await.expect_err("no answer");
        assert_eq!(failed.code, FailureCode::ServerError);
        assert_eq!(companion.trends(project, None).await.expect("told"), told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_has_trends_of_its_own_and_a_cell_leads_to_its_result() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let job = server.job().await;
    let companion = &program.companion;
    server
        .script(&job, json!({"tests": 12, "failed": 3, "broken": 0, "skipped": 0, "duration_ms": 2_000}))
        .await;
    let run_id = program.launch(&job, "Nightly").await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    companion.read_trends(job.project_id, Some(job.id)).await.expect("read");
    let told = companion.trends(job.project_id, Some(job.id)).await.expect("told");
    assert!(told.jobs.iter().any(|known| known.id == job.id));
    let last = told.launches.last().expect("some");
    assert_eq!((Some(last.launch_id), last.run_id), (run.launch_id, Some(run_id)));
    assert_eq!((last.counts.total, last.counts.failed), (12, 3));
    let red = told.tests.iter().find(|test| test.statuses.ends_with('f')).expect("one failed");
    let cell = companion.trend_cell(job.project_id, last.launch_id, red.id).await.expect("kept");
    assert_eq!(cell.status, Some(TestStatus::Failed));
    companion.open_server_result(cell.result_id.expect("a result")).await.expect("opened");
    companion.trend_cell(job.project_id, last.launch_id, 987_654).await.expect_err("no such test");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_launches_differ_in_what_became_of_their_tests() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let job = server.job().await;
    for (name, failed) in [("Nightly 1", 4), ("Nightly 2", 0)] {
        let plan = json!({"tests": 10, "failed": failed, "broken": 0, "skipped": 0, "duration_ms": 2_000});
        server.script(&job, plan).await;
        let run_id = program.launch(&job, name).await;
        program.until_phase(run_id, Phase::Finished).await;
    }
    let companion = &program.companion;
    companion.read_trends(job.project_id, Some(job.id)).await.expect("read");
    let told = companion.trends(job.project_id, Some(job.id)).await.expect("told");
    let [.., from, to] = told.launches.as_slice() else { panic!("{told:?}") };
    let there =
        companion.launch_difference(job.project_id, from.launch_id, to.launch_id).await.expect("told");
    let fixed = there.tests.iter().filter(|test| test.kind == DifferenceOfTest::Fixed).count();
    let kinds: Vec<_> = there.tests.iter().map(|test| (test.kind, test.from, test.to)).collect();
    assert_eq!((fixed, there.same), (4, 6), "{kinds:?}");
    let back = companion.launch_difference(job.project_id, to.launch_id, from.launch_id).await.expect("told");
    assert!(back.tests.iter().all(|test| test.kind == DifferenceOfTest::Failed) && back.tests.len() == 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_launch_leaves_the_trends() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let project = server.job().await.project_id;
    let companion = &program.companion;
    companion.read_trends(project, None).await.expect("read");
    let before = companion.trends(project, None).await.expect("told").launches;
    let gone = before.last().expect("some").launch_id;
    server.delete_launch(gone).await;
    companion.read_trends(project, None).await.expect("read");
    let after = companion.trends(project, None).await.expect("told").launches;
    assert!(after.iter().all(|launch| launch.launch_id != gone));
}
