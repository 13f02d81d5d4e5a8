//! Defects: found, made, linked with results, and what their rules meet.

use serde_json::json;

use crate::client::{Call, Client};
use crate::model::{
    Defect, DefectChange, DefectRule, FailureGroup, KnownRule, NewDefect, ResultSelection, RuleMatch,
    TestResult,
};
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /defect`: a project's defects whose names hold `text`, open and closed, the newest first.
    pub async fn defects(
        &self,
        project_id: i64,
        text: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<Defect>> {
        let call = Call::get("/defect").query("projectId", project_id).query_if("nameFilter", text);
        self.read_page(call.query("sort", "id,desc"), page).await
    }

    /// `GET /defect/{id}`
    pub async fn defect(&self, id: i64) -> Result<Defect> {
        self.read(Call::get(format!("/defect/{id}"))).await
    }

    /// `PATCH /defect/{id}`: renames, describes, closes or opens it. The rules of a closed defect settle nothing.
    pub async fn change_defect(&self, id: i64, change: &DefectChange) -> Result<Defect> {
        self.write(Call::patch(format!("/defect/{id}")).body(change)?).await
    }

    /// `POST /testresult/{id}/defect`: a new defect that explains this result, with its rule and issue. Sent exactly
    /// once: after an error with [`Sent::Maybe`](crate::Sent::Maybe) it may exist, and can be found by its name.
    pub async fn create_defect(&self, result_id: i64, defect: &NewDefect) -> Result<Defect> {
        self.write(Call::post(format!("/testresult/{result_id}/defect")).body(defect)?).await
    }

    /// `GET /defect/{id}/matcher`
    pub async fn defect_rules(&self, id: i64) -> Result<Vec<KnownRule>> {
        self.read_all(|| Call::get(format!("/defect/{id}/matcher")).query("sort", "id,asc")).await
    }

    /// `POST /defect/matcher`
    pub async fn add_defect_rule(&self, defect_id: i64, rule: &DefectRule) -> Result<KnownRule> {
        let mut body = json!(rule);
        body["defectId"] = json!(defect_id);
        self.write(Call::post("/defect/matcher").body(&body)?).await
    }

    /// `DELETE /defect/matcher/{id}`
    pub async fn delete_defect_rule(&self, rule_id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/defect/matcher/{rule_id}"))).await
    }

    /// `GET /defect/{id}/testresult`: what it explains, in all launches.
    pub async fn defect_results(&self, id: i64, page: PageRequest) -> Result<Page<TestResult>> {
        self.read_page(Call::get(format!("/defect/{id}/testresult")).query("sort", "id,desc"), page).await
    }

    /// `GET /testresult/{id}/defect`: the defects that explain a result.
    pub async fn result_defects(&self, result_id: i64) -> Result<Vec<Defect>> {
        self.read_all(|| Call::get(format!("/testresult/{result_id}/defect"))).await
    }

    /// `POST /testresult/bulk/defect/link`. The launch has to be open. Success tells nothing of single results: read
    /// them back.
    pub async fn link_defects(&self, selection: &ResultSelection, defect_ids: &[i64]) -> Result<()> {
        let body = json!({"ids": defect_ids, "selection": selection});
        self.write_only(Call::post("/testresult/bulk/defect/link").body(&body)?).await
    }

    /// `DELETE /testresult/{id}/defect/{defect}`; there is none for many results at once.
    pub async fn unlink_defect(&self, result_id: i64, defect_id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/testresult/{result_id}/defect/{defect_id}"))).await
    }

    /// `GET /testresult/{id}/defect/candidate`: defects that may explain it, the likeliest first as the server has it.
    pub async fn defect_candidates(&self, result_id: i64) -> Result<Vec<Defect>> {
        let call = Call::get(format!("/testresult/{result_id}/defect/candidate"));
        Ok(self.read_page(call.query("threshold", SIMILAR), PageRequest::first(20)).await?.items)
    }

    /// `GET /testresult/{id}/defect/similar`: failures of the same launch that are much like it.
    pub async fn similar_results(&self, result_id: i64, page: PageRequest) -> Result<Page<TestResult>> {
        let call = Call::get(format!("/testresult/{result_id}/defect/similar"));
        self.read_page(call.query("threshold", SIMILAR), page).await
    }

    /// `GET /testresult/defect/match`: which failures of a launch a rule would meet. A rule that is no regular
    /// expression is refused.
    pub async fn match_rule(
        &self,
        launch_id: i64,
        rule: &DefectRule,
        page: PageRequest,
    ) -> Result<Page<RuleMatch>> {
        let call = Call::get("/testresult/defect/match")
            .query("launchId", launch_id)
            .query_if("messageRegex", rule.message_regex.as_ref())
            .query_if("traceRegex", rule.trace_regex.as_ref());
        self.read_page(call, page).await
    }

    /// `GET /testresult/defects`: a launch's failures, grouped by the server.
    pub async fn failure_groups(&self, launch_id: i64) -> Result<FailureGroup> {
        self.read(Call::get("/testresult/defects").query("launchId", launch_id)).await
    }

    /// `POST /launch/{id}/defect/apply`: applies the rules of the project's open defects. The server answers before it has
    /// begun: [`Client::unresolved_results`] tells what is left.
    pub async fn apply_defects(&self, launch_id: i64) -> Result<()> {
        self.write_only(Call::post(format!("/launch/{launch_id}/defect/apply"))).await
    }

    /// `GET /launch/{id}/unresolved`: failures with neither a defect nor a mute. Rows without message.
    pub async fn unresolved_results(&self, launch_id: i64, page: PageRequest) -> Result<Page<TestResult>> {
        let call = Call::get(format!("/launch/{launch_id}/unresolved")).query("sort", "id,asc");
        self.read_page(call, page).await
    }
}

/// How much alike, of 1: what the server takes by default.
const SIMILAR: f64 = 0.7;
