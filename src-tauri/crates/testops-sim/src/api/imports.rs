//! Imports of test cases from CSV: a file is stored, looked into, mapped to fields, and becomes test cases a little later.
//! What became of it is told in counts only, and one that is submitted twice is done twice.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::files;
use super::import_preview::shown;
use super::import_rows::{ImportColumn, Mapping, row};
use super::import_writing::write;
use super::selection::required;
use super::{Right, asked_project, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, post};
use crate::world::imports::{ImportRequest, State};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/importrequest", list),
        post("/importrequest", create),
        get("/importrequest/{id}", one),
        delete("/importrequest/{id}", remove),
        post("/testcase/import/csv/{id}/info", info),
        post("/testcase/import/csv/{id}/preview", preview),
        post("/testcase/import/csv/{id}/submit", submit),
    ]
}

fn dto(request: &ImportRequest) -> Value {
    let mut dto = json!({
        "id": request.id,
        "projectId": request.project,
        "type": "test_case_csv",
        "originalFileName": request.file,
        "contentType": request.kind,
        "contentLength": request.content.len(),
        "storageKey": format!("import/{}.csv", request.id),
        "createdDate": request.created,
        "lastModifiedDate": request.modified,
    });
    dto["state"] = json!(match &request.state {
        State::Stored => "stored",
        State::Processing { .. } => "processing",
        State::Processed { imported, failed } => {
            (dto["countImported"], dto["countFailed"]) = (json!(imported), json!(failed));
            "processed"
        }
        State::Failed(message) => {
            dto["errorMessage"] = json!(message);
            "error"
        }
    });
    dto
}

fn found(call: &Call<'_>, right: Right) -> Result<ImportRequest, Refusal> {
    let id = call.id()?;
    let request = call.world.authored.imports.get(&id).cloned();
    let request = request.ok_or_else(|| Refusal::missing("Import request", id))?;
    project(call, request.project, right)?;
    Ok(request)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (of, paging) = (asked_project(call)?, call.query.paging(10)?);
    let by = |request: &&ImportRequest, property: &str| match property {
        "id" => Some(Key::Number(request.id)),
        "createdDate" => Some(Key::Number(request.created)),
        "lastModifiedDate" => Some(Key::Number(request.modified)),
        "originalFileName" => Key::text(&request.file),
        _ => None,
    };
    let requests = call.world.authored.imports.values().filter(|request| request.project == of);
    page(&paging, requests.collect(), by, |request| dto(request))
}

fn create(call: &mut Call<'_>) -> Outcome {
    let of = call.query.required_long("projectId")?;
    project(call, of, Right::Write)?;
    let kind = call.query.required_text("type")?;
    if kind != "test_case_csv" {
        return Err(Refusal::bad(format!(
            "Failed to convert parameter 'type' to required type 'ImportRequestTypeDto'; For input string: \"{kind}\""
        )));
    }
    let Some(part) = files::sent(call)?.into_iter().next() else {
        return Err(Refusal::bad("Required part 'file' is not present."));
    };
    let request = ImportRequest {
        id: call.world.new_id(),
        project: of,
        file: part.file.unwrap_or(part.field),
        kind: part.kind.unwrap_or_else(|| "text/csv".to_owned()),
        content: Bytes::copy_from_slice(&part.content),
        created: call.now,
        modified: call.now,
        state: State::Stored,
    };
    let answer = dto(&request);
    call.world.authored.imports.insert(request.id, request);
    Answer::ok(answer)
}

fn one(call: &mut Call<'_>) -> Outcome {
    Answer::ok(dto(&found(call, Right::Read)?))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = found(call, Right::Write)?.id;
    call.world.authored.imports.remove(&id);
    Answer::empty(StatusCode::OK)
}

/// How the file is written. What is left out is as the standard has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Format {
    #[serde(rename = "autoDetectFormat")]
    is_guessed: Option<bool>,
    column_separator: Option<String>,
    quote_char: Option<String>,
    escape_char: Option<String>,
    with_headers: Option<bool>,
}

struct Sheet {
    headers: Vec<String>,
    records: Vec<csv::StringRecord>,
}

fn byte(field: &str, text: Option<&str>) -> Result<Option<u8>, Refusal> {
    match text.map(str::as_bytes) {
        None | Some([]) => Ok(None),
        Some([byte]) => Ok(Some(*byte)),
        Some(_) => Err(Refusal::invalid(format!("Validation error: {field}: must be one character"))),
    }
}

/// The separator that the first line has most of.
fn guess(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| line.bytes().filter(|byte| byte == separator).count();
    [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

impl Format {
    fn read(&self, content: &[u8]) -> Result<Sheet, Refusal> {
        let unreadable = || Refusal::bad("Could not parse the import file");
        let text = std::str::from_utf8(content).map_err(|_| unreadable())?.trim_start_matches('\u{FEFF}');
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true);
        if self.is_guessed == Some(true) {
            reader.delimiter(guess(text));
        } else {
            let separator = byte("columnSeparator", self.column_separator.as_deref())?;
            reader.delimiter(separator.unwrap_or(b','));
            reader.quote(byte("quoteChar", self.quote_char.as_deref())?.unwrap_or(b'"'));
            reader.escape(byte("escapeChar", self.escape_char.as_deref())?.filter(|own| *own != b'"'));
        }
        let records = reader.from_reader(text.as_bytes()).into_records().collect::<Result<Vec<_>, _>>();
        let mut records = records.map_err(|_| unreadable())?;
        let has_headers = self.with_headers.unwrap_or(false) && !records.is_empty();
        let headers = if has_headers { records.remove(0) } else { csv::StringRecord::new() };
        Ok(Sheet { headers: headers.iter().map(str::to_owned).collect(), records })
    }
}

fn info(call: &mut Call<'_>) -> Outcome {
    let request = found(call, Right::Write)?;
    let sheet = call.body::<Format>()?.read(&request.content)?;
    let ordered = |(n, value): (usize, &str)| json!({"order": n, "value": value});
    let headers: Value = sheet.headers.iter().map(String::as_str).enumerate().map(ordered).collect();
    let values: Value = sheet.records.first().into_iter().flatten().enumerate().map(ordered).collect();
    Answer::ok(json!({"headers": headers, "values": values, "recordsCount": sheet.records.len()}))
}

/// What becomes of the rows, and what all test cases get.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    mapping: Option<Vec<Mapping>>,
    row_num: Option<i64>,
    pub(super) layer_id: Option<i64>,
    pub(super) status_id: Option<i64>,
    pub(super) workflow_id: Option<i64>,
}

type Job = (Order, Vec<ImportColumn>, Sheet);

fn job(call: &Call<'_>, request: &ImportRequest) -> Result<Job, Refusal> {
    let (format, mut order): (Format, Order) = (call.body()?, call.body()?);
    super::case_writing::status(order.status_id, order.workflow_id)?;
    order.layer_id.map(super::case_writing::layer).transpose()?;
    let columns = order.mapping.take().unwrap_or_default().into_iter().map(Mapping::column);
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    Ok((order, columns, format.read(&request.content)?))
}

/// Rows count from 0, behind the headers.
fn preview(call: &mut Call<'_>) -> Outcome {
    let request = found(call, Right::Write)?;
    let (order, columns, sheet) = job(call, &request)?;
    let n = required("rowNum", order.row_num)?;
    let record = usize::try_from(n).ok().and_then(|n| sheet.records.get(n));
    let record = record.ok_or_else(|| Refusal::missing("Import row", n))?;
    let row = row(&columns, record).map_err(Refusal::invalid)?;
    Answer::ok(shown(call.world, request.project, &order, &row))
}

fn submit(call: &mut Call<'_>) -> Outcome {
    let request = found(call, Right::Write)?;
    if matches!(request.state, State::Processing { .. }) {
        return Err(Refusal::invalid("Import is being processed already"));
    }
    let state = match job(call, &request) {
        Ok((.., sheet)) => State::Processing {
            due: ImportRequest::due(call.now, sheet.records.len()),
            order: call.body.clone(),
        },
        // Of the file nothing is told before it is worked on.
        Err(refusal) if refusal.message.starts_with("Could not") => State::Failed(refusal.message),
        Err(refusal) => return Err(refusal),
    };
    call.world.authored.imports.insert(request.id, ImportRequest { state, modified: call.now, ..request });
    Answer::empty(StatusCode::OK)
}

/// Works on what was submitted and is due, as of then.
pub(crate) fn catch_up(call: &mut Call<'_>) {
    let is_due = |request: &&ImportRequest| matches!(&request.state, State::Processing { due, .. } if *due <= call.now);
    let due: Vec<ImportRequest> = call.world.authored.imports.values().filter(is_due).cloned().collect();
    for mut request in due {
        let State::Processing { due, order } = request.state.clone() else { continue };
        let asked = (call.now, std::mem::replace(&mut call.body, order));
        let kind = std::mem::replace(&mut call.content_type, "application/json".to_owned());
        call.now = due;
        let job = job(call, &request);
        (request.modified, request.state) = (
            due,
            match job {
                Ok((order, columns, sheet)) => {
                    let read = sheet.records.iter().map(|record| row(&columns, record));
                    let done = read.filter(|row| {
                        row.as_ref().is_ok_and(|row| write(call, request.project, &order, row).is_ok())
                    });
                    let imported = done.count();
                    State::Processed { imported, failed: sheet.records.len() - imported }
                }
                Err(refusal) => State::Failed(refusal.message),
            },
        );
        (call.now, call.body) = asked;
        call.content_type = kind;
        call.world.authored.imports.insert(request.id, request);
    }
}
