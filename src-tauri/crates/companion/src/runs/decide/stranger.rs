//! Launches that somebody else started on the server: which of a project's newest ones a subscription begins to follow.
//!
//! What was there before it is the past and stays unknown. How far the list was read is remembered as a [`Mark`], so
//! that each launch is met once, also by a program that was off meanwhile.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::lookup::{Listed, Wanted};

/// How old a launch may be that is met after the program, or its bot, was off.
const NOT_OLDER: TimeDelta = TimeDelta::hours(24);

/// How many launches of a project are met in one look; the older ones of more are passed by.
pub(crate) const AT_ONCE: u32 = 50;

/// How far the launches of a project were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// The newest launch that was there; the server counts upwards.
    pub(crate) launch_id: i64,
    /// When that was seen.
    pub(crate) at: DateTime<Utc>,
}

/// A project's list, newest launch first, and what is known about it.
pub(crate) struct Reading<'a> {
    pub(crate) listed: &'a [Listed],
    pub(crate) asked_at: DateTime<Utc>,
    /// How far the server's clock is ahead of ours.
    pub(crate) ahead: TimeDelta,
    /// When the oldest subscription began.
    pub(crate) since: DateTime<Utc>,
    pub(crate) mark: Option<Mark>,
    /// What was launched from here and is not found yet: a launch that may be the one is nobody else's.
    pub(crate) missing: &'a [Wanted<'a>],
}

impl Reading<'_> {
    /// The launches to be met, newest first, and how far the list is read with them.
    pub(crate) fn strangers(&self) -> (Vec<i64>, Mark) {
        let is_ours = |launch: &Listed| self.missing.iter().any(|wanted| wanted.fits(launch));
        let strangers = self.listed.iter().filter(|launch| self.is_new(launch) && !is_ours(launch));
        let strangers = strangers.map(|launch| launch.launch_id).take(AT_ONCE as usize).collect();
        let newest = self.newest();
        let before = self.mark.map(|mark| mark.launch_id);
        // A launch that may be ours is looked at again once it is told apart.
        let held_back = self
            .listed
            .iter()
            .filter(|launch| self.is_new(launch) && is_ours(launch))
            .map(|l| l.launch_id - 1);
        let read_to = held_back.min().or(newest.or(before)).unwrap_or_default();
        (strangers, Mark { launch_id: read_to, at: self.asked_at })
    }

    fn is_new(&self, launch: &Listed) -> bool {
        let created = launch.created_at.and_then(|created| created.checked_sub_signed(self.ahead));
        if created.is_some_and(|created| created < self.asked_at - NOT_OLDER) {
            return false;
        }
        match self.mark {
            // The ids tell more than two clocks do, unless the server was restored and gives them anew.
            Some(mark) if self.since <= mark.at && self.newest() >= Some(mark.launch_id) => {
                launch.launch_id > mark.launch_id
            }
            mark => {
                let since = mark.map_or(self.since, |mark| mark.at.max(self.since));
                created.is_some_and(|created| created >= since)
            }
        }
    }

    fn newest(&self) -> Option<i64> {
        self.listed.iter().map(|launch| launch.launch_id).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
    }

    fn listed(launch_id: i64, created: i64) -> Listed {
        Listed { launch_id, name: "Nightly".to_owned(), created_at: Some(at(created)), job_ids: vec![7] }
    }

    fn reading(listed: &[Listed], mark: Option<Mark>) -> Reading<'_> {
        Reading { listed, asked_at: at(1_000), ahead: TimeDelta::zero(), since: at(0), mark, missing: &[] }
    }

    fn mark(launch_id: i64) -> Mark {
        Mark { launch_id, at: at(10) }
    }

    #[test]
    fn what_was_there_before_the_subscription_is_the_past() {
        let list = [listed(3, 5), listed(2, -5), listed(1, -500)];
        assert_eq!(reading(&list, None).strangers(), (vec![3], Mark { launch_id: 3, at: at(1_000) }));
        assert_eq!(reading(&[], None).strangers().1.launch_id, 0);
        // The mark of an earlier subscription says nothing of a later one.
        let earlier = Some(Mark { launch_id: 1, at: at(-300) });
        assert_eq!(reading(&list, earlier).strangers().0, [3]);
    }

    #[test]
    fn each_launch_is_met_once_whatever_the_clocks_say() {
        let list = [listed(5, -90), listed(4, -95), listed(3, 5)];
        let (strangers, read_to) = reading(&list, Some(mark(3))).strangers();
        assert_eq!((strangers, read_to.launch_id), (vec![5, 4], 5));
        assert_eq!(reading(&list, Some(read_to)).strangers(), (vec![], read_to));
    }

    #[test]
    fn a_server_that_gives_ids_anew_goes_by_when_launches_were_made() {
        let list = [listed(5, 20), listed(4, 5)];
        let (strangers, read_to) = reading(&list, Some(mark(9))).strangers();
        assert_eq!((strangers, read_to.launch_id), (vec![5], 5));
        let list = [listed(6, 30), listed(5, 20), listed(4, 5)];
        assert_eq!(reading(&list, Some(read_to)).strangers().0, [6]);
        // A newest launch that was deleted is no such thing.
        assert!(reading(&[listed(8, 5)], Some(mark(9))).strangers().0.is_empty());
    }

    #[test]
    fn of_a_long_absence_a_day_is_told_and_no_more_than_so_many() {
        let long_ago = -NOT_OLDER.num_seconds();
        let list = [listed(9, 5), listed(8, long_ago)];
        assert_eq!(reading(&list, Some(mark(3))).strangers().0, [9]);
        let many: Vec<Listed> = (100..200).rev().map(|id| listed(id, 5)).collect();
        let (strangers, read_to) = reading(&many, Some(mark(3))).strangers();
        assert_eq!((strangers.len(), strangers[0], read_to.launch_id), (50, 199, 199));
    }

    #[test]
    fn what_may_be_ours_is_left_until_it_is_told_apart() {
        let list = [listed(6, 20), Listed { name: "Ours".to_owned(), ..listed(5, 15) }, listed(4, 10)];
        let ours = [Wanted { name: "Ours", job_id: Some(7), asked_there: at(14) }];
        let (strangers, read_to) = Reading { missing: &ours, ..reading(&list, Some(mark(3))) }.strangers();
        assert_eq!((strangers, read_to.launch_id), (vec![6, 4], 4));
        assert!(reading(&list, Some(read_to)).strangers().0.contains(&5));
    }
}
