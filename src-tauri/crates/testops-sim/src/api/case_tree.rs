//! The test cases of a project as a tree, of both generations: the old one gives groups and leaves apart, by paths of
//! values; the new one gives nodes with ids of their own, and leaves after the groups.

use serde_json::{Value, json};

use super::case_rows::{Blocks, CaseRows};
use super::trees::{
    Tree, asked_tree, blocks_under, case_leaf, examples, group_page, groups, node_id, path_in,
};
use super::{Right, asked_project, project, stock};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::object;
use crate::http::query::Paging;
use crate::http::router::{Route, get};
use crate::world::case::{BLOCKS, Case};
use crate::world::stock::Stock;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcasetree/group", groups_of),
        get("/testcasetree/leaf", leaves),
        get("/testcasetree/countleaves", count),
        get("/v2/project/{id}/test-case/tree/tree-node", node),
        get("/v2/project/{id}/test-case/flat", flat),
    ]
}

/// A test case of each story that meets the request's filters, and how many do.
fn filtered(call: &Call<'_>, project: i64, tree: Tree) -> Result<Vec<(Case, usize)>, Refusal> {
    let stock = stock(call, project)?;
    let counts = CaseRows::filtered(call, stock)?.counts();
    let examples = examples(call.world.seed, stock, tree);
    Ok(examples.map(|(block, case)| (case, counts[block])).filter(|(_, count)| *count > 0).collect())
}

fn groups_of(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    let tree = asked_tree(call, project)?;
    group_page(call, tree, filtered(call, project, tree)?, 100)
}

/// The stories whose test cases hang right below a path.
fn hanging(call: &Call<'_>, stock: &Stock, tree: Tree, path: &[i64]) -> Blocks {
    if path.len() < tree.fields.len() {
        return [false; BLOCKS];
    }
    blocks_under(call.world.seed, stock, tree, path)
}

fn leaves(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    let (tree, path, paging) =
        (asked_tree(call, project)?, call.query.longs("path")?, call.query.paging(100)?);
    let stock = stock(call, project)?;
    let blocks = hanging(call, stock, tree, &path);
    CaseRows::filtered(call, stock)?.page_of(blocks, &paging, case_leaf)
}

fn count(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    let (tree, path, stock) = (asked_tree(call, project)?, call.query.longs("path")?, stock(call, project)?);
    let blocks = blocks_under(call.world.seed, stock, tree, &path);
    let count = |rows: &CaseRows<'_>| {
        rows.counts().iter().zip(blocks).filter(|(_, wanted)| *wanted).map(|(count, _)| *count).sum::<usize>()
    };
    let (all, filtered) = (CaseRows::all(call, stock), CaseRows::filtered(call, stock)?);
    Answer::ok(json!({"total": count(&all), "filtered": count(&filtered)}))
}

fn flat(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.id()?, call.query.paging(100)?);
    project(call, id, Right::Read)?;
    let rows = CaseRows::filtered(call, stock(call, id)?)?;
    let rows = if call.query.flag("deleted")? == Some(true) { rows.matching("false")? } else { rows };
    rows.page(&paging, |case| {
        json!({
            "id": case.id,
            "name": case.name,
            "automated": case.automated,
            "external": false,
            "layerName": case.layer.1,
            "status": {"id": case.status.0, "name": case.status.1, "color": case.status.2},
            "createdDate": case.created,
            "lastModifiedDate": case.modified,
        })
    })
}

fn node(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Read)?;
    call.query.required_long("treeId")?;
    let (tree, paging, stock) = (asked_tree(call, id)?, call.query.paging(100)?, stock(call, id)?);
    let parent = call.query.long("parentNodeId")?.filter(|parent| *parent != tree.id);
    let path = match parent {
        None => Vec::new(),
        Some(parent) => {
            path_of(call, stock, tree, parent).ok_or_else(|| Refusal::missing("Tree node", parent))?
        }
    };
    let (own, offset) = (node_id(tree, &path), paging.page.saturating_mul(paging.size));
    let groups = groups(tree, &path, filtered(call, id, tree)?);
    let mut children: Vec<Value> = Vec::new();
    for (value, name, field, counts) in groups.iter().skip(offset).take(paging.size) {
        let node = node_id(tree, &[path.as_slice(), &[*value]].concat());
        children.push(json!({"type": "GROUP", "id": node, "name": name, "count": counts.iter().sum::<usize>(), "customFieldId": field, "customFieldValueId": value, "parentNodeId": own}));
    }
    let rest = Paging { size: paging.size - children.len(), ..paging.clone() };
    let blocks = hanging(call, stock, tree, &path);
    let (leaves, cases) =
        CaseRows::filtered(call, stock)?.window(blocks, &rest, offset.saturating_sub(groups.len()))?;
    children.extend(cases.iter().map(|case| node_leaf(case, tree)));
    let children = object(&paging, groups.len() + leaves, children);
    let mut dto = json!({"id": own, "name": tree.name, "children": children});
    if let Some((last, above)) = path.split_last() {
        dto["parentNodeId"] = json!(node_id(tree, above));
        dto["customFieldValueId"] = json!(last);
    }
    Answer::ok(dto)
}

fn node_leaf(case: &Case, tree: Tree) -> Value {
    json!({
        "type": "LEAF",
        "id": 900_000_000 + tree.id * 100_000 + case.id,
        "name": case.name,
        "testCaseId": case.id,
        "automated": case.automated,
        "external": false,
        "layerName": case.layer.1,
        "status": {"id": case.status.0, "name": case.status.1, "color": case.status.2},
    })
}

/// The path of a group node that is there.
fn path_of(call: &Call<'_>, stock: &Stock, tree: Tree, node: i64) -> Option<Vec<i64>> {
    examples(call.world.seed, stock, tree).find_map(|(_, case)| {
        let path = path_in(&case, tree);
        (1..=path.len())
            .map(|depth| &path[..depth])
            .find(|path| node_id(tree, path) == node)
            .map(<[i64]>::to_vec)
    })
}
