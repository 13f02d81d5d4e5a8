//! A project's test cases as a request sees them: all, or those that meet its filters, counted and cut into pages
//! without being held. Unfiltered counts are reckoned, not counted; of a filter, the places that it found last are kept,
//! so that whoever asks for page after page has it searched once.

use std::cmp::Reverse;
use std::sync::Arc;

use serde_json::Value;

use super::search::{self, Criterion};
use crate::aql::{Asked, Expression, Row};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, object};
use crate::http::query::Paging;
use crate::world::World;
use crate::world::case::{BLOCKS, Case, block_of};
use crate::world::stock::Stock;

/// Stories, by their numbers.
pub(super) type Blocks = [bool; BLOCKS];

pub(super) struct CaseRows<'a> {
    world: &'a World,
    stock: &'a Stock,
    asked: Asked<'static>,
    queries: Vec<Expression>,
    criteria: Vec<Criterion>,
}

impl<'a> CaseRows<'a> {
    pub(super) fn all(call: &'a Call<'_>, stock: &'a Stock) -> Self {
        let (world, asked) = (&*call.world, search::asked(call));
        Self { world, stock, asked, queries: Vec::new(), criteria: Vec::new() }
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
        self.found().iter().for_each(|place| counts[block_of(*place)] += 1);
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
        let found = if self.are_all() { None } else { Some(self.found()) };
        let places: Box<dyn DoubleEndedIterator<Item = usize>> = match &found {
            None => Box::new(self.stock.places()),
            Some(found) => Box::new(found.iter().copied()),
        };
        let places = places.filter(|place| blocks[block_of(*place)]);
        let cut = |places: &mut dyn Iterator<Item = usize>| {
            let case = |place| self.stock.case(self.world.seed, place);
            places.skip(offset).take(paging.size).map(case).collect::<Vec<Case>>()
        };
        let cases = match paging.sort.first().map(|(property, descends)| (property.as_str(), *descends)) {
            None => cut(&mut { places }),
            Some(("id", false)) if self.stock.is_in_order() => cut(&mut { places }),
            Some(("id", true)) if self.stock.is_in_order() => cut(&mut places.rev()),
            Some(_) => cut(&mut self.sorted(places, paging)?.into_iter()),
        };
        Ok((total, cases))
    }

    fn sorted(&self, places: impl Iterator<Item = usize>, paging: &Paging) -> Result<Vec<usize>, Refusal> {
        let keyed = places.map(|place| {
            let case = self.stock.case(self.world.seed, place);
            let key: Result<Vec<Turned>, Refusal> =
                paging.sort.iter().map(|sort| turned(&case, sort)).collect();
            Ok((key?, place))
        });
        let mut keyed = keyed.collect::<Result<Vec<_>, Refusal>>()?;
        keyed.sort_unstable();
        Ok(keyed.into_iter().map(|(_, place)| place).collect())
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

    /// The places of those that meet the filters.
    pub(super) fn places(&self) -> Arc<[usize]> {
        if self.are_all() { self.stock.places().collect() } else { self.found() }
    }

    fn found(&self) -> Arc<[usize]> {
        let moment = self.queries.iter().any(Expression::asks_for_the_time).then_some(self.asked.now);
        let what = (self.stock.version(), format!("{:?}{:?}", self.queries, self.criteria), moment);
        let mut last = self.world.last_search.borrow_mut();
        if last.0 != what {
            let holds = |place: &usize| self.holds(&self.stock.case(self.world.seed, *place));
            *last = (what, self.stock.places().filter(holds).collect());
        }
        Arc::clone(&last.1)
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

fn turned(case: &Case, (property, descends): &(String, bool)) -> Result<Turned, Refusal> {
    let key = super::cases::key(case, property)
        .ok_or_else(|| Refusal::bad(format!("No property '{property}' found")))?;
    Ok(if *descends { Turned::Down(Reverse(key)) } else { Turned::Up(key) })
}
