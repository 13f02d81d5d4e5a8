//! How launches come to be: a job that is run, a launch made by hand, tests that are run again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::World;
use super::deeds::What;
use super::environment::{self, EnvValue};
use super::job::Job;
use super::launch::{Launch, ResultKey};
use super::plan::{self, Plan};
use super::run::{Fate, Run, Slot};
use crate::http::auth::Tokens;

/// What a new launch is asked to be.
#[derive(Debug, Default)]
pub(crate) struct Order {
    pub(crate) name: String,
    pub(crate) created_by: String,
    pub(crate) created: i64,
    pub(crate) tags: Vec<(i64, String)>,
    pub(crate) links: serde_json::Value,
    pub(crate) issues: serde_json::Value,
    pub(crate) environment: Vec<EnvValue>,
    /// Values that this run gives to parameters, by their ids.
    pub(crate) parameters: Vec<(i64, String)>,
    /// Test case ids to keep; all when empty.
    pub(crate) only: HashSet<i64>,
    pub(crate) without: HashSet<i64>,
}

impl World {
    /// The plan of the first script that fits, which is used up by it.
    pub(crate) fn take_script(&mut self, job: i64) -> Plan {
        let Some(n) = self.scripts.iter().position(|script| script.job.is_none_or(|only| only == job)) else {
            return Plan::default();
        };
        let plan = self.scripts[n].plan.clone();
        self.scripts[n].left -= 1;
        if self.scripts[n].left == 0 {
            self.scripts.remove(n);
        }
        plan
    }

    /// Starts a launch of `job`; answers with its id.
    pub(crate) fn launch_job(&mut self, job: &Job, plan: &Plan, order: Order) -> i64 {
        let theme = self.theme_of(job.project);
        let mut slots = plan::slots(plan, self.seed, theme, job, self.next_run);
        slots.retain(|slot| {
            let id = super::case::id_of(theme, usize::from(slot.place));
            (order.only.is_empty() || order.only.contains(&id)) && !order.without.contains(&id)
        });
        let environment = if order.environment.is_empty() {
            environment::of_job(job, &order.parameters)
        } else {
            order.environment
        };
        let run = self.new_run(job.id, order.created, &order.created_by, plan, slots);
        let launch = Launch {
            id: self.next_launch,
            project: job.project,
            name: order.name,
            created: order.created,
            created_by: order.created_by,
            patched: None,
            autoclose: job.autoclose,
            never_closed: plan.never_closed,
            external: false,
            tags: order.tags,
            links: order.links,
            issues: order.issues,
            environment,
            runs: vec![run],
            switches: Vec::new(),
            decisions: BTreeMap::new(),
            attempts: HashMap::new(),
        };
        self.keep(launch)
    }

    /// Starts a launch in which each job runs the places that are its share; answers with its id.
    pub(crate) fn launch_shares(
        &mut self,
        project: i64,
        shares: &BTreeMap<i64, BTreeSet<usize>>,
        order: Order,
    ) -> i64 {
        let (created, by, named) = (order.created, order.created_by.clone(), !order.environment.is_empty());
        let parameters = order.parameters.clone();
        let id = self.new_launch(project, order, true, false);
        self.add_shares(id, shares, created, &by, (!named).then_some(&parameters));
        id
    }

    /// Adds to a launch a run for each job. With values of parameters, the environment that follows from them comes too.
    pub(crate) fn add_shares(
        &mut self,
        launch: i64,
        shares: &BTreeMap<i64, BTreeSet<usize>>,
        created: i64,
        by: &str,
        parameters: Option<&Vec<(i64, String)>>,
    ) {
        let Some(theme) = self.launches.get(&launch).map(|launch| self.theme_of(launch.project)) else {
            return;
        };
        for (job, places) in shares {
            let plan = self.take_script(*job);
            let places = places.iter().map(|place| (*place as u16, 0));
            let slots = plan::slots_of(&plan, self.seed, theme, *job, self.next_run, places);
            let run = self.new_run(*job, created, by, &plan, slots);
            let of_job = parameters
                .and_then(|values| Some(environment::of_job(self.jobs.get(job)?, values)))
                .unwrap_or_default();
            let Some(number) = self.launches.get(&launch).map(|launch| launch.runs.len()) else { return };
            self.index(launch, number, &run);
            if let Some(launch) = self.launches.get_mut(&launch) {
                launch.never_closed |= plan.never_closed;
                launch.runs.push(run);
                launch.environment.extend(of_job);
            }
        }
    }

    /// Moves what one launch has into another; into itself, it is gone. Whether both were there.
    pub(crate) fn merge(&mut self, from: i64, to: i64, now: i64) -> bool {
        if !self.launches.contains_key(&to) {
            return false;
        }
        let Some(moved) = self.launches.get(&from).cloned() else { return false };
        self.delete_launch(now, from);
        let Some(number) = self.launches.get(&to).map(|launch| launch.runs.len()) else { return true };
        for (n, run) in moved.runs.iter().enumerate() {
            self.index(to, number + n, run);
        }
        if let Some(launch) = self.launches.get_mut(&to) {
            launch.runs.extend(moved.runs);
            launch.decisions.extend(moved.decisions);
            launch.attempts.extend(moved.attempts);
            launch.patched = Some(now);
        }
        true
    }

    /// A launch without a job run.
    pub(crate) fn new_launch(&mut self, project: i64, order: Order, autoclose: bool, external: bool) -> i64 {
        let launch = Launch {
            id: self.next_launch,
            project,
            name: order.name,
            created: order.created,
            created_by: order.created_by,
            patched: None,
            autoclose,
            never_closed: false,
            external,
            tags: order.tags,
            links: order.links,
            issues: order.issues,
            environment: order.environment,
            runs: Vec::new(),
            switches: Vec::new(),
            decisions: BTreeMap::new(),
            attempts: HashMap::new(),
        };
        self.keep(launch)
    }

    /// Runs the tests of these results again, in a job run of their own in the same launch.
    pub(crate) fn rerun(&mut self, launch: i64, chosen: &[ResultKey], now: i64) -> Option<i64> {
        let known = self.launches.get(&launch)?;
        // What a client sent in has no job that could run it.
        let chosen: Vec<ResultKey> =
            chosen.iter().copied().filter(|key| known.sent(*key).is_none()).collect();
        let origin = known.runs.get(chosen.first()?.run)?.clone();
        let slots: Vec<Slot> = chosen.iter().map(|key| known.runs[key.run].slots[key.slot]).collect();
        let next = self.next_run;
        let slots = slots.into_iter().map(|slot| Slot {
            verdict: plan::rerun_verdict(self.seed, next, slot),
            retried: false,
            ..slot
        });
        let slots: Vec<Slot> = slots.collect();
        let plan = self.take_script(origin.job);
        let usual = if self.brisk { 6_000 } else { 20_000 + slots.len() as i64 * 2_000 };
        let duration_ms = plan.duration_ms.or(Some(usual));
        let plan = Plan { duration_ms, ..plan };
        let by = Tokens::USER.to_owned();
        let run = self.new_run(origin.job, now, &by, &plan, slots);
        let (id, number) = (run.id, self.launches.get(&launch)?.runs.len());
        self.index(launch, number, &run);
        self.launches.get_mut(&launch)?.runs.push(run);
        self.did(now, What::Reran { launch, run: id });
        Some(id)
    }

    pub(super) fn new_run(&mut self, job: i64, created: i64, by: &str, plan: &Plan, slots: Vec<Slot>) -> Run {
        let id = self.next_run;
        self.next_run += 1;
        let first_result = self.next_result;
        self.next_result += slots.len().max(1) as i64 * 2;
        let mut pace = plan.pace(self.seed, job as u64, id, self.brisk);
        pace.held &= plan.fate() == Fate::Runs || plan.fate() == Fate::Cancelled;
        Run {
            id,
            job,
            created,
            created_by: by.to_owned(),
            pace,
            fate: plan.fate(),
            slots,
            first_result,
            marks: Vec::new(),
            ended_by_hand: None,
            session: None,
            by_hand: false,
            told: None,
        }
    }

    fn keep(&mut self, launch: Launch) -> i64 {
        let id = launch.id;
        self.next_launch += 1;
        for (number, run) in launch.runs.iter().enumerate() {
            self.index(id, number, run);
        }
        self.launches.insert(id, launch);
        id
    }

    pub(super) fn index(&mut self, launch: i64, number: usize, run: &Run) {
        self.runs.insert(run.id, launch);
        self.results.insert(run.first_result, (launch, number));
    }
}
