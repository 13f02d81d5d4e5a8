//! Tests that people run: which wait in a launch, what was done of each, and the files that were left.

use axum::body::Bytes;

use super::World;
use super::case::automated_number;
use super::launching::Order;
use super::plan::Plan;
use super::run::{Slot, Verdict};
use crate::http::auth::Tokens;

/// A node of what somebody did, in the order in which it was sent.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Step(Done),
    Expected(String),
    /// A file of the result's, by its id.
    File(i64),
}

/// A step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    pub(crate) text: String,
    pub(crate) status: Option<Verdict>,
    pub(crate) times: Option<(i64, i64)>,
    pub(crate) message: Option<String>,
    pub(crate) trace: Option<String>,
    pub(crate) steps: Vec<Node>,
}

/// A file that somebody added to a result.
#[derive(Debug, Clone)]
pub(crate) struct HandFile {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) content: Bytes,
}

/// What waits for the person in a world that people only look at: a launch that stays open, with tests of theirs and of
/// others.
pub(super) fn begin(world: &mut World, now: i64) {
    let Some(project) = world.projects.keys().next().copied() else { return };
    let (person, colleague) = (Tokens::USER.to_owned(), "oleg.petrov");
    let order = Order {
        name: "Acceptance by hand".to_owned(),
        created_by: colleague.to_owned(),
        created: now - 3 * 3_600_000,
        ..Order::default()
    };
    let launch = world.new_launch(project, order, false, false);
    let people = [person.clone(), person.clone(), person, colleague.to_owned()];
    let places = world.manual_places(launch, 8).into_iter().map(|place| (place, 0));
    world.add_by_hand(launch, places, &people, (colleague, now - 3 * 3_600_000));
}

impl World {
    /// The places of so many manual test cases of a project that no launch of it waits for yet.
    pub(crate) fn manual_places(&self, launch: i64, count: usize) -> Vec<u16> {
        let Some(launch) = self.launches.get(&launch) else { return Vec::new() };
        let Some(project) = self.projects.get(&launch.project) else { return Vec::new() };
        let waits = |place: &u16| {
            let mut by_hand = launch.runs.iter().filter(|run| run.by_hand).flat_map(|run| &run.slots);
            by_hand.any(|slot| slot.place == *place)
        };
        let places = (0..project.stock.len()).filter(|place| automated_number(*place).is_none());
        places
            .filter_map(|place| u16::try_from(place).ok())
            .filter(|place| !waits(place))
            .take(count)
            .collect()
    }

    /// Adds tests to a launch that wait for somebody to run them, one person after the other; without anybody, for whoever
    /// takes them. Answers with the ids of their results.
    pub(crate) fn add_by_hand(
        &mut self,
        launch: i64,
        places: impl Iterator<Item = (u16, u16)>,
        people: &[String],
        (by, now): (&str, i64),
    ) -> Vec<i64> {
        let slots = places.map(|(place, lap)| Slot { place, lap, verdict: Verdict::Unknown, retried: false });
        let mut run = self.new_run(0, now, by, &Plan::default(), slots.collect());
        run.by_hand = true;
        let Some(number) = self.launches.get(&launch).map(|launch| launch.runs.len()) else {
            return Vec::new();
        };
        self.index(launch, number, &run);
        let ids: Vec<i64> = (0..run.slots.len()).map(|slot| run.result_id(slot, false)).collect();
        if let Some(launch) = self.launches.get_mut(&launch) {
            launch.runs.push(run);
            for (n, id) in ids.iter().enumerate().filter(|_| !people.is_empty()) {
                let decision = launch.decisions.entry(*id).or_default();
                decision.assignee = Some(people[n % people.len()].clone());
                decision.at = now;
            }
        }
        ids
    }
}
