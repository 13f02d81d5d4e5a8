//! Asks the program through its window, as the page does.

use serde_json::{Value, json};

use crate::harness::Outcome;
use crate::harness::window::Window;

async fn ask(window: &Window, command: &str, arguments: &Value) -> Outcome<Value> {
    window.run(&format!("return window.__TAURI_INTERNALS__.invoke({command:?}, {arguments})")).await
}

/// The newest runs, as stored.
pub(super) async fn history(window: &Window) -> Outcome<Vec<Value>> {
    let query =
        json!({"text": "", "outcomes": [], "project_id": null, "job_id": null, "offset": 0, "limit": 100});
    Ok(items(&ask(window, "history", &json!({"query": query})).await?))
}

/// The runs that are under way, as they are in memory.
pub(super) async fn active(window: &Window) -> Outcome<Vec<Value>> {
    Ok(ask(window, "active_runs", &json!({})).await?.as_array().cloned().unwrap_or_default())
}

pub(super) async fn inbox(window: &Window) -> Outcome<Vec<Value>> {
    Ok(items(&ask(window, "inbox", &json!({"offset": 0, "limit": 200})).await?))
}

pub(super) async fn plans(window: &Window) -> Outcome<Vec<Value>> {
    Ok(ask(window, "exports", &json!({})).await?["plans"].as_array().cloned().unwrap_or_default())
}

pub(super) async fn attempts(window: &Window) -> Outcome<Vec<Value>> {
    Ok(items(&ask(window, "export_attempts", &json!({"planId": null, "offset": 0, "limit": 50})).await?))
}

pub(super) async fn files(window: &Window) -> Outcome<Vec<Value>> {
    let query = json!({"plan_id": null, "project_id": null, "text": "", "offset": 0, "limit": 200});
    Ok(items(&ask(window, "export_files", &json!({"query": query})).await?))
}

/// A person says that this run was never launched.
pub(super) async fn never_started(window: &Window, run: i64) -> Outcome {
    let answer = json!({"runId": run, "answer": {"answer": "never_started"}});
    ask(window, "answer_fate", &answer).await.map(drop)
}

fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().cloned().unwrap_or_default()
}
