//! The same exports without the domain: `curl`, and the source exporter's way.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use companion::view::{ExportColumn, ExportScope};
use serde_json::{Value, json};

use crate::Trouble;
use crate::program::Program;
use crate::simulator::Simulator;

pub(crate) struct Wire {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Wire {
    pub(crate) fn new(simulator: &Simulator) -> Self {
        Self { http: reqwest::Client::new(), url: simulator.url.clone(), token: simulator.token.clone() }
    }

    /// Asks for all of the project's test cases in the columns that the domain asks for; answers when they are ready.
    pub(crate) async fn request(&self, program: &Program, project: i64) -> Result<i64, Trouble> {
        let columns = program.columns(project).await?;
        let selection = json!({"projectId": project, "inverted": true, "deleted": false,
            "groupsInclude": [], "groupsExclude": [], "testCasesInclude": [], "testCasesExclude": []});
        let id = self.ask(&selection, &columns).await?;
        loop {
            let state = self.get(&format!("export/{id}")).await?;
            match state["status"].as_str() {
                Some("ready") => return Ok(id),
                Some("failed") => return Err(state.to_string().into()),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Seconds of `curl` to that file, flushed to the disk as an export is.
    pub(crate) fn curl(&self, request: i64, to: &Path) -> Result<f64, Trouble> {
        let started = Instant::now();
        let status = Command::new("curl")
            .args(["--silent", "--show-error", "--fail", "--output"])
            .arg(to)
            .arg("--header")
            .arg(format!("Authorization: Api-Token {}", self.token))
            .arg(format!("{}/api/export/download/{request}", self.url))
            .status()?;
        if !status.success() {
            return Err(format!("curl ended with {status}").into());
        }
        std::fs::File::open(to)?.sync_all()?;
        Ok(started.elapsed().as_secs_f64())
    }

    /// Group after group: asks, sleeps, reads the whole file into memory, writes it. Answers the seconds it took.
    pub(crate) async fn as_the_source(
        &self,
        scope: &ExportScope,
        project: i64,
        sleep: Duration,
        folder: &Path,
    ) -> Result<f64, Trouble> {
        let ExportScope::Groups { tree_id, groups, .. } = scope else { return Err("no groups".into()) };
        let name = ExportColumn { field: "allure_id".to_owned(), name: "allure_id".to_owned(), id: None };
        let started = Instant::now();
        for group in groups {
            let selection = json!({"projectId": project, "treeId": tree_id, "inverted": false, "deleted": false,
                "groupsInclude": [group.id], "groupsExclude": [], "testCasesInclude": [], "testCasesExclude": []});
            let id = self.ask(&selection, std::slice::from_ref(&name)).await?;
            tokio::time::sleep(sleep).await;
            let file = self
                .signed(self.http.get(format!("{}/api/export/download/{id}", self.url)))
                .send()
                .await?
                .error_for_status()?
                .bytes()
                .await?;
            tokio::fs::write(folder.join(format!("source-{}.csv", group.id)), file).await?;
        }
        Ok(started.elapsed().as_secs_f64())
    }

    async fn ask(&self, selection: &Value, columns: &[ExportColumn]) -> Result<i64, Trouble> {
        let order = json!({
            "name": "bench",
            "selection": selection,
            "mapping": columns.iter().map(mapping).collect::<Vec<_>>(),
            "columnSeparator": ";",
            "withHeaders": true,
        });
        let url = format!("{}/api/v2/test-case/bulk/export/csv?shared=false", self.url);
        let answer = self.signed(self.http.post(url)).json(&order).send().await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        Ok(answer["id"].as_i64().ok_or("the request has no id")?)
    }

    async fn get(&self, what: &str) -> Result<Value, Trouble> {
        let answer = self.signed(self.http.get(format!("{}/api/{what}", self.url))).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    fn signed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.header("Authorization", format!("Api-Token {}", self.token))
    }
}

/// As the API takes a column.
fn mapping(column: &ExportColumn) -> Value {
    let mut mapping = json!({"field": column.field, "name": column.name});
    let kind = match column.field.as_str() {
        "custom_field" => "customFieldId",
        "role" => "roleId",
        "issue_integration" => "integrationId",
        _ => "",
    };
    if let (Some(id), false) = (column.id, kind.is_empty()) {
        mapping[kind] = json!(id);
    }
    let separators: &[&str] = match column.field.as_str() {
        "scenario" => &["stepsSeparator"],
        "example" => &["nameValueSeparator", "paramsSeparator", "examplesSeparator"],
        "custom_field" | "role" | "issue_integration" | "link" | "tag" | "parameter" => &["itemsSeparator"],
        _ => &[],
    };
    for separator in separators {
        mapping[*separator] = json!(if *separator == "stepsSeparator" { "\n" } else { ", " });
    }
    mapping
}
