//! When a plan is due: a cron expression in a time zone.
//!
//! Where clocks are put forward or back, a plan does what cron programs do. One that names times of the day (`30 2 * * *`)
//! is due once for each of them: those that the clocks jump over are due together, at the first instant after the gap,
//! and one that the clocks pass twice is due when they pass it first. One that names a distance, with a star for the
//! minute or the hour (`*/30 * * * *`), is due whenever the clock shows a time that fits: in an hour that comes twice
//! both times, in one that is left out not at all.

use std::collections::VecDeque;

use chrono::{
    DateTime, FixedOffset, MappedLocalTime, NaiveDateTime, Offset as _, SubsecRound as _, TimeDelta,
    TimeZone as _, Utc,
};
use chrono_tz::Tz;

use super::expression::{CronFault, Expression};
use crate::texts::Texts;

/// Longer than any clock was ever put forward: Samoa left out a whole day.
const LONGEST_GAP: i64 = 26 * 60;

/// Shorter than any time between two changes of the clocks.
const BETWEEN_CHANGES: TimeDelta = TimeDelta::hours(12);

#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    expression: Expression,
    zone: Tz,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScheduleFault {
    Cron(CronFault),
    Zone,
}

impl Schedule {
    /// `cron` has five fields, `zone` is a name of the IANA's time zones, for example `UTC` or `Europe/Moscow`.
    pub(crate) fn parse(cron: &str, zone: &str) -> Result<Self, ScheduleFault> {
        let expression = Expression::parse(cron).map_err(ScheduleFault::Cron)?;
        let zone = zone.trim().parse().map_err(|_| ScheduleFault::Zone)?;
        Ok(Self { expression, zone })
    }

    /// The first due time after `at`; `None` only at the end of the calendar.
    pub(crate) fn next_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.expression.is_interval() { self.next_shown(at) } else { self.next_named(at) }
    }

    /// The first instant after `at` at which the clock shows a time of the expression: from one change of the clocks to
    /// the next.
    fn next_shown(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (mut from, mut shown) = (at, self.shown(at));
        loop {
            let next = self.expression.next_after(shown)?;
            let due = next.checked_sub_offset(self.offset(from))?.and_utc();
            let Some(change) = self.change(from, due) else { return Some(due) };
            // The first instant of the new time may itself be due.
            (from, shown) = (change, self.shown(change) - TimeDelta::seconds(1));
        }
    }

    /// The first instant after `at` that is due for a local time of the expression.
    fn next_named(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut local = self.shown(at);
        loop {
            local = self.expression.next_after(local)?;
            // A local time of the second passing was due at the first one.
            if let Some(due) = self.instant(local).filter(|due| *due > at) {
                return Some(due);
            }
        }
    }

    /// The first second after `from` and up to `until` at which the clocks are put forward or back.
    fn change(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let before = self.offset(from);
        // Clocks change at whole seconds, and halves of less than two would not come nearer.
        let mut low = from.trunc_subsecs(0);
        while low < until {
            let mut high = (low + BETWEEN_CHANGES).min(until);
            if self.offset(high) == before {
                low = high;
                continue;
            }
            while high - low > TimeDelta::seconds(1) {
                let middle = low + TimeDelta::seconds((high - low).num_seconds() / 2);
                if self.offset(middle) == before { low = middle } else { high = middle }
            }
            return Some(high);
        }
        None
    }

    fn shown(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        self.zone.offset_from_utc_datetime(&at.naive_utc()).fix()
    }

    /// The latest `most` due times after `after` and up to `until`, in their order.
    pub(crate) fn between(
        &self,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
        most: usize,
    ) -> Vec<DateTime<Utc>> {
        // Looked for in ever longer spans before the end: years that the program was off may hold a million.
        let mut span = TimeDelta::days(1);
        loop {
            let from = (until - span).max(after);
            let due = self.latest(from, until, most);
            if due.len() == most || from == after {
                return due.into();
            }
            span = span * 4;
        }
    }

    /// The schedule as a person would say it, for example “every day at 07:00 UTC”.
    pub(crate) fn words(&self, texts: Texts) -> String {
        texts.schedule(&self.expression.fields(), self.zone.name())
    }

    fn latest(&self, after: DateTime<Utc>, until: DateTime<Utc>, most: usize) -> VecDeque<DateTime<Utc>> {
        let mut due = VecDeque::new();
        let mut at = after;
        while let Some(next) = self.next_after(at).filter(|next| *next <= until) {
            due.push_back(next);
            if due.len() > most {
                due.pop_front();
            }
            at = next;
        }
        due
    }

    fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let minutes = (0..=LONGEST_GAP).map(TimeDelta::minutes);
        minutes.map(|later| self.zone.from_local_datetime(&(local + later))).find_map(|mapped| match mapped {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.to_utc()),
            MappedLocalTime::None => None,
        })
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
