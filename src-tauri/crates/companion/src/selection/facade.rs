use testops::{ErrorKind, GroupRef, PageRequest, Tree, aql};

use super::resolve::words_of;
use crate::Companion;
use crate::exports::scope::group_ref;
use crate::texts::{Trouble, Unchosen};
use crate::view::{CasePage, CaseView, Failure, PlanDifference, ScopeGroup, TestPlanView, TreeView};

/// Test cases of one page.
const CASES: u32 = 200;

/// Plans that are offered at a time; typing narrows them.
const PLANS: u32 = 50;

impl Companion {
    pub async fn project_trees(&self, project_id: i64) -> Result<Vec<TreeView>, Failure> {
        let session = self.inner.session()?;
        let trees = session.client.trees(project_id).await;
        let trees = trees.map_err(|error| self.inner.asked(&session, &error))?;
        Ok(trees.into_iter().map(TreeView::from).collect())
    }

    /// The test cases right below a group; pages are counted from 0.
    pub async fn tree_cases(
        &self,
        project_id: i64,
        tree_id: i64,
        parent: ScopeGroup,
        page: u32,
    ) -> Result<CasePage, Failure> {
        let session = self.inner.session()?;
        let at: GroupRef = group_ref(&parent);
        let request = PageRequest { number: page, ..PageRequest::first(CASES) };
        match session.client.tree_cases(project_id, tree_id, &at, None, request).await {
            Ok(page) => Ok(shown(page)),
            Err(error) => Err(self.inner.asked(&session, &error)),
        }
    }

    /// The test cases whose names hold the text; pages are counted from 0.
    pub async fn find_cases(&self, project_id: i64, text: String, page: u32) -> Result<CasePage, Failure> {
        let session = self.inner.session()?;
        let query = format!("name ~= {}", aql::text(text.trim()));
        let request = PageRequest { number: page, ..PageRequest::first(CASES) };
        match session.client.flat_cases(project_id, &query, request).await {
            Ok(page) => Ok(shown(page)),
            Err(error) => match words_of(&error) {
                Some(words) => {
                    let why = Unchosen::Query { words: Some(words) };
                    let fault = Some(self.inner.texts().unchosen(&why));
                    Ok(CasePage { fault, last: true, ..CasePage::default() })
                }
                None => Err(self.inner.asked(&session, &error)),
            },
        }
    }

    /// The first plans whose names hold the text.
    pub async fn test_plans(&self, project_id: i64, text: String) -> Result<Vec<TestPlanView>, Failure> {
        let session = self.inner.session()?;
        let text = Some(text.trim()).filter(|text| !text.is_empty());
        let plans = session.client.test_plans(project_id, text, PageRequest::first(PLANS)).await;
        let plans = plans.map_err(|error| self.inner.asked(&session, &error))?;
        Ok(plans.items.into_iter().map(plan).collect())
    }

    /// By how much a plan differs from the AQL that fills it.
    pub async fn plan_difference(&self, plan_id: i64) -> Result<PlanDifference, Failure> {
        let session = self.inner.session()?;
        let diff = session.client.plan_diff(plan_id).await;
        let diff = diff.map_err(|error| self.inner.asked(&session, &error))?;
        Ok(PlanDifference { added: diff.added, gone: diff.deleted })
    }

    /// Fills a plan anew by its AQL. Doing it twice does no more than doing it once.
    pub async fn sync_test_plan(&self, plan_id: i64) -> Result<TestPlanView, Failure> {
        let session = self.inner.session()?;
        match session.client.sync_plan(plan_id).await {
            Ok(synced) => Ok(plan(synced)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
                let message = self.inner.texts().unchosen(&Unchosen::PlanGone);
                Err(Failure { message, ..self.inner.trouble(Trouble::NotFound) })
            }
            Err(error) => Err(self.inner.asked(&session, &error)),
        }
    }
}

fn shown(page: testops::Page<testops::CaseRow>) -> CasePage {
    let shown = |case: testops::CaseRow| CaseView { id: case.id, name: case.name, automated: case.automated };
    CasePage { items: page.items.into_iter().map(shown).collect(), last: page.last, fault: None }
}

fn plan(plan: testops::TestPlan) -> TestPlanView {
    TestPlanView { id: plan.id, name: plan.name, tests: plan.test_cases_count, aql: plan.base_rql }
}

impl From<Tree> for TreeView {
    fn from(tree: Tree) -> Self {
        let levels = tree.fields.into_iter().map(|field| field.name).collect();
        Self { id: tree.id, name: tree.name, levels }
    }
}
