//! What people say of test cases.

use serde_json::json;

use crate::client::{Call, Client};
use crate::model::CaseComment;
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /comment`: those of a test case, the newest first.
    pub async fn case_comments(&self, case_id: i64, page: PageRequest) -> Result<Page<CaseComment>> {
        let call = Call::get("/comment").query("testCaseId", case_id).query("sort", "createdDate,desc");
        self.read_page(call, page).await
    }

    /// `POST /comment`. After an error with [`Sent::Maybe`](crate::Sent::Maybe) it may be there.
    pub async fn comment_on_case(&self, case_id: i64, body: &str) -> Result<CaseComment> {
        self.write(Call::post("/comment").body(&json!({"testCaseId": case_id, "body": body}))?).await
    }
}
