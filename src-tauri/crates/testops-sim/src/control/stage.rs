//! The control door's changes to projects, jobs and rights.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::door;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::world::World;
use crate::world::job::{Job, KINDS, PERMISSIONS, Parameter, Project};
use crate::world::stock::{MOST, Stock};

pub(super) fn world(call: &mut Call<'_>) -> Outcome {
    let world = &call.world;
    let project = |project: &Project| {
        let jobs = world.jobs.values().filter(|one| one.project == project.id);
        let jobs: Vec<JobState> = jobs.map(JobState::of).collect();
        json!({"id": project.id, "name": project.name, "test_cases": project.stock.len(), "jobs": jobs})
    };
    let projects: Vec<Value> = world.projects.values().map(project).collect();
    let cases: usize = world.projects.values().map(|project| project.stock.len()).sum();
    Answer::ok(json!({"seed": world.seed, "projects": projects, "test_cases": cases}))
}

/// A job as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobState {
    pub id: i64,
    pub project_id: i64,
    pub name: String,
    /// Of its CI server.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub can_run: bool,
    pub parameters: Vec<ParameterState>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterState {
    pub id: i64,
    pub name: String,
    pub value: String,
}

impl JobState {
    pub(super) fn of(job: &Job) -> Self {
        let parameter =
            |one: &Parameter| ParameterState { id: one.id, name: one.name.clone(), value: one.value.clone() };
        Self {
            id: job.id,
            project_id: job.project,
            name: job.name.clone(),
            kind: job.kind,
            can_run: job.can_run,
            parameters: job.parameters.iter().map(parameter).collect(),
        }
    }
}

/// What becomes of a job; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobChange {
    #[serde(default)]
    pub delete: bool,
    pub rename: Option<String>,
    pub remove_parameter: Option<String>,
    /// In place of those that the job has.
    pub parameters: Option<Vec<NewParameter>>,
    pub can_run: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewParameter {
    pub name: String,
    #[serde(default)]
    pub value: String,
}

pub(super) fn change_job(call: &mut Call<'_>) -> Outcome {
    let (id, change) = (call.id()?, door(call)?);
    alter_job(call.world, id, change)?;
    Answer::empty(StatusCode::NO_CONTENT)
}

pub(super) fn alter_job(world: &mut World, id: i64, change: JobChange) -> Result<(), Refusal> {
    let parameters = change.parameters.map(|all| {
        let new = |one: NewParameter| Parameter { id: world.new_id(), name: one.name, value: one.value };
        all.into_iter().map(new).collect()
    });
    let job = world.jobs.get_mut(&id).ok_or_else(|| Refusal::missing("Job", id))?;
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
        world.jobs.remove(&id);
    }
    Ok(())
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
        stock: Stock::of_added(id, call.world.projects_ever(), new.cases),
        created,
    };
    call.world.begin_defects(&project);
    call.world.begin_plans(&project);
    call.world.projects.insert(id, project);
    Answer::ok(json!({"id": id}))
}

/// What the person may in a project: words such as `project:write`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    pub project_id: i64,
    pub permissions: Vec<String>,
}

pub(super) fn set_permissions(call: &mut Call<'_>) -> Outcome {
    let rights = door(call)?;
    give_rights(call.world, rights)?;
    Answer::empty(StatusCode::NO_CONTENT)
}

pub(super) fn give_rights(world: &mut World, rights: Rights) -> Result<(), Refusal> {
    let id = rights.project_id;
    let project = world.projects.get_mut(&id).ok_or_else(|| Refusal::missing("Project", id))?;
    project.permissions = rights.permissions;
    Ok(())
}
