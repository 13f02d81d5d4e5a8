//! Trees: custom fields as levels. A group is a value of a level's field; its id is the value's id, and a path is
//! the ids from the root. Each project has two: by feature and story, and by suite.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::result_dto::{case_of, leaf, row_key};
use super::search;
use super::{Right, asked_project, jobs, launch, project};
use crate::aql::Row;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, cut, page};
use crate::http::router::{Route, get};
use crate::world::World;
use crate::world::case::{self, Case, PER_PROJECT, case};
use crate::world::launch::ResultKey;
use crate::world::run::Verdict;

/// Custom field id and name.
pub(super) const FIELDS: [(i64, &str); 5] =
    [(-1, "Epic"), (-2, "Feature"), (-3, "Story"), (-4, "Component"), (-5, "Suite")];
const LEVELS: [(&str, &[i64]); 2] = [("Features", &[-2, -3]), ("Suites", &[-5])];

/// A tree: its id, its name, its fields from the root.
#[derive(Debug, Clone, Copy)]
struct Tree {
    id: i64,
    name: &'static str,
    fields: &'static [i64],
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/tree", list),
        get("/tree/suggest", suggest),
        get("/v2/tree", list_v2),
        get("/testcasetree/group", case_groups),
        get("/testcasetree/leaf", case_leaves),
        get("/testcasetree/countleaves", count_cases),
        get("/job/{id}/tree/group", job_groups),
        get("/job/{id}/tree/leaf", job_leaves),
        get("/testresulttree/group", result_groups),
        get("/testresulttree/leaf", result_leaves),
        get("/testresulttree/countleaves", count_results),
        get("/v2/project/{id}/test-case/tree/tree-node", node),
    ]
}

fn trees(world: &World, project: i64) -> Vec<Tree> {
    let theme = world.theme_of(project) as i64;
    LEVELS
        .iter()
        .enumerate()
        .map(|(n, (name, fields))| Tree { id: 101 + theme * 2 + n as i64, name, fields })
        .collect()
}

/// The tree that is asked for; without one, a tree without levels.
fn asked_tree(call: &Call<'_>, project: i64) -> Result<Tree, Refusal> {
    let Some(id) = call.query.long("treeId")? else { return Ok(Tree { id: 0, name: "", fields: &[] }) };
    trees(call.world, project)
        .into_iter()
        .find(|tree| tree.id == id)
        .ok_or_else(|| Refusal::missing("Tree", id))
}

/// The id of the value that `case` has in `field`, and the value.
pub(super) fn value_of(case: &Case, field: i64) -> (i64, String) {
    let name = case
        .custom_fields()
        .into_iter()
        .find(|(id, _, _)| *id == field)
        .map(|(_, _, name)| name)
        .unwrap_or_default();
    let (theme, place) = case::place_of(case.id).unwrap_or_default();
    let number = match field {
        -1 => place / 1000,
        -2 => 10 + place / 250,
        -3 => 20 + place / 50 % 5,
        -4 => 30 + name.len() % 10,
        _ => 40 + place / 250,
    };
    (20_001 + (theme * 100 + number) as i64, name)
}

fn under(case: &Case, tree: Tree, path: &[i64]) -> bool {
    path.len() <= tree.fields.len()
        && tree.fields.iter().zip(path).all(|(field, id)| value_of(case, *field).0 == *id)
}

/// Ids of the test cases under a path, in whichever tree of the project it lies.
pub(super) fn cases_under(world: &World, project: i64, path: &[i64]) -> Vec<i64> {
    let trees = trees(world, project);
    let cases = all_cases(world, project).into_iter();
    cases.filter(|case| trees.iter().any(|tree| under(case, *tree, path))).map(|case| case.id).collect()
}

fn all_cases(world: &World, project: i64) -> Vec<Case> {
    let theme = world.theme_of(project);
    (0..PER_PROJECT).map(|place| case(world.seed, theme, place)).collect()
}

/// The project's cases that meet the request's `search` and `baseRql`.
fn filtered(call: &Call<'_>, project: i64) -> Result<Vec<Case>, Refusal> {
    let mut cases = all_cases(call.world, project);
    for text in ["baseRql", "baseAql", "query"]
        .iter()
        .filter_map(|name| call.query.text(name))
        .filter(|text| !text.is_empty())
    {
        let (query, asked) = (search::case_query(text)?, search::asked(call));
        cases.retain(|case| query.holds(case, asked));
    }
    for criterion in search::criteria(call)? {
        cases.retain(|case| match criterion.id.as_str() {
            "automated" | "automation" => criterion.value.as_bool() == Some(case.automated),
            field => case.values(field, None).iter().any(|value| matches!(value, crate::aql::Value::Text(text) if text.to_lowercase().contains(&criterion.text()))),
        });
    }
    Ok(cases)
}

/// Groups of the level below `path`: value id, name, field, and what falls into each.
fn groups<T>(tree: Tree, path: &[i64], rows: Vec<(Case, T)>) -> Vec<(i64, String, i64, Vec<T>)> {
    let Some(field) = tree.fields.get(path.len()) else { return Vec::new() };
    let mut groups: BTreeMap<i64, (String, Vec<T>)> = BTreeMap::new();
    for (case, row) in rows.into_iter().filter(|(case, _)| under(case, tree, path)) {
        let (id, name) = value_of(&case, *field);
        groups.entry(id).or_insert_with(|| (name, Vec::new())).1.push(row);
    }
    groups.into_iter().map(|(id, (name, rows))| (id, name, *field, rows)).collect()
}

fn group_key<T>(group: &(i64, String, i64, Vec<T>), property: &str) -> Option<Key> {
    match property {
        "id" => Some(Key::Number(group.0)),
        "name" => Key::text(&group.1),
        "count" => Some(Key::Number(group.3.len() as i64)),
        _ => None,
    }
}

/// Leaves hang on the last level only.
fn hangs(case: &Case, tree: Tree, path: &[i64]) -> bool {
    path.len() == tree.fields.len() && under(case, tree, path)
}

fn group_page(call: &Call<'_>, project: i64, cases: Vec<Case>, size: usize) -> Outcome {
    let (tree, path, paging) =
        (asked_tree(call, project)?, call.query.longs("path")?, call.query.paging(size)?);
    let groups = groups(tree, &path, cases.into_iter().map(|case| (case, ())).collect());
    page(
        &paging,
        groups,
        group_key,
        |(id, name, field, rows)| json!({"id": id, "name": name, "count": rows.len(), "customFieldId": field}),
    )
}

fn leaf_page(call: &Call<'_>, project: i64, mut cases: Vec<Case>, size: usize) -> Outcome {
    let (tree, path, paging) =
        (asked_tree(call, project)?, call.query.longs("path")?, call.query.paging(size)?);
    cases.retain(|case| hangs(case, tree, &path));
    page(&paging, cases, super::cases::key, |case| {
        json!({
            "id": case.id,
            "name": case.name,
            "automated": case.automated,
            "external": false,
            "layerName": case.layer.1,
            "statusName": case.status.1,
            "statusColor": case.status.2,
            "createdDate": case.created,
            "lastModifiedDate": case.modified,
        })
    })
}

fn case_groups(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    group_page(call, project, filtered(call, project)?, 100)
}

fn case_leaves(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    leaf_page(call, project, filtered(call, project)?, 100)
}

fn count_cases(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    let (tree, path) = (asked_tree(call, project)?, call.query.longs("path")?);
    let count = |cases: Vec<Case>| cases.iter().filter(|case| under(case, tree, &path)).count();
    Answer::ok(
        json!({"total": count(all_cases(call.world, project)), "filtered": count(filtered(call, project)?)}),
    )
}

fn job_cases(call: &Call<'_>) -> Result<(i64, Vec<Case>), Refusal> {
    let job = jobs::job(call, call.id()?, Right::Read)?;
    let theme = call.world.theme_of(job.project);
    let cases = (0..job.tests).map(|n| case(call.world.seed, theme, case::automated(job.first_test + n)));
    Ok((job.project, cases.collect()))
}

fn job_groups(call: &mut Call<'_>) -> Outcome {
    let (project, cases) = job_cases(call)?;
    group_page(call, project, cases, 10)
}

fn job_leaves(call: &mut Call<'_>) -> Outcome {
    let (project, cases) = job_cases(call)?;
    leaf_page(call, project, cases, 10)
}

/// Project, launch, and results with their cases.
type Found = (i64, i64, Vec<(Case, ResultKey)>);

/// The launch's results with their cases, as far as they meet `search`.
fn results(call: &Call<'_>) -> Result<Found, Refusal> {
    let id = call.query.required_long("launchId")?;
    let launch = launch(call, id, Right::Read)?;
    let criteria = search::criteria(call)?;
    let rows = launch.visible(call.now).into_iter().map(|key| (case_of(call.world, launch, key), key));
    let meets = |(case, key): &(Case, ResultKey)| {
        criteria.iter().all(|criterion| match criterion.id.as_str() {
            "name" => case.name.to_lowercase().contains(&criterion.text()),
            "automated" => criterion.value.as_bool() == Some(true),
            "status" => launch
                .verdict(*key, call.now)
                .is_some_and(|verdict| criterion.value.to_string().contains(verdict.word())),
            _ => true,
        })
    };
    Ok((launch.project, id, rows.filter(meets).collect()))
}

fn result_groups(call: &mut Call<'_>) -> Outcome {
    let (project, id, rows) = results(call)?;
    let (tree, path, paging, now) =
        (asked_tree(call, project)?, call.query.longs("path")?, call.query.paging(10)?, call.now);
    let launch = &call.world.launches[&id];
    page(&paging, groups(tree, &path, rows), group_key, |(id, name, field, keys)| {
        let count = |verdict: Option<Verdict>| {
            keys.iter().filter(|key| launch.verdict(**key, now) == verdict).count()
        };
        let mut statistic = json!({"total": keys.len(), "inProgress": count(None)});
        for verdict in Verdict::ALL {
            statistic[verdict.word()] = json!(count(Some(verdict)));
        }
        json!({"id": id, "name": name, "customFieldId": field, "statistic": statistic})
    })
}

fn result_leaves(call: &mut Call<'_>) -> Outcome {
    let (project, id, rows) = results(call)?;
    let (tree, path, paging, now) =
        (asked_tree(call, project)?, call.query.longs("path")?, call.query.paging(10)?, call.now);
    let launch = &call.world.launches[&id];
    let keys = rows.into_iter().filter(|(case, _)| hangs(case, tree, &path)).map(|(_, key)| key).collect();
    page(
        &paging,
        keys,
        |key, property| row_key(call.world, launch, *key, property, now),
        |key| leaf(call.world, launch, *key, now),
    )
}

fn count_results(call: &mut Call<'_>) -> Outcome {
    let (project, _, rows) = results(call)?;
    let (tree, path) = (asked_tree(call, project)?, call.query.longs("path")?);
    Answer::ok(json!({"total": rows.iter().filter(|(case, _)| under(case, tree, &path)).count()}))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let field = |id: &i64| FIELDS.iter().find(|(own, _)| own == id).map(|(id, name)| custom_field(*id, name));
    tree_page(
        call,
        |tree, project| json!({"id": tree.id, "name": tree.name, "projectId": project, "fields": tree.fields.iter().filter_map(field).collect::<Vec<_>>()}),
    )
}

fn list_v2(call: &mut Call<'_>) -> Outcome {
    let field = |id: &i64| {
        FIELDS.iter().find(|(own, _)| own == id).map(|(id, name)| json!({"id": id, "customField": custom_field(*id, name), "locked": false, "required": false}))
    };
    tree_page(
        call,
        |tree, project| json!({"id": tree.id, "name": tree.name, "projectId": project, "customFieldsProject": tree.fields.iter().filter_map(field).collect::<Vec<_>>()}),
    )
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    tree_page(call, |tree, _| json!({"id": tree.id, "name": tree.name}))
}

fn tree_page(call: &Call<'_>, dto: impl Fn(&Tree, i64) -> Value) -> Outcome {
    let (project, paging) = (asked_project(call)?, call.query.paging(10)?);
    call.query.flag("withArchived")?;
    page(
        &paging,
        trees(call.world, project),
        |tree, property| super::launches::name_key(tree.id, tree.name, property),
        |tree| dto(tree, project),
    )
}

pub(super) fn custom_field(id: i64, name: &str) -> Value {
    json!({"id": id, "name": name, "archived": false, "locked": true, "required": false, "singleSelect": false})
}

/// Node ids are the tree's own: neither value ids nor test case ids.
fn node_id(tree: Tree, path: &[i64]) -> i64 {
    path.iter().fold(tree.id, |id, value| id * 1000 + (value - 20_001) % 1000 + 1)
}

fn node(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Read)?;
    call.query.required_long("treeId")?;
    let (tree, paging) = (asked_tree(call, id)?, call.query.paging(100)?);
    let cases = filtered(call, id)?;
    let parent = call.query.long("parentNodeId")?.filter(|parent| *parent != tree.id);
    let path = parent.map_or(Some(Vec::new()), |parent| path_of(tree, parent, &cases));
    let path = path.ok_or_else(|| Refusal::missing("Tree node", parent.unwrap_or_default()))?;
    let mut children: Vec<Value> = Vec::new();
    for (value, name, field, rows) in
        groups(tree, &path, cases.iter().map(|case| (case.clone(), ())).collect())
    {
        let own = node_id(tree, &[path.as_slice(), &[value]].concat());
        children.push(json!({"type": "GROUP", "id": own, "name": name, "count": rows.len(), "customFieldId": field, "customFieldValueId": value, "parentNodeId": node_id(tree, &path)}));
    }
    for case in cases.iter().filter(|case| hangs(case, tree, &path)) {
        children.push(json!({
            "type": "LEAF",
            "id": 900_000_000 + tree.id * 100_000 + case.id,
            "name": case.name,
            "testCaseId": case.id,
            "automated": case.automated,
            "external": false,
            "layerName": case.layer.1,
            "status": {"id": case.status.0, "name": case.status.1, "color": case.status.2},
            "parentNodeId": node_id(tree, &path),
        }));
    }
    let mut dto = json!({"id": node_id(tree, &path), "name": tree.name, "children": cut(&paging, &children, Value::clone)});
    if let Some((last, above)) = path.split_last() {
        dto["parentNodeId"] = json!(node_id(tree, above));
        dto["customFieldValueId"] = json!(last);
    }
    Answer::ok(dto)
}

/// The path of a group node, found among the values that the cases have.
fn path_of(tree: Tree, node: i64, cases: &[Case]) -> Option<Vec<i64>> {
    cases.iter().find_map(|case| {
        let values: Vec<i64> = tree.fields.iter().map(|field| value_of(case, *field).0).collect();
        (1..=values.len())
            .map(|depth| &values[..depth])
            .find(|path| node_id(tree, path) == node)
            .map(<[i64]>::to_vec)
    })
}
