//! A result is read like a recording: the step that failed stands there with its message, its pictures side by side, and what a
//! hostile test wrote is shown as text. What was seen is read again without the server. On both generations of the server.

use serde_json::{Value, json};

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Recorded";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 60, 50).await?;
    let launch = acts::launch(world, &window, &job, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;
    let run = window.place().await?;

    window.sees("Failed tests").await?;
    window.press("j").await?;
    window.press("Enter").await?;
    eventually("the step that failed, with its message", async || {
        let seen = window
            .run(
                "const step = document.querySelector('[role=treeitem][aria-selected=true]');
                 return [step?.innerText ?? '', document.querySelector('.pane .words')?.innerText ?? '']",
            )
            .await?;
        let filled = |at: usize| seen[at].as_str().is_some_and(|text| !text.is_empty());
        Ok((filled(0) && filled(1)).then_some(()))
    })
    .await?;

    let compared = result_with(world, launch, "page-diff.png").await?;
    open(&window, &run, compared).await?;
    drawn(&window, 3).await?;

    let hostile = result_with(world, launch, "report.html").await?;
    open(&window, &run, hostile).await?;
    show(&window, "report.html").await?;
    window.sees("Only its source is shown").await?;
    window.sees("<!doctype html>").await?;
    show(&window, "photo.png").await?;
    window.sees("It claims to be image/png").await?;
    show(&window, "diagram.svg").await?;
    window.sees("<?xml version").await?;
    show(&window, "screenshot.png").await?;
    drawn(&window, 1).await?;
    let ran = window
        .run("return [window.ran === true, document.title === 'ran', document.querySelectorAll('main iframe, main script').length]")
        .await?;
    ensure!(ran == json!([false, false, 0]), "what a test wrote ran: {ran}");
    as_a_picture(&window, hostile, world, launch).await?;

    let unseen = result_with(world, launch, "server.log").await?;
    world.kill().await?;
    world.server.trouble(&json!({"kind": "status", "code": 503})).await?;
    let window = world.open(&[]).await?;
    open(&window, &run, compared).await?;
    drawn(&window, 3).await?;
    open(&window, &run, unseen).await?;
    window.sees_within(60, "This result is not kept on this computer").await
}

/// A hostile drawing is not drawn either where it is asked for as a picture.
async fn as_a_picture(window: &Window, result: i64, world: &World, launch: i64) -> Outcome {
    let files = files_of(world, result).await?;
    let drawing = files.iter().find(|file| file["name"] == "diagram.svg").ok_or("there is no drawing")?;
    let id = &drawing["id"];
    window
        .run(&format!(
            "const picture = new Image(); window.drawing = 'asked'; picture.onload = () => (window.drawing = 'drawn');
             picture.onerror = () => (window.drawing = 'refused');
             picture.src = 'evidence://localhost/{result}/result-{id}'"
        ))
        .await?;
    let became = eventually(format!("the drawing of launch {launch}"), async || {
        let now = window.run("return window.drawing").await?;
        Ok((now != "asked").then_some(now))
    })
    .await?;
    ensure!(became == "refused", "a drawing with scripts was {became}");
    Ok(())
}

/// Shows a result of the run.
async fn open(window: &Window, run: &str, result: i64) -> Outcome {
    window.run(&format!("location.hash = '#{run}/result/{result}'")).await?;
    eventually("the result's page", async || {
        Ok(window.place().await?.ends_with(&format!("/result/{result}")).then_some(()))
    })
    .await
}

/// Chooses a file of the step.
async fn show(window: &Window, name: &str) -> Outcome {
    eventually(format!("the file {name}"), async || {
        let clicked = window
            .run(&format!(
                "const file = [...document.querySelectorAll('[data-file]')].find((one) => one.innerText.includes('{name}'));
                 file?.click(); return Boolean(file)"
            ))
            .await?;
        Ok((clicked == true).then_some(()))
    })
    .await
}

/// Waits until so many pictures of the step were drawn.
async fn drawn(window: &Window, count: u64) -> Outcome {
    eventually(format!("{count} pictures"), async || {
        let drawn = window
            .run("return [...document.querySelectorAll('.pane img')].filter((one) => one.naturalWidth > 0).length")
            .await?;
        Ok((drawn.as_u64() == Some(count)).then_some(()))
    })
    .await
}

async fn files_of(world: &World, result: i64) -> Outcome<Vec<Value>> {
    let files = world.server.api(&format!("/rs/testresult/attachment?testResultId={result}&size=50")).await?;
    Ok(files["content"].as_array().cloned().unwrap_or_default())
}

/// A failed test of the launch that left this file.
async fn result_with(world: &World, launch: i64, name: &str) -> Outcome<i64> {
    let results = world.server.api(&format!("/rs/testresult?launchId={launch}&size=100")).await?;
    for result in results["content"].as_array().into_iter().flatten() {
        let id = result["id"].as_i64().unwrap_or_default();
        if files_of(world, id).await?.iter().any(|file| file["name"] == name) {
            return Ok(id);
        }
    }
    Err(format!("no test of the launch left {name}").into())
}
