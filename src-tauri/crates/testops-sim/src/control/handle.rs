//! The control door for programs that hold the server: the same orders, without HTTP.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::exports::{self, ExportState};
use super::journal::Entry;
use super::launches::{self, Advance, ByHand, LaunchState, Said, ScriptOrder, Start};
use super::stage::{self, JobChange, JobState, Rights};
use super::trouble::Trouble;
use crate::http::call::Refusal;
use crate::http::server::Sim;
use crate::world::World;
use crate::world::deeds::Deed;
use crate::world::export::Way;

/// What the server is told and asked behind its clients' backs. Times are simulated epoch milliseconds.
#[derive(Debug, Clone)]
pub struct Control {
    sim: Arc<Sim>,
}

/// Why an order was not carried out: what it names is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlError(String);

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ControlError {}

impl From<Refusal> for ControlError {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.message)
    }
}

impl Control {
    pub(crate) fn new(sim: Arc<Sim>) -> Self {
        Self { sim }
    }

    /// The server's time.
    pub fn now(&self) -> i64 {
        self.sim.world().clock.now()
    }

    /// Moves the server's clock on, as a sleep of the client's machine does: access tokens age by it too. Negative
    /// numbers are taken as 0.
    pub fn pass(&self, milliseconds: i64) {
        self.sim.world().clock.push(milliseconds.max(0));
    }

    pub fn set_speed(&self, speed: f64) {
        self.sim.world().clock.set_speed(speed.clamp(0.0, 1e6));
    }

    /// By how much the server's `Date` and timestamps differ from its time.
    pub fn set_skew(&self, milliseconds: i64) {
        self.sim.world().clock.set_skew(milliseconds);
    }

    /// Sets trouble; its id.
    pub fn trouble(&self, trouble: Trouble) -> u64 {
        super::set_trouble(&mut self.sim.world(), trouble)
    }

    /// Whether it was still there.
    pub fn end_trouble(&self, id: u64) -> bool {
        self.sim.world().troubles.remove(id)
    }

    pub fn end_all_trouble(&self) {
        self.sim.world().troubles.clear();
    }

    /// Says how the next launches of a job (or of any) go; they take such plans in the order in which they were given.
    ///
    /// # Errors
    /// When there is no such job.
    pub fn script(&self, order: ScriptOrder) -> Result<(), ControlError> {
        Ok(launches::set_script(&mut self.sim.world(), order)?)
    }

    /// Starts launches as somebody else; their ids.
    ///
    /// # Errors
    /// When there is no such job.
    pub fn start(&self, start: &Start) -> Result<Vec<i64>, ControlError> {
        self.change(|world, now| launches::begin(world, now, start))
    }

    /// Moves a launch on by hand.
    ///
    /// # Errors
    /// When there is no such launch.
    pub fn advance(&self, launch: i64, advance: &Advance) -> Result<LaunchState, ControlError> {
        self.change(|world, now| launches::move_on(world, now, launch, advance))
    }

    /// Adds tests to a launch that wait for people; the ids of their results.
    ///
    /// # Errors
    /// When there is no such launch.
    pub fn wait_for_people(&self, launch: i64, order: &ByHand) -> Result<Vec<i64>, ControlError> {
        self.change(|world, now| launches::wait_for_people(world, now, launch, order))
    }

    /// Has somebody else say how a test ended.
    ///
    /// # Errors
    /// When there is no such result, or no such status.
    pub fn say(&self, result: i64, said: Said) -> Result<(), ControlError> {
        self.change(|world, now| launches::say_of(world, now, result, said))
    }

    /// Deletes a launch; reading it is a 500 from then on.
    ///
    /// # Errors
    /// When there is no such launch.
    pub fn delete_launch(&self, launch: i64) -> Result<(), ControlError> {
        self.change(|world, now| launches::remove(world, now, launch))
    }

    /// Every launch, by id.
    pub fn launches(&self) -> Vec<LaunchState> {
        let world = self.sim.world();
        let now = world.clock.now();
        world.launches.values().map(|launch| LaunchState::of(launch, now)).collect()
    }

    /// How often a launch of each name was started by a request, also where the answer was lost.
    pub fn posted(&self) -> BTreeMap<String, usize> {
        self.sim.world().posted()
    }

    /// What happened, from number `since` on.
    pub fn deeds(&self, since: usize) -> Vec<Deed> {
        self.sim.world().deeds.get(since..).unwrap_or_default().to_vec()
    }

    /// What was asked, from number `since` on; the last 10 000 are kept.
    pub fn journal(&self, since: u64) -> Vec<Entry> {
        self.sim.world().journal.since(since).into_iter().cloned().collect()
    }

    pub fn jobs(&self) -> Vec<JobState> {
        self.sim.world().jobs.values().map(JobState::of).collect()
    }

    /// Changes or deletes a job.
    ///
    /// # Errors
    /// When there is no such job.
    pub fn change_job(&self, job: i64, change: JobChange) -> Result<(), ControlError> {
        Ok(stage::alter_job(&mut self.sim.world(), job, change)?)
    }

    /// Sets what the person may in a project.
    ///
    /// # Errors
    /// When there is no such project.
    pub fn set_permissions(&self, rights: Rights) -> Result<(), ControlError> {
        Ok(stage::give_rights(&mut self.sim.world(), rights)?)
    }

    /// The export requests that are on the server.
    pub fn exports(&self) -> Vec<ExportState> {
        let world = self.sim.world();
        let now = world.clock.now();
        world.exports.requests.values().map(|request| ExportState::of(request, now)).collect()
    }

    /// Says how the next export requests go: so many, or all until the plans are forgotten.
    pub fn plan_exports(&self, times: Option<u64>, way: Way) {
        self.sim.world().exports.plan(times, way);
    }

    pub fn forget_export_plans(&self) {
        self.sim.world().exports.forget_plans();
    }

    /// Lets so many test cases of a project change.
    ///
    /// # Errors
    /// When there is no such project, or it does not hold that many.
    pub fn change_cases(&self, change: &exports::CaseChange) -> Result<(), ControlError> {
        self.change(|world, now| exports::edit_cases(world, now, change)).map(drop)
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut World, i64) -> Result<T, Refusal>,
    ) -> Result<T, ControlError> {
        let mut world = self.sim.world();
        let now = world.clock.now();
        Ok(change(&mut world, now)?)
    }
}
