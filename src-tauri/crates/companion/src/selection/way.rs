//! How a choice of tests is launched: by the job of the form alone, or by every job that has a share in it.

use testops::{JobMapping, JobShare, Selection};

use crate::texts::Unchosen;
use crate::view::OtherJob;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// These test cases are all of the job.
    Job,
    /// Each by the job that has it, in one launch.
    Jobs,
}

/// `shares` are what the server says who would run the selection. A job takes ids of test cases only, so that whole groups
/// always go by their jobs.
pub(crate) fn way(
    job_id: i64,
    selection: &Selection,
    shares: &[JobShare],
    others: &[OtherJob],
) -> Result<Way, Unchosen> {
    if selection.is_everything() {
        return Err(Unchosen::NothingChosen);
    }
    let mut jobs = shares.iter().filter(|share| share.test_cases_count > 0);
    let Some(first) = jobs.next() else { return Err(Unchosen::NoJob) };
    let alone = jobs.next().is_none() && first.job.as_ref().is_some_and(|job| job.id == job_id);
    let plain = others.is_empty() && selection.groups.is_empty();
    Ok(if alone && plain { Way::Job } else { Way::Jobs })
}

pub(crate) fn mapping(others: &[OtherJob]) -> Vec<JobMapping> {
    others
        .iter()
        .filter(|other| other.from != Some(other.to))
        .map(|other| JobMapping { from_id: other.from, to_id: other.to })
        .collect()
}

#[cfg(test)]
mod tests {
    use testops::{GroupRef, Job};

    use super::*;

    fn shares(jobs: &[(i64, u64)]) -> Vec<JobShare> {
        let share = |(id, count): &(i64, u64)| JobShare {
            job: Some(Job { id: *id, ..Job::default() }),
            test_cases_count: *count,
        };
        jobs.iter().map(share).collect()
    }

    fn cases() -> Selection {
        Selection { project_id: 1, cases: vec![7], ..Selection::default() }
    }

    #[test]
    fn a_job_that_has_them_all_runs_them_alone() {
        assert_eq!(way(3, &cases(), &shares(&[(3, 1), (4, 0)]), &[]), Ok(Way::Job));
        assert_eq!(way(3, &cases(), &shares(&[(4, 1)]), &[]), Ok(Way::Jobs));
        assert_eq!(way(3, &cases(), &shares(&[(3, 1), (4, 1)]), &[]), Ok(Way::Jobs));
        let other = OtherJob { from: Some(4), to: 3 };
        assert_eq!(way(3, &cases(), &shares(&[(3, 2)]), &[other]), Ok(Way::Jobs));
        let groups = vec![GroupRef { id: 5, path: vec![5] }];
        let whole = Selection { groups, cases: Vec::new(), ..cases() };
        assert_eq!(way(3, &whole, &shares(&[(3, 9)]), &[]), Ok(Way::Jobs));
    }

    #[test]
    fn what_nobody_runs_and_what_is_nothing_is_refused() {
        assert_eq!(way(3, &cases(), &[], &[]), Err(Unchosen::NoJob));
        assert_eq!(way(3, &cases(), &shares(&[(3, 0)]), &[]), Err(Unchosen::NoJob));
        let nothing = Selection { project_id: 1, without_cases: vec![7], ..Selection::default() };
        assert_eq!(way(3, &nothing, &shares(&[(3, 900)]), &[]), Err(Unchosen::NothingChosen));
    }

    #[test]
    fn a_job_in_place_of_itself_is_no_other() {
        let others = [OtherJob { from: Some(3), to: 3 }, OtherJob { from: None, to: 3 }];
        assert_eq!(mapping(&others), [JobMapping { from_id: None, to_id: 3 }]);
    }
}
