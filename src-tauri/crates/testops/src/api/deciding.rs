//! What people decide about results: whose they are, how they ended, what is muted, hidden or deleted.
//!
//! Servers answer success also where they did nothing: whoever writes reads back. Results of a closed launch are refused,
//! on some servers with 423.

use serde_json::{Value, json};

use crate::client::{Call, Client};
use crate::error::Error;
use crate::model::{Category, Mute, MuteOrder, Named, Person, ResultSelection, SelectionStats, Status};
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /user/suggest`: people whose names hold `text`.
    pub async fn suggest_people(&self, text: &str) -> Result<Vec<Person>> {
        let call = Call::get("/user/suggest").query("query", text);
        Ok(self.read_page(call, PageRequest::first(20)).await?.items)
    }

    /// `POST /testresult/{id}/assign`. Results that are resolved stay as they were.
    pub async fn assign_result(&self, result_id: i64, username: &str) -> Result<()> {
        let body = json!({"username": username});
        self.write_only(Call::post(format!("/testresult/{result_id}/assign")).body(&body)?).await
    }

    /// `POST /testresult/bulk/assign`: to several people in turn.
    pub async fn assign_results(&self, selection: &ResultSelection, usernames: &[String]) -> Result<()> {
        if usernames.is_empty() {
            return Err(Error::config("nobody to assign to"));
        }
        self.selected("assign", json!({"selection": selection, "assignees": usernames})).await
    }

    /// `POST /testresult/bulk/assign` without anybody, which takes the results from whom they were assigned to.
    pub async fn unassign_results(&self, selection: &ResultSelection) -> Result<()> {
        self.selected("assign", json!({"selection": selection})).await
    }

    /// `POST /testresult/{id}/mute`: mutes the test case, in later launches too.
    pub async fn mute_result(&self, result_id: i64, order: &MuteOrder) -> Result<()> {
        whole(order)?;
        self.write_only(Call::post(format!("/testresult/{result_id}/mute")).body(order)?).await
    }

    /// `POST /testresult/bulk/mute`. Results that are in progress are passed over.
    pub async fn mute_results(&self, selection: &ResultSelection, order: &MuteOrder) -> Result<()> {
        whole(order)?;
        let mut body = json!(order);
        body["selection"] = json!(selection);
        self.selected("mute", body).await
    }

    /// `POST /testresult/{id}/unmute`: the result counts again. Its test case stays muted until its mutes are deleted.
    pub async fn unmute_result(&self, result_id: i64) -> Result<()> {
        self.write_only(Call::post(format!("/testresult/{result_id}/unmute"))).await
    }

    /// `POST /testresult/bulk/unmute`, with the same limit.
    pub async fn unmute_results(&self, selection: &ResultSelection) -> Result<()> {
        self.selected("unmute", json!({"selection": selection})).await
    }

    /// `GET /mute`: the mutes of a test case.
    pub async fn mutes(&self, case_id: i64) -> Result<Vec<Mute>> {
        self.read_all(|| Call::get("/mute").query("testCaseId", case_id).query("sort", "id,asc")).await
    }

    /// `DELETE /mute/{id}`
    pub async fn delete_mute(&self, id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/mute/{id}"))).await
    }

    /// `GET /testcase/muted`: a project's muted test cases, by id.
    pub async fn muted_cases(&self, project_id: i64, page: PageRequest) -> Result<Page<Named>> {
        let call = Call::get("/testcase/muted").query("projectId", project_id).query("sort", "id,asc");
        self.read_page(call, page).await
    }

    /// Sets a status by hand: `POST /v2/test-result/bulk/resolve`, up to 4.x `POST /testresult/bulk/resolve`, which from 25
    /// on would lose the message.
    pub async fn set_status(
        &self,
        selection: &ResultSelection,
        status: &Status,
        message: Option<&str>,
        category_id: Option<i64>,
    ) -> Result<()> {
        let is_v2 = self.has_v2().await.map_err(Error::before_sending)?;
        let path = if is_v2 { "/v2/test-result/bulk/resolve" } else { "/testresult/bulk/resolve" };
        let mut body = json!({"selection": selection, "status": status.as_str()});
        if let Some(message) = message {
            body["message"] = json!(message);
        }
        if let Some(category) = category_id {
            body["categoryId"] = json!(category);
        }
        self.write_only(Call::post(path).body(&body)?).await
    }

    /// `POST /testresult/bulk/hide`: their data is kept, and nothing shows them again.
    pub async fn hide_results(&self, selection: &ResultSelection) -> Result<()> {
        self.selected("hide", json!({"selection": selection})).await
    }

    /// `DELETE /testresult/{id}`
    pub async fn delete_result(&self, result_id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/testresult/{result_id}"))).await
    }

    /// `POST /v2/test-result/bulk/stats`, which only reads; `None` up to 4.x.
    pub async fn selection_stats(&self, selection: &ResultSelection) -> Result<Option<SelectionStats>> {
        if !self.has_v2().await? {
            return Ok(None);
        }
        let call = Call::post("/v2/test-result/bulk/stats").body(&json!({"selection": selection}))?;
        self.read(call).await.map(Some)
    }

    /// `GET /project/{id}/category`: the kinds of failure that a project knows.
    pub async fn categories(&self, project_id: i64) -> Result<Vec<Category>> {
        self.read_all(|| Call::get(format!("/project/{project_id}/category")).query("sort", "id,asc")).await
    }

    async fn selected(&self, what: &str, body: Value) -> Result<()> {
        self.write_only(Call::post(format!("/testresult/bulk/{what}")).body(&body)?).await
    }
}

/// An issue without its key would link every issue that the server knows.
fn whole(order: &MuteOrder) -> Result<()> {
    if order.issues.iter().all(|issue| !issue.name.trim().is_empty()) {
        return Ok(());
    }
    Err(Error::config("an issue without a key"))
}
