//! Tests chosen in every way, run, compared, and their launches kept in order.

use serde_json::json;
use testops::{
    CasesRunRequest, Client, DiffKind, JobMapping, LaunchChange, LaunchName, LaunchOrder, MatrixMode,
    PageRequest, ResultSelection, Selection,
};

use crate::errand::{jobs_of, start, tell};

fn name(text: &str) -> LaunchName {
    LaunchName::new(text).expect("a name")
}

pub(crate) async fn run(client: &Client, control: &str) {
    let (project, job) = jobs_of(client).await;
    let chosen = choose(client, project).await;
    let mapping = [JobMapping { from_id: None, to_id: job }];
    assert!(client.run_stats(&chosen, &mapping).await.expect("counts").automated > 0);
    assert!(!client.job_shares(&chosen, &mapping).await.expect("shares").is_empty());
    let launch = client.run_cases(&request(chosen, job)).await.expect("a launch").id;
    plans(client, project).await;
    let plan = json!({"tests": 8, "failed": 3, "never_closed": true, "duration_ms": 1000, "queue_ms": 1000});
    tell(control, "script", &json!({"job_id": job, "times": 2, "plan": plan})).await;
    let first = start(client, job, "First").await;
    let second = start(client, job, "Second").await;
    tell(control, "clock", &json!({"advance_ms": 3_000_000})).await;
    compare(client, project, &[first, second, launch]).await;
    let failed = client.unresolved_results(first, PageRequest::first(5)).await.expect("failures").items;
    let again = ResultSelection::new(first, failed.iter().map(|one| one.id).collect());
    let again = again.unwrap_or_else(|| panic!("no failures"));
    client.rerun_results(&again, false, &[]).await.expect("a rerun");
    let runs = client.launch_job_runs(first).await.expect("job runs");
    assert!(!client.job_run_plan(runs[0].id, true).await.expect("a plan").is_empty());
    keep_in_order(client, first, second).await;
}

async fn choose(client: &Client, project: i64) -> Selection {
    let page = PageRequest::first(100);
    let tree = client.trees(project).await.expect("trees").remove(0);
    let root = client.tree_groups(project, tree.id, None, page).await.expect("groups").items.remove(0);
    let lowest =
        client.tree_groups(project, tree.id, Some(&root.at), page).await.expect("groups").items.remove(0);
    let cases = client.tree_cases(project, tree.id, &lowest.at, Some("automation = true"), page).await;
    let cases = cases.expect("cases").items;
    assert!(!cases.is_empty() && cases.iter().all(|case| case.automated));
    let flat = client.flat_cases(project, "automation = true", PageRequest::first(3)).await.expect("cases");
    assert_eq!(flat.items.len(), 3);
    Selection {
        project_id: project,
        cases: cases.iter().map(|case| case.id).collect(),
        ..Selection::default()
    }
}

fn request(selection: Selection, job: i64) -> CasesRunRequest {
    CasesRunRequest {
        launch_name: name("Chosen"),
        selection,
        tags: Vec::new(),
        issues: Vec::new(),
        env_var_value_sets: Vec::new(),
        assignees: Vec::new(),
        jobs: vec![JobMapping { from_id: None, to_id: job }],
        parameters: Vec::new(),
    }
}

async fn plans(client: &Client, project: i64) {
    let plans = client.test_plans(project, None, PageRequest::first(10)).await.expect("plans").items;
    let plan = plans.iter().find(|plan| plan.test_cases_count > 0).expect("a plan").id;
    client.test_plan(plan).await.expect("the plan");
    assert!(client.plan_diff(plan).await.expect("a difference").deleted > 0);
    client.plan_members(plan).await.expect("members");
    client.plan_jobs(plan).await.expect("jobs");
    client.sync_plan(plan).await.expect("synchronised");
    let order = LaunchOrder {
        launch_name: name("Plan"),
        tags: Vec::new(),
        issues: Vec::new(),
        env_var_value_sets: Vec::new(),
    };
    client.run_plan(plan, &order).await.expect("a launch");
}

async fn compare(client: &Client, project: i64, launches: &[i64]) {
    let page = PageRequest::first(8);
    let rows = client.launch_matrix(launches, &MatrixMode::All, false, page).await.expect("a matrix").items;
    assert!(rows.iter().any(|row| row.cells.iter().any(|cell| !cell.results.is_empty())));
    for kind in [DiffKind::New, DiffKind::Missed, DiffKind::Failed, DiffKind::Fixed, DiffKind::StatusChanged]
    {
        client.launch_diff(&kind, launches[0], launches[2]).await.expect("a difference");
    }
    client.launch_durations(launches[0]).await.expect("durations");
    let rql = format!("launch = {}", launches[0]);
    assert_eq!(client.check_result_query(project, &rql).await.expect("an answer").count, Some(8));
}

async fn keep_in_order(client: &Client, first: i64, second: i64) {
    let change =
        LaunchChange { name: Some(name("Renamed")), tags: Some(Vec::new()), ..LaunchChange::default() };
    assert_eq!(client.change_launch(first, &change).await.expect("changed").name, "Renamed");
    let order = LaunchOrder {
        launch_name: name("Copy"),
        tags: Vec::new(),
        issues: Vec::new(),
        env_var_value_sets: Vec::new(),
    };
    client.copy_launch(first, &order).await.expect("copied");
    assert_eq!(client.merge_launches(first, second).await.expect("merged").id, second);
    client.delete_launch(second).await.expect("deleted");
}
