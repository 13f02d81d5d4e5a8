//! One change to many test cases, chosen in the way of either generation.

use axum::http::StatusCode;
use serde::Deserialize;

use super::case_clones::{CloneBody, cloned};
use super::case_parts::{FieldRow, MemberRow, ValueRow, as_issues, as_members, as_values, test_tags};
use super::case_writing::{discard, layer, rewrite, status};
use super::mutes::{MuteBody, mute_case};
use super::requests::{self, Issue, Link, Tag};
use super::selection::{SelectionV1, SelectionV2, required};
use super::{Right, project, stock};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, post};
use crate::http::server::Generation;
use crate::world::case::Case;
use crate::world::written::Written;

/// How the test cases of a body are chosen.
pub(super) type Choose = fn(&Call<'_>) -> Result<(i64, Vec<Case>), Refusal>;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/testcase/bulk/tag/add", |call| add_tags(call, v1, StatusCode::NO_CONTENT)),
        post("/testcase/bulk/tag/remove", |call| remove_tags(call, v1)),
        post("/testcase/bulk/member/add", |call| add_members(call, v1)),
        post("/testcase/bulk/member/remove", |call| remove_members(call, v1)),
        post("/testcase/bulk/issue/add", |call| add_issues(call, v1)),
        post("/testcase/bulk/issue/remove", |call| remove_issues(call, v1)),
        post("/testcase/bulk/cfv/add", add_values_v1),
        post("/testcase/bulk/cfv/remove", keep_values),
        post("/testcase/bulk/externallink/add", |call| add_links(call, v1)),
        post("/testcase/bulk/layer/set", |call| set_layer(call, v1)),
        post("/testcase/bulk/status/set", |call| set_status(call, v1)),
        post("/testcase/bulk/mute/add", |call| mute(call, v1)),
        post("/testcase/bulk/clone", |call| clone(call, v1)),
        post("/testcase/bulk/remove", |call| remove(call, v1)),
        post("/v2/test-case/bulk/tag/add", |call| add_tags(call, v2, StatusCode::OK)),
        post("/v2/test-case/bulk/tag/remove", |call| remove_tags(call, v2)),
        post("/v2/test-case/bulk/member/add", |call| add_members(call, v2)),
        post("/v2/test-case/bulk/member/remove", |call| remove_members(call, v2)),
        post("/v2/test-case/bulk/issue/add", |call| add_issues(call, v2)),
        post("/v2/test-case/bulk/issue/remove", |call| remove_issues(call, v2)),
        post("/v2/test-case/bulk/cfv/add", add_values_v2),
        post("/v2/test-case/bulk/cfv/remove", remove_values),
        post("/v2/test-case/bulk/external-link/add", |call| add_links(call, v2)),
        post("/v2/test-case/bulk/layer/set", |call| set_layer(call, v2)),
        post("/v2/test-case/bulk/status/set", |call| set_status(call, v2)),
        post("/v2/test-case/bulk/mute/add", |call| mute(call, v2)),
        post("/v2/test-case/bulk/clone", |call| clone(call, v2)),
        post("/v2/test-case/bulk/remove", |call| remove(call, v2)),
    ]
}

#[derive(Debug, Deserialize)]
struct Selected<S> {
    selection: Option<S>,
}

pub(super) fn v1(call: &Call<'_>) -> Result<(i64, Vec<Case>), Refusal> {
    let body: Selected<SelectionV1> = call.body()?;
    let (of, chosen) = required("selection", body.selection)?.chosen(call)?;
    cases(call, of, |place| chosen.holds(place))
}

pub(super) fn v2(call: &Call<'_>) -> Result<(i64, Vec<Case>), Refusal> {
    let body: Selected<SelectionV2> = call.body()?;
    let (of, chosen) = required("selection", body.selection)?.chosen(call)?;
    cases(call, of, |place| chosen.holds(place))
}

fn cases(call: &Call<'_>, of: i64, holds: impl Fn(usize) -> bool) -> Result<(i64, Vec<Case>), Refusal> {
    project(call, of, Right::Write)?;
    let stock = stock(call, of)?;
    let places = stock.places().filter(|place| holds(*place));
    Ok((of, places.map(|place| stock.case(call.world.seed, place)).collect()))
}

/// Changes one test case after the other; with trouble, only the first of them.
pub(super) fn each(
    call: &mut Call<'_>,
    choose: Choose,
    status: StatusCode,
    mut change: impl FnMut(&mut Call<'_>, &Case) -> Result<(), Refusal>,
) -> Outcome {
    let (_, cases) = choose(call)?;
    for (n, case) in cases.iter().enumerate() {
        if let Some(half) = call.half.filter(|half| n >= half.after) {
            let status = StatusCode::from_u16(half.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return Err(Refusal::new(status, "could not execute batch"));
        }
        change(call, case)?;
    }
    Answer::empty(status)
}

fn write(
    call: &mut Call<'_>,
    choose: Choose,
    status: StatusCode,
    mut change: impl FnMut(&mut Written),
) -> Outcome {
    each(call, choose, status, |call, case| {
        rewrite(call, case, &mut change);
        Ok(())
    })
}

/// What is removed, by ids. Without them, as in the body of an addition, nothing is.
fn ids(call: &Call<'_>) -> Result<Vec<i64>, Refusal> {
    #[derive(Deserialize)]
    struct Ids {
        ids: Option<Vec<i64>>,
    }
    let body: Ids = call.body()?;
    Ok(body.ids.unwrap_or_default())
}

fn add_new<T: PartialEq + Clone>(list: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !list.contains(one) {
            list.push(one.clone());
        }
    }
}

fn add_tags(call: &mut Call<'_>, choose: Choose, status: StatusCode) -> Outcome {
    #[derive(Deserialize)]
    struct Tags {
        tags: Option<Vec<Tag>>,
    }
    choose(call)?;
    let body: Tags = call.body()?;
    let tags = test_tags(call, required("tags", body.tags)?)?;
    write(call, choose, status, |written| add_new(&mut written.tags, &tags))
}

fn remove_tags(call: &mut Call<'_>, choose: Choose) -> Outcome {
    let ids = ids(call)?;
    write(call, choose, StatusCode::NO_CONTENT, |written| written.tags.retain(|(id, _)| !ids.contains(id)))
}

fn add_members(call: &mut Call<'_>, choose: Choose) -> Outcome {
    #[derive(Deserialize)]
    struct Members {
        members: Option<Vec<MemberRow>>,
    }
    let body: Members = call.body()?;
    let members = as_members(required("members", body.members)?)?;
    write(call, choose, StatusCode::OK, |written| add_new(&mut written.members, &members))
}

fn remove_members(call: &mut Call<'_>, choose: Choose) -> Outcome {
    let ids = ids(call)?;
    write(call, choose, StatusCode::NO_CONTENT, |written| {
        written.members.retain(|own| !ids.contains(&own.id));
    })
}

fn add_issues(call: &mut Call<'_>, choose: Choose) -> Outcome {
    #[derive(Deserialize)]
    struct Issues {
        issues: Option<Vec<Issue>>,
    }
    let body: Issues = call.body()?;
    let issues = as_issues(required("issues", body.issues)?);
    write(call, choose, StatusCode::OK, |written| add_new(&mut written.issues, &issues))
}

fn remove_issues(call: &mut Call<'_>, choose: Choose) -> Outcome {
    let ids = ids(call)?;
    let stays = |issue: &serde_json::Value| !issue["id"].as_i64().is_some_and(|id| ids.contains(&id));
    write(call, choose, StatusCode::NO_CONTENT, |written| written.issues.retain(stays))
}

fn add_values(call: &mut Call<'_>, choose: Choose, rows: Vec<ValueRow>) -> Outcome {
    let (of, _) = choose(call)?;
    let values = as_values(call, of, rows)?;
    write(call, choose, StatusCode::OK, |written| add_new(&mut written.fields, &values))
}

#[derive(Debug, Deserialize)]
struct Values<R> {
    cfv: Option<Vec<R>>,
}

fn add_values_v2(call: &mut Call<'_>) -> Outcome {
    let body: Values<ValueRow> = call.body()?;
    add_values(call, v2, required("cfv", body.cfv)?)
}

/// From 25 on by field, up to 4.x flat.
fn add_values_v1(call: &mut Call<'_>) -> Outcome {
    if call.world.generation == Generation::Legacy {
        let body: Values<ValueRow> = call.body()?;
        return add_values(call, v1, required("cfv", body.cfv)?);
    }
    let body: Values<FieldRow> = call.body()?;
    add_values(call, v1, required("cfv", body.cfv)?.into_iter().flat_map(FieldRow::rows).collect())
}

/// By the ids of values; those of fields remove nothing.
fn remove_values(call: &mut Call<'_>) -> Outcome {
    let ids = ids(call)?;
    write(call, v2, StatusCode::NO_CONTENT, |written| written.fields.retain(|own| !ids.contains(&own.id)))
}

/// The older operation is a success and removes nothing.
fn keep_values(call: &mut Call<'_>) -> Outcome {
    v1(call)?;
    Answer::empty(StatusCode::NO_CONTENT)
}

fn add_links(call: &mut Call<'_>, choose: Choose) -> Outcome {
    #[derive(Deserialize)]
    struct Links {
        links: Option<Vec<Link>>,
    }
    let body: Links = call.body()?;
    let links = requests::rows(Some(required("links", body.links)?));
    let links = links.as_array().cloned().unwrap_or_default();
    write(call, choose, StatusCode::OK, |written| add_new(&mut written.links, &links))
}

fn set_layer(call: &mut Call<'_>, choose: Choose) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Layer {
        layer_id: Option<i64>,
    }
    let body: Layer = call.body()?;
    let layer = body.layer_id.map_or(Ok((0, "")), layer)?;
    write(call, choose, StatusCode::NO_CONTENT, |written| written.layer = layer)
}

fn set_status(call: &mut Call<'_>, choose: Choose) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Status {
        status_id: Option<i64>,
        workflow_id: Option<i64>,
    }
    let body: Status = call.body()?;
    required("statusId", body.status_id)?;
    let status = required("statusId", status(body.status_id, body.workflow_id)?)?;
    write(call, choose, StatusCode::NO_CONTENT, |written| written.status = status)
}

fn mute(call: &mut Call<'_>, choose: Choose) -> Outcome {
    #[derive(Deserialize)]
    struct Muting {
        mute: Option<MuteBody>,
    }
    let body: Muting = call.body()?;
    let order = required("mute", body.mute)?;
    each(call, choose, StatusCode::OK, |call, case| mute_case(call, case, &order))
}

fn clone(call: &mut Call<'_>, choose: Choose) -> Outcome {
    let body: CloneBody = call.body()?;
    each(call, choose, StatusCode::ACCEPTED, |call, case| cloned(call, case, &body).map(drop))
}

fn remove(call: &mut Call<'_>, choose: Choose) -> Outcome {
    each(call, choose, StatusCode::NO_CONTENT, |call, case| {
        discard(call, case, false);
        Ok(())
    })
}
