//! A launch of chosen tests: what is asked of the server, and of whom.

use testops::{
    CasesRunRequest, EnvironmentSet, JobRunRequest, LaunchName, LaunchOrder, Selection, TagRef, TreeSelection,
};

use super::launching::given_parameters;
use crate::Companion;
use crate::connection::catalogue::Job;
use crate::core::session::Session;
use crate::runs::decide::pending::{By, Request};
use crate::selection::{Resolved, Way, is_gone, mapping, way};
use crate::texts::{Trouble, Unchosen};
use crate::view::{Failure, FieldFault, LaunchRequest, Tests};

/// What the form holds, as the server takes it.
pub(super) struct Given {
    pub(super) name: LaunchName,
    pub(super) tags: Vec<TagRef>,
    pub(super) environment: Vec<EnvironmentSet>,
}

impl Companion {
    /// The request that the form means, with the tests as they are by now.
    pub(super) async fn what_is_asked(
        &self,
        session: &Session,
        request: &LaunchRequest,
        job: &Job,
        given: Given,
    ) -> Result<Result<Request, FieldFault>, Failure> {
        let tests = &request.choice.tests;
        if *tests == Tests::All {
            let body = self.body(&of_job(job, request, given, TreeSelection::default()))?;
            return Ok(Ok(Request::Launch { job_id: job.id, body }));
        }
        let selection = match self.resolve(session, request.project_id, tests).await? {
            Ok(Resolved::Cases(selection)) => selection,
            Ok(Resolved::Plan(plan)) => {
                let order = LaunchOrder {
                    launch_name: given.name,
                    tags: given.tags,
                    issues: Vec::new(),
                    env_var_value_sets: given.environment,
                };
                return Ok(Ok(Request::Tests { by: By::Plan(plan.id), body: self.body(&order)? }));
            }
            Err(why) => return Ok(Err(self.wrong_tests(&why))),
        };
        let others = &request.choice.other_jobs;
        let jobs = mapping(others);
        let shares = match session.client.job_shares(&selection, &jobs).await {
            Ok(shares) => shares,
            Err(error) if is_gone(&error) => return Ok(Err(self.wrong_tests(&Unchosen::TreeOrJobGone))),
            Err(error) => return Err(self.inner.asked(session, &error)),
        };
        Ok(match way(job.id, &selection, &shares, others) {
            Ok(Way::Job) => {
                let chosen = TreeSelection {
                    leafs_include: selection.cases,
                    leafs_exclude: selection.without_cases,
                    ..TreeSelection::default()
                };
                let body = self.body(&of_job(job, request, given, chosen))?;
                Ok(Request::Tests { by: By::Job(job.id), body })
            }
            Ok(Way::Jobs) => {
                let is_in = shares.iter().any(|share| share.job.as_ref().is_some_and(|one| one.id == job.id));
                let parameters = if is_in { given_parameters(job, request) } else { Vec::new() };
                let request = CasesRunRequest { jobs, parameters, ..of_cases(selection, given) };
                Ok(Request::Tests { by: By::Jobs, body: self.body(&request)? })
            }
            Err(why) => Err(self.wrong_tests(&why)),
        })
    }

    fn wrong_tests(&self, why: &Unchosen) -> FieldFault {
        FieldFault { field: "tests".to_owned(), message: self.inner.texts().unchosen(why) }
    }

    fn body(&self, body: &impl serde::Serialize) -> Result<serde_json::Value, Failure> {
        serde_json::to_value(body).map_err(|_| self.inner.trouble(Trouble::Internal))
    }
}

fn of_job(job: &Job, request: &LaunchRequest, given: Given, selection: TreeSelection) -> JobRunRequest {
    JobRunRequest {
        tags: given.tags,
        env_var_value_sets: given.environment,
        parameters: given_parameters(job, request),
        selection,
        ..JobRunRequest::new(given.name)
    }
}

fn of_cases(selection: Selection, given: Given) -> CasesRunRequest {
    CasesRunRequest {
        launch_name: given.name,
        selection,
        tags: given.tags,
        issues: Vec::new(),
        env_var_value_sets: given.environment,
        assignees: Vec::new(),
        jobs: Vec::new(),
        parameters: Vec::new(),
    }
}
