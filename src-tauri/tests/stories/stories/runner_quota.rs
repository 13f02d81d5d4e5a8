//! A fourth bot is refused, with the three that run named; it starts once one of them is stopped.

use super::deploying::{self, deploy, fill_form, row_says};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const WAITS: &str = "import time\nprint('up', flush=True)\ntime.sleep(3600)\n";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = deploying::at_bots(world).await?;
    for name in ["first", "second", "third"] {
        fill_form(world, &window, name, WAITS).await?;
        deploy(&window, name).await?;
        window.sees("The build is over: Running").await?;
    }
    fill_form(world, &window, "fourth", WAITS).await?;
    // Already while one types.
    window.sees("first").await?;
    window.click("button", "Deploy").await?;
    for name in ["first", "second", "third"] {
        window.sees(name).await?;
    }
    ensure!(window.place().await? == "/deploy", "it was deployed, or the form has gone");
    window.picture(&world.keep("refused.png")).await?;

    window.click("link", "Bots").await?;
    // What was filled in is not given up without a word.
    window.click("button", "Leave").await?;
    window.sees("3 of 3 run").await?;
    window.picture(&world.keep("full.png")).await?;
    window.click_beside("second", "button", "Stop").await?;
    row_says(&window, "second", "Stopped").await?;
    window.sees("2 of 3 run").await?;

    fill_form(world, &window, "fourth", WAITS).await?;
    deploy(&window, "fourth").await?;
    window.click("link", "Bots").await?;
    row_says(&window, "fourth", "Running").await?;
    window.click_beside("second", "button", "Start").await?;
    window.sees("first, fourth, third").await?;
    window.picture(&world.keep("start_refused.png")).await
}
