//! A bot that crashes is started again with growing waits and then no more; it is told with its last lines. One that
//! wants too much memory is told apart.

use super::deploying::{self, deploy, fill_form, row_says};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const CRASHES: &str = "print('begins', flush=True)\nraise RuntimeError('the token is wrong')\n";
const EATS: &str = "print('hungry', flush=True)\neaten = [bytearray(1 << 20) for _ in range(300)]\n";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = deploying::at_bots(world).await?;
    fill_form(world, &window, "crashes", CRASHES).await?;
    deploy(&window, "crashes").await?;
    let told = world.notifications.wait_for("crashes").await?;
    ensure!(told.title.contains("crashes"), "told was {}", told.title);
    window.click("link", "Bots").await?;
    row_says(&window, "crashes", "exit code 1").await?;
    window.picture(&world.keep("crashed.png")).await?;
    row_says(&window, "crashes", "4 restarts").await?;
    row_says(&window, "crashes", "Gave up").await?;
    window.picture(&world.keep("gave_up.png")).await?;

    window.click("link", "crashes").await?;
    window.sees("It crashed too often and is not started again by itself").await?;
    window.sees("RuntimeError: the token is wrong").await?;
    window.picture(&world.keep("page.png")).await?;
    let told = world.notifications.all();
    let with_lines = |title: &str| {
        told.iter().any(|one| one.title.contains(title) && one.body.contains("the token is wrong"))
    };
    ensure!(with_lines("crashed"), "no word of the first crash with its last lines: {told:?}");

    fill_form(world, &window, "eats", EATS).await?;
    window.fill("Memory, MB", "64").await?;
    deploy(&window, "eats").await?;
    window.click("link", "Bots").await?;
    row_says(&window, "eats", "out of memory").await?;
    window.picture(&world.keep("out_of_memory.png")).await?;
    window.click("link", "eats").await?;
    window.sees("Out of memory: it wanted more than 64 MB.").await
}
