use testops::JobShare;

use super::Resolved;
use super::is_gone;
use super::way::mapping;
use crate::Companion;
use crate::core::session::Session;
use crate::texts::Unchosen;
use crate::view::{Failure, JobPart, TestChoice, Tests, TestsCheck};

/// Who runs the test cases of a query is asked for up to so many; beyond that only their number is told.
const MOST_SHARED_OUT: u64 = 10_000;

impl Companion {
    /// How many tests a choice is by now, and which job would run which.
    pub async fn check_tests(&self, project_id: i64, choice: TestChoice) -> Result<TestsCheck, Failure> {
        let session = self.inner.session()?;
        if choice.tests == Tests::All {
            return Ok(TestsCheck::default());
        }
        if let Tests::Query { aql } = &choice.tests {
            match self.count_of_query(&session, project_id, aql).await? {
                Ok(Some(count)) if count > MOST_SHARED_OUT => {
                    return Ok(TestsCheck { total: Some(count), ..TestsCheck::default() });
                }
                Ok(_) => {}
                Err(why) => return Ok(self.faulty(&why)),
            }
        }
        match self.resolve(&session, project_id, &choice.tests).await? {
            Err(why) => Ok(self.faulty(&why)),
            Ok(Resolved::Plan(plan)) => self.check_plan_of_tests(&session, &plan).await,
            Ok(Resolved::Cases(selection)) => {
                let jobs = mapping(&choice.other_jobs);
                let client = &session.client;
                let (stats, shares) =
                    tokio::join!(client.run_stats(&selection, &jobs), client.job_shares(&selection, &jobs));
                let (stats, shares) = match (stats, shares) {
                    (Ok(stats), Ok(shares)) => (stats, shares),
                    (Err(error), _) | (_, Err(error)) if is_gone(&error) => {
                        return Ok(self.faulty(&Unchosen::TreeOrJobGone));
                    }
                    (Err(error), _) | (_, Err(error)) => return Err(self.inner.asked(&session, &error)),
                };
                if stats.total == 0 {
                    return Ok(self.faulty(&Unchosen::NothingFound));
                }
                let nobody = shares.iter().all(|share| share.test_cases_count == 0);
                Ok(TestsCheck {
                    fault: nobody.then(|| self.inner.texts().unchosen(&Unchosen::NoJob)),
                    total: Some(stats.total),
                    automated: stats.automated,
                    manual: stats.manual,
                    without_job: stats.not_run,
                    jobs: parts(shares),
                })
            }
        }
    }

    async fn check_plan_of_tests(
        &self,
        session: &Session,
        plan: &testops::TestPlan,
    ) -> Result<TestsCheck, Failure> {
        let client = &session.client;
        let (jobs, members) = tokio::join!(client.plan_jobs(plan.id), client.plan_members(plan.id));
        let jobs = parts(jobs.map_err(|error| self.inner.asked(session, &error))?);
        let automated = jobs.iter().map(|job| job.tests).sum();
        // The choice can be told without them.
        let manual = members.unwrap_or_default().iter().map(|member| member.test_cases_count).sum();
        let total = plan.test_cases_count;
        Ok(TestsCheck {
            fault: jobs.is_empty().then(|| self.inner.texts().unchosen(&Unchosen::NoJob)),
            total: Some(total),
            automated,
            manual,
            without_job: total.saturating_sub(automated).saturating_sub(manual),
            jobs,
        })
    }

    fn faulty(&self, why: &Unchosen) -> TestsCheck {
        TestsCheck { fault: Some(self.inner.texts().unchosen(why)), ..TestsCheck::default() }
    }
}

fn parts(shares: Vec<JobShare>) -> Vec<JobPart> {
    let part = |share: JobShare| {
        let job = share.job?;
        Some(JobPart {
            job_id: job.id,
            job_name: job.name,
            ci: job.kind.unwrap_or_default(),
            tests: share.test_cases_count,
        })
    };
    shares.into_iter().filter(|share| share.test_cases_count > 0).filter_map(part).collect()
}
