//! Exports of test cases: asked for, waited for, downloaded, deleted.

use std::sync::Arc;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::mapping::{self, Entry};
use super::selection::{SelectionV1, SelectionV2, required};
use super::{Right, asked_project, project, stock};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, post};
use crate::http::sheet;
use crate::world::deeds::What;
use crate::world::export::{Chosen, ExportRequest, Sheet, Way};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/v2/test-case/bulk/export/csv", create_v2),
        post("/export/testcase/csv", create_v1),
        get("/export/testcase/csv/mapping", fields),
        get("/export", list),
        get("/export/{id}", one),
        delete("/export/{id}", remove),
        get("/export/download/{id}", download),
        post("/v2/test-case/bulk/count", count_v2),
        post("/testcasetree/select", count_v1),
    ]
}

/// A body around the selection of either generation.
#[derive(Debug, Deserialize)]
struct Order<S> {
    selection: Option<S>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileOrder {
    name: Option<String>,
    mapping: Option<Vec<Entry>>,
    column_separator: Option<String>,
    with_headers: Option<bool>,
}

fn create_v2(call: &mut Call<'_>) -> Outcome {
    let order: Order<SelectionV2> = call.body()?;
    let (project, chosen) = required("selection", order.selection)?.chosen(call)?;
    create(call, project, chosen)
}

fn create_v1(call: &mut Call<'_>) -> Outcome {
    let order: Order<SelectionV1> = call.body()?;
    let (project, chosen) = required("selection", order.selection)?.chosen(call)?;
    create(call, project, chosen)
}

fn create(call: &mut Call<'_>, project: i64, chosen: Chosen) -> Outcome {
    // The rest of the body beside the selection: read on its own, so that it is as lenient as any.
    let order: FileOrder = call.body()?;
    let shared = call.query.flag("shared")?.unwrap_or(true);
    let mut separator = order.column_separator.as_deref().unwrap_or(",").chars();
    let (Some(separator), None) = (separator.next(), separator.next()) else {
        return Err(Refusal::invalid("Validation error: columnSeparator: must be one character"));
    };
    let sheet = Sheet {
        seed: call.world.seed,
        stock: stock(call, project)?.clone(),
        chosen,
        columns: mapping::columns(order.mapping, call.world.generation)?,
        separator,
        with_headers: order.with_headers.unwrap_or(false),
    };
    let name = order.name.unwrap_or_else(|| "Test cases".to_owned());
    let id = call.world.exports.add(ExportRequest {
        id: 0,
        project,
        name: name.clone(),
        shared,
        created: call.now,
        sheet: Arc::new(sheet),
        way: Way::default(),
    });
    call.world.did(call.now, What::ExportAsked { export: id, project, name });
    Answer::ok(dto(found(call, id)?, call.now))
}

fn dto(request: &ExportRequest, now: i64) -> Value {
    let status = request.status(now);
    let mut dto = json!({
        "id": request.id,
        "projectId": request.project,
        "type": "TEST_CASE_CSV",
        "status": status,
        "name": request.name,
        "shared": request.shared,
        "createdBy": Tokens::USER,
        "createdDate": request.created,
        "lastModifiedBy": Tokens::USER,
        "lastModifiedDate": request.created,
    });
    match status {
        "ready" => dto["storageKey"] = json!(format!("export/{}.csv", request.id)),
        "failed" => dto["errorMessage"] = json!(request.way.fail),
        _ => {}
    }
    dto
}

fn fields(call: &mut Call<'_>) -> Outcome {
    Answer::ok(mapping::fields(call.world.generation).collect())
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (project, paging, now) = (asked_project(call)?, call.query.paging(10)?, call.now);
    let key = |request: &&ExportRequest, property: &str| match property {
        "id" => Some(Key::Number(request.id)),
        "name" => Key::text(&request.name),
        "status" => Key::text(request.status(now)),
        "createdDate" | "lastModifiedDate" => Some(Key::Number(request.created)),
        _ => None,
    };
    let requests = call.world.exports.requests.values().filter(|request| request.project == project);
    page(&paging, requests.collect(), key, |request| dto(request, now))
}

fn found<'a>(call: &'a Call<'_>, id: i64) -> Result<&'a ExportRequest, Refusal> {
    let request = call.world.exports.requests.get(&id).ok_or_else(|| Refusal::missing("Export", id))?;
    project(call, request.project, Right::Read)?;
    Ok(request)
}

fn one(call: &mut Call<'_>) -> Outcome {
    Answer::ok(dto(found(call, call.id()?)?, call.now))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = found(call, call.id()?)?.id;
    call.world.exports.requests.remove(&id);
    call.world.did(call.now, What::ExportDeleted { export: id });
    Answer::empty(StatusCode::OK)
}

fn download(call: &mut Call<'_>) -> Outcome {
    let request = found(call, call.id()?)?;
    if request.status(call.now) != "ready" {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "Export file not found"));
    }
    if request.way.garbage {
        return Ok(Answer::Page);
    }
    let (id, sheet, way) = (request.id, Arc::clone(&request.sheet), request.way.clone());
    call.world.did(call.now, What::ExportDownloaded { export: id });
    Ok(Answer::File("text/csv", sheet::body(sheet, way)))
}

#[derive(Debug, Deserialize)]
struct Bulk {
    selection: Option<SelectionV2>,
}

fn count_v2(call: &mut Call<'_>) -> Outcome {
    let bulk: Bulk = call.body()?;
    let (project, chosen) = required("selection", bulk.selection)?.chosen(call)?;
    Answer::ok(json!({"total": chosen.count(stock(call, project)?)}))
}

/// The whole answer is a number.
fn count_v1(call: &mut Call<'_>) -> Outcome {
    let (project, chosen) = call.body::<SelectionV1>()?.chosen(call)?;
    Answer::ok(json!(chosen.count(stock(call, project)?)))
}
