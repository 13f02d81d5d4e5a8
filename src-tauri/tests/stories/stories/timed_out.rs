//! A run without an end is given up after twelve hours, and the person is told.

use serde_json::json;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Endless";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    acts::hold_next(world, 9, 0).await?;
    let launch = acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    world.server.advance(launch, &json!({"results": 3})).await?;
    acts::look(world).await?;
    window.sees("3 of 9").await?;

    acts::look_after(world, 11 * 3600).await?;
    let given_up = |title: &str| title.starts_with("Given up");
    ensure!(
        !world.notifications.all().iter().any(|one| given_up(&one.title)),
        "given up before twelve hours"
    );

    world.let_pass(3600 + 120)?;
    let told = world.notifications.wait_for("Given up").await?;
    ensure!(told.body.contains("12 h"), "the notification says {}", told.body);
    window.sees("It took longer than the limit in the settings").await?;

    // Nobody looks at it any more, and nothing more is told.
    world.server.advance(launch, &json!({"finish": true})).await?;
    acts::look_after(world, 600).await?;
    ensure!(acts::told_of(world, NAME) == 1, "told {} times", acts::told_of(world, NAME));
    Ok(())
}
