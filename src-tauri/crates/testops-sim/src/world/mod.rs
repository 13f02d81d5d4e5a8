//! The world behind the API: projects, jobs, launches, and what people did to them. It is worked out from the
//! seed; only what requests and the control door change is held.

pub(crate) mod allure;
pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod authored;
pub(crate) mod by_hand;
pub(crate) mod case;
pub(crate) mod case_texts;
pub(crate) mod categories;
pub(crate) mod deeds;
pub(crate) mod defects;
pub(crate) mod environment;
pub(crate) mod evidence;
pub(crate) mod export;
pub(crate) mod failure;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod imports;
pub(crate) mod job;
pub(crate) mod launch;
pub(crate) mod launching;
pub(crate) mod pictures;
pub(crate) mod plan;
pub(crate) mod run;
pub(crate) mod scenario;
pub(crate) mod sent;
pub(crate) mod sessions;
pub(crate) mod shared_steps;
pub(crate) mod sheet;
pub(crate) mod stock;
pub(crate) mod test_plans;
pub(crate) mod triage;
pub(crate) mod unpack;
pub(crate) mod versions;
pub(crate) mod words;
pub(crate) mod written;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use crate::clock::Clock;
use crate::control::journal::Journal;
use crate::control::trouble::Troubles;
use crate::http::auth::Tokens;
use crate::http::server::{Generation, Options};
use authored::Authored;
use categories::Categories;
use deeds::Deed;
use export::Exports;
use job::{Job, Project};
use launch::{Launch, ResultKey};
use plan::Plan;
use test_plans::TestPlan;
use triage::Triage;

/// Which stock, which filters, and for filters that ask for the time, when.
pub(crate) type Search = ((i64, u64), String, Option<i64>);

const HOUR: i64 = 3_600_000;

/// A script of the control door, waiting for its launches.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) job: Option<i64>,
    pub(crate) left: usize,
    pub(crate) plan: Plan,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) clock: Clock,
    pub(crate) projects: BTreeMap<i64, Project>,
    pub(crate) jobs: BTreeMap<i64, Job>,
    pub(crate) launches: BTreeMap<i64, Launch>,
    pub(crate) deleted_launches: BTreeSet<i64>,
    /// How many projects are gone; their test cases' ids are not given again.
    pub(crate) deleted_projects: usize,
    pub(crate) scripts: VecDeque<Script>,
    pub(crate) tokens: Tokens,
    pub(crate) journal: Journal,
    pub(crate) deeds: Vec<Deed>,
    pub(crate) troubles: Troubles,
    pub(crate) exports: Exports,
    pub(crate) triage: Triage,
    pub(crate) authored: Authored,
    pub(crate) categories: Categories,
    pub(crate) plans: BTreeMap<i64, TestPlan>,
    pub(crate) generation: Generation,
    /// What was searched among test cases last, and the places that were found.
    pub(crate) last_search: RefCell<(Search, Arc<[usize]>)>,
    /// How often people work on the test cases, counted from the epoch up to now; `None` when nobody does.
    drifted: Option<i64>,
    /// Launches are short, and people work often.
    pub(crate) brisk: bool,
    /// Job run id → launch id.
    runs: BTreeMap<i64, i64>,
    /// First result id of a job run → launch id and the run's number in it.
    results: BTreeMap<i64, (i64, usize)>,
    tags: BTreeMap<String, i64>,
    /// Variants of tests that were sent in: project and history key → a number.
    variants: HashMap<(i64, String), usize>,
    /// Job runs that CI servers told of: project, the job's uid and the run's.
    pub(crate) external_runs: BTreeMap<(i64, String, String), i64>,
    next_launch: i64,
    next_run: i64,
    next_result: i64,
    next_other: i64,
    /// The next launch, run and result where the history ends.
    after_history: (i64, i64, i64),
}

impl World {
    /// The world at `start` (epoch ms). History lies before the midnight (UTC) that precedes `start`, so that two
    /// servers of one seed and one day are alike.
    pub(crate) fn new(options: &Options, start: i64) -> Self {
        let seed = options.seed;
        let source = options.time.clone().unwrap_or_default();
        let mut world = Self {
            seed,
            clock: Clock::new(source, start, options.speed),
            projects: job::projects(options.cases).into_iter().map(|project| (project.id, project)).collect(),
            jobs: job::jobs(seed).into_iter().map(|job| (job.id, job)).collect(),
            launches: BTreeMap::new(),
            deleted_launches: BTreeSet::new(),
            deleted_projects: 0,
            scripts: VecDeque::new(),
            tokens: Tokens::new(seed),
            journal: Journal::default(),
            deeds: Vec::new(),
            troubles: Troubles::default(),
            exports: Exports::default(),
            triage: Triage::default(),
            authored: Authored::default(),
            categories: Categories::new(job::FIRST_PROJECT),
            plans: BTreeMap::new(),
            generation: options.generation,
            last_search: RefCell::default(),
            drifted: None,
            brisk: options.brisk,
            runs: BTreeMap::new(),
            results: BTreeMap::new(),
            tags: BTreeMap::new(),
            variants: HashMap::new(),
            external_runs: BTreeMap::new(),
            next_launch: 40_001,
            next_run: 90_001,
            next_result: 5_000_001,
            next_other: 100_001,
            after_history: (0, 0, 0),
        };
        for project in world.projects.values().cloned().collect::<Vec<_>>() {
            world.begin_defects(&project);
            world.begin_plans(&project);
        }
        history::write(&mut world, start - start.rem_euclid(86_400_000), options.past_days);
        if options.brisk {
            by_hand::begin(&mut world, start);
        }
        world.after_history = (world.next_launch, world.next_run, world.next_result);
        if options.drift {
            world.drifted = Some(start.div_euclid(world.working_every()));
        }
        world
    }

    /// The launches as they were at the start, as from a backup: the ids of those made since are given again.
    pub(crate) fn restore_launches(&mut self) {
        let (launch, run, result) = self.after_history;
        self.launches.retain(|id, _| *id < launch);
        self.deleted_launches.retain(|id| *id < launch);
        self.runs.retain(|id, _| *id < run);
        self.results.retain(|id, _| *id < result);
        (self.next_launch, self.next_run, self.next_result) = self.after_history;
    }

    /// How many projects there are, or were.
    pub(crate) fn projects_ever(&self) -> usize {
        self.projects.len() + self.deleted_projects
    }

    /// What people did to the test cases until `now`, a month at most.
    pub(crate) fn drift(&mut self, now: i64) {
        let Some(until) = self.drifted else { return };
        let every = self.working_every();
        let times = now.div_euclid(every);
        for time in until.max(times - 30 * 24) + 1..=times {
            self.projects.values_mut().for_each(|project| project.stock.drift(self.seed, time * every));
        }
        self.drifted = Some(times.max(until));
    }

    fn working_every(&self) -> i64 {
        if self.brisk { HOUR / 20 } else { HOUR }
    }

    /// An id for whatever has no range of its own.
    pub(crate) fn new_id(&mut self) -> i64 {
        self.next_other += 1;
        self.next_other - 1
    }

    pub(crate) fn theme_of(&self, project: i64) -> usize {
        self.projects.get(&project).map_or(0, |project| project.theme)
    }

    /// The id of a launch tag, made when there is none of this name.
    pub(crate) fn tag(&mut self, name: &str) -> i64 {
        let next = 801 + self.tags.len() as i64;
        *self.tags.entry(name.to_owned()).or_insert(next)
    }

    pub(crate) fn tags(&self) -> impl Iterator<Item = (i64, &str)> {
        self.tags.iter().map(|(name, id)| (*id, name.as_str()))
    }

    pub(crate) fn launch_of_run(&self, run: i64) -> Option<(&Launch, usize)> {
        let launch = self.launches.get(self.runs.get(&run)?)?;
        let of_job = |one: &run::Run| one.id == run && one.is_job_run();
        launch.runs.iter().position(of_job).map(|n| (launch, n))
    }

    /// A result that was sent in, whether it shows up yet or not.
    pub(crate) fn stored_result(&self, id: i64) -> Option<(&Launch, ResultKey)> {
        let (_, (launch, _)) = self.results.range(..=id).next_back()?;
        let launch = self.launches.get(launch)?;
        let key = launch.key_of(id).filter(|key| launch.sent(*key).is_some())?;
        Some((launch, key))
    }

    /// The test result with this id, if it is there at `now`.
    pub(crate) fn result(&self, id: i64, now: i64) -> Option<(&Launch, ResultKey)> {
        let (first, (launch, run)) = self.results.range(..=id).next_back()?;
        let launch = self.launches.get(launch)?;
        let slot = usize::try_from((id - first) / 2).ok()?;
        let key = ResultKey { run: *run, slot, first_attempt: (id - first) % 2 == 0 };
        let run = launch.runs.get(key.run)?;
        let there = slot < run.slots.len() && run.exists(slot, now);
        let attempted = !key.first_attempt || (run.slots.get(slot)?.retried && run.is_done(slot, now));
        (there && attempted && !launch.is_deleted(key)).then_some((launch, key))
    }
}
