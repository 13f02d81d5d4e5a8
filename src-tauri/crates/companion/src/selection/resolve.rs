//! A choice of tests as the server is asked for it.

use testops::{ErrorKind, PageRequest, Selection, TestPlan};

use super::of_run::cases_of;
use crate::Companion;
use crate::core::session::Session;
use crate::exports::scope::group_ref;
use crate::texts::Unchosen;
use crate::view::{Failure, Tests, TestsOfRun};

pub(crate) enum Resolved {
    /// Never everything.
    Cases(Selection),
    /// It has test cases.
    Plan(TestPlan),
}

type Found<T> = Result<Result<T, Unchosen>, Failure>;

impl Companion {
    /// What is wrong with the choice is data; `Failure` where the server could not be asked.
    pub(crate) async fn resolve(&self, session: &Session, project_id: i64, tests: &Tests) -> Found<Resolved> {
        let mut selection = Selection { project_id, ..Selection::default() };
        match tests {
            Tests::All => return Ok(Err(Unchosen::NothingChosen)),
            Tests::Tree { tree_id, groups, cases, without, .. } => {
                selection.cases = cases.iter().map(|case| case.id).collect();
                if !groups.is_empty() {
                    selection.tree_id = Some(*tree_id);
                    selection.groups = groups.iter().map(group_ref).collect();
                    selection.without_cases = without.iter().map(|case| case.id).collect();
                }
            }
            Tests::Query { aql } => match self.cases_of_query(session, project_id, aql).await? {
                Ok(cases) => selection.cases = cases,
                Err(why) => return Ok(Err(why)),
            },
            Tests::Plan { plan_id, .. } => return self.plan(session, *plan_id).await,
            Tests::Run { run_id, which, .. } => {
                match self.cases_of_run(session, project_id, *run_id, *which).await? {
                    Ok(cases) => selection.cases = cases,
                    Err(why) => return Ok(Err(why)),
                }
            }
        }
        Ok(if selection.is_everything() {
            Err(Unchosen::NothingChosen)
        } else {
            Ok(Resolved::Cases(selection))
        })
    }

    /// How many test cases the query finds; at least one.
    pub(super) async fn count_of_query(
        &self,
        session: &Session,
        project_id: i64,
        aql: &str,
    ) -> Found<Option<u64>> {
        // Without a text some servers find everything.
        if aql.trim().is_empty() {
            return Ok(Err(Unchosen::NothingChosen));
        }
        let check = match session.client.check_case_query(project_id, aql).await {
            Ok(check) if check.valid => check,
            Ok(_) => {
                // The check says no more than that it is wrong; a search says why.
                let asked = session.client.flat_cases(project_id, aql, PageRequest::first(1)).await;
                let words = asked.err().and_then(|error| words_of(&error));
                return Ok(Err(Unchosen::Query { words }));
            }
            Err(error) => match words_of(&error) {
                Some(words) => return Ok(Err(Unchosen::Query { words: Some(words) })),
                None => return Err(self.inner.asked(session, &error)),
            },
        };
        Ok(if check.count == Some(0) { Err(Unchosen::NothingFound) } else { Ok(check.count) })
    }

    async fn cases_of_query(&self, session: &Session, project_id: i64, aql: &str) -> Found<Vec<i64>> {
        if let Err(why) = self.count_of_query(session, project_id, aql).await? {
            return Ok(Err(why));
        }
        let cases = session.client.case_ids(project_id, aql).await;
        let cases = cases.map_err(|error| self.inner.asked(session, &error))?;
        Ok(if cases.is_empty() { Err(Unchosen::NothingFound) } else { Ok(cases) })
    }

    async fn plan(&self, session: &Session, plan_id: i64) -> Found<Resolved> {
        match session.client.test_plan(plan_id).await {
            Ok(plan) if plan.test_cases_count == 0 => Ok(Err(Unchosen::PlanEmpty)),
            Ok(plan) => Ok(Ok(Resolved::Plan(plan))),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(Err(Unchosen::PlanGone)),
            Err(error) => Err(self.inner.asked(session, &error)),
        }
    }

    async fn cases_of_run(
        &self,
        session: &Session,
        project_id: i64,
        run_id: i64,
        which: TestsOfRun,
    ) -> Found<Vec<i64>> {
        let row = self.inner.store.runs().get(run_id).await.map_err(|error| self.inner.stored(&error))?;
        let Some(row) = row.filter(|row| row.connection_id == session.connection.id) else {
            return Ok(Err(Unchosen::RunGone));
        };
        let Some(launch_id) = row.launch_id else { return Ok(Err(Unchosen::RunGone)) };
        if row.project_id != project_id {
            return Ok(Err(Unchosen::OtherProject));
        }
        let cases = match cases_of(&session.client, project_id, launch_id, which).await {
            Ok(cases) => cases,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
                return Ok(Err(Unchosen::RunGone));
            }
            Err(error) => return Err(self.inner.asked(session, &error)),
        };
        let none = match which {
            TestsOfRun::Failed => Unchosen::NoneFailed,
            TestsOfRun::Flaky => Unchosen::NoneFlaky,
            TestsOfRun::NotRun => Unchosen::AllWereRun,
        };
        Ok(if cases.is_empty() { Err(none) } else { Ok(cases) })
    }
}

/// A tree, or a job in place of another, that is not there any more.
pub(crate) fn is_gone(error: &testops::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound { .. })
}

/// The server's own, where it refused what it was asked.
pub(super) fn words_of(error: &testops::Error) -> Option<String> {
    if let ErrorKind::Rejected { message, .. } | ErrorKind::Conflict { message } = error.kind() {
        return message.clone();
    }
    None
}
