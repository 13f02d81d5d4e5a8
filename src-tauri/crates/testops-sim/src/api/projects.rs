//! Projects, rights, favourites.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::requests;
use super::{Right, project, stock};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::job::{PERMISSIONS, Project};
use crate::world::launch::Launch;
use crate::world::stock::Stock;
use crate::world::words::PEOPLE;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/project", list),
        post("/project", create),
        get("/project/suggest", suggest),
        get("/project/{id}", one),
        patch("/project/{id}", change),
        delete("/project/{id}", remove),
        get("/project/{id}/stats", stats),
        get("/project/{id}/collaborator", people),
        get("/project/{id}/owner", people).current(),
        post("/project/{id}/favorite", favorite),
        get("/permission", permissions),
    ]
}

fn dto(project: &Project) -> Value {
    json!({
        "id": project.id,
        "name": project.name,
        "abbr": project.abbr,
        "description": project.description,
        "descriptionHtml": format!("<p>{}</p>", project.description),
        "isPublic": project.public,
        "favorite": project.favorite,
        "createdBy": PEOPLE[0].0,
        "createdDate": project.created,
        "lastModifiedBy": PEOPLE[0].0,
        "lastModifiedDate": project.created,
    })
}

fn key(project: &Project, property: &str) -> Option<Key> {
    match property {
        "id" => Some(Key::Number(project.id)),
        "name" => Key::text(&project.name),
        "abbr" => Key::text(&project.abbr),
        "createdDate" | "lastModifiedDate" => Some(Key::Number(project.created)),
        "favorite" => Some(Key::Number(i64::from(project.favorite))),
        "isPublic" => Some(Key::Number(i64::from(project.public))),
        "createdBy" | "lastModifiedBy" => Key::text(PEOPLE[0].0),
        _ => None,
    }
}

fn readable(project: &Project) -> bool {
    project.permissions.iter().any(|right| right == "project:read")
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let favorite = call.query.flag("favorite")? == Some(true);
    call.query.flag("my")?;
    let wanted = |project: &&Project| {
        readable(project) && project.name.to_lowercase().contains(&needle) && (!favorite || project.favorite)
    };
    page(
        &paging,
        call.world.projects.values().filter(wanted).collect(),
        |project, property| key(project, property),
        |project| dto(project),
    )
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let write = call.query.flag("write")? == Some(true);
    let wanted = |project: &&Project| {
        let may =
            readable(project) && (!write || project.permissions.iter().any(|right| right == "project:write"));
        let asked = (only.is_empty() || only.contains(&project.id)) && !without.contains(&project.id);
        may && asked && project.name.to_lowercase().contains(&needle)
    };
    let row = |project: &&Project| json!({"id": project.id, "name": project.name, "abbr": project.abbr, "isPublic": project.public});
    page(
        &paging,
        call.world.projects.values().filter(wanted).collect(),
        |project, property| key(project, property),
        row,
    )
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    Answer::ok(dto(project(call, id, Right::Read)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    name: Option<String>,
    abbr: Option<String>,
    description: Option<String>,
    is_public: Option<bool>,
    favorite: Option<bool>,
}

impl Body {
    fn write(self, project: &mut Project) {
        project.abbr = self.abbr.unwrap_or_else(|| project.abbr.clone());
        project.description = self.description.unwrap_or_else(|| project.description.clone());
        project.public = self.is_public.unwrap_or(project.public);
        project.favorite = self.favorite.unwrap_or(project.favorite);
    }
}

/// The short name where none is given: the first letters of the words.
fn abbreviated(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .take(5)
        .collect()
}

/// An empty project, in which its maker may do everything.
fn create(call: &mut Call<'_>) -> Outcome {
    let new: Body = call.body()?;
    let name = requests::name("name", new.name.clone())?;
    if call.world.projects.values().any(|own| own.name == name) {
        return Err(Refusal::invalid(
            "could not execute statement; SQL [n/a]; constraint [project_name_key]",
        ));
    }
    let id = call.world.new_id();
    let mut project = Project {
        id,
        abbr: abbreviated(&name),
        name,
        description: String::new(),
        public: false,
        favorite: false,
        permissions: PERMISSIONS.map(str::to_owned).to_vec(),
        theme: 0,
        stock: Stock::of_added(id, call.world.projects_ever(), Some(0)),
        created: call.now,
    };
    new.write(&mut project);
    let answer = dto(&project);
    call.world.projects.insert(id, project);
    Answer::ok(answer)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Configure)?;
    let change: Body = call.body()?;
    let name = change.name.clone().map(|name| requests::name("name", Some(name))).transpose()?;
    let project = call.world.projects.get_mut(&id).ok_or_else(|| Refusal::missing("Project", id))?;
    project.name = name.unwrap_or_else(|| project.name.clone());
    change.write(project);
    Answer::ok(dto(project))
}

/// With all that is in it.
fn remove(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Configure)?;
    let of_project = |(launch, own): (&i64, &Launch)| (own.project == id).then_some(*launch);
    let launches: Vec<i64> = call.world.launches.iter().filter_map(of_project).collect();
    for launch in launches {
        call.world.delete_launch(call.now, launch);
    }
    let world = &mut *call.world;
    world.jobs.retain(|_, own| own.project != id);
    world.plans.retain(|_, own| own.project != id);
    world.triage.defects.retain(|_, own| own.project != id);
    world.exports.requests.retain(|_, own| own.project != id);
    world.authored.imports.retain(|_, own| own.project != id);
    world.authored.shared.retain(|_, own| own.project != id);
    world.projects.remove(&id);
    world.deleted_projects += 1;
    Answer::empty(StatusCode::NO_CONTENT)
}

fn stats(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let stock = stock(call, id)?;
    let launches = call.world.launches.values().filter(|launch| launch.project == id).count();
    let (automated, all) = (stock.automated(), stock.len());
    Answer::ok(json!({
        "automatedTestCases": automated,
        "manualTestCases": all - automated,
        "automationPercent": automated as f64 * 100.0 / all.max(1) as f64,
        "launches": launches,
    }))
}

fn people(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.id()?, call.query.paging(10)?);
    project(call, id, Right::Read)?;
    let key = |person: &(&str, &str, &str), property: &str| {
        (property == "username").then(|| Key::Text(person.0.to_owned()))
    };
    page(
        &paging,
        PEOPLE.to_vec(),
        key,
        |person| json!({"username": person.0, "firstName": person.1, "lastName": person.2}),
    )
}

fn favorite(call: &mut Call<'_>) -> Outcome {
    let (id, favorite) = (call.id()?, call.query.flag("favorite")?);
    project(call, id, Right::Read)?;
    let project = call.world.projects.get_mut(&id).ok_or_else(|| Refusal::missing("Project", id))?;
    project.favorite = favorite.unwrap_or(true);
    Answer::ok(dto(project))
}

/// An empty list where the project may not be read, rather than a refusal: it is how a client learns that.
fn permissions(call: &mut Call<'_>) -> Outcome {
    let id = call.query.required_long("projectId")?;
    let project = call.world.projects.get(&id).ok_or_else(|| Refusal::missing("Project", id))?;
    Answer::ok(json!(project.permissions))
}
