//! The control door's changes to projects, jobs and rights.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::door;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::world::job::{Job, KINDS, PERMISSIONS, Parameter, Project};
use crate::world::stock::{MOST, Stock};

pub(super) fn world(call: &mut Call<'_>) -> Outcome {
    let world = &call.world;
    let parameter = |one: &Parameter| json!({"id": one.id, "name": one.name, "value": one.value});
    let job = |job: &Job| {
        let parameters: Vec<Value> = job.parameters.iter().map(parameter).collect();
        json!({"id": job.id, "name": job.name, "type": job.kind, "can_run": job.can_run, "parameters": parameters})
    };
    let project = |project: &Project| {
        let jobs: Vec<Value> = world.jobs.values().filter(|one| one.project == project.id).map(job).collect();
        json!({"id": project.id, "name": project.name, "test_cases": project.stock.len(), "jobs": jobs})
    };
    let projects: Vec<Value> = world.projects.values().map(project).collect();
    let cases: usize = world.projects.values().map(|project| project.stock.len()).sum();
    Answer::ok(json!({"seed": world.seed, "projects": projects, "test_cases": cases}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct JobChange {
    #[serde(default)]
    delete: bool,
    rename: Option<String>,
    remove_parameter: Option<String>,
    /// In place of those that the job has.
    parameters: Option<Vec<NewParameter>>,
    can_run: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewParameter {
    name: String,
    #[serde(default)]
    value: String,
}

pub(super) fn change_job(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let change: JobChange = door(call)?;
    let parameters = change.parameters.map(|all| {
        let new = |one: NewParameter| Parameter { id: call.world.new_id(), name: one.name, value: one.value };
        all.into_iter().map(new).collect()
    });
    let job = call.world.jobs.get_mut(&id).ok_or_else(|| Refusal::missing("Job", id))?;
    if let Some(name) = change.rename {
        job.name = name;
    }
    if let Some(name) = change.remove_parameter {
        job.parameters.retain(|parameter| parameter.name != name);
    }
    if let Some(parameters) = parameters {
        job.parameters = parameters;
    }
    if let Some(can_run) = change.can_run {
        job.can_run = can_run;
    }
    if change.delete {
        call.world.jobs.remove(&id);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewProject {
    name: String,
    #[serde(default)]
    jobs: usize,
    cases: Option<usize>,
}

/// A project with so many jobs and test cases; without a count, its test cases are those that the first of the seed's
/// projects began with.
pub(super) fn add_project(call: &mut Call<'_>) -> Outcome {
    let new: NewProject = door(call)?;
    if new.cases.is_some_and(|cases| cases > MOST) {
        return Err(Refusal::bad(format!("a project holds at most {MOST} test cases")));
    }
    let (id, created) = (call.world.new_id(), call.now);
    for n in 0..new.jobs {
        let job = call.world.new_id();
        let kind = KINDS[n % KINDS.len()];
        call.world.jobs.insert(
            job,
            Job {
                id: job,
                project: id,
                name: format!("Job {:05}", n + 1),
                kind,
                url: format!("https://{kind}.example.test/job/{job}"),
                external_id: format!("added/{job}"),
                can_run: true,
                parameters: vec![Parameter {
                    id: job + 1_000_000,
                    name: "BRANCH".to_owned(),
                    value: "main".to_owned(),
                }],
                first_test: n * 20,
                tests: 20,
                autoclose: false,
            },
        );
    }
    let project = Project {
        id,
        name: new.name,
        abbr: "NEW".to_owned(),
        description: String::new(),
        public: true,
        favorite: false,
        permissions: PERMISSIONS.map(str::to_owned).to_vec(),
        theme: 0,
        stock: Stock::of_added(id, call.world.projects.len(), new.cases),
        created,
    };
    call.world.projects.insert(id, project);
    Answer::ok(json!({"id": id}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rights {
    project_id: i64,
    permissions: Vec<String>,
}

pub(super) fn set_permissions(call: &mut Call<'_>) -> Outcome {
    let rights: Rights = door(call)?;
    let project = call
        .world
        .projects
        .get_mut(&rights.project_id)
        .ok_or_else(|| Refusal::missing("Project", rights.project_id))?;
    project.permissions = rights.permissions;
    Answer::empty(StatusCode::NO_CONTENT)
}
