//! Test cases as people write them. Every write is sent exactly once; of those that say what shall be, a repetition
//! changes nothing more.

use serde_json::json;

use crate::client::{Call, Client};
use crate::model::{
    CaseChange, CaseFacts, CaseOverview, CaseRow, CaseScenario, CaseVersion, CreatedStep, IssueRef, Named,
    ParameterPair, UpdatePolicy, Workflow,
};
use crate::{Error, ErrorKind, Page, PageRequest, Result};

impl Client {
    /// `GET /testcase/__search`: those that meet `aql`, by id.
    pub async fn case_facts(&self, project_id: i64, aql: &str, page: PageRequest) -> Result<Page<CaseFacts>> {
        let call = Call::get("/testcase/__search").query("projectId", project_id).query("rql", aql);
        self.read_page(call.query("sort", "id,asc"), page).await
    }

    /// `GET /testcase/deleted`: what lies in the project's bin.
    pub async fn deleted_cases(&self, project_id: i64) -> Result<Vec<CaseRow>> {
        let call = || Call::get("/testcase/deleted").query("projectId", project_id).query("sort", "id,asc");
        self.read_all(call).await
    }

    /// `GET /testcase/{id}/overview`
    pub async fn case_overview(&self, id: i64) -> Result<CaseOverview> {
        self.read(Call::get(format!("/testcase/{id}/overview"))).await
    }

    /// `GET /testcase/{id}/step`: the steps that people wrote.
    pub async fn case_scenario(&self, id: i64) -> Result<CaseScenario> {
        self.read(Call::get(format!("/testcase/{id}/step"))).await
    }

    /// `GET /testcase/{id}/workflow`: the statuses that it can have.
    pub async fn case_workflow(&self, id: i64) -> Result<Workflow> {
        self.read(Call::get(format!("/testcase/{id}/workflow"))).await
    }

    /// `GET /testlayer`: the layers that test cases can be of.
    pub async fn case_layers(&self) -> Result<Vec<Named>> {
        self.read_all(|| Call::get("/testlayer")).await
    }

    /// `GET /testcaseupdateschema`: which fields of automated test cases are written over when a launch is closed.
    pub async fn case_update_policies(&self, project_id: i64) -> Result<Vec<UpdatePolicy>> {
        self.read_list(|| Call::get("/testcaseupdateschema").query("projectId", project_id)).await
    }

    /// `GET /testcase/{id}/version`: the states of a test case that were kept; none up to 4.x.
    pub async fn case_versions(&self, id: i64) -> Result<Vec<CaseVersion>> {
        if !self.has_v2().await? {
            return Ok(Vec::new());
        }
        self.read_list(|| Call::get(format!("/testcase/{id}/version"))).await
    }

    /// `POST /testcase/{id}/version`: keeps a test case as it is, from 25 on. After an error with
    /// [`Sent::Maybe`](crate::Sent::Maybe) it may be kept, and can be found by its title.
    pub async fn keep_case_version(&self, id: i64, title: &str) -> Result<CaseVersion> {
        self.write(Call::post(format!("/testcase/{id}/version")).body(&json!({"title": title}))?).await
    }

    /// `POST /testcase/version/{id}/restore`: makes a test case what it was, all of it. It is so some time after the answer.
    pub async fn restore_case_version(&self, version_id: i64) -> Result<()> {
        self.write_only(Call::post(format!("/testcase/version/{version_id}/restore"))).await
    }

    /// `POST /testcase`: a test case that says nothing but its name. After an error with
    /// [`Sent::Maybe`](crate::Sent::Maybe) it may be there, and has to be looked for.
    pub async fn create_case(&self, project_id: i64, name: &str) -> Result<CaseFacts> {
        self.write(Call::post("/testcase").body(&json!({"projectId": project_id, "name": name}))?).await
    }

    /// `PATCH /testcase/{id}`. Not for its scenario: what a patch makes of that is empty steps.
    pub async fn change_case(&self, id: i64, change: &CaseChange) -> Result<CaseFacts> {
        self.write(Call::patch(format!("/testcase/{id}")).body(change)?).await
    }

    /// `DELETE /testcase/{id}`: into the project's bin.
    pub async fn delete_case(&self, id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/testcase/{id}"))).await
    }

    /// `DELETE /testcase/{id}?force=true`: for good, with its past. One that is not there is no error.
    pub async fn purge_case(&self, id: i64) -> Result<()> {
        let purged = self.write_only(Call::delete(format!("/testcase/{id}")).query("force", true)).await;
        match purged {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(()),
            purged => purged,
        }
    }

    /// `POST /testcase/{id}/restore`: out of the bin, with its number and its past.
    pub async fn restore_case(&self, id: i64) -> Result<CaseFacts> {
        self.write(Call::post(format!("/testcase/{id}/restore"))).await
    }

    /// `POST /testcase/{id}/issue`: these in place of those that it had. An issue without its name is refused here, since
    /// the server would link every issue that it knows.
    pub async fn set_case_issues(&self, id: i64, issues: &[IssueRef]) -> Result<()> {
        if issues.iter().any(|issue| issue.name.trim().is_empty()) {
            return Err(Error::config("an issue without a key"));
        }
        self.write_only(Call::post(format!("/testcase/{id}/issue")).body(&issues)?).await
    }

    /// `POST /testcase/{id}/example`: the values of its parameters, a list for each variant.
    pub async fn set_case_examples(&self, id: i64, examples: &[Vec<ParameterPair>]) -> Result<()> {
        self.write_only(Call::post(format!("/testcase/{id}/example")).body(&examples)?).await
    }

    /// `DELETE /testcase/{id}/scenario`: all its steps.
    pub async fn clear_scenario(&self, id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/testcase/{id}/scenario"))).await
    }

    /// `POST /testcase/step`: another step at the end of its parent, or of the scenario. Answers its id.
    pub async fn add_step(
        &self,
        case_id: i64,
        parent: Option<i64>,
        body: &str,
        expected: Option<&str>,
    ) -> Result<i64> {
        let is_v2 = self.has_v2().await.map_err(Error::before_sending)?;
        let mut step = json!({"testCaseId": case_id, "body": body});
        if let Some(parent) = parent {
            step["parentId"] = json!(parent);
        }
        let mut call = Call::post("/testcase/step");
        match expected {
            // Up to 4.x what is expected is a text of the step.
            Some(text) if !is_v2 => step["expectedResult"] = json!(text),
            Some(_) => call = call.query("withExpectedResult", true),
            None => {}
        }
        let made: CreatedStep = self.write(call.body(&step)?).await?;
        let Some(text) = expected.filter(|_| is_v2) else { return Ok(made.created_step_id) };
        let scenario = match made.scenario {
            Some(scenario) => scenario,
            None => self.case_scenario(case_id).await?,
        };
        let container = scenario.step(made.created_step_id).and_then(|step| step.expected_result_id);
        let container =
            container.ok_or_else(|| Error::config("the server made no place for what is expected"))?;
        let of = json!({"testCaseId": case_id, "parentId": container, "body": text});
        let _: CreatedStep = self.write(Call::post("/testcase/step").body(&of)?).await?;
        Ok(made.created_step_id)
    }
}
