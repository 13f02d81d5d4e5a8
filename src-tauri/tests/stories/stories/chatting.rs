//! What persons do in the stories of the bot.

use telegram_kit::Person;

use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

/// Opens the program, connects it to the story's server, and switches the bot on.
pub(crate) async fn switched_on(world: &World) -> Outcome<Window> {
    let window = super::connected(world).await?;
    switch_on(world, &window).await?;
    Ok(window)
}

/// Types token and route and switches the bot on; ends when it polls.
pub(crate) async fn switch_on(world: &World, window: &Window) -> Outcome {
    let telegram = world.telegram()?;
    window.click("link", "Telegram").await?;
    give_token(window, telegram.bot.token()).await?;
    if !window.has("textbox", "Base URL").await? {
        window.click("button", "Route to Telegram").await?;
    }
    window.fill("Base URL", telegram.kit.url()).await?;
    window.click("button", "Save").await?;
    turn(window).await?;
    window.sees("Polling").await
}

pub(crate) async fn give_token(window: &Window, token: &str) -> Outcome {
    eventually("the field of the token", async || {
        window.has("textbox", "Bot token").await.map(|has| has.then_some(()))
    })
    .await?;
    window.fill("Bot token", token).await
}

/// Turns the switch to its other side.
pub(crate) async fn turn(window: &Window) -> Outcome {
    window.click("checkbox", "Telegram bot").await
}

/// Somebody who owns the bot, by the code that the window shows.
pub(crate) async fn owner(world: &World, window: &Window, name: &str) -> Outcome<Person> {
    let person = world.telegram()?.kit.person(name).await?;
    window.click("link", "Telegram").await?;
    window.click("button", "Show a one-time code").await?;
    let code = window.labelled("One-time code").await?;
    person.send(format!("/start {code}")).await?;
    person.expect("own this bot").await?;
    window.sees(name).await?;
    Ok(person)
}

/// Somebody whom the window lets in by their id.
pub(crate) async fn user(world: &World, window: &Window, name: &str) -> Outcome<Person> {
    let person = world.telegram()?.kit.person(name).await?;
    window.click("link", "Telegram").await?;
    window.fill("Username or id", &person.id().to_string()).await?;
    window.click("button", "Let in").await?;
    window.sees(&person.id().to_string()).await?;
    Ok(person)
}
