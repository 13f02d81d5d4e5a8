//! Every kind of trouble during a run: nothing is lost, window and tray tell the age of the data, and the program
//! recovers by itself.

use serde_json::{Value, json};

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "In rough weather";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    acts::hold_next(world, 12, 2).await?;
    let launch = acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    let mut done = 0;
    for what in [
        json!({"kind": "status", "code": 503}),
        json!({"kind": "status", "code": 429, "retry_after": 1}),
        json!({"kind": "html"}),
        json!({"kind": "cut", "after": 20}),
        json!({"kind": "refuse"}),
        json!({"kind": "silence"}),
    ] {
        done += 1;
        bad_weather(world, &window, launch, &what, done).await.map_err(|error| format!("{what}: {error}"))?;
    }
    // An expired token is renewed without a word.
    world.server.trouble(&json!({"kind": "expired_token", "times": 1})).await?;
    done += 1;
    next_result(world, &window, launch, done).await?;

    acts::finish(world, launch).await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.body.contains("10 passed, 2 failed"), "the notification says {}", told.body);
    ensure!(acts::told_of(world, NAME) == 1, "one run, one notification");
    ensure!(world.server.launch_requests().await?.len() == 1, "launched more than once");
    Ok(())
}

async fn bad_weather(world: &World, window: &Window, launch: i64, what: &Value, done: u32) -> Outcome {
    world.server.trouble(what).await?;
    world.let_pass(45)?;
    window.sees_within(200, "Offline").await?;
    window.sees("Data from").await?;
    let tray = world.tray.as_ref().ok_or("this desktop has no tray")?;
    tray.says("No connection, data from").await?;

    world.server.no_trouble().await?;
    next_result(world, window, launch, done).await?;
    window.loses("Offline").await?;
    tray.says("Running").await
}

async fn next_result(world: &World, window: &Window, launch: i64, done: u32) -> Outcome {
    world.server.advance(launch, &json!({"results": 1})).await?;
    world.let_pass(45)?;
    window.sees_within(90, &format!("{done} of 12")).await
}
