//! Starting with the session: the entry names this program with the options that are in use, a dead one is mended by the
//! next start, and none is left when it is switched off.

use std::fs;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const SWITCH: &str = "Start with the session";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    window.click("link", "Settings").await?;
    window.click("checkbox", SWITCH).await?;
    let (file, text) = eventually("an entry", async || Ok(world.at_login()?.pop())).await?;
    let data = world.data.display();
    let exec = text.lines().find(|line| line.starts_with("Exec=")).unwrap_or_default();
    ensure!(exec.ends_with(&format!(" \"--hidden\" \"--data-dir\" \"{data}\"")), "it says {exec}");

    // The program was somewhere else when the entry was written.
    drop(window);
    world.kill().await?;
    fs::write(&file, "[Desktop Entry]\nType=Application\nName=x\nExec=/gone/testops-companion --hidden\n")?;
    world.start_unseen(&["--hidden"])?;
    eventually("the entry to be mended", async || Ok((fs::read_to_string(&file)? == text).then_some(())))
        .await?;
    world.kill().await?;

    let window = world.open(&[]).await?;
    window.click("link", "Settings").await?;
    window.click("checkbox", SWITCH).await?;
    eventually("the entry to go", async || Ok(world.at_login()?.is_empty().then_some(()))).await
}
