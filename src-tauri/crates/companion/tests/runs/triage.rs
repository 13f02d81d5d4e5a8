//! What went wrong in a run, once for all tests in which it did; with the server and without it.

use companion::view::{Phase, TestQuery, TestSource, TestStatus};
use serde_json::json;
use testops_sim::{Generation, Options};

use crate::program::Program;
use crate::server::{Server, options};

async fn failed_run(program: &Program, server: &Server, name: &str) -> i64 {
    let job = server.job().await;
    let plan = json!({"tests": 60, "failed": 18, "broken": 6, "duration_ms": 5_000});
    server.script(&job, plan).await;
    let run_id = program.launch(&job, name).await;
    program.until_phase(run_id, Phase::Finished).await;
    program.outcome_told(run_id).await;
    run_id
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_grouped_and_each_group_has_its_tests() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let run_id = failed_run(&program, &server, "Nightly").await;
    let told =
        program.companion.failure_groups(run_id, String::new(), TestSource::Server).await.expect("told");
    let groups = told.expect("what went wrong").groups;
    assert!(groups.len() > 1 && groups.len() < 24, "{groups:?}");
    assert_eq!(groups.iter().map(|group| group.failed + group.broken).sum::<u32>(), 24);
    assert!(groups.is_sorted_by_key(|group| std::cmp::Reverse(group.failed + group.broken)));
    for group in &groups {
        let query = TestQuery { run_id, group: Some(group.key.clone()), limit: 500, ..TestQuery::default() };
        let page = program.companion.run_tests(query).await.expect("its tests");
        assert_eq!(page.total, u64::from(group.failed + group.broken), "{group:?}");
        assert_eq!(page.items[0].name, group.tests[0]);
    }
    let gone = TestQuery { run_id, group: Some("gone".to_owned()), limit: 9, ..TestQuery::default() };
    assert_eq!(program.companion.run_tests(gone).await.expect("nothing").total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_groups_have_their_tests_too() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::with(Options { generation, ..options() }).await;
        let program = Program::connected(&server).await;
        let run_id = failed_run(&program, &server, "Nightly").await;
        let groups =
            program.companion.server_failure_groups(run_id, String::new()).await.expect("told").groups;
        assert_eq!(groups.iter().map(|group| group.failed + group.broken).sum::<u32>(), 24);
        for group in &groups {
            let query =
                TestQuery { run_id, group: Some(group.key.clone()), limit: 500, ..TestQuery::default() };
            let page = program.companion.run_tests(query).await.expect("its tests");
            assert_eq!(page.total, u64::from(group.failed + group.broken), "{group:?}");
        }
        let one = &groups[0];
        let found =
            program.companion.server_failure_groups(run_id, one.tests[0].clone()).await.expect("told");
        assert!(found.groups.iter().any(|group| group.key == one.key), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_server_what_went_wrong_is_told_from_what_was_kept() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let run_id = failed_run(&program, &server, "Nightly").await;
    let live = program
        .companion
        .failure_groups(run_id, String::new(), TestSource::Server)
        .await
        .expect("told")
        .expect("some");
    let asked = server.result_pages().await;
    let kept = program
        .companion
        .failure_groups(run_id, String::new(), TestSource::Kept)
        .await
        .expect("told")
        .expect("kept");
    assert_eq!(kept.groups, live.groups);
    assert_eq!(server.result_pages().await, asked, "what is kept is there without a request");

    let program = program.restarted().await;
    server.trouble(json!({"kind": "status", "code": 403, "path": "/testresult"})).await;
    let offline = program
        .companion
        .failure_groups(run_id, String::new(), TestSource::Server)
        .await
        .expect("told")
        .expect("kept");
    assert_eq!(offline.groups, live.groups);
    let group = Some(offline.groups[0].key.clone());
    let statuses = vec![TestStatus::Failed, TestStatus::Broken];
    let query = TestQuery { run_id, statuses, group, limit: 500, ..TestQuery::default() };
    let tests = program.companion.run_tests(query).await.expect("kept tests");
    assert_eq!(tests.total, u64::from(offline.groups[0].failed + offline.groups[0].broken));
    assert!(tests.items.iter().all(|test| test.message.is_some() && test.trace.is_some()), "{tests:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_wrong_before_says_since_when() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let first = failed_run(&program, &server, "Monday").await;
    let groups = program
        .companion
        .failure_groups(first, String::new(), TestSource::Kept)
        .await
        .expect("told")
        .expect("kept")
        .groups;
    assert!(groups.iter().all(|group| group.earlier.is_none()), "{groups:?}");
    let second = failed_run(&program, &server, "Tuesday").await;
    let groups = program
        .companion
        .failure_groups(second, String::new(), TestSource::Server)
        .await
        .expect("told")
        .expect("some")
        .groups;
    let before: Vec<_> = groups.iter().filter_map(|group| group.earlier).collect();
    assert!(!before.is_empty(), "{groups:?}");
    assert!(before.iter().all(|earlier| (earlier.run_id, earlier.runs) == (first, 1)), "{before:?}");
}
