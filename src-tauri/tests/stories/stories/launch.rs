//! Pick, fill and launch with the keyboard alone; exactly what was typed arrives, once; the window follows; the
//! notification carries the true numbers, and its click opens the run.

use serde_json::{Value, json};

use super::acts::{self, Job};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Ночной смоук 😀 «x» & <b>y</b>";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 10, 3).await?;
    launch_by_keyboard(&window, &job).await?;

    let launch = acts::launch_on_server(world, NAME).await?;
    check_request(world, &job).await?;
    acts::on_run_page(&window).await?;

    world.server.advance(launch, &json!({"results": 4})).await?;
    acts::look(world).await?;
    window.sees("4 of 10").await?;
    world.server.advance(launch, &json!({"results": 3})).await?;
    acts::look(world).await?;
    window.sees("7 of 10").await?;

    window.click("link", "Launch").await?;
    acts::finish(world, launch).await?;
    let told = world.notifications.wait_for(NAME).await?;
    let (passed, failed, _, _) = acts::counts(world, launch).await?;
    ensure!((passed, failed) == (7, 3), "the server counts {passed} passed and {failed} failed");
    ensure!(told.title.starts_with("Failed"), "the title says {}", told.title);
    ensure!(told.body.contains("7 passed, 3 failed"), "the notification says {}", told.body);

    world.click_notification().await?;
    acts::on_run_page(&window).await?;
    window.sees(NAME).await?;
    ensure!(acts::told_of(world, NAME) == 1, "one run, one notification");
    Ok(())
}

async fn launch_by_keyboard(window: &Window, job: &Job) -> Outcome {
    window.tab_to(&job.project).await?;
    window.press("Enter").await?;
    acts::in_project(window, job).await?;
    window.sees(&job.name).await?;
    window.tab_to(&job.name).await?;
    window.press("Enter").await?;
    eventually("the form", async || window.has("textbox", "Launch name").await.map(|has| has.then_some(())))
        .await?;
    window.tab_to("Launch name").await?;
    window.press("Control+a").await?;
    window.types(NAME).await?;
    for parameter in &job.parameters {
        window.tab_to(&parameter.name).await?;
        window.press("Control+a").await?;
        window.types(&typed(&parameter.name)).await?;
    }
    window.press("Enter").await
}

fn typed(parameter: &str) -> String {
    format!("typed for {parameter} ё")
}

async fn check_request(world: &World, job: &Job) -> Outcome {
    let requests = world.server.launch_requests().await?;
    ensure!(requests.len() == 1, "{} launch requests came in", requests.len());
    let body = &requests[0]["body"];
    ensure!(body["launchName"] == NAME, "the launch was named {}", body["launchName"]);
    let expected = job.parameters.iter().map(|one| (one.id, typed(&one.name))).collect::<Vec<_>>();
    let mut sent = pairs(&body["parameters"]);
    sent.sort_by_key(|(id, _)| expected.iter().position(|(wanted, _)| wanted == id));
    ensure!(sent == expected, "sent were {sent:?}, typed were {expected:?}");
    Ok(())
}

fn pairs(parameters: &Value) -> Vec<(i64, String)> {
    let pair = |one: &Value| Some((one["id"].as_i64()?, one["value"].as_str()?.to_owned()));
    parameters.as_array().into_iter().flatten().filter_map(pair).collect()
}
