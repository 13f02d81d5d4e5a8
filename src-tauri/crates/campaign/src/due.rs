//! No due time of a plan passes without an attempt, or a row that says why there was none.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, TimeDelta, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;
use companion::view::{AttemptView, PlanState, PlanView};

use crate::model::Figure;
use crate::world::World;

pub(crate) fn kept(world: &World, plans: &[PlanView], attempts: &[AttemptView]) {
    if world.model().clock_was_set {
        // What was due by a wrong clock cannot be told.
        return;
    }
    for plan in plans {
        let Some(since) = world.model().plans.get(&plan.id).copied() else { continue };
        let of_plan = attempts.iter().filter(|attempt| attempt.plan_id == plan.id);
        let mut known: BTreeSet<DateTime<Utc>> = of_plan.filter_map(|attempt| attempt.due_at).collect();
        if let PlanState::Asking { missed } = &plan.state {
            known.extend(missed);
        }
        let Ok(zone) = plan.draft.zone.parse() else { continue };
        for due in times(&plan.draft.cron, zone, since, world.clock.truth() - TimeDelta::minutes(5)) {
            if !known.contains(&due) {
                let what = format!("plan {} was due at {due} and nothing is known of it", plan.id);
                world.model().find(Figure::Lost, what);
            }
        }
    }
}

/// Minute by minute, without those that clocks pass twice or never: what is right there is a matter of taste.
pub(crate) fn times(cron: &str, zone: Tz, after: DateTime<Utc>, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let fields: Vec<&str> = cron.split(' ').collect();
    let &[minute, hour, _, _, weekday] = fields.as_slice() else { return Vec::new() };
    let mut at = after.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(after);
    let mut times = Vec::new();
    while at < until {
        at += TimeDelta::minutes(1);
        let local = at.with_timezone(&zone);
        let is_plain = zone.from_local_datetime(&local.naive_local()).single().is_some();
        let is_due = fits(minute, local.minute())
            && fits(hour, local.hour())
            && fits(weekday, local.weekday().num_days_from_sunday());
        if is_due && is_plain && at <= until {
            times.push(at);
        }
    }
    times
}

/// `*`, `*/N`, `A-B` and lists of numbers: as much as the generator draws.
fn fits(field: &str, value: u32) -> bool {
    field.split(',').any(|part| {
        let number = |text: &str| text.parse::<u32>().unwrap_or(0);
        if part == "*" {
            true
        } else if let Some(step) = part.strip_prefix("*/") {
            value.is_multiple_of(number(step).max(1))
        } else if let Some((from, to)) = part.split_once('-') {
            (number(from)..=number(to)).contains(&value)
        } else {
            number(part) == value
        }
    })
}
