//! The last results of jobs, whoever launched them, and the jobs that are pinned.

use companion::ports::Clock as _;
use companion::view::{JobResults, Outcome};
use serde_json::json;

use crate::program::Program;
use crate::server::{Job, Server};

async fn results_of(program: &Program, job: &Job, ask: bool) -> JobResults {
    let all = program.companion.job_results(job.project_id, ask).await.expect("results");
    all.jobs.into_iter().find(|one| one.job_id == job.id).expect("the job has results")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_s_results_are_those_of_all_launches_on_the_server() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 4, "failed": 1, "duration_ms": 5_000})).await;
    let program = Program::connected(&server).await;
    let nothing = program.companion.job_results(job.project_id, false).await.expect("results");
    assert!(nothing.jobs.is_empty() && !nothing.heard);

    let run_id = program.launch(&job, "Ours").await;
    program.outcome_told(run_id).await;
    let known = results_of(&program, &job, false).await;
    assert!(known.followed_only && known.results.len() == 1);

    let heard = results_of(&program, &job, true).await;
    assert!(!heard.followed_only);
    assert_eq!(heard.results.len(), 10);
    assert!(heard.results.is_sorted_by_key(|result| result.at));
    let ours = heard.results.iter().find(|result| result.run_id == Some(run_id)).expect("ours is there");
    assert_eq!((ours.outcome, ours.counts.map(|counts| counts.failed)), (Some(Outcome::Failed), Some(1)));
    let others = heard.results.iter().filter(|result| result.run_id.is_none());
    assert!(others.clone().count() == 9 && others.clone().all(|result| result.launch_id.is_some()));

    let looks = server.looks().await;
    assert_eq!(results_of(&program, &job, true).await, heard, "a minute's answer");
    assert_eq!(server.looks().await, looks);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_leaves_the_results_that_are_known() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    server.trouble(json!({"kind": "status", "code": 503})).await;
    for project in [job.project_id, 987_654] {
        let results = program.companion.job_results(project, true).await.expect("no failure");
        assert!(results.jobs.is_empty() && !results.heard);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_job_stays_pinned_and_tells_when_it_is_gone() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    program.companion.projects(true).await.expect("projects");
    for on in [true, true] {
        program.companion.pin_job(job.project_id, job.id, on).await.expect("pinned");
    }
    let pinned = program.companion.pinned_jobs().await.expect("the pinned jobs");
    assert_eq!(pinned.len(), 1);
    assert!(pinned[0].blocked.is_none() && !pinned[0].job_name.is_empty());
    program.companion.pin_job(job.project_id, 987_654, true).await.expect_err("there is no such job");

    let program = program.restarted().await;
    assert_eq!(program.companion.pinned_jobs().await.expect("the pinned jobs"), pinned);
    let connection = program.companion.state().await.expect("the state").connection.expect("a connection");
    program.companion.shutdown().await;
    let store =
        store::Store::open(&program.path(""), program.outside.clock.now()).await.expect("opens").store;
    let none = store::CachedRow { json: "[]".to_owned(), at: 0 };
    store.cache().put(connection.id, "projects", &none).await.expect("its last project is gone");
    store.close().await;
    let program = program.restarted().await;
    let gone = program.companion.pinned_jobs().await.expect("the pinned jobs");
    assert_eq!((&gone[0].job_name, &gone[0].project_name), (&pinned[0].job_name, &pinned[0].project_name));
    assert!(gone[0].blocked.as_deref().is_some_and(|why| why.contains("no longer")));
    program.companion.pin_job(job.project_id, job.id, false).await.expect("unpinned");
    assert_eq!(program.companion.pinned_jobs().await.expect("the pinned jobs"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_told_is_not_shown_of_another() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    assert!(program.companion.job_results(job.project_id, true).await.expect("results").heard);
    program.companion.try_demo().await.expect("the demo starts");
    let demo = program.companion.job_results(job.project_id, false).await.expect("results");
    assert!(demo.jobs.is_empty() && !demo.heard);
    program.companion.leave_demo().await.expect("left");
    assert!(program.companion.job_results(job.project_id, false).await.expect("results").heard);
}
