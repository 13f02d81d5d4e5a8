use crate::client::{Call, Client};
use crate::model::TestResult;
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /testresult`: a launch's results with all their fields, by id. Earlier tries are among them, `hidden`.
    pub async fn test_results(&self, launch_id: i64, page: PageRequest) -> Result<Page<TestResult>> {
        self.read_page(Call::get("/testresult").query("launchId", launch_id).query("sort", "id,asc"), page)
            .await
    }

    /// `GET /testresult/__search`: by AQL, for example `launch = 123 and status in ["failed","broken"]`. Rows carry
    /// only id, name, status, test case, assignee and duration.
    pub async fn test_results_search(
        &self,
        project_id: i64,
        rql: &str,
        page: PageRequest,
    ) -> Result<Page<TestResult>> {
        self.search_results(project_id, rql, "id,asc", page).await
    }

    /// The same, the newest first.
    pub async fn newest_test_results(
        &self,
        project_id: i64,
        rql: &str,
        page: PageRequest,
    ) -> Result<Page<TestResult>> {
        self.search_results(project_id, rql, "id,desc", page).await
    }

    async fn search_results(
        &self,
        project_id: i64,
        rql: &str,
        sort: &str,
        page: PageRequest,
    ) -> Result<Page<TestResult>> {
        let call = Call::get("/testresult/__search").query("projectId", project_id).query("rql", rql);
        self.read_page(call.query("sort", sort), page).await
    }

    /// `GET /testresult/{id}`
    pub async fn test_result(&self, id: i64) -> Result<TestResult> {
        self.read(Call::get(format!("/testresult/{id}"))).await
    }
}
