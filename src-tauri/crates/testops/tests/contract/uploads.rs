//! Results that are sent in: by our client through a session, by others through forms of the web page.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use testops::{Client, FilePart, LaunchName, NewLaunch, Sending};

use crate::routes::Other;

const BOUNDARY: &str = "contract-boundary";
const SHEET: &str = "id,name,steps,tags,epic,owner,issues,link,parameters,keys\n\
    ,Imported,Open,smoke;new,Contract,oleg.petrov,BANK-4,https://tasks.example.test/3,os;lang,TMS-2\n";

fn result() -> Vec<u8> {
    json!({"uuid": "u", "historyId": "h", "name": "Contract", "status": "failed", "start": 1, "stop": 2})
        .to_string()
        .into_bytes()
}

/// An archive of one result.
fn archive() -> Vec<u8> {
    let content = result();
    let mut archive =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    archive.append_data(&mut header, "1-result.json", &content[..]).expect("an archive");
    archive.into_inner().and_then(flate2::write::GzEncoder::finish).expect("an archive")
}

pub(crate) async fn run(client: &Client, project: i64) {
    let new = NewLaunch {
        name: LaunchName::new("Contract").expect("a name"),
        project_id: project,
        autoclose: false,
        external: true,
        tags: Vec::new(),
        links: Vec::new(),
    };
    let launch = client.create_launch(&new).await.expect("a launch").id;
    let environment = [("BROWSER".to_owned(), "chrome".to_owned())];
    let session = client.open_upload(launch, &environment).await.expect("a session").id;
    let folder = tempfile::tempdir().expect("a folder");
    let part = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        vec![FilePart { name: name.to_owned(), path, size: content.len() as u64, content_type: None }]
    };
    let sending = || Arc::new(Sending::default());
    client.upload_files(session, part("1-result.json", &result()), sending()).await.expect("stored");
    client.upload_archives(session, part("2.tar.gz", &archive()), sending()).await.expect("stored");
}

pub(crate) async fn others(other: &Other<'_>, is_current: bool) {
    runs(other).await;
    let launch = other.post("/launch", json!({"projectId": 2, "name": "Contract"})).await["id"].clone();
    let order = json!({"launchId": launch});
    let session = other.post("/upload/session?manual=true", order).await["id"].clone();
    other.form(&format!("/upload?id={session}"), None, &["file", "archive"]).await;
    if is_current {
        results(other, &session).await;
    }
    let info = json!({"name": "Contract", "projectId": 2, "envVarValues": [{"name": "chrome", "variable": {"id": 1}}]});
    let made = other.form("/launch/upload", Some(&info), &["file", "archive"]).await["launchId"].clone();
    let none = json!({});
    other.form(&format!("/launch/{made}/upload"), Some(&none), &["file"]).await;
    other.form(&format!("/launch/{made}/upload/file"), Some(&none), &["file"]).await;
    other.form(&format!("/launch/{made}/upload/archive"), Some(&none), &["archive as file"]).await;
    let run = open_run(other).await;
    other.form(&format!("/jobrun/{run}/upload"), None, &["file"]).await;
    other.form(&format!("/jobrun/{run}/upload/file"), None, &["file"]).await;
    other.form(&format!("/jobrun/{run}/upload/archive"), None, &["archive as file"]).await;
}

async fn runs(other: &Other<'_>) {
    let start = json!({"projectId": 2, "ci": {"type": "gitlab", "endpoint": "https://gitlab.example.test"},
        "job": {"uid": "contract", "name": "Contract"}, "jobRun": {"uid": "1"}, "launch": {"name": "Contract", "tags": ["ci"]}});
    let run = other.post("/upload/start", start.clone()).await["jobRunId"].clone();
    other.post("/upload/run", start).await;
    other.get(&format!("/upload/jobrun?projectId=2&jobUid=contract&jobRunUid=1&jobRunId={run}")).await;
    let stop = json!({"projectId": 2, "jobUid": "contract", "jobRunUid": "1", "status": "passed"});
    other.post("/upload/stop", stop).await;
}

async fn results(other: &Other<'_>, session: &Value) {
    let file = json!({"name": "Log", "originalFileName": "1-result.json", "contentType": "text/plain"});
    let steps = json!([{"type": "body", "body": "Pay", "status": "PASSED"}, {"type": "attachment", "attachment": file}]);
    let result =
        json!({"uuid": "u", "name": "Contract", "status": "PASSED", "start": 1, "stop": 2, "steps": steps});
    let made =
        other.post("/upload/test-result", json!({"testSessionId": session, "results": [result]})).await;
    let path = format!("/upload/test-result/{}", made["results"][0]["id"]);
    other.form(&format!("{path}/attachment"), None, &["file"]).await;
    let fixtures =
        json!({"fixtures": [{"uuid": "f", "name": "Set up", "type": "BEFORE", "status": "PASSED"}]});
    let made = other.post(&format!("{path}/test-fixture-result"), fixtures).await;
    let path = format!("/upload/test-fixture-result/{}/attachment", made["results"][0]["id"]);
    other.form(&path, None, &["file"]).await;
}

/// A job run of a launch that is open.
async fn open_run(other: &Other<'_>) -> Value {
    let order = json!({"launchName": "Contract", "tags": [], "parameters": [], "selection": {}});
    let launch = other.post("/job/301/run", order).await["id"].clone();
    other.get(&format!("/launch/{launch}/job")).await[0]["id"].clone()
}

impl Other<'_> {
    pub(crate) async fn form(&self, path: &str, info: Option<&Value>, parts: &[&str]) -> Value {
        self.form_by(Method::POST, path, info, parts).await
    }

    pub(crate) async fn form_by(
        &self,
        method: Method,
        path: &str,
        info: Option<&Value>,
        parts: &[&str],
    ) -> Value {
        let mut body = Vec::new();
        let mut add = |field: &str, file: &str, content: &[u8]| {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend(content);
            body.extend(b"\r\n");
        };
        if let Some(info) = info {
            add("info", "info.json", info.to_string().as_bytes());
        }
        for part in parts {
            match *part {
                "archive" => add("archive", "a.tar.gz", &archive()),
                "archive as file" => add("file", "a.tar.gz", &archive()),
                "sheet" => add("file", "cases.csv", SHEET.as_bytes()),
                _ => add("file", "1-result.json", &result()),
            }
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        self.send(method, path, &format!("multipart/form-data; boundary={BOUNDARY}"), body).await
    }
}
