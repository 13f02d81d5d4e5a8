//! Reruns of chosen results, and plans for a framework on this machine.

use companion::view::{Done, PathKind, Phase, RerunRequest, TestPlanFile, TestQuery, TestStatus, Tests};
use serde_json::{Value, json};

use crate::deciding::world;
use crate::program::Program;
use crate::server::Server;

fn press(key: &str, run_id: i64, results: &[i64]) -> RerunRequest {
    RerunRequest { key: key.to_owned(), run_id, results: results.to_vec(), group: None, by_hand: false }
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_results_run_again_once_for_each_key() {
    let world = world(12).await;
    let companion = &world.program.companion;
    let failed = world.failed().await;
    let chosen = &failed[..2];
    for _ in 0..2 {
        let done = companion.rerun_tests(press("press", world.run_id, chosen)).await.expect("answered");
        assert_eq!(done, Done::Asked);
    }
    world.program.until(world.run_id, "it goes on", |run| run.phase != Phase::Finished).await;
    world.program.until_phase(world.run_id, Phase::Finished).await;
    let sent = reruns(&world.server).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["selection"]["leafsInclude"], json!(chosen));
    assert_eq!(sent[0]["forceManual"], json!(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passed_test_can_run_again_and_nothing_cannot() {
    let world = world(12).await;
    let companion = &world.program.companion;
    let none = companion.rerun_tests(press("none", world.run_id, &[])).await.expect("answered");
    assert!(matches!(none, Done::NotPossible { .. }), "{none:?}");
    let gone = RerunRequest { group: Some("gone".to_owned()), ..press("gone", world.run_id, &[]) };
    let gone = companion.rerun_tests(gone).await.expect("answered");
    assert!(matches!(gone, Done::NotPossible { .. }), "{gone:?}");
    let query = TestQuery {
        run_id: world.run_id,
        statuses: vec![TestStatus::Passed],
        limit: 1,
        ..TestQuery::default()
    };
    let passed = companion.run_tests(query).await.expect("read").items[0].id;
    let done = companion.rerun_tests(press("passed", world.run_id, &[passed])).await.expect("answered");
    assert_eq!(done, Done::Asked);
    world.program.until(world.run_id, "it goes on", |run| run.phase == Phase::Running).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_rerun_is_not_asked_again() {
    let world = world(12).await;
    let failed = world.failed().await;
    let trouble =
        json!({"kind": "lost_answer", "method": "POST", "path": "/testresult/bulk/rerun", "times": 1});
    world.server.trouble(trouble).await;
    let request = press("press", world.run_id, &failed);
    world.program.companion.rerun_tests(request.clone()).await.expect("answered");
    world.program.until(world.run_id, "it goes on", |run| run.phase != Phase::Finished).await;
    world.program.companion.rerun_tests(request).await.expect("answered");
    world.program.until_phase(world.run_id, Phase::Finished).await;
    assert_eq!(reruns(&world.server).await.len(), 1);
}

async fn reruns(server: &Server) -> Vec<Value> {
    let journal = server.get("journal?since=0").await;
    let entries = journal["entries"].as_array().cloned().unwrap_or_default();
    let is_rerun = |entry: &Value| entry["path"].as_str().is_some_and(|path| path.ends_with("/bulk/rerun"));
    entries.into_iter().filter(is_rerun).map(|entry| entry["body"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_for_a_framework_is_written_where_a_person_said_and_is_never_empty() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_string_lossy().into_owned();
    let write = async |tests: &Tests| {
        program.companion.write_test_plan(job.project_id, tests.clone(), path.clone()).await
    };
    let smoke = Tests::Query { aql: "tag = \"smoke\" and automation = true".to_owned() };
    write(&smoke).await.expect_err("nobody chose the folder");
    program.companion.choose_path(PathKind::Folder, path.clone()).await.expect("chosen");
    for nothing in [Tests::All, Tests::Query { aql: "id = 0".to_owned() }] {
        let refused = write(&nothing).await.expect("answered");
        assert!(matches!(refused, TestPlanFile::Refused { .. }), "{refused:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 0);
    let TestPlanFile::Written { path, tests } = write(&smoke).await.expect("answered") else {
        panic!("it is written")
    };
    let text = std::fs::read_to_string(path).expect("read");
    let plan: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(plan["version"], "1.0");
    let listed = plan["tests"].as_array().expect("tests");
    assert_eq!(listed.len() as u64, tests);
    assert!(listed.iter().all(|test| test["id"].is_string() && test["selector"].is_string()), "{text}");
}
