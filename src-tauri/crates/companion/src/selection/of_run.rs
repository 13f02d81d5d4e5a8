//! Test cases by what became of them in a run.

use std::collections::{BTreeSet, HashSet};

use testops::{Client, PageRequest, Result, Status, TestResult, aql};

use crate::view::TestsOfRun;

const PAGE: u32 = 1_000;
const MOST_PAGES: u32 = 100;

/// Their ids, ascending.
pub(super) async fn cases_of(
    client: &Client,
    project_id: i64,
    launch_id: i64,
    which: TestsOfRun,
) -> Result<Vec<i64>> {
    let mut results = Vec::new();
    let mut request = PageRequest::first(PAGE);
    let failed =
        format!("launch = {launch_id} and status in {} and hidden = false", aql::list(["failed", "broken"]));
    while request.number < MOST_PAGES {
        let page = match which {
            // A search tells them without the rest.
            TestsOfRun::Failed => client.test_results_search(project_id, &failed, request).await?,
            TestsOfRun::Flaky | TestsOfRun::NotRun => client.test_results(launch_id, request).await?,
        };
        results.extend(page.items);
        if page.last {
            break;
        }
        request = request.next();
    }
    let mut planned = Vec::new();
    if which == TestsOfRun::NotRun {
        for job_run in client.launch_job_runs(launch_id).await? {
            planned.extend(client.job_run_plan(job_run.id, true).await?.into_iter().map(|test| test.id));
        }
    }
    Ok(wanted(&results, &planned, which))
}

/// `planned` are the test cases that the job runs should have run.
fn wanted(results: &[TestResult], planned: &[i64], which: TestsOfRun) -> Vec<i64> {
    let last = results.iter().filter(|result| !result.hidden);
    let fits = |result: &TestResult| match which {
        TestsOfRun::Failed => matches!(result.status, Some(Status::Failed | Status::Broken)),
        TestsOfRun::Flaky => result.flaky,
        TestsOfRun::NotRun => matches!(result.status, None | Some(Status::Skipped)),
    };
    let mut cases: BTreeSet<i64> =
        last.clone().filter(|result| fits(result)).filter_map(|result| result.test_case_id).collect();
    if which == TestsOfRun::NotRun {
        let reported: HashSet<i64> = last.filter_map(|result| result.test_case_id).collect();
        cases.extend(planned.iter().filter(|case| !reported.contains(case)));
    }
    cases.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(case: i64, status: Option<Status>) -> TestResult {
        TestResult { id: case * 10, test_case_id: Some(case), status, ..TestResult::default() }
    }

    #[test]
    fn each_test_case_comes_once_by_its_last_try() {
        let results = [
            result(5, Some(Status::Broken)),
            result(2, Some(Status::Failed)),
            result(2, Some(Status::Failed)),
            TestResult { hidden: true, ..result(3, Some(Status::Failed)) },
            TestResult { flaky: true, ..result(3, Some(Status::Passed)) },
            TestResult { test_case_id: None, ..result(4, Some(Status::Failed)) },
        ];
        assert_eq!(wanted(&results, &[], TestsOfRun::Failed), [2, 5]);
        assert_eq!(wanted(&results, &[], TestsOfRun::Flaky), [3]);
    }

    #[test]
    fn what_was_planned_and_never_reported_was_not_run() {
        let results = [result(1, None), result(2, Some(Status::Skipped)), result(3, Some(Status::Passed))];
        assert_eq!(wanted(&results, &[9, 3, 1], TestsOfRun::NotRun), [1, 2, 9]);
    }
}
