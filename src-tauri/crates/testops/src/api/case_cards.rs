//! What the server knows of a test case besides its texts.

use crate::client::{Call, Client};
use crate::model::{CaseAudit, CaseCard, CaseRelation, Defect};
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /testcase/{id}/overview`.
    pub async fn case_card(&self, id: i64) -> Result<CaseCard> {
        self.read(Call::get(format!("/testcase/{id}/overview"))).await
    }

    /// `GET /testcase/{id}/relation`.
    pub async fn case_relations(&self, id: i64) -> Result<Vec<CaseRelation>> {
        self.read_list(|| Call::get(format!("/testcase/{id}/relation"))).await
    }

    /// `GET /testcase/{id}/defect`: those that were met in results of the test case.
    pub async fn case_defects(&self, id: i64, page: PageRequest) -> Result<Page<Defect>> {
        self.read_page(Call::get(format!("/testcase/{id}/defect")), page).await
    }

    /// `GET /testcase/audit`, the newest first.
    pub async fn case_audit(&self, id: i64, page: PageRequest) -> Result<Page<CaseAudit>> {
        let call = Call::get("/testcase/audit").query("testCaseId", id).query("sort", "id,desc");
        self.read_page(call, page).await
    }
}
