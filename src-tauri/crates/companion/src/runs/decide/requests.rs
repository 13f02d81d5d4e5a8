//! Which requests a look at the server takes.
//!
//! One list request per project tells the stages of every launch on it. What a list does not tell, the counts of
//! an open launch above all, takes requests per launch: first for what changed, then for what is about to end, and
//! with what is left of the budget for the others in turn, the longest unseen first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::stranger::AT_ONCE;

/// The longest list that is asked for. Launches further down are read one by one.
const LONGEST_LIST: u32 = 1_000;
const SHORTEST_LIST: u32 = 20;

/// Requests for single launches that a look may always take, however many lists it took.
const LEAST_DETAILS: u32 = 4;

/// An open run, as far as the lists depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) project_id: i64,
    /// Where the launch stood in its project's list at the last look, from 0; `None` when it was not in it.
    pub(crate) depth: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListRequest {
    pub(crate) project_id: i64,
    pub(crate) size: u32,
}

/// Which projects are listed for subscriptions, out of those that have any: those that are listed anyway, and of the
/// others as many as the budget leaves room for, in turn, beginning behind `last`.
pub(crate) fn in_turn(places: &[Place], subscribed: &[i64], last: i64, budget: u32) -> Vec<i64> {
    let listed: BTreeSet<i64> = places.iter().map(|place| place.project_id).collect();
    let (mut chosen, mut others): (Vec<i64>, Vec<i64>) =
        subscribed.iter().partition(|project| listed.contains(*project));
    others.sort_by_key(|project| (*project <= last, *project));
    let spent = u32::try_from(listed.len()).unwrap_or(u32::MAX).saturating_add(LEAST_DETAILS);
    let room = usize::try_from(budget.saturating_sub(spent).max(1)).unwrap_or(usize::MAX);
    chosen.extend(others.into_iter().take(room));
    chosen
}

/// One list per project, newest launches first, long enough for all that are followed, and for what a subscription
/// may meet.
pub(crate) fn lists(places: &[Place], subscribed: &[i64]) -> Vec<ListRequest> {
    let mut projects: BTreeMap<i64, (u32, u32)> =
        subscribed.iter().map(|project| (*project, (0, AT_ONCE))).collect();
    for place in places {
        let (count, deepest) = projects.entry(place.project_id).or_default();
        *count += 1;
        *deepest = (*deepest).max(place.depth.map_or(0, |depth| depth + 1));
    }
    projects
        .into_iter()
        .map(|(project_id, (count, deepest))| {
            // Room for what is launched meanwhile, so that the next look finds them all again.
            let wanted = deepest.max(count).saturating_mul(5) / 4 + 10;
            ListRequest { project_id, size: wanted.clamp(SHORTEST_LIST, LONGEST_LIST) }
        })
        .collect()
}

/// Why a launch is read by itself; earlier ones go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// The list said something new about it, or it is new to us.
    Changed,
    /// All job runs ended: it may be over with the next answer.
    Ending,
    /// It was not in the list, although it should be.
    FellOut,
    /// Only to refresh its counts.
    Turn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) run_id: i64,
    pub(crate) why: Why,
    /// When it was last read by itself.
    pub(crate) read_at: Option<DateTime<Utc>>,
    /// How many requests it takes.
    pub(crate) cost: u32,
}

/// The runs that are read by themselves in this look, out of those that need it.
pub(crate) fn choose(mut needs: Vec<Need>, budget: u32, spent_on_lists: u32) -> Vec<i64> {
    needs.sort_by_key(|need| (need.why, need.read_at, need.run_id));
    let mut left = budget.saturating_sub(spent_on_lists).max(LEAST_DETAILS);
    let mut chosen = Vec::new();
    for need in needs {
        if need.cost > left && !chosen.is_empty() {
            break;
        }
        left = left.saturating_sub(need.cost);
        chosen.push(need.run_id);
    }
    chosen
}

/// The requests that one look may take, out of those that a minute may take.
pub(crate) fn share(requests_a_minute: u32, seconds_between_looks: u32) -> u32 {
    (requests_a_minute.saturating_mul(seconds_between_looks) / 60).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn need(run_id: i64, why: Why, read: Option<i64>) -> Need {
        let read_at = read.map(|seconds| DateTime::from_timestamp(seconds, 0).expect("a valid instant"));
        Need { run_id, why, read_at, cost: 1 }
    }

    #[test]
    fn a_project_is_listed_once_however_many_runs_it_has() {
        let places: Vec<Place> =
            (0..1_000).map(|n| Place { project_id: n % 20, depth: u32::try_from(n / 20).ok() }).collect();
        let lists = lists(&places, &[]);
        assert_eq!(lists.len(), 20);
        assert!(lists.iter().all(|list| list.size >= 50));
    }

    #[test]
    fn a_list_reaches_down_to_the_deepest_run() {
        let places = [Place { project_id: 1, depth: Some(300) }, Place { project_id: 1, depth: None }];
        let lists = lists(&places, &[1]);
        assert_eq!(lists.len(), 1);
        assert!((301..=LONGEST_LIST).contains(&lists[0].size));
    }

    #[test]
    fn subscriptions_stay_within_the_budget_and_all_have_their_turn() {
        let places = [Place { project_id: 3, depth: None }];
        let subscribed: Vec<i64> = (1..=9).collect();
        let turn = |last| in_turn(&places, &subscribed, last, 9);
        assert_eq!(turn(0), [3, 1, 2, 4, 5]);
        assert_eq!(turn(5), [3, 6, 7, 8, 9]);
        assert_eq!(turn(9), [3, 1, 2, 4, 5]);
        assert_eq!(in_turn(&[], &subscribed, 4, 1), [5]);
        assert_eq!(lists(&places, &turn(0)).len(), 5);
    }

    #[test]
    fn what_changed_goes_first_and_then_the_longest_unseen() {
        let needs = vec![
            need(1, Why::Turn, Some(50)),
            need(2, Why::Turn, Some(10)),
            need(3, Why::Changed, Some(90)),
            need(4, Why::Ending, Some(90)),
            need(5, Why::Turn, None),
        ];
        assert_eq!(choose(needs, 9, 5), vec![3, 4, 5, 2]);
    }

    #[test]
    fn a_spent_budget_still_reads_something() {
        assert_eq!(choose(vec![need(1, Why::Turn, None)], 10, 50), vec![1]);
    }

    proptest! {
        #[test]
        fn nobody_is_forgotten_for_good(count in 1_usize..60, budget in 1_u32..40) {
            let mut read: Vec<Option<i64>> = vec![None; count];
            for round in 0..60 {
                let needs = read.iter().zip(0..).map(|(at, id)| need(id, Why::Turn, *at)).collect();
                for id in choose(needs, budget, 0) {
                    read[usize::try_from(id).expect("small")] = Some(round);
                }
            }
            prop_assert!(read.iter().all(Option::is_some));
        }

        #[test]
        fn the_budget_holds(costs in prop::collection::vec(1_u32..4, 0..80), budget in 4_u32..60) {
            let needs: Vec<Need> = costs
                .iter()
                .zip(0..)
                .map(|(cost, run_id)| Need { cost: *cost, ..need(run_id, Why::Changed, None) })
                .collect();
            let spent: u32 = choose(needs, budget, 0)
                .into_iter()
                .map(|id| costs[usize::try_from(id).expect("small")])
                .sum();
            prop_assert!(spent <= budget);
        }
    }
}
