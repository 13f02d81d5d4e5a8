//! Quiet hours hold notifications back, and one summary ends them; the inbox has them all.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    window.click("link", "Settings").await?;
    // Quiet for all but the last minute of the day, whatever time it is.
    window.click("checkbox", "Hold notifications at certain hours").await?;
    window.fill("From", "00:00").await?;
    window.fill("To", "23:59").await?;
    window.press("Tab").await?;

    for name in ["Whisper one", "Whisper two"] {
        acts::hold_next(world, 4, 1).await?;
        let launch = acts::launch(world, &window, &job, name).await?;
        acts::finish(world, launch).await?;
        window.sees("Failed").await?;
    }
    window.click("link", "Inbox").await?;
    window.sees("Whisper one").await?;
    window.sees("Whisper two").await?;
    ensure!(world.notifications.all().is_empty(), "told in quiet hours: {:?}", world.notifications.all());

    // Until a minute that is not quiet.
    let summary = eventually("the summary", async || {
        world.let_pass(30)?;
        Ok(world.notifications.all().into_iter().find(|one| one.title.starts_with("While it was quiet")))
    });
    world.let_pass(seconds_to_the_end_of_the_day())?;
    let summary = summary.await?;
    ensure!(summary.title.contains("2 notifications"), "the summary says {summary:?}");
    ensure!(world.notifications.all().len() == 1, "more than the summary: {:?}", world.notifications.all());
    Ok(())
}

/// From now to 23:59:00 in the time zone of the stories' worlds, which is UTC.
fn seconds_to_the_end_of_the_day() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a story lives in real time")]
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(86_400 - 60 - now % 86_400).unwrap_or_default().max(0)
}
