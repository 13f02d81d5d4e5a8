//! The data folder is a file: the window says so instead of a panic, closing it ends the program, and with the file out
//! of the way it goes on.

use std::fs;

use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    fs::write(&world.data, "in the way")?;
    world.start_unseen(&["--hidden"])?;
    eventually("the window", async || Ok((world.screen.open_windows()? == 1).then_some(()))).await?;
    let said = world.said();
    ensure!(
        said.contains(&world.data.display().to_string()),
        "the terminal does not name the folder: {said}"
    );
    ensure!(!said.contains("panicked"), "it panics: {said}");
    eventually("its end", async || {
        world.screen.close_windows()?;
        Ok(world.program().is_empty().then_some(()))
    })
    .await?;

    let window = world.open(&[]).await?;
    window.sees("The database did not open.").await?;
    fs::remove_file(&world.data)?;
    // The next question opens it, whoever asks first: this press, or the page by itself.
    let again = "[...document.querySelectorAll('button')].find((one) => one.innerText.trim() === 'Try again')?.click()";
    eventually("the first screen", async || {
        window.run(again).await?;
        Ok(window.has("button", "Connect to a TestOps server").await?.then_some(()))
    })
    .await?;
    window.click("button", "Connect to a TestOps server").await?;
    window.sees("Server address").await
}
