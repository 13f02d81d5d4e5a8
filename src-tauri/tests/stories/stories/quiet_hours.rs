//! Quiet hours hold notifications back, and one summary ends them; the inbox has them all.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    window.click("link", "Settings").await?;
    window.click("checkbox", "Hold notifications at certain hours").await?;
    let hours = [time_of_day(-3600), time_of_day(2 * 3600)];
    window.fill("From", &hours[0]).await?;
    window.fill("To", &hours[1]).await?;
    window.press("Tab").await?;
    let shown = [window.value("From").await?, window.value("To").await?];
    ensure!(shown == hours, "the fields hold {shown:?}");

    for name in ["Whisper one", "Whisper two"] {
        acts::hold_next(world, 4, 1).await?;
        let launch = acts::launch(world, &window, &job, name).await?;
        acts::finish(world, launch).await?;
        window.sees("Failed").await?;
    }
    window.click("link", "Inbox").await?;
    window.sees("Failed: Whisper one").await?;
    window.sees("Still failing: Whisper two").await?;
    ensure!(world.notifications.all().is_empty(), "told in quiet hours: {:?}", world.notifications.all());

    world.let_pass(2 * 3600 + 60)?;
    let summary = world.notifications.wait_for("While it was quiet").await?;
    ensure!(summary.title.contains("2 notifications"), "the summary says {summary:?}");
    ensure!(world.notifications.all().len() == 1, "more than the summary: {:?}", world.notifications.all());
    Ok(())
}

/// So many seconds from now, in the time zone of the stories' worlds, which is UTC.
fn time_of_day(from_now: i64) -> String {
    #[expect(clippy::disallowed_methods, reason = "a story lives in real time")]
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let minutes = (i64::try_from(now).unwrap_or_default() + from_now) / 60 % 1440;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
