//! Trees: custom fields as levels. A group is a value of a level's field; its id is the value's id, and a path is
//! the ids from the root. Each project has two: by feature and story, and by suite.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::case_rows::Blocks;
use super::result_dto::{case_of, leaf, row_key};
use super::search;
use super::{Right, asked_project, jobs, launch};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::world::World;
use crate::world::case::{self, BLOCKS, Case, FIELDS, STORY, case};
use crate::world::case_texts::text;
use crate::world::launch::ResultKey;
use crate::world::run::Verdict;
use crate::world::stock::Stock;

const LEVELS: [(&str, &[i64]); 2] = [("Features", &[-2, -3]), ("Suites", &[-5])];

/// A tree: its id, its name, its fields from the root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tree {
    pub(super) id: i64,
    pub(super) name: &'static str,
    pub(super) fields: &'static [i64],
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/tree", list),
        get("/tree/suggest", suggest),
        get("/v2/tree", list_v2),
        get("/job/{id}/tree/group", job_groups),
        get("/job/{id}/tree/leaf", job_leaves),
        get("/testresulttree/group", result_groups),
        get("/testresulttree/leaf", result_leaves),
        get("/testresulttree/countleaves", count_results).current(),
    ]
}

pub(super) fn trees(world: &World, project: i64) -> Vec<Tree> {
    let theme = world.theme_of(project) as i64;
    LEVELS
        .iter()
        .enumerate()
        .map(|(n, (name, fields))| Tree { id: 101 + theme * 2 + n as i64, name, fields })
        .collect()
}

/// The tree that is asked for; without one, a tree without levels.
pub(super) fn asked_tree(call: &Call<'_>, project: i64) -> Result<Tree, Refusal> {
    let Some(id) = call.query.long("treeId")? else { return Ok(Tree { id: 0, name: "", fields: &[] }) };
    trees(call.world, project)
        .into_iter()
        .find(|tree| tree.id == id)
        .ok_or_else(|| Refusal::missing("Tree", id))
}

/// The id of the value that `case` has in `field`, and the value.
pub(super) fn value_of(case: &Case, field: i64) -> (i64, String) {
    if let Some(sent) = &case.sent {
        return sent.field(field);
    }
    (case.outline.value_id(field), text(|out| case.outline.write_value(field, out)))
}

fn under(case: &Case, tree: Tree, path: &[i64]) -> bool {
    path.len() <= tree.fields.len()
        && tree.fields.iter().zip(path).all(|(field, id)| value_of(case, *field).0 == *id)
}

/// Ids of the test cases under a path, in whichever tree of the project it lies.
pub(super) fn cases_under(world: &World, project: i64, path: &[i64]) -> Vec<i64> {
    let Some(stock) = world.projects.get(&project).map(|project| &project.stock) else { return Vec::new() };
    let blocks = trees(world, project)
        .iter()
        .fold([false; BLOCKS], |all, tree| either(all, blocks_under(world.seed, stock, *tree, path)));
    stock.places().filter(|place| blocks[case::block_of(*place)]).map(|place| stock.id_of(place)).collect()
}

pub(super) fn either(one: Blocks, other: Blocks) -> Blocks {
    std::array::from_fn(|block| one[block] || other[block])
}

/// A test case of each story that the tree shows: all test cases of a story are in the same groups.
pub(super) fn examples(seed: u64, stock: &Stock, tree: Tree) -> impl Iterator<Item = (usize, Case)> {
    let example = move |block| (block, case(seed, stock.theme(), block * STORY));
    (0..BLOCKS).map(example).filter(move |(_, case)| {
        let path = path_in(case, tree);
        (1..=path.len()).all(|depth| !stock.gone.contains(&path[..depth]))
    })
}

/// The stories under a path; none when it or a group above was deleted.
pub(super) fn blocks_under(seed: u64, stock: &Stock, tree: Tree, path: &[i64]) -> Blocks {
    let mut blocks = [false; BLOCKS];
    for (block, case) in examples(seed, stock, tree) {
        blocks[block] = under(&case, tree, path);
    }
    blocks
}

/// The values that `case` has in the tree's fields.
pub(super) fn path_in(case: &Case, tree: Tree) -> Vec<i64> {
    tree.fields.iter().map(|field| value_of(case, *field).0).collect()
}

/// Paths of the groups with this id: the node's, or in all trees those that end with the value.
pub(super) fn paths_of(seed: u64, stock: &Stock, trees: &[Tree], id: i64) -> Vec<Vec<i64>> {
    let mut paths = Vec::new();
    for tree in trees {
        for (_, case) in examples(seed, stock, *tree) {
            let path = path_in(&case, *tree);
            let found = (1..=path.len()).map(|depth| &path[..depth]);
            let found = found.filter(|path| path.last() == Some(&id) || node_id(*tree, path) == id);
            paths.extend(found.map(<[i64]>::to_vec));
        }
    }
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Paths of a project's groups with this id.
pub(crate) fn group_paths(world: &World, project: i64, id: i64) -> Vec<Vec<i64>> {
    let Some(stock) = world.projects.get(&project).map(|project| &project.stock) else { return Vec::new() };
    paths_of(world.seed, stock, &trees(world, project), id)
}

/// Groups of the level below `path`: value id, name, field, and what falls into each.
pub(super) fn groups<T>(tree: Tree, path: &[i64], rows: Vec<(Case, T)>) -> Vec<(i64, String, i64, Vec<T>)> {
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
        _ => None,
    }
}

/// Leaves hang on the last level only.
fn hangs(case: &Case, tree: Tree, path: &[i64]) -> bool {
    path.len() == tree.fields.len() && under(case, tree, path)
}

pub(super) fn group_page(call: &Call<'_>, tree: Tree, cases: Vec<(Case, usize)>, size: usize) -> Outcome {
    let (path, paging) = (call.query.longs("path")?, call.query.paging(size)?);
    let count = |counts: &[usize]| counts.iter().sum::<usize>();
    let key = |group: &(i64, String, i64, Vec<usize>), property: &str| match property {
        "count" => Some(Key::Number(count(&group.3) as i64)),
        _ => group_key(group, property),
    };
    page(
        &paging,
        groups(tree, &path, cases),
        key,
        |(id, name, field, counts)| json!({"id": id, "name": name, "count": count(counts), "customFieldId": field}),
    )
}

pub(super) fn case_leaf(case: &Case) -> Value {
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
}

fn job_cases(call: &Call<'_>) -> Result<(i64, Vec<Case>), Refusal> {
    let job = jobs::job(call, call.id()?, Right::Read)?;
    let theme = call.world.theme_of(job.project);
    let cases = (0..job.tests).map(|n| case(call.world.seed, theme, case::automated(job.first_test + n)));
    Ok((job.project, cases.collect()))
}

fn job_groups(call: &mut Call<'_>) -> Outcome {
    let (project, cases) = job_cases(call)?;
    let tree = asked_tree(call, project)?;
    group_page(call, tree, cases.into_iter().map(|case| (case, 1)).collect(), 10)
}

fn job_leaves(call: &mut Call<'_>) -> Outcome {
    let (project, mut cases) = job_cases(call)?;
    let (tree, path, paging) =
        (asked_tree(call, project)?, call.query.longs("path")?, call.query.paging(10)?);
    cases.retain(|case| hangs(case, tree, &path));
    page(&paging, cases, super::cases::key, case_leaf)
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
pub(super) fn node_id(tree: Tree, path: &[i64]) -> i64 {
    path.iter().fold(tree.id, |id, value| id * 1000 + (value - 20_001) % 1000 + 1)
}
