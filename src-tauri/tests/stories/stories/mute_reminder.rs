//! A mute with a day to ask about it: on that day a notification leads to the list, where it is taken back.

use super::{acts, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Muted for a week";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let launch = triage::red(world, &window, NAME).await?;
    triage::focus(&window, triage::GROUP).await?;
    window.press("m").await?;
    window.fill("Name of the mute", "Until the stage is mended").await?;
    let day = (world.now()? + chrono::TimeDelta::days(7)).format("%Y-%m-%d");
    let date = format!(
        "const field = document.querySelector('[role=dialog] [type=date]'); field.value = '{day}';
        field.dispatchEvent(new Event('input', {{bubbles: true}})); return field.value"
    );
    window.run(&date).await?;
    window.press("Enter").await?;
    window.sees("Done for").await?;
    window.press("Escape").await?;
    for _ in 0..8 {
        world.let_pass(86_400)?;
    }
    acts::told_in_time(world, "due for review").await?;
    window.click("link", "Mine").await?;
    window.sees("Mutes to review").await?;
    window.sees("Until the stage is mended").await?;
    window.picture(&world.keep("due.png")).await?;
    window.click("button", "Unmute: Until the stage is mended").await?;
    window.sees("Taken back.").await?;
    window.loses("Mutes to review").await?;
    let muted = triage::results(world, launch, |one| one["muted"] == true).await?;
    ensure!(muted == 0, "{muted} stay muted");
    Ok(())
}
