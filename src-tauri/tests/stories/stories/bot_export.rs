//! A plan that the window made is run from chat, and its file arrives byte for byte as it lies in the folder.

use telegram_kit::{Message, Want};

use super::exporting::{self, Plan};
use super::{chatting, exporting::files};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const PLAN: &str = "For the testers «все» & <b>";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    anna.send("/exports").await?;
    anna.expect("the window makes them").await?;
    exporting::make(world, &window, &Plan { name: PLAN, ..Plan::default() }).await?;

    anna.send("/exports").await?;
    anna.expect(Want::button(PLAN)).await?;
    anna.press(PLAN).await?;
    anna.expect_edit("Not run yet").await?;
    anna.press("▶ Run now").await?;
    let begun = anna.expect(Want::containing("The export has begun").and(PLAN)).await?;
    world.notifications.wait_for(PLAN).await?;
    exporting::done(world, &window).await?;
    let written = files(world)?;
    ensure!(written.len() == 1, "one run made {} files", written.len());
    let name = written[0].file_name().unwrap_or_default().to_string_lossy().into_owned();

    anna.press_on(&begun, "Show the plan").await?;
    let plan = anna.expect_edit(Want::that("offers the file", |card| offered(card).is_some())).await?;
    ensure!(plan.text.contains("Last one: done"), "the plan says {}", plan.text);
    anna.press_on(&plan, &offered(&plan).ok_or("no file is offered")?).await?;
    let sent = anna.expect(Want::document(name.as_str())).await?;
    let bytes = anna.download(&sent).await?;
    ensure!(bytes == std::fs::read(&written[0])?, "what arrived is not what was written");
    exporting::whole(&written[0])?;

    window.click("link", "Telegram").await?;
    window.sees(&name).await?;
    // A file that somebody took away is told, not sent.
    std::fs::remove_file(&written[0])?;
    anna.press_on(&plan, &offered(&plan).ok_or("no file is offered")?).await?;
    anna.expect("no longer where it was written").await?;
    eventually("one request for the export", async || {
        Ok((exporting::requests(world).await?.len() == 1).then_some(()))
    })
    .await
}

/// The label of the first file on the card of a plan.
fn offered(card: &Message) -> Option<String> {
    card.labels().concat().into_iter().find(|label| label.starts_with("📄")).map(str::to_owned)
}
