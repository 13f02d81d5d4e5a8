//! When a plan is due: a cron expression in a time zone.
//!
//! Every local time that the expression names is due once. Local times that the clocks jump over are due together, at
//! the first instant after the gap; a local time that the clocks pass twice is due when they pass it first.

use std::collections::VecDeque;

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::expression::{CronFault, Expression};
use crate::texts::Texts;

/// Longer than any clock was ever put forward: Samoa left out a whole day.
const LONGEST_GAP: i64 = 26 * 60;

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
        let mut local = at.with_timezone(&self.zone).naive_local();
        loop {
            local = self.expression.next_after(local)?;
            // A local time of the second passing was due at the first one.
            if let Some(due) = self.instant(local).filter(|due| *due > at) {
                return Some(due);
            }
        }
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
