//! A log of a hundred thousand lines: searched, read in context, followed, and saved whole; colours are drawn and what
//! would move a terminal is not.

use super::deploying::{self, deploy, fill_form};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const WRITES: &str = r#"
import time
for n in range(100_000):
    print(f"line {n}" + (" \x1b[31mneedle\x1b[0m <b>x</b>" if n % 20_000 == 777 else ""))
print("\x1b]0;title\x07the end\x1b[2J", flush=True)
while True:
    time.sleep(1)
    print("tick", flush=True)
"#;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = deploying::at_bots(world).await?;
    fill_form(world, &window, "writes", WRITES).await?;
    deploy(&window, "writes").await?;
    window.click("link", "Log").await?;
    // A hundred thousand lines take their time on a machine that does something else as well.
    window.sees_within(300, "tick").await?;
    window.picture(&world.keep("log.png")).await?;

    window.fill("Search the log", "needle").await?;
    window.sees("5 lines found").await?;
    window.sees("line 80777 needle <b>x</b>").await?;
    window.picture(&world.keep("found.png")).await?;
    window.click("checkbox", "In context").await?;
    window.sees("line 80776").await?;
    window.picture(&world.keep("context.png")).await?;
    window.fill("Search the log", "the end").await?;
    window.sees("1 line found").await?;
    ensure!(!window.text().await?.contains("title"), "a control sequence is shown");

    window.fill("Search the log", "").await?;
    let file = world.write("whole.log", "")?;
    std::fs::remove_file(&file)?;
    window.click("button", "Save the whole log…").await?;
    window.click("button", "Choose…").await?;
    world.screen.save_file(&file).await?;
    window.picture(&world.keep("save.png")).await?;
    window.click("button", "Save").await?;
    window.sees("lines saved").await?;
    let saved = std::fs::read_to_string(&file)?;
    let lines = saved.lines().filter(|line| line.contains("line ")).count();
    ensure!(lines == 100_000, "{lines} lines were saved");
    Ok(())
}
