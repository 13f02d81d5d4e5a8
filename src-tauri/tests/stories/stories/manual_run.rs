//! Manual tests that are assigned to the person wait in Mine and are run in the window by keyboard alone: one passes with
//! one key, one fails with its step, a word and a pasted screenshot, and the server has all of it.

use serde_json::{Value, json};

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

/// One pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// An open launch in which two tests wait for the person and one for somebody else.
pub(crate) async fn waiting(world: &World) -> Outcome<(acts::Job, i64, Vec<i64>)> {
    let job = acts::a_job(world).await?;
    let plan = json!({"tests": 2, "duration_ms": 1_000, "never_closed": true});
    let start = json!({"project_id": job.project_id, "job_id": job.id, "name": "Acceptance", "plan": plan});
    let started = world.server.post("launches", &start).await?;
    let launch = started["ids"][0].as_i64().unwrap_or_default();
    let people = json!({"tests": 3, "people": ["anna.smirnova", "anna.smirnova", "oleg.petrov"]});
    let told = world.server.post(&format!("launches/{launch}/manual"), &people).await?;
    let ids = told["ids"].as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
    Ok((job, launch, ids))
}

pub(crate) async fn open(window: &Window, job: &acts::Job, launch: i64) -> Outcome {
    window.run(&format!("location.hash = '#/manual/{}/{launch}'", job.project_id)).await?;
    window.sees("3 of 3 wait").await?;
    window.sees("Running for").await
}

/// Waits until the player shows what to do in this test.
pub(crate) async fn at(window: &Window, result: i64) -> Outcome {
    eventually("the steps of the next test", async || {
        let steps = format!("[data-result='{result}'] [data-step]");
        let drawn = window.run(&format!("return document.querySelector(\"{steps}\") !== null")).await?;
        Ok((drawn == true).then_some(()))
    })
    .await
}

/// How many of the manual results of the launch have this status.
pub(crate) async fn with_status(world: &World, ids: &[i64], status: &str) -> Outcome<usize> {
    let mut count = 0;
    for id in ids {
        let result = world.server.api(&format!("/rs/testresult/{id}")).await?;
        count += usize::from(result["status"] == status);
    }
    Ok(count)
}

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let (job, launch, ids) = waiting(world).await?;
    window.click("link", "Mine").await?;
    window.sees_within(120, "Manual tests to run").await?;
    open(&window, &job, launch).await?;
    window.picture(&world.keep("player.png")).await?;

    window.press("p").await?;
    eventually("the first test to have passed", async || {
        Ok((with_status(world, &ids, "passed").await? == 1).then_some(()))
    })
    .await?;

    at(&window, ids[1]).await?;
    window.press("1").await?;
    window.press("2").await?;
    paste(&window).await?;
    window.sees("step 3").await?;
    window.press("f").await?;
    window.fill("What went wrong", "The button is not there").await?;
    window.picture(&world.keep("failing.png")).await?;
    window.press("Control+Enter").await?;
    eventually("the second test to have failed", async || {
        Ok((with_status(world, &ids, "failed").await? == 1).then_some(()))
    })
    .await?;

    let failed = failed(world, &ids).await?;
    ensure!(failed["message"] == "The button is not there", "it says {}", failed["message"]);
    let id = failed["id"].as_i64().unwrap_or_default();
    let files = world.server.api(&format!("/rs/testresult/attachment?testResultId={id}")).await?;
    ensure!(files["totalElements"] == 1, "it has {files}");
    let steps = world.server.api(&format!("/rs/testresult/{id}/execution?v2=true")).await?;
    let statuses: Vec<&Value> =
        steps["steps"].as_array().into_iter().flatten().map(|step| &step["status"]).collect();
    ensure!(statuses.starts_with(&[&json!("passed"), &json!("failed")]), "the steps say {statuses:?}");
    window.sees("Nothing waits for you in this launch.").await?;
    window.resize(380, 760).await?;
    window.picture(&world.keep("narrow.png")).await
}

/// As a person does with a picture in the clipboard.
pub(crate) async fn paste(window: &Window) -> Outcome {
    let script = format!(
        "const bytes = Uint8Array.from(atob('{PNG}'), (letter) => letter.charCodeAt(0));
        const picture = new File([bytes], 'shot.png', {{ type: 'image/png' }});
        const paste = new Event('paste', {{ cancelable: true }});
        Object.defineProperty(paste, 'clipboardData', {{ value: {{ files: [picture] }} }});
        window.dispatchEvent(paste);"
    );
    window.run(&script).await.map(drop)
}

async fn failed(world: &World, ids: &[i64]) -> Outcome<Value> {
    for id in ids {
        let result = world.server.api(&format!("/rs/testresult/{id}")).await?;
        if result["status"] == "failed" {
            return Ok(result);
        }
    }
    Err("no result failed".into())
}
