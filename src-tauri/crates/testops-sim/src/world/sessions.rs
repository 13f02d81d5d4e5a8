//! Sessions: what clients send into launches, and what becomes of it.

use axum::body::Bytes;

use super::World;
use super::allure::{self, Brought};
use super::environment::{EnvValue, VARIABLES, named};
use super::launch::Launch;
use super::plan::Plan;
use super::run::{Slot, Verdict};
use super::sent::{Arrived, Sent, Session};
use crate::http::auth::Tokens;

/// So many results fit into a session: ids are set aside for them.
const ROOM: i64 = 1_000_000;
/// Places that no test case has: what was sent in is told apart by place and lap as well.
const FIRST_PLACE: usize = 40_000;
const PLACES: usize = 20_000;

impl World {
    /// Begins a session in a launch; answers with its id.
    pub(crate) fn open_session(
        &mut self,
        launch: i64,
        job_run: Option<i64>,
        environment: Vec<EnvValue>,
        now: i64,
    ) -> Option<i64> {
        let mut run = self.new_run(0, now, Tokens::USER, &Plan::default(), Vec::new());
        self.next_result += ROOM * 2;
        let known = self.launches.get_mut(&launch)?;
        known.add_environment(&environment);
        run.session = Some(Session { job_run, environment, last: now, ..Session::default() });
        let (id, number) = (run.id, known.runs.len());
        self.index(launch, number, &run);
        self.launches.get_mut(&launch)?.runs.push(run);
        Some(id)
    }

    /// The session's launch, and the session's number among the runs of it.
    pub(crate) fn session(&self, id: i64) -> Option<(&Launch, usize)> {
        let launch = self.launches.get(self.runs.get(&id)?)?;
        let number = launch.runs.iter().position(|run| run.id == id && run.session.is_some())?;
        Some((launch, number))
    }

    /// Stores a file; what is in it shows up a little later.
    pub(crate) fn take_file(&mut self, session: i64, name: &str, content: &Bytes, now: i64) {
        match allure::brought(name, content) {
            Brought::Result(sent) => {
                self.take_result(session, *sent, now);
            }
            Brought::Fixtures(fixtures) => self.in_session(session, now, |session| {
                for (result, own) in fixtures {
                    session.fixtures.entry(result).or_default().extend(own);
                }
            }),
            Brought::Environment(pairs) => {
                let values = values(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
                let launch = self.session(session).map(|(launch, _)| launch.id);
                if let Some(launch) = launch.and_then(|launch| self.launches.get_mut(&launch)) {
                    launch.add_environment(&values);
                }
                self.in_session(session, now, |_| {});
            }
            Brought::File => self.in_session(session, now, |session| {
                session.files.insert(name.to_owned(), content.clone());
            }),
            Brought::Nothing => self.in_session(session, now, |_| {}),
        }
    }

    /// Stores a result; answers with its id.
    pub(crate) fn take_result(&mut self, id: i64, sent: Sent, now: i64) -> Option<i64> {
        let (launch, number) = self.session(id)?;
        let (launch, project) = (launch.id, launch.project);
        let sent = Sent { category: self.category_of(project, &sent), ..sent };
        let environment = self.launches[&launch].runs[number].session.as_ref()?.environment.clone();
        let next = self.variants.len();
        let variant = *self.variants.entry((project, sent.history_key(&environment))).or_insert(next);
        let slot = Slot {
            place: (FIRST_PLACE + variant % PLACES) as u16,
            lap: (variant / PLACES) as u16,
            verdict: sent.step.verdict.unwrap_or(Verdict::Unknown),
            retried: false,
        };
        let launch = self.launches.get_mut(&launch)?;
        let run = launch.runs.get_mut(number)?;
        let result = run.result_id(run.slots.len(), false);
        let attempts = launch.attempts.entry((slot.place, slot.lap)).or_default();
        attempts.push((sent.start(), result));
        attempts.sort_unstable();
        let session = run.session.as_mut()?;
        session.results.push(Arrived::new(sent, now));
        session.last = now;
        run.slots.push(slot);
        Some(result)
    }

    /// How many fixtures a result of the session has.
    pub(crate) fn fixtures_of(&self, session: i64, result: &str) -> usize {
        let session = self.session(session).and_then(|(launch, n)| launch.runs[n].session.as_ref());
        session.and_then(|session| session.fixtures.get(result)).map_or(0, Vec::len)
    }

    /// Begins a job run that a CI told of; it goes on until the CI says that it ended.
    pub(crate) fn begin_external(&mut self, launch: i64, job: i64, now: i64) -> Option<i64> {
        let plan = Plan { hold: true, ..Plan::default() };
        let mut run = self.new_run(job, now, Tokens::USER, &plan, Vec::new());
        run.marks.push((0, now));
        let (id, number) = (run.id, self.launches.get(&launch)?.runs.len());
        self.index(launch, number, &run);
        self.launches.get_mut(&launch)?.runs.push(run);
        Some(id)
    }

    pub(crate) fn end_external(&mut self, run: i64, status: &'static str, now: i64) {
        let Some((launch, number)) = self.launch_of_run(run).map(|(launch, n)| (launch.id, n)) else {
            return;
        };
        if let Some(launch) = self.launches.get_mut(&launch) {
            launch.runs[number].finish(now);
            launch.runs[number].told = Some(status);
        }
    }

    pub(crate) fn in_session(&mut self, id: i64, now: i64, change: impl FnOnce(&mut Session)) {
        let Some((launch, number)) = self.session(id).map(|(launch, number)| (launch.id, number)) else {
            return;
        };
        let launch = self.launches.get_mut(&launch);
        if let Some(session) = launch.and_then(|launch| launch.runs[number].session.as_mut()) {
            change(session);
            session.last = now;
        }
    }
}

/// The values that keys of CI servers stand for; other keys are dropped, as is what is empty.
pub(crate) fn values<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<EnvValue> {
    let value = |(key, value): (&str, &str)| {
        let (id, ..) = VARIABLES.iter().find(|(_, _, own)| own.eq_ignore_ascii_case(key))?;
        (!value.is_empty()).then(|| named(*id, value))
    };
    pairs.filter_map(value).collect()
}
