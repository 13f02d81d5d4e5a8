//! Asks the program through its window, as the page does.

use serde_json::{Value, json};

use crate::harness::Outcome;
use crate::harness::window::Window;

/// What the window can say of all that it shows.
pub(super) struct Said {
    /// The newest runs, as stored.
    pub(super) history: Vec<Value>,
    /// The runs that are under way, as they are in memory.
    pub(super) active: Vec<Value>,
    pub(super) inbox: Vec<Value>,
    pub(super) plans: Vec<Value>,
    pub(super) attempts: Vec<Value>,
    pub(super) files: Vec<Value>,
}

/// In one go: one question after the other would take longer than the program may live.
pub(super) async fn ask(window: &Window) -> Outcome<Said> {
    let history =
        json!({"text": "", "outcomes": [], "project_id": null, "job_id": null, "offset": 0, "limit": 100});
    let files = json!({"plan_id": null, "project_id": null, "text": "", "offset": 0, "limit": 200});
    let questions = json!([
        ["history", {"query": history}],
        ["active_runs", {}],
        ["inbox", {"offset": 0, "limit": 200}],
        ["exports", {}],
        ["export_attempts", {"planId": null, "offset": 0, "limit": 50}],
        ["export_files", {"query": files}],
    ]);
    let ask = "([command, given]) => window.__TAURI_INTERNALS__.invoke('command', {name: command, arguments: given})";
    let answer = window.run(&format!("return Promise.all({questions}.map({ask}))")).await?;
    let listed = |place: usize, key: &str| {
        let list = if key.is_empty() { &answer[place] } else { &answer[place][key] };
        list.as_array().cloned().ok_or_else(|| format!("the window answered {}", answer[place]))
    };
    Ok(Said {
        history: listed(0, "items")?,
        active: listed(1, "")?,
        inbox: listed(2, "items")?,
        plans: listed(3, "plans")?,
        attempts: listed(4, "items")?,
        files: listed(5, "items")?,
    })
}

/// A person says that this run was never launched.
pub(super) async fn never_started(window: &Window, run: i64) -> Outcome {
    let answer = json!({"runId": run, "answer": {"answer": "never_started"}});
    let ask = format!(
        "return window.__TAURI_INTERNALS__.invoke('command', {{name: 'answer_fate', arguments: {answer}}})"
    );
    window.run(&ask).await.map(drop)
}
