//! When the server is looked at, and what becomes of what was seen.

use chrono::{DateTime, TimeDelta, Utc};

use super::owner::RunsOwner;
use super::poller::{Followed, LookError, Report, look};
use super::tracked::Tracked;
use super::{Message, timing};
use crate::core::actor::Panicked;
use crate::core::failpoint::failpoint;
use crate::runs::decide::requests::{Place, in_turn, share};

/// While the server processes what a run that has ended uploaded: its outcome is a moment away.
const NEAR_THE_END: TimeDelta = TimeDelta::seconds(5);

/// After a launch was accepted.
const SOON: TimeDelta = TimeDelta::seconds(1);

/// What a look under way is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LookAt {
    All,
    /// Only what somebody looks at.
    LookedAt,
}

impl RunsOwner {
    pub(super) fn look_now(&mut self) {
        self.look_again = self.looking.is_some();
        self.next_look = self.inner.now();
        for run in self.runs.values_mut() {
            run.look_up_soon(self.inner.now());
        }
    }

    pub(super) async fn start_look(&mut self) {
        let Some(session) = self.session.clone() else { return };
        self.looking = Some(LookAt::All);
        let followed: Vec<_> = self.runs.values().filter_map(Tracked::followed).collect();
        let budget = {
            let settings = self.inner.settings.borrow();
            share(settings.request_budget, settings.watch_seconds)
        };
        let subscribed: Vec<i64> = self.subscribed().await.into_keys().collect();
        let places: Vec<Place> = followed.iter().map(Followed::place).collect();
        let subscribed = in_turn(&places, &subscribed, self.last_in_turn, budget);
        self.last_in_turn = subscribed.last().copied().unwrap_or_default();
        let (clock, epoch) = (self.inner.ports.clock.clone(), self.epoch);
        let looking = async move {
            failpoint!("runs/look");
            look(&session.client, &*clock, &followed, &subscribed, budget).await
        };
        self.report(looking, move |report| Message::Looked { epoch, report: report.map(Box::new) });
    }

    /// When what somebody looks at is looked at next; a server that cannot be reached has its own pace.
    pub(super) fn due_closely(&self) -> Option<DateTime<Utc>> {
        let can_look = self.session.is_some() && self.looking.is_none() && self.failed_looks == 0;
        let due = self.looked_at.due().filter(|_| can_look)?;
        let any = !self.runs_looked_at(due).is_empty();
        any.then_some(due)
    }

    pub(super) fn is_due_closely(&self, now: DateTime<Utc>) -> bool {
        self.due_closely().is_some_and(|due| due <= now)
    }

    fn runs_looked_at(&self, now: DateTime<Utc>) -> Vec<i64> {
        let going_on = self.runs.values().filter(|run| run.state.is_watched()).map(|run| run.row.id);
        self.looked_at.of(going_on, now)
    }

    /// Looks at what somebody looks at, and at nothing else.
    pub(super) fn start_close_look(&mut self) {
        let Some(session) = self.session.clone() else { return };
        let chosen = self.runs_looked_at(self.inner.now());
        self.looking = Some(LookAt::LookedAt);
        let followed: Vec<_> = chosen.iter().filter_map(|id| self.runs.get(id)?.followed()).collect();
        let budget = self.inner.settings.borrow().request_budget;
        let (clock, epoch) = (self.inner.ports.clock.clone(), self.epoch);
        let looking = async move {
            failpoint!("runs/look");
            look(&session.client, &*clock, &followed, &[], budget).await
        };
        self.report(looking, move |report| Message::Looked { epoch, report: report.map(Box::new) });
    }

    pub(super) async fn looked(&mut self, report: Result<Box<Report>, Panicked>) {
        let closely = self.looking.take() == Some(LookAt::LookedAt);
        let now = self.inner.now();
        self.looked_closely(now);
        let Ok(report) = report else {
            self.failed_looks = self.failed_looks.saturating_add(1);
            let runs_open = self.runs_open();
            let wait = timing::wait(&self.inner.settings.borrow(), runs_open, self.failed_looks, 0.5);
            self.next_look = now + wait;
            return;
        };
        let asked = report.link.as_ref().err().and_then(LookError::asked_wait);
        match &report.link {
            Ok(()) => self.link_is_up(report.asked_at),
            Err(error) => self.link_is_down(error),
        }
        for seen in report.runs {
            let Some(run) = self.runs.get_mut(&seen.run_id) else { continue };
            run.note_place(seen.depth, seen.signature, now);
            if let Some(observation) = seen.observation {
                self.observe(seen.run_id, observation);
            }
        }
        self.meet_strangers(report.newest, report.asked_at).await;
        let wait =
            timing::wait(&self.inner.settings.borrow(), self.runs_open(), self.failed_looks, rand::random());
        let about_to_end = self.runs.values().any(|run| run.state.is_about_to_end(now));
        let wait = if about_to_end && self.failed_looks == 0 { wait.min(NEAR_THE_END) } else { wait };
        let wait = asked.map_or(wait, |asked| wait.max(asked));
        if closely && asked.is_none() && self.failed_looks == 0 {
            // The others are looked at when it was their turn anyway.
            self.next_look = self.next_look.min(now + wait);
            self.look_again = false;
            return;
        }
        self.next_look = if std::mem::take(&mut self.look_again) { now } else { now + wait };
    }

    fn looked_closely(&mut self, now: DateTime<Utc>) {
        let runs = self.runs_looked_at(now).len();
        let demo = self.session.as_ref().is_some_and(|session| session.connection.demo);
        let budget = self.inner.settings.borrow().request_budget;
        self.looked_at.looked(runs, demo, budget, now);
    }

    /// Looks a moment from now, when the server has begun with what it was just asked.
    pub(super) fn next_look_soon(&mut self) {
        self.next_look = self.next_look.min(self.inner.now() + SOON);
    }

    pub(super) fn runs_open(&self) -> bool {
        self.runs.values().any(|run| run.state.is_watched())
    }
}
