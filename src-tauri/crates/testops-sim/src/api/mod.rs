//! The API's operations, a file per area. Paths stand without their prefix.

mod accounts;
mod attachments;
mod by_hand;
mod case_audit;
mod case_bulk;
mod case_clones;
mod case_examples;
mod case_keys;
mod case_moves;
mod case_parts;
mod case_rows;
mod case_steps;
mod case_tree;
mod case_versions;
mod case_words;
mod case_writing;
mod cases;
mod categories;
mod category_rules;
mod chosen;
mod comments;
mod deciding;
mod defect_more;
mod defects;
mod diff;
mod execution;
mod exports;
mod field_values;
mod files;
mod fixtures;
mod groups;
mod histories;
mod import_preview;
mod import_rows;
mod import_writing;
mod imports;
mod job_runs;
mod jobs;
mod launch_details;
mod launch_dto;
mod launch_uploads;
mod launches;
mod mapping;
mod mutes;
mod people;
mod plans;
mod projects;
mod requests;
mod result_dto;
mod results;
mod rules;
mod running;
mod scenario_forms;
mod scenarios;
mod search;
mod selection;
mod sent_dto;
mod shared_steps;
mod trees;
mod upload_json;
mod upload_runs;
mod uploads;
mod vocabulary;

use crate::http::call::{Call, Outcome, Refusal};
use crate::http::page::page;
use crate::http::query::Paging;
use crate::http::router::Route;
use crate::http::server::Generation;
use crate::world::job::Project;
use crate::world::launch::Launch;
use crate::world::stock::Stock;

pub(crate) fn routes() -> Vec<Route> {
    [
        accounts::routes(),
        projects::routes(),
        jobs::routes(),
        job_runs::routes(),
        launches::routes(),
        launch_details::routes(),
        results::routes(),
        attachments::routes(),
        by_hand::routes(),
        execution::routes(),
        fixtures::routes(),
        histories::routes(),
        trees::routes(),
        case_tree::routes(),
        cases::routes(),
        case_writing::routes(),
        case_clones::routes(),
        scenarios::routes(),
        case_steps::routes(),
        case_audit::routes(),
        case_versions::routes(),
        shared_steps::routes(),
        files::routes(),
        imports::routes(),
        case_parts::routes(),
        case_examples::routes(),
        case_keys::routes(),
        case_bulk::routes(),
        case_moves::routes(),
        case_words::routes(),
        field_values::routes(),
        comments::routes(),
        defects::routes(),
        defect_more::routes(),
        rules::routes(),
        running::routes(),
        plans::routes(),
        deciding::routes(),
        mutes::routes(),
        groups::routes(),
        categories::routes(),
        category_rules::routes(),
        people::routes(),
        diff::routes(),
        vocabulary::routes(),
        exports::routes(),
        uploads::routes(),
        launch_uploads::routes(),
        upload_json::routes(),
        upload_runs::routes(),
    ]
    .concat()
}

/// Method and path, without prefix, of every operation that servers of a generation have here.
pub fn operations(generation: Generation) -> Vec<(String, &'static str)> {
    let routes = routes().into_iter().filter(|route| route.is_of(generation));
    routes.map(|route| (route.verb(), route.path)).collect()
}

pub(crate) use imports::catch_up;
pub(crate) use trees::group_paths;
pub(crate) use vocabulary::TRACKER;

/// What somebody needs a right for.
#[derive(Debug, Clone, Copy)]
enum Right {
    Read,
    Write,
    Comment,
    Configure,
}

/// The project, if it is there and the person may.
fn project<'a>(call: &'a Call<'_>, id: i64, right: Right) -> Result<&'a Project, Refusal> {
    let project = call.world.projects.get(&id).ok_or_else(|| Refusal::missing("Project", id))?;
    let needed = match right {
        Right::Read => "project:read",
        Right::Write => "project:write",
        Right::Comment => "project:comment",
        Right::Configure => "project:configure",
    };
    if !project.permissions.iter().any(|own| own == needed) {
        return Err(Refusal::forbidden());
    }
    Ok(project)
}

/// The test cases of a project, if the person may.
fn stock<'a>(call: &'a Call<'_>, id: i64) -> Result<&'a Stock, Refusal> {
    project(call, id, Right::Read).map(|project| &project.stock)
}

/// The project of the `projectId` in the query.
fn asked_project(call: &Call<'_>) -> Result<i64, Refusal> {
    let id = call.query.required_long("projectId")?;
    project(call, id, Right::Read).map(|project| project.id)
}

/// The launch, if the person may; a deleted one is a 500, as on the real server.
fn launch<'a>(call: &'a Call<'_>, id: i64, right: Right) -> Result<&'a Launch, Refusal> {
    if call.world.deleted_launches.contains(&id) {
        return Err(Refusal::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "Internal server error"));
    }
    let launch = call.world.launches.get(&id).ok_or_else(|| Refusal::missing("Launch", id))?;
    project(call, launch.project, right)?;
    Ok(launch)
}

/// A page of rows that have an id and a name.
fn names_page(paging: &Paging, rows: Vec<(i64, &str)>) -> Outcome {
    let key = |(id, name): &(i64, &str), property: &str| launches::name_key(*id, name, property);
    page(paging, rows, key, |(id, name)| launches::id_and_name(*id, name))
}
