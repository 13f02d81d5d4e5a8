//! What persons do with bots in containers in more than one story.

use std::path::PathBuf;

use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

/// Opens the program, connects it, and goes to the bots.
pub(crate) async fn at_bots(world: &World) -> Outcome<Window> {
    let window = super::connected(world).await?;
    window.click("link", "Bots").await?;
    window.sees("Docker").await?;
    Ok(window)
}

/// From a file to the form with what the program makes of it.
pub(crate) async fn choose(world: &World, window: &Window, name: &str, code: &str) -> Outcome<PathBuf> {
    let file = world.write(&format!("{name}.py"), code)?;
    window.click("button", "Choose a file…").await?;
    world.screen.pick_file(&file).await?;
    eventually("the form of the bot", async || {
        Ok((window.has("textbox", "Name").await? && window.value("Name").await? == name).then_some(()))
    })
    .await?;
    Ok(file)
}

/// As `choose`, from anywhere.
pub(crate) async fn fill_form(world: &World, window: &Window, name: &str, code: &str) -> Outcome<PathBuf> {
    window.click("link", "Bots").await?;
    window.click("link", "Deploy a bot").await?;
    choose(world, window, name, code).await
}

/// From the form to the end of the build.
pub(crate) async fn deploy(window: &Window, name: &str) -> Outcome {
    window.click("button", "Deploy").await?;
    on_build(window, name).await?;
    window.sees("The build is over").await
}

pub(crate) async fn on_build(window: &Window, name: &str) -> Outcome {
    eventually("the build of the bot", async || {
        Ok((window.place().await? == format!("/bots/{name}/build")).then_some(()))
    })
    .await
}

/// What the list says of a bot.
pub(crate) async fn row(window: &Window, name: &str) -> Outcome<String> {
    let script = format!("return document.querySelector('li[aria-label={name:?}]')?.innerText ?? ''");
    let answer = window.run(&script).await?;
    Ok(answer.as_str().unwrap_or_default().replace('\n', " "))
}

/// Waits until the list says this of a bot.
pub(crate) async fn row_says(window: &Window, name: &str, text: &str) -> Outcome {
    let found = eventually(format!("“{text}” of {name}"), async || {
        Ok(row(window, name).await?.contains(text).then_some(()))
    });
    match found.await {
        Ok(()) => Ok(()),
        Err(error) => Err(format!("{error}\nThe list says: {}", row(window, name).await?).into()),
    }
}
