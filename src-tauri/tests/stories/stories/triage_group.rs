//! Twenty failures that are few: a group of them is muted at once from the keyboard, each test says whether it took, and it
//! is taken back. Then a few chosen ones are assigned, and the journal tells of it.

use serde_json::json;

use super::{acts, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Twenty to decide";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let launch = triage::red(world, &window, NAME).await?;
    let muted = async || triage::results(world, launch, |one| one["muted"] == true).await;

    triage::focus(&window, triage::GROUP).await?;
    window.picture(&world.keep("groups.png")).await?;
    window.press("m").await?;
    window.sees("Mutes the test cases").await?;
    window.fill("Name of the mute", "The stage is down").await?;
    window.picture(&world.keep("mute.png")).await?;
    window.press("Enter").await?;
    window.sees("Done for").await?;
    window.picture(&world.keep("outcome.png")).await?;
    ensure!(muted().await? > 0, "nothing is muted on the server");
    window.click("button", "Undo").await?;
    window.sees("Taken back.").await?;
    ensure!(muted().await? == 0, "{} stay muted", muted().await?);
    window.press("Escape").await?;

    // Three tests by keyboard: the first is chosen, and two more with it.
    triage::choose_first(&window).await?;
    window.press("Shift+ArrowDown").await?;
    window.press("Shift+ArrowDown").await?;
    window.sees("3 tests selected").await?;
    window.picture(&world.keep("selection.png")).await?;
    window.press("a").await?;
    window.sees("About 3 tests").await?;
    let first =
        "const one = document.querySelector('[role=dialog] [type=radio]'); one?.click(); return one !== null";
    eventually("a person to choose", async || Ok((window.run(first).await? == json!(true)).then_some(())))
        .await?;
    window.click("button", "Assign").await?;
    window.sees("Done for").await?;
    window.press("Escape").await?;
    window.sees("Assigned:").await?;
    window.sees("Muted: The stage is down").await?;
    window.resize(380, 760).await?;
    window.picture(&world.keep("narrow.png")).await
}
