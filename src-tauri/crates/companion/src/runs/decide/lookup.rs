//! A launch whose answer was lost: which launch on the server is the one that was asked for.
//!
//! A launch request is never sent twice. Instead the project's newest launches are read until the one is found,
//! or until enough looks were answered that a person must say what became of it.

use chrono::{DateTime, TimeDelta, Utc};

/// Waits between answered looks, in seconds; about two minutes in total.
const WAITS: [i64; 7] = [2, 4, 8, 15, 25, 30, 36];

/// After a look that nobody answered; it does not count.
pub(crate) const WAIT_UNANSWERED: TimeDelta = TimeDelta::seconds(5);

/// How far before the request a launch may have been created: clocks are told apart to the second only, and the
/// server's may have been set since.
const SLACK_BEFORE: TimeDelta = TimeDelta::minutes(2);

/// How long after the request the server may still have created it.
const SLACK_AFTER: TimeDelta = TimeDelta::minutes(15);

/// The wait after the `looks`th answered look, or `None` when it was the last.
pub(crate) fn wait_after(looks: u8) -> Option<TimeDelta> {
    let index = usize::from(looks).checked_sub(1)?;
    WAITS.get(index).map(|seconds| TimeDelta::seconds(*seconds))
}

/// What was asked for.
pub(crate) struct Wanted<'a> {
    pub(crate) name: &'a str,
    pub(crate) job_id: Option<i64>,
    /// By the server's clock.
    pub(crate) asked_there: DateTime<Utc>,
}

/// A launch on the server, as the list tells it.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) launch_id: i64,
    pub(crate) name: String,
    /// By the server's clock.
    pub(crate) created_at: Option<DateTime<Utc>>,
    /// Empty while the server has not said.
    pub(crate) job_ids: Vec<i64>,
}

/// The launches that may be the one, none of which `is_known` as another run's.
pub(crate) fn candidates(wanted: &Wanted<'_>, listed: &[Listed], is_known: impl Fn(i64) -> bool) -> Vec<i64> {
    listed
        .iter()
        .filter(|launch| wanted.fits(launch) && !is_known(launch.launch_id))
        .map(|launch| launch.launch_id)
        .collect()
}

impl Wanted<'_> {
    /// Whether the launch may be the one.
    pub(crate) fn fits(&self, launch: &Listed) -> bool {
        let in_time = launch.created_at.is_none_or(|created| {
            created >= self.asked_there - SLACK_BEFORE && created <= self.asked_there + SLACK_AFTER
        });
        let same_job =
            self.job_id.is_none_or(|job| launch.job_ids.is_empty() || launch.job_ids.contains(&job));
        in_time && same_job && launch.name.trim() == self.name.trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
    }

    fn wanted(offset: i64) -> Wanted<'static> {
        Wanted { name: "Nightly", job_id: Some(7), asked_there: at(offset) }
    }

    fn listed(launch_id: i64, created: i64, job_ids: &[i64]) -> Listed {
        Listed {
            launch_id,
            name: "Nightly".to_owned(),
            created_at: Some(at(created)),
            job_ids: job_ids.to_vec(),
        }
    }

    #[test]
    fn the_launch_made_right_after_the_request_is_the_one() {
        let list = [listed(1, -3_600, &[7]), listed(2, 3, &[7]), listed(3, 2, &[8])];
        assert_eq!(candidates(&wanted(0), &list, |_| false), vec![2]);
    }

    #[test]
    fn a_launch_of_another_run_is_not_taken() {
        let list = [listed(2, 3, &[7])];
        assert!(candidates(&wanted(0), &list, |id| id == 2).is_empty());
    }

    #[test]
    fn a_server_clock_off_by_a_day_is_allowed_for() {
        let list = [listed(2, 86_403, &[7])];
        assert_eq!(candidates(&wanted(86_400), &list, |_| false), vec![2]);
        assert!(candidates(&wanted(0), &list, |_| false).is_empty());
    }

    #[test]
    fn a_launch_whose_job_is_not_told_yet_may_be_the_one() {
        assert_eq!(candidates(&wanted(0), &[listed(2, 3, &[])], |_| false), vec![2]);
    }

    #[test]
    fn looks_wait_longer_each_time_and_end_after_about_two_minutes() {
        let waits: Vec<i64> = (1..=20).map_while(wait_after).map(|wait| wait.num_seconds()).collect();
        assert!(waits.is_sorted());
        assert!((100..=140).contains(&waits.iter().sum::<i64>()));
        assert_eq!(wait_after(0), None);
    }
}
