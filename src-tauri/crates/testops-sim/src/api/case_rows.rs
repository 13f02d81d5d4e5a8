//! A project's test cases as a request sees them: all, or those that meet its filters, counted and cut into pages
//! without being held. Unfiltered counts are reckoned, not counted.

use std::cmp::Reverse;

use serde_json::Value;

use super::search::{self, Criterion};
use crate::aql::{Asked, Expression, Row};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, object};
use crate::http::query::Paging;
use crate::world::case::{BLOCKS, Case, block_of};
use crate::world::stock::Stock;

/// Stories, by their numbers.
pub(super) type Blocks = [bool; BLOCKS];

pub(super) struct CaseRows<'a> {
    seed: u64,
    stock: &'a Stock,
    asked: Asked<'static>,
    queries: Vec<Expression>,
    criteria: Vec<Criterion>,
}

impl<'a> CaseRows<'a> {
    pub(super) fn all(call: &'a Call<'_>, stock: &'a Stock) -> Self {
        let (seed, asked) = (call.world.seed, search::asked(call));
        Self { seed, stock, asked, queries: Vec::new(), criteria: Vec::new() }
    }

    pub(super) fn matching(mut self, rql: &str) -> Result<Self, Refusal> {
        let query = search::case_query(rql)?;
        if query != Expression::Constant(true) {
            self.queries.push(query);
        }
        Ok(self)
    }

    /// Those that meet the request's queries and criteria.
    pub(super) fn filtered(call: &'a Call<'_>, stock: &'a Stock) -> Result<Self, Refusal> {
        let mut rows = Self::all(call, stock);
        for name in ["baseRql", "baseAql", "query"] {
            if let Some(rql) = call.query.text(name).filter(|rql| !rql.is_empty()) {
                rows = rows.matching(rql)?;
            }
        }
        Ok(Self { criteria: search::criteria(call)?, ..rows })
    }

    /// How many there are of each story.
    pub(super) fn counts(&self) -> [usize; BLOCKS] {
        if self.are_all() {
            return self.stock.counts();
        }
        let mut counts = [0; BLOCKS];
        for case in self.cases([true; BLOCKS]) {
            counts[case.outline.block()] += 1;
        }
        counts
    }

    pub(super) fn count(&self) -> usize {
        self.counts().iter().sum()
    }

    /// How many there are of these stories, and those of them that fall on the page.
    pub(super) fn window(
        &self,
        blocks: Blocks,
        paging: &Paging,
        offset: usize,
    ) -> Result<(usize, Vec<Case>), Refusal> {
        let total =
            self.counts().iter().zip(blocks).filter(|(_, wanted)| *wanted).map(|(count, _)| count).sum();
        let (skip, take) = (offset, paging.size);
        let Some((first, descends)) = paging.sort.first() else {
            return Ok((total, self.cases(blocks).skip(skip).take(take).collect()));
        };
        if first == "id" && self.are_all() {
            let place = |place: usize| self.stock.case(self.seed, place);
            let places = self.stock.places().filter(|place| blocks[block_of(*place)]);
            let window: Vec<Case> = if *descends {
                places.rev().skip(skip).take(take).map(place).collect()
            } else {
                places.skip(skip).take(take).map(place).collect()
            };
            return Ok((total, window));
        }
        let mut keyed = Vec::new();
        for case in self.cases(blocks) {
            let key: Option<Vec<Turned>> = paging.sort.iter().map(|sort| turned(&case, sort)).collect();
            let key = key.ok_or_else(|| Refusal::bad(format!("No property '{first}' found")))?;
            keyed.push((key, case.outline.place));
        }
        keyed.sort_unstable();
        let places = keyed.into_iter().skip(skip).take(take);
        Ok((total, places.map(|(_, place)| self.stock.case(self.seed, place)).collect()))
    }

    pub(super) fn page(&self, paging: &Paging, dto: impl Fn(&Case) -> Value) -> Outcome {
        self.page_of([true; BLOCKS], paging, dto)
    }

    pub(super) fn page_of(&self, blocks: Blocks, paging: &Paging, dto: impl Fn(&Case) -> Value) -> Outcome {
        let (total, cases) = self.window(blocks, paging, paging.page.saturating_mul(paging.size))?;
        Answer::ok(object(paging, total, cases.iter().map(dto)))
    }

    fn are_all(&self) -> bool {
        self.queries.is_empty() && self.criteria.is_empty()
    }

    fn cases(&self, blocks: Blocks) -> impl Iterator<Item = Case> {
        let places = self.stock.places().filter(move |place| blocks[block_of(*place)]);
        places.map(|place| self.stock.case(self.seed, place)).filter(|case| self.holds(case))
    }

    fn holds(&self, case: &Case) -> bool {
        self.queries.iter().all(|query| query.holds(case, self.asked))
            && self.criteria.iter().all(|criterion| meets(case, criterion))
    }
}

fn meets(case: &Case, criterion: &Criterion) -> bool {
    match criterion.id.as_str() {
        "automated" | "automation" => criterion.value.as_bool() == Some(case.automated),
        field => case.values(field, None).iter().any(|value| {
            matches!(value, crate::aql::Value::Text(text) if text.to_lowercase().contains(&criterion.text()))
        }),
    }
}

/// A key that sorts up or down.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Turned {
    Up(Key),
    Down(Reverse<Key>),
}

fn turned(case: &Case, (property, descends): &(String, bool)) -> Option<Turned> {
    let key = super::cases::key(case, property)?;
    Some(if *descends { Turned::Down(Reverse(key)) } else { Turned::Up(key) })
}
