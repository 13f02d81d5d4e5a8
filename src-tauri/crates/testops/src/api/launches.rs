use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::client::{Call, Client};
use crate::model::{
    Defect, EnvValue, JobRun, Launch, LaunchPreview, Named, Progress, Retry, StatusCount, Validity,
};
use crate::{Page, PageRequest, Result};

/// Which launches of a project, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaunchQuery {
    /// All have to hold.
    pub search: Vec<Criterion>,
    /// A saved filter.
    pub filter_id: Option<i64>,
    /// `property,asc|desc`; the default is the newest first.
    pub sort: Vec<String>,
}

impl Default for LaunchQuery {
    fn default() -> Self {
        Self { search: Vec::new(), filter_id: None, sort: vec!["createdDate,desc".to_owned()] }
    }
}

/// What a launch has to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// The name holds this text.
    Name(String),
    Closed(bool),
    CreatedAfter(DateTime<Utc>),
}

impl Criterion {
    fn to_json(&self) -> Value {
        match self {
            Self::Name(text) => json!({"id": "name", "type": "string", "value": text}),
            Self::Closed(closed) => json!({"id": "close", "type": "boolean", "value": closed}),
            Self::CreatedAfter(at) => {
                json!({"id": "createdAfter", "type": "long", "value": at.timestamp_millis()})
            }
        }
    }
}

impl LaunchQuery {
    fn call(&self, project_id: i64) -> Call {
        let call = Call::get("/launch")
            .query("projectId", project_id)
            .query("preview", true)
            .query_if("search", encoded(&self.search))
            .query_if("filterId", self.filter_id);
        self.sort.iter().fold(call, |call, sort| call.query("sort", sort))
    }
}

/// The server takes criteria as a JSON array in Base64.
fn encoded(criteria: &[Criterion]) -> Option<String> {
    let list: Vec<Value> = criteria.iter().map(Criterion::to_json).collect();
    (!list.is_empty()).then(|| STANDARD.encode(Value::Array(list).to_string()))
}

impl Client {
    /// `GET /launch` with `preview=true`: job runs, environment and (for closed launches) counts in one request.
    pub async fn launches(
        &self,
        project_id: i64,
        query: &LaunchQuery,
        page: PageRequest,
    ) -> Result<Page<LaunchPreview>> {
        self.read_page(query.call(project_id), page).await
    }

    /// `GET /launch/__search`: by AQL.
    pub async fn search_launches(
        &self,
        project_id: i64,
        rql: &str,
        page: PageRequest,
    ) -> Result<Page<Launch>> {
        self.read_page(Call::get("/launch/__search").query("projectId", project_id).query("rql", rql), page)
            .await
    }

    /// `GET /launch/query/validate`: how many launches an AQL selects; `None` when it is not valid.
    pub async fn count_launches(&self, project_id: i64, rql: &str) -> Result<Option<u64>> {
        let call = Call::get("/launch/query/validate").query("projectId", project_id).query("rql", rql);
        let validity: Validity = self.read(call).await?;
        Ok(validity.valid.then_some(validity.count))
    }

    /// `GET /launch/{id}`. Servers answer 500 for one that was deleted.
    pub async fn launch(&self, id: i64) -> Result<Launch> {
        self.read(Call::get(format!("/launch/{id}"))).await
    }

    /// `GET /launch/{id}/statistic`: results by status; no status means in progress.
    pub async fn launch_statistic(&self, id: i64) -> Result<Vec<StatusCount>> {
        self.read_list(|| Call::get(format!("/launch/{id}/statistic"))).await
    }

    /// `GET /launch/{id}/progress`: whether all that was uploaded has been processed.
    pub async fn launch_progress(&self, id: i64) -> Result<bool> {
        let progress: Progress = self.read(Call::get(format!("/launch/{id}/progress"))).await?;
        Ok(progress.ready)
    }

    /// `GET /launch/{id}/job`
    pub async fn launch_job_runs(&self, id: i64) -> Result<Vec<JobRun>> {
        self.read_list(|| Call::get(format!("/launch/{id}/job"))).await
    }

    /// `GET /launch/{id}/defect`
    pub async fn launch_defects(&self, id: i64) -> Result<Vec<Defect>> {
        self.read_all(|| Call::get(format!("/launch/{id}/defect"))).await
    }

    /// `GET /launch/{id}/env`
    pub async fn launch_environment(&self, id: i64) -> Result<Vec<EnvValue>> {
        self.read_list(|| Call::get(format!("/launch/{id}/env"))).await
    }

    /// `GET /launch/{id}/retries`: the tests that were run more than once.
    pub async fn launch_retries(&self, id: i64) -> Result<Vec<Retry>> {
        self.read_all(|| Call::get(format!("/launch/{id}/retries"))).await
    }

    /// `POST /launch/{id}/close`. The server answers before it is done: [`Client::launch`] tells when it is.
    pub async fn close_launch(&self, id: i64) -> Result<()> {
        self.write_only(Call::post(format!("/launch/{id}/close"))).await
    }

    /// `POST /launch/{id}/reopen`, done later like closing.
    pub async fn reopen_launch(&self, id: i64) -> Result<()> {
        self.write_only(Call::post(format!("/launch/{id}/reopen"))).await
    }

    /// `GET /launch/tag/suggest`: the first tags that hold `text`.
    pub async fn suggest_launch_tags(&self, project_id: i64, text: &str) -> Result<Vec<Named>> {
        let call = Call::get("/launch/tag/suggest").query("projectId", project_id).query("query", text);
        Ok(self.read_page(call, PageRequest::first(20)).await?.items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_are_sent_as_json_in_base64() {
        let at = DateTime::from_timestamp_millis(1_700_000_000_000).expect("a time");
        let text =
            encoded(&[Criterion::Closed(false), Criterion::CreatedAfter(at), Criterion::Name("ночь".into())]);
        let json: Value =
            serde_json::from_slice(&STANDARD.decode(text.expect("some")).expect("Base64")).expect("JSON");
        assert_eq!(
            json,
            json!([
                {"id": "close", "type": "boolean", "value": false},
                {"id": "createdAfter", "type": "long", "value": 1_700_000_000_000_i64},
                {"id": "name", "type": "string", "value": "ночь"},
            ])
        );
        assert_eq!(encoded(&[]), None);
    }
}
