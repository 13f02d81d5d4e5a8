//! What a plan's form offers, as the server tells it.

use testops::{Group, GroupRef, PageRequest, Selection, Tree};

use crate::Companion;
use crate::connection::catalogue;
use crate::core::failure::Server;
use crate::core::session::Session;
use crate::exports::decide::fresh;
use crate::exports::{Problem, columns, scope};
use crate::texts::{ExportTrouble, Trouble};
use crate::view::{
    ExportScope, Failure, PlanChoices, PlanDraft, ScopeCount, ScopeGroup, TreeGroup, TreeView,
};

/// Groups of one level are asked for in pages of this size, and at most so many pages.
const PAGE: u32 = 500;
const MOST_PAGES: u32 = 20;

impl Companion {
    /// A plan as it is, or what a plan of this project begins with.
    pub async fn plan_draft(&self, plan_id: Option<i64>, project_id: i64) -> Result<PlanDraft, Failure> {
        if let Some(id) = plan_id {
            return self.stored_plan(id).await;
        }
        let inner = &self.inner;
        let session = inner.session()?;
        let project_name = catalogue::project_name(&inner.store, session.connection.id, project_id).await;
        let server = crate::exports::record::server_of(&session.connection);
        let plans = inner.store.export_plans().of_server(&server).await;
        let is_first = plans.map_err(|error| inner.stored(&error))?.is_empty();
        Ok(fresh(project_id, project_name, is_first))
    }

    pub async fn plan_choices(&self, project_id: i64) -> Result<PlanChoices, Failure> {
        let session = self.inner.session()?;
        let client = &session.client;
        let everything = Selection { project_id, ..Selection::default() };
        let (trees, columns, count) = tokio::join!(
            client.trees(project_id),
            columns::offered(client, project_id),
            client.count_cases(&everything)
        );
        let asked = |error| self.inner.asked(&session, &error);
        Ok(PlanChoices {
            trees: trees.map_err(asked)?.into_iter().map(TreeView::from).collect(),
            columns: columns.map_err(asked)?,
            // The form is of use without it.
            count: count.ok(),
        })
    }

    /// The groups below `parent`, or the tree's first.
    pub async fn tree_groups(
        &self,
        project_id: i64,
        tree_id: i64,
        parent: Option<ScopeGroup>,
    ) -> Result<Vec<TreeGroup>, Failure> {
        let session = self.inner.session()?;
        let asked = |error| self.inner.asked(&session, &error);
        let trees = session.client.trees(project_id).await.map_err(asked)?;
        let Some(tree) = trees.into_iter().find(|tree| tree.id == tree_id) else {
            return Err(self.inner.trouble(Trouble::NotFound));
        };
        let at = parent.as_ref().map(scope::group_ref);
        let groups = groups(&session, project_id, tree_id, at.as_ref()).await.map_err(asked)?;
        let names = parent.map(|parent| parent.names).unwrap_or_default();
        Ok(groups.into_iter().map(|group| shown(group, &tree, &names)).collect())
    }

    /// How many test cases a scope covers. What is wrong with it is data.
    pub async fn count_scope(&self, project_id: i64, scope: ExportScope) -> Result<ScopeCount, Failure> {
        let session = self.inner.session()?;
        match &scope {
            ExportScope::Query { aql } => self.count_query(&session, project_id, aql).await,
            ExportScope::Groups { groups, .. } if groups.is_empty() => {
                Ok(ScopeCount { count: Some(0), fault: None })
            }
            ExportScope::Groups { groups, .. } => {
                let mut total = 0_u64;
                for group in groups {
                    match scope::wanted(&session.client, project_id, &scope, Some(group)).await {
                        Ok(wanted) => total = total.saturating_add(wanted.count),
                        Err(problem) => return self.scope_fault(&session, &problem),
                    }
                }
                Ok(ScopeCount { count: Some(total), fault: None })
            }
            ExportScope::All => match scope::wanted(&session.client, project_id, &scope, None).await {
                Ok(wanted) => Ok(ScopeCount { count: Some(wanted.count), fault: None }),
                Err(problem) => self.scope_fault(&session, &problem),
            },
        }
    }

    /// Asks for the number alone: an export reads the ids.
    async fn count_query(
        &self,
        session: &Session,
        project_id: i64,
        aql: &str,
    ) -> Result<ScopeCount, Failure> {
        match session.client.check_case_query(project_id, aql).await {
            Ok(check) if check.valid => {
                let fault = (check.count == Some(0))
                    .then(|| self.inner.trouble(Trouble::Export(ExportTrouble::NothingFound)).message);
                Ok(ScopeCount { count: check.count, fault })
            }
            Ok(_) => {
                let failure = self.inner.trouble(Trouble::Export(ExportTrouble::FilterInvalid));
                Ok(ScopeCount { count: None, fault: Some(failure.message) })
            }
            Err(error) => self.scope_fault(session, &error.into()),
        }
    }

    fn scope_fault(&self, session: &Session, problem: &Problem) -> Result<ScopeCount, Failure> {
        let failure = problem.failure(self.inner.texts(), Server::of(&session.connection));
        if !problem.is_about_scope() {
            return Err(failure);
        }
        Ok(ScopeCount { count: None, fault: Some(failure.message) })
    }
}

async fn groups(
    session: &Session,
    project_id: i64,
    tree_id: i64,
    parent: Option<&GroupRef>,
) -> Result<Vec<Group>, testops::Error> {
    let mut all = Vec::new();
    let mut request = PageRequest::first(PAGE);
    while request.number < MOST_PAGES {
        let page = session.client.tree_groups(project_id, tree_id, parent, request).await?;
        all.extend(page.items);
        if page.last {
            break;
        }
        request = request.next();
    }
    Ok(all)
}

fn shown(group: Group, tree: &Tree, parents: &[String]) -> TreeGroup {
    let has_groups = !tree.is_lowest(&group.at);
    let names = parents.iter().cloned().chain([group.name]).collect();
    TreeGroup {
        group: ScopeGroup { id: group.at.id, path: group.at.path, names },
        count: group.count.and_then(|count| u64::try_from(count).ok()),
        has_groups,
    }
}
