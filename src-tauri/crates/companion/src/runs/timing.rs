//! When the server is looked at next.

use chrono::{DateTime, TimeDelta, Utc};

use crate::view::Settings;

/// Waits between looks while the server cannot be reached, in seconds; the last one stays.
const OFFLINE_WAITS: [i64; 5] = [3, 6, 12, 25, 45];

/// How far the clock may go back before everything is looked at anew.
const BACKWARDS: TimeDelta = TimeDelta::seconds(5);

/// Seconds from one look to the next; `dice` is in 0..1 and moves the wait by up to a tenth.
pub(crate) fn wait(settings: &Settings, runs_open: bool, failed_looks: u32, dice: f64) -> TimeDelta {
    let regular = i64::from(if runs_open { settings.watch_seconds } else { settings.idle_seconds });
    let seconds = match failed_looks {
        0 => regular,
        failed => {
            let index = usize::try_from(failed - 1).unwrap_or(usize::MAX).min(OFFLINE_WAITS.len() - 1);
            OFFLINE_WAITS[index]
        }
    };
    jittered(TimeDelta::seconds(seconds), dice)
}

fn jittered(wait: TimeDelta, dice: f64) -> TimeDelta {
    let thousandths = wait.num_seconds().saturating_mul(1_000);
    let share = (dice.clamp(0.0, 1.0) * 200.0).round();
    // Within 0..=200, so that nothing is cut off.
    #[expect(clippy::cast_possible_truncation, reason = "0 to 200")]
    let share = share as i64 - 100;
    TimeDelta::milliseconds(thousandths + thousandths * share / 1_000)
}

/// Whether the clock was set back between two readings.
pub(crate) fn went_back(before: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now + BACKWARDS < before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_running_is_looked_at_more_often_than_nothing() {
        let settings = Settings::default();
        assert_eq!(wait(&settings, true, 0, 0.5), TimeDelta::seconds(30));
        assert_eq!(wait(&settings, false, 0, 0.5), TimeDelta::seconds(300));
    }

    #[test]
    fn waits_grow_while_the_server_is_away_and_stay_bounded() {
        let settings = Settings::default();
        let waits: Vec<TimeDelta> = (1..10).map(|failed| wait(&settings, true, failed, 0.5)).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&TimeDelta::seconds(45)));
    }

    #[test]
    fn jitter_stays_within_a_tenth() {
        let settings = Settings::default();
        assert_eq!(wait(&settings, true, 0, 0.0), TimeDelta::seconds(27));
        assert_eq!(wait(&settings, true, 0, 1.0), TimeDelta::seconds(33));
    }

    #[test]
    fn a_small_correction_of_the_clock_is_no_jump() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).expect("a valid instant");
        assert!(!went_back(now, now - TimeDelta::seconds(2)));
        assert!(went_back(now, now - TimeDelta::hours(1)));
    }
}
