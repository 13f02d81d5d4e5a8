use serde_json::Value;

use crate::client::{Call, Client};
use crate::model::{
    BareCount, CaseCount, CaseId, Group, GroupRef, GroupRow, Project, QueryCheck, Selection, Tree, Validity,
};
use crate::{Page, PageRequest, Prefix, Result};

impl Client {
    /// Whether the server has the operations under `/api/v2`, which came with 25. Found out once.
    pub async fn has_v2(&self) -> Result<bool> {
        self.kept_has_v2(|| async {
            // The prefix of 4.x and older.
            if self.found().await?.prefix == Prefix::ApiRs {
                return Ok(false);
            }
            let some = self.read_page::<Project>(Call::get("/project"), PageRequest::first(1)).await?;
            let Some(project) = some.items.first() else { return Ok(true) };
            let trees = Call::get("/v2/tree").query("projectId", project.id).page(PageRequest::first(1));
            self.is_there(trees).await
        })
        .await
    }

    /// `GET /tree`: a project's trees, by id.
    pub async fn trees(&self, project_id: i64) -> Result<Vec<Tree>> {
        self.read_all(|| Call::get("/tree").query("projectId", project_id).query("sort", "id,asc")).await
    }

    /// The groups right below `parent`, or those of the root: `GET /v2/project/{id}/test-case/tree/tree-node`, up to
    /// 4.x `GET /testcasetree/group`.
    ///
    /// From 25 on groups and test cases come in one list, groups first. Test cases are left out, so that a page may
    /// hold fewer groups than asked for, and nothing tells how many groups there are in all. A group that was deleted
    /// is [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) from 25 on and an empty page before.
    pub async fn tree_groups(
        &self,
        project_id: i64,
        tree_id: i64,
        parent: Option<&GroupRef>,
        page: PageRequest,
    ) -> Result<Page<Group>> {
        let is_v2 = self.has_v2().await?;
        let rows: Page<GroupRow> = if is_v2 {
            let call = Call::get(format!("/v2/project/{project_id}/test-case/tree/tree-node"))
                .query("treeId", tree_id)
                .query_if("parentNodeId", parent.map(|parent| parent.id));
            self.read_page_in(call, page, |mut node: Value| node["children"].take()).await?
        } else {
            let call =
                Call::get("/testcasetree/group").query("projectId", project_id).query("treeId", tree_id);
            let path = parent.map_or(&[][..], |parent| &parent.path);
            self.read_page(path.iter().fold(call, |call, id| call.query("path", id)), page).await?
        };
        // Groups come first: after a page that ends with a test case there are none.
        let last = rows.last || rows.items.last().is_some_and(|row| !row.is_group());
        let total = if is_v2 { None } else { rows.total };
        let groups = rows.items.into_iter().filter(GroupRow::is_group);
        Ok(Page { items: groups.map(|row| Group::below(parent, row)).collect(), total, last })
    }

    /// How many test cases are chosen: `POST /v2/test-case/bulk/count`, up to 4.x `POST /testcasetree/select`, which
    /// takes the very selection that an export takes. Both only read. A group that was deleted counts as empty.
    pub async fn count_cases(&self, selection: &Selection) -> Result<u64> {
        let total = if self.has_v2().await? {
            let body = serde_json::json!({"selection": selection.to_v2()});
            self.read::<CaseCount>(Call::post("/v2/test-case/bulk/count").body(&body)?).await?.total
        } else {
            let call = Call::post("/testcasetree/select").body(&selection.to_v1())?;
            self.read::<BareCount>(call).await?.total
        };
        Ok(u64::try_from(total).unwrap_or(0))
    }

    /// `GET /testcase/query/validate`: whether an AQL of test cases is valid, and how many it selects.
    pub async fn check_case_query(&self, project_id: i64, rql: &str) -> Result<QueryCheck> {
        let call = Call::get("/testcase/query/validate").query("projectId", project_id).query("rql", rql);
        let validity: Validity = self.read(call).await?;
        Ok(QueryCheck { valid: validity.valid, count: validity.valid.then_some(validity.count) })
    }

    /// `GET /testcase/__search`, all pages: the ids of the test cases that an AQL selects, ascending. It takes one
    /// request for each thousand and holds a million at most.
    pub async fn case_ids(&self, project_id: i64, rql: &str) -> Result<Vec<i64>> {
        let call = || {
            Call::get("/testcase/__search")
                .query("projectId", project_id)
                .query("rql", rql)
                .query("sort", "id,asc")
        };
        let found: Vec<CaseId> = self.read_all(call).await?;
        Ok(found.into_iter().map(|case| case.id).collect())
    }
}
