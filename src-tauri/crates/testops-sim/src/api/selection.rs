//! Selections of test cases, as both generations send them: `TestCaseSelectionDtoV2` names groups by the ids of the
//! tree's nodes, `TestCaseTreeSelectionDto` by paths of values. A group that is not there, or not any more, chooses
//! nothing; nor does a test case that is not.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::stock;
use super::trees::{Tree, blocks_under, either, node_id, paths_of, trees};
use crate::http::call::{Call, Refusal};
use crate::world::case::BLOCKS;
use crate::world::export::Chosen;
use crate::world::stock::Stock;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SelectionV2 {
    project_id: Option<i64>,
    tree_id: Option<i64>,
    node_id: Option<i64>,
    groups_include: Option<Vec<i64>>,
    groups_exclude: Option<Vec<i64>>,
    test_cases_include: Option<Vec<i64>>,
    test_cases_exclude: Option<Vec<i64>>,
    inverted: Option<bool>,
    deleted: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SelectionV1 {
    project_id: Option<i64>,
    tree_id: Option<i64>,
    path: Option<Vec<i64>>,
    groups_include: Option<Vec<Vec<i64>>>,
    groups_exclude: Option<Vec<Vec<i64>>>,
    leafs_include: Option<Vec<i64>>,
    leafs_exclude: Option<Vec<i64>>,
    inverted: Option<bool>,
    deleted: Option<bool>,
}

/// Either of them, with the groups by their paths.
struct Selection {
    within: Option<Vec<Vec<i64>>>,
    groups: Vec<Vec<i64>>,
    without_groups: Vec<Vec<i64>>,
    cases: Option<Vec<i64>>,
    without_cases: Option<Vec<i64>>,
    inverted: Option<bool>,
    deleted: Option<bool>,
}

/// How the id of a test case leads to its place.
type Place = fn(&Stock, i64) -> Option<usize>;

/// What a selection needs and must not lack: 409.
pub(super) fn required<T>(field: &str, value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::invalid(format!("Validation error: {field}: must not be null")))
}

impl SelectionV2 {
    /// The project, and what is chosen of its test cases.
    pub(super) fn chosen(self, call: &Call<'_>) -> Result<(i64, Chosen), Refusal> {
        self.chosen_among(call, Stock::place_of)
    }

    /// The project, and what is chosen of its bin.
    pub(super) fn chosen_in_bin(self, call: &Call<'_>) -> Result<(i64, Chosen), Refusal> {
        Self { deleted: None, ..self }.chosen_among(call, Stock::place_of_deleted)
    }

    fn chosen_among(self, call: &Call<'_>, place: Place) -> Result<(i64, Chosen), Refusal> {
        let project = required("selection.projectId", self.project_id)?;
        let (stock, trees) = (stock(call, project)?, asked_trees(call, project, self.tree_id)?);
        let paths = |ids: Option<Vec<i64>>| -> Vec<Vec<i64>> {
            let ids = ids.unwrap_or_default().into_iter();
            ids.flat_map(|id| nodes(call, stock, &trees, id)).collect()
        };
        let selection = Selection {
            within: self.node_id.map(|id| paths(Some(vec![id]))),
            groups: paths(self.groups_include),
            without_groups: paths(self.groups_exclude),
            cases: self.test_cases_include,
            without_cases: self.test_cases_exclude,
            inverted: self.inverted,
            deleted: self.deleted,
        };
        Ok((project, selection.chosen(call, stock, &trees, place)))
    }
}

impl SelectionV1 {
    pub(super) fn chosen(self, call: &Call<'_>) -> Result<(i64, Chosen), Refusal> {
        let project = required("selection.projectId", self.project_id)?;
        let (stock, trees) = (stock(call, project)?, asked_trees(call, project, self.tree_id)?);
        let selection = Selection {
            within: self.path.filter(|path| !path.is_empty()).map(|path| vec![path]),
            groups: self.groups_include.unwrap_or_default(),
            without_groups: self.groups_exclude.unwrap_or_default(),
            cases: self.leafs_include,
            without_cases: self.leafs_exclude,
            inverted: self.inverted,
            deleted: self.deleted,
        };
        Ok((project, selection.chosen(call, stock, &trees, Stock::place_of)))
    }
}

/// The tree that the groups are of; all of the project's when none is named.
fn asked_trees(call: &Call<'_>, project: i64, id: Option<i64>) -> Result<Vec<Tree>, Refusal> {
    let mut trees = trees(call.world, project);
    if let Some(id) = id {
        trees.retain(|tree| tree.id == id);
        if trees.is_empty() {
            return Err(Refusal::missing("Tree", id));
        }
    }
    Ok(trees)
}

/// The paths that a node's id stands for. The tree's own is its root.
fn nodes(call: &Call<'_>, stock: &Stock, trees: &[Tree], id: i64) -> Vec<Vec<i64>> {
    if trees.iter().any(|tree| tree.id == id) {
        return vec![Vec::new()];
    }
    let of_node = |tree: &Tree| {
        let paths = paths_of(call.world.seed, stock, &[*tree], id);
        paths.into_iter().filter(|path| node_id(*tree, path) == id).collect::<Vec<_>>()
    };
    trees.iter().flat_map(of_node).collect()
}

impl Selection {
    fn chosen(self, call: &Call<'_>, stock: &Stock, trees: &[Tree], place: Place) -> Chosen {
        let blocks = |paths: &[Vec<i64>]| {
            let under = |path: &Vec<i64>, tree: &Tree| blocks_under(call.world.seed, stock, *tree, path);
            let pairs = paths.iter().flat_map(|path| trees.iter().map(move |tree| (path, tree)));
            pairs.fold([false; BLOCKS], |all, (path, tree)| either(all, under(path, tree)))
        };
        let places = |ids: Option<Vec<i64>>| -> BTreeSet<usize> {
            ids.unwrap_or_default().into_iter().filter_map(|id| place(stock, id)).collect()
        };
        let within = match (self.deleted, &self.within) {
            (Some(true), _) => [false; BLOCKS],
            (_, Some(paths)) => blocks(paths),
            (_, None) => [true; BLOCKS],
        };
        Chosen {
            inverted: self.inverted.unwrap_or(false),
            within,
            blocks: blocks(&self.groups),
            without_blocks: blocks(&self.without_groups),
            cases: places(self.cases),
            without_cases: places(self.without_cases),
        }
    }
}
