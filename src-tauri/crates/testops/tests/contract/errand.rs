//! One errand through everything that the client can ask for: find a job, launch it, watch it, look at what failed,
//! rerun it, close it.

use serde_json::{Value, json};
use testops::{
    Client, Config, Criterion, EnvVariableRef, EnvironmentSet, Job, JobRunRequest, LaunchName, LaunchQuery,
    Limits, NewEnvValue, PageRequest, ParameterValue, ProjectQuery, TagRef, aql,
};
use url::Url;

pub(crate) async fn run(client: &Client, control: &str) {
    let probe = client.probe().await;
    assert!(probe.projects.ok().is_some(), "{probe:?}");
    let (project, job) = find_a_job(client).await;
    let plan = json!({"job_id": job.id, "plan": {"tests": 6, "failed": 2, "hold": true}});
    tell(control, "script", &plan).await;
    let launch = client.run_job(job.id, &everything(client, project, &job).await).await.expect("a launch").id;
    watch(client, project, launch).await;
    let step = format!("launches/{launch}/advance");
    tell(control, &step, &json!({"results": 3})).await;
    watch(client, project, launch).await;
    tell(control, &step, &json!({"finish": true})).await;
    watch(client, project, launch).await;
    look_at_results(client, project, launch).await;
    close_and_rerun(client, control, launch).await;
}

pub(crate) fn client(url: &str, token: &str) -> Client {
    Client::new(Config {
        base_url: Url::parse(url).expect("a URL"),
        token: token.to_owned().into(),
        ca_pem: None,
        proxy: None,
        user_agent: "testops-contract".to_owned(),
        limits: Limits::default(),
        outside: testops::Outside::default(),
    })
    .expect("a client")
}

/// The first job with a parameter that may be run.
async fn find_a_job(client: &Client) -> (i64, Job) {
    client.account().await.expect("an account");
    client
        .projects(&ProjectQuery { my: Some(true), ..ProjectQuery::default() }, PageRequest::first(2))
        .await
        .expect("mine");
    for project in client.all_projects().await.expect("projects") {
        client.project(project.id).await.expect("a project");
        client.permissions(project.id).await.expect("permissions");
        client.jobs(project.id, PageRequest::first(1)).await.expect("a page of jobs");
        for job in client.all_jobs(project.id).await.expect("jobs") {
            if !job.parameters.is_empty() && job.can_run != Some(false) {
                return (project.id, client.job(job.id).await.expect("the job"));
            }
        }
    }
    panic!("no job with a parameter");
}

/// The first project and job that can be launched.
pub(crate) async fn jobs_of(client: &Client) -> (i64, i64) {
    let projects = client.projects(&ProjectQuery::default(), PageRequest::first(1)).await.expect("projects");
    let project = projects.items[0].id;
    let jobs = client.all_jobs(project).await.expect("jobs");
    (project, jobs.iter().find(|job| job.can_run != Some(false)).expect("a job").id)
}

/// Launches a job; answers with the launch.
pub(crate) async fn start(client: &Client, job: i64, name: &str) -> i64 {
    let request = JobRunRequest::new(LaunchName::new(name).expect("a name"));
    client.run_job(job, &request).await.expect("a launch").id
}

/// A request with every field filled that a person can fill.
async fn everything(client: &Client, project: i64, job: &Job) -> JobRunRequest {
    let mut request = JobRunRequest::new(LaunchName::new("Contract \"check\" ночь 🚀").expect("a name"));
    request.parameters = job
        .parameters
        .iter()
        .filter_map(|parameter| Some(ParameterValue { id: parameter.id?, value: "contract".into() }))
        .collect();
    assert!(!request.parameters.is_empty());
    let known = client.suggest_launch_tags(project, "").await.expect("tags");
    request.tags = known.into_iter().take(1).map(|tag| TagRef { id: Some(tag.id), name: tag.name }).collect();
    request.tags.push(TagRef { id: None, name: "contract-check".into() });
    client.env_schema(project).await.expect("the schema");
    let variables = client.env_variables().await.expect("variables");
    let variable = variables.first().expect("a variable");
    client.suggest_env_values(variable.id, project, "").await.expect("values");
    let value = NewEnvValue {
        id: None,
        name: "contract".into(),
        variable: EnvVariableRef { id: variable.id, name: Some(variable.name.clone()) },
    };
    request.env_var_value_sets = vec![EnvironmentSet { values: vec![value] }];
    request
}

async fn watch(client: &Client, project: i64, launch: i64) {
    let query = LaunchQuery { search: vec![Criterion::Closed(false)], ..LaunchQuery::default() };
    let open = client.launches(project, &query, PageRequest::first(50)).await.expect("launches");
    assert!(open.items.iter().any(|row| row.id == launch), "the new launch is among the open ones");
    client.launch(launch).await.expect("the launch");
    client.launch_statistic(launch).await.expect("its statistic");
    client.launch_progress(launch).await.expect("its progress");
    let runs = client.launch_job_runs(launch).await.expect("its job runs");
    client.job_run(runs.first().expect("a job run").id).await.expect("the job run");
    client.test_results(launch, PageRequest::first(100)).await.expect("results so far");
    let rql = format!("launch = {launch}");
    client.test_results_search(project, &rql, PageRequest::first(100)).await.expect("rows so far");
}

async fn look_at_results(client: &Client, project: i64, launch: i64) {
    let results = client.test_results(launch, PageRequest::first(100)).await.expect("results").items;
    client.test_result(results.first().expect("a result").id).await.expect("one result");
    let rql = format!("launch = {launch} and status in {}", aql::list(["failed", "broken"]));
    let failed =
        client.test_results_search(project, &rql, PageRequest::first(100)).await.expect("failed ones").items;
    assert_eq!(failed.len(), 2, "as the plan has it");
    client.launch_defects(launch).await.expect("defects");
    client.launch_retries(launch).await.expect("retries");
    client.launch_environment(launch).await.expect("the environment");
    let rql = format!("name = {}", aql::text("Contract \"check\" ночь 🚀"));
    let found = client.search_launches(project, &rql, PageRequest::first(10)).await.expect("by name").items;
    assert_eq!(found.len(), 1, "the launch is found by its name");
    assert_eq!(client.count_launches(project, &rql).await.expect("a count"), Some(1));
}

async fn close_and_rerun(client: &Client, control: &str, launch: i64) {
    client.close_launch(launch).await.expect("closing");
    until(client, control, launch, true).await;
    client.reopen_launch(launch).await.expect("reopening");
    until(client, control, launch, false).await;
    let runs = client.launch_job_runs(launch).await.expect("job runs");
    let rql = format!("status in {}", aql::list(["failed", "broken"]));
    client.rerun_job_run(runs.first().expect("a job run").id, &rql).await.expect("a rerun");
}

/// Closing and reopening are done later: the simulator's clock is moved until they are.
async fn until(client: &Client, control: &str, launch: i64, closed: bool) {
    for _ in 0..20 {
        if client.launch(launch).await.expect("the launch").closed == closed {
            return;
        }
        tell(control, "clock", &json!({"advance_ms": 1000})).await;
    }
    panic!("closed never became {closed}");
}

/// A word to the simulator's control door, which is not recorded.
pub(crate) async fn tell(control: &str, place: &str, body: &Value) {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let answer = http.post(format!("{control}/{place}")).json(body).send().await.expect("the control door");
    assert!(answer.status().is_success(), "{place} {body}: {} {:?}", answer.status(), answer.text().await);
}
