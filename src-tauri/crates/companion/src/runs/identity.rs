//! Whether two runs follow one launch of the server.
//!
//! A server that was restored from a backup or set up anew gives ids that it gave before: then the same id is another
//! launch. When a launch was made tells them apart.

use chrono::{DateTime, TimeDelta, Utc};
use store::{Alongside, Intent, MomentRow, RunRow, StoreError};

use super::owner::RunsOwner;
use super::tracked::Tracked;
use crate::core::encoding::instant;
use crate::runs::decide::Observation;
use crate::runs::record::state_of;
use crate::view::Origin;

/// The same moment, told by different answers of the server: some tell whole seconds.
const SAME: TimeDelta = TimeDelta::seconds(2);

/// How long after it was asked for a launch may have been made, clocks that differ included.
const MADE_WITHIN: TimeDelta = TimeDelta::minutes(17);

/// A launch as a run knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    asked_here: bool,
    asked_at: DateTime<Utc>,
    /// By the server's clock.
    created: Option<DateTime<Utc>>,
}

impl Known {
    pub(crate) fn of(row: &RunRow) -> Self {
        Self {
            asked_here: row.origin == Origin::Here.to_string(),
            asked_at: instant(row.asked_at),
            created: state_of(row).memory.created_there,
        }
    }

    /// Of two with the same id. Two requests never make one launch; where one of them does not know when its launch was
    /// made, it was asked for about then.
    pub(crate) fn is_same(self, other: Self) -> bool {
        match (self.created, other.created) {
            (Some(one), Some(other)) => is_same_moment(one, other),
            _ if self.asked_here && other.asked_here => false,
            _ => (self.asked_at - other.asked_at).abs() <= MADE_WITHIN,
        }
    }
}

/// Whether the launch that the server tells of is the one that was made then. What is not known tells nothing apart.
pub(crate) fn is_same_launch(known: Option<DateTime<Utc>>, told: Option<DateTime<Utc>>) -> bool {
    known.zip(told).is_none_or(|(known, told)| is_same_moment(known, told))
}

fn is_same_moment(one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
    (one - other).abs() <= SAME
}

impl RunsOwner {
    /// Stores a run that follows a launch, unless one follows it already.
    pub(super) async fn intend_to_follow(
        &mut self,
        row: &RunRow,
        moments: &[MomentRow],
    ) -> Result<Intent, StoreError> {
        let nothing = Alongside::default();
        let intent = self.inner.store.runs().intend(row, moments, None, &nothing).await?;
        let Intent::Existing(other) = &intent else { return Ok(intent) };
        if Known::of(row).is_same(Known::of(other)) {
            return Ok(intent);
        }
        self.give_up_id(other.clone()).await?;
        self.inner.store.runs().intend(row, moments, None, &nothing).await
    }

    /// The server gave the id of this run's launch to another one: the run keeps what is known of it, and is over.
    pub(super) async fn give_up_id(&mut self, row: RunRow) -> Result<(), StoreError> {
        tracing::warn!(
            run = row.id,
            launch = row.launch_id,
            "the server gave the id of a launch to another one"
        );
        let run_id = row.id;
        let mut run = self.runs.get(&run_id).cloned().unwrap_or_else(|| Tracked::new(row, Vec::new()));
        run.row.request_key = format!("{}/{run_id}", run.row.request_key);
        run.touch();
        self.apply(run, Observation::Replaced, Alongside::default()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
    }

    fn known(asked_here: bool, asked: i64, created: Option<i64>) -> Known {
        Known { asked_here, asked_at: at(asked), created: created.map(at) }
    }

    #[test]
    fn when_a_launch_was_made_tells_it_apart_whatever_the_clocks_say() {
        assert!(known(true, 0, Some(7_200)).is_same(known(false, -3_600, Some(7_201))));
        assert!(!known(true, 0, Some(5)).is_same(known(false, 0, Some(60))));
    }

    #[test]
    fn where_it_is_not_known_two_requests_are_two_launches_and_others_go_by_their_time() {
        assert!(!known(true, 0, Some(5)).is_same(known(true, -5, None)));
        assert!(known(true, 0, None).is_same(known(false, 3, Some(3))));
        assert!(!known(true, 0, None).is_same(known(false, -86_400, Some(3))));
    }

    #[test]
    fn what_the_server_does_not_tell_tells_nothing_apart() {
        assert!(is_same_launch(None, Some(at(0))) && is_same_launch(Some(at(0)), None));
        assert!(is_same_launch(Some(at(0)), Some(at(1))));
        assert!(!is_same_launch(Some(at(0)), Some(at(60))));
    }
}
