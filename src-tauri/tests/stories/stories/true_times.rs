//! The times of a run are the server's, told on this machine's clock: also of a server whose clock is wrong by minutes,
//! and of a run that was looked at once a minute.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "On time";
/// How far the server's clock is put ahead.
const AHEAD: TimeDelta = TimeDelta::minutes(7);
/// As near as two clocks can be told apart by the seconds that a server tells.
const NEAR: TimeDelta = TimeDelta::seconds(1);

pub(crate) async fn tell(world: &World) -> Outcome {
    world.server.post("clock", &json!({"speed": 1, "advance_ms": AHEAD.num_milliseconds()})).await?;
    let window = acts::connected(world).await?;
    acts::hold_next(world, 5, 2).await?;
    let launch = acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    // Nobody looks at it.
    window.click("link", "Launch").await?;
    let tray = world.tray.as_ref().ok_or("this desktop has no tray")?;
    for (how, seen) in [(json!({"results": 3}), Some("3 of 5")), (json!({"finish": true}), None)] {
        world.server.advance(launch, &how).await?;
        // A minute goes by, here and there.
        world.server.post("clock", &json!({"advance_ms": 60_000})).await?;
        world.let_pass(60)?;
        if let Some(seen) = seen {
            tray.lists(seen).await?;
        }
    }
    let told = world.notifications.wait_for(NAME).await?;
    world.click_notification().await?;
    acts::on_run_page(&window).await?;

    let results = world.server.api(&format!("/testresult?launchId={launch}&size=100")).await?;
    let results = results["content"].as_array().cloned().unwrap_or_default();
    let stops = |of: &dyn Fn(&Value) -> bool| {
        results.iter().filter(|one| of(one)).filter_map(|one| one["stop"].as_i64()).collect::<Vec<_>>()
    };
    let (all, bad) = (stops(&|_| true), stops(&|one| one["status"] == "failed"));
    let ended = world.server.launches().await?;
    let ended = ended.iter().find(|one| one["id"] == launch).and_then(|one| one["runs"][0]["ends"].as_i64());
    let clock = world.server.get("clock").await?["now"].as_i64().and_then(DateTime::from_timestamp_millis);
    let ahead = clock.ok_or("the server has no clock")? - world.now()?;
    ensure!(ahead >= AHEAD, "the server's clock is ahead by {ahead}");
    for (moment, there) in [
        ("First result", all.iter().min().copied()),
        ("First failure", bad.iter().min().copied()),
        ("Finished", ended),
    ] {
        let there = there.and_then(DateTime::from_timestamp_millis).ok_or("the server does not know when")?;
        let here = moment_of(&window, moment).await?;
        let off = (here - (there - ahead)).abs();
        ensure!(
            off <= NEAR,
            "{moment} is off by {off}: {here}, on the server {there}; told was {}",
            told.body
        );
    }
    ensure!(!window.text().await?.contains("seen at"), "all of it is known from the server");
    Ok(())
}

/// When the timeline says that it was.
async fn moment_of(window: &Window, name: &str) -> Outcome<DateTime<Utc>> {
    let script = format!(
        "return [...document.querySelectorAll('li')].find((one) => one.textContent.includes({name:?}) && \
         one.querySelector('time'))?.querySelector('time').dateTime ?? null"
    );
    eventually(format!("“{name}” in the timeline"), async || {
        let told = window.run(&script).await?;
        Ok(told.as_str().and_then(|at| at.parse().ok()))
    })
    .await
}
