//! Test plans.

use crate::client::{Call, Client};
use crate::model::{JobShare, Launch, LaunchOrder, PlanDiff, PlanMember, TestPlan};
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /testplan`: a project's plans whose names hold `text`, by name.
    pub async fn test_plans(
        &self,
        project_id: i64,
        text: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<TestPlan>> {
        let call = Call::get("/testplan").query("projectId", project_id).query_if("name", text);
        self.read_page(call.query("sort", "name,asc").query("sort", "id,asc"), page).await
    }

    /// `GET /testplan/{id}`
    pub async fn test_plan(&self, id: i64) -> Result<TestPlan> {
        self.read(Call::get(format!("/testplan/{id}"))).await
    }

    /// `GET /testplan/{id}/diff`: what [`Client::sync_plan`] would add and take away.
    pub async fn plan_diff(&self, id: i64) -> Result<PlanDiff> {
        self.read(Call::get(format!("/testplan/{id}/diff"))).await
    }

    /// `GET /testplan/{id}/member`: whose its manual test cases are.
    pub async fn plan_members(&self, id: i64) -> Result<Vec<PlanMember>> {
        self.read_list(|| Call::get(format!("/testplan/{id}/member"))).await
    }

    /// `GET /testplan/{id}/job`: which jobs run how many of it.
    pub async fn plan_jobs(&self, id: i64) -> Result<Vec<JobShare>> {
        self.read_list(|| Call::get(format!("/testplan/{id}/job"))).await
    }

    /// `POST /testplan/{id}/sync`: fills it anew by its AQL.
    pub async fn sync_plan(&self, id: i64) -> Result<TestPlan> {
        self.write(Call::post(format!("/testplan/{id}/sync"))).await
    }

    /// `POST /testplan/{id}/run`: a new launch. Sent exactly once: after an error with
    /// [`Sent::Maybe`](crate::Sent::Maybe) it may exist, and has to be looked for.
    pub async fn run_plan(&self, id: i64, order: &LaunchOrder) -> Result<Launch> {
        self.write(Call::post(format!("/testplan/{id}/run")).body(order)?).await
    }
}
