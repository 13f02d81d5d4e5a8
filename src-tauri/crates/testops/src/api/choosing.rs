//! Which tests to run: found in a tree or by AQL, counted by what would run them, and run.

use serde_json::{Value, json};

use crate::client::{Call, Client};
use crate::error::Error;
use crate::lenient;
use crate::model::{
    CaseRow, CasesRunRequest, GroupRef, JobMapping, JobShare, Launch, PlannedTest, ResultSelection, RunStats,
    Selection,
};
use crate::{Page, PageRequest, Result};

impl Client {
    /// The test cases right below `parent`, as far as they meet `aql`: `GET /v2/project/{id}/test-case/tree/tree-node`, up
    /// to 4.x `GET /testcasetree/leaf`. From 25 on they follow the groups in one list, so that a page may hold fewer than
    /// asked for, and nothing tells how many there are.
    pub async fn tree_cases(
        &self,
        project_id: i64,
        tree_id: i64,
        parent: &GroupRef,
        aql: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<CaseRow>> {
        if !self.has_v2().await? {
            let call =
                Call::get("/testcasetree/leaf").query("projectId", project_id).query("treeId", tree_id);
            let call =
                parent.path.iter().fold(call.query_if("baseRql", aql), |call, id| call.query("path", id));
            return self.read_page(call.query("sort", "id,asc"), page).await;
        }
        let call = Call::get(format!("/v2/project/{project_id}/test-case/tree/tree-node"))
            .query("treeId", tree_id)
            .query("parentNodeId", parent.id)
            .query_if("baseAql", aql);
        let nodes: Page<Value> =
            self.read_page_in(call, page, |mut node: Value| node["children"].take()).await?;
        let is_case =
            |node: &Value| node["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("leaf"));
        let items = lenient::elements(nodes.items.into_iter().filter(is_case).collect());
        Ok(Page { items, total: None, last: nodes.last })
    }

    /// The test cases of a project that meet `aql`: `GET /v2/project/{id}/test-case/flat`, up to 4.x
    /// `GET /testcase/__search`.
    pub async fn flat_cases(&self, project_id: i64, aql: &str, page: PageRequest) -> Result<Page<CaseRow>> {
        let call = if self.has_v2().await? {
            Call::get(format!("/v2/project/{project_id}/test-case/flat")).query("baseAql", aql)
        } else {
            Call::get("/testcase/__search").query("projectId", project_id).query("rql", aql)
        };
        self.read_page(call.query("sort", "id,asc"), page).await
    }

    /// What a selection would be if it were run: `POST /v2/test-case/bulk/run/stats`, up to 4.x
    /// `POST /testcasetree/runstats`. Both only read.
    pub async fn run_stats(&self, selection: &Selection, jobs: &[JobMapping]) -> Result<RunStats> {
        let call = self.asked_about(selection, jobs, "run/stats", "runstats").await?;
        self.read(call).await
    }

    /// Which jobs would run it: `POST /v2/test-case/bulk/job/stats`, up to 4.x `POST /testcasetree/job`. Both only read.
    pub async fn job_shares(&self, selection: &Selection, jobs: &[JobMapping]) -> Result<Vec<JobShare>> {
        let call = self.asked_about(selection, jobs, "job/stats", "job").await?;
        self.read_array(call).await
    }

    async fn asked_about(
        &self,
        selection: &Selection,
        jobs: &[JobMapping],
        typed: &str,
        older: &str,
    ) -> Result<Call> {
        if self.has_v2().await? {
            let body = json!({"selection": selection.to_v2(), "jobsMapping": jobs});
            return Call::post(format!("/v2/test-case/bulk/{typed}")).body(&body);
        }
        let mut body = selection.to_v1();
        body["jobsMapping"] = json!(jobs);
        Call::post(format!("/testcasetree/{older}")).body(&body)
    }

    /// Runs test cases in a new launch: `POST /v2/test-case/bulk/run/new`, up to 4.x `POST /testcase/bulk/run/new`. Sent
    /// exactly once: after an error with [`Sent::Maybe`](crate::Sent::Maybe) the launch may exist, and has to be looked for.
    /// A selection that names nothing would run all test cases of the project, and is refused here.
    pub async fn run_cases(&self, request: &CasesRunRequest) -> Result<Launch> {
        if request.selection.is_everything() {
            return Err(Error::config("a selection of no test cases runs all of them"));
        }
        let is_v2 = self.has_v2().await.map_err(Error::before_sending)?;
        let mut body = json!({
            "launchName": request.launch_name,
            "selection": if is_v2 { request.selection.to_v2() } else { request.selection.to_v1() },
            "tags": request.tags,
            "jobsMapping": request.jobs,
            "jobsParams": request.parameters,
            "assignees": request.assignees,
        });
        if !request.issues.is_empty() {
            body["issues"] = json!(request.issues);
        }
        if !request.env_var_value_sets.is_empty() {
            body["envVarValueSets"] = json!(request.env_var_value_sets);
        }
        let path = if is_v2 { "/v2/test-case/bulk/run/new" } else { "/testcase/bulk/run/new" };
        self.write(Call::post(path).body(&body)?).await
    }

    /// `POST /testresult/bulk/rerun`: runs these results again, automated ones by their jobs. With `by_hand` they become
    /// manual ones, and no CI can run them again in this launch. Each gets a result of its own, with an id of its own.
    pub async fn rerun_results(
        &self,
        selection: &ResultSelection,
        by_hand: bool,
        usernames: &[String],
    ) -> Result<()> {
        let body = json!({"selection": selection, "forceManual": by_hand, "assignees": usernames});
        self.write_only(Call::post("/testresult/bulk/rerun").body(&body)?).await
    }

    /// `GET /testcase/__search`, all pages: the test cases that meet `rql`, as a plan for a framework names them.
    pub async fn plannable_cases(&self, project_id: i64, rql: &str) -> Result<Vec<PlannedTest>> {
        let call = || {
            Call::get("/testcase/__search")
                .query("projectId", project_id)
                .query("rql", rql)
                .query("sort", "id,asc")
        };
        self.read_all(call).await
    }

    /// `GET /jobrun/{id}/plan`: what a job run executes. `expected` for what it should have executed.
    pub async fn job_run_plan(&self, job_run_id: i64, expected: bool) -> Result<Vec<PlannedTest>> {
        self.read_list(|| Call::get(format!("/jobrun/{job_run_id}/plan")).query("expected", expected)).await
    }
}
