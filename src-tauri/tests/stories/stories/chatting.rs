//! What persons do in the stories of the bot.

use serde_json::{Value, json};
use telegram_kit::{Message, Person, Want};

use super::acts::{self, Job};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

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
    claim(window, &person).await?;
    person.expect("own this bot").await?;
    window.sees(name).await?;
    Ok(person)
}

/// Sends the code that the window shows.
pub(crate) async fn claim(window: &Window, person: &Person) -> Outcome {
    window.click("link", "Telegram").await?;
    window.click("button", "Show a one-time code").await?;
    let code = window.labelled("One-time code").await?;
    person.send(format!("/start {code}")).await?;
    Ok(())
}

/// Somebody whom the window lets in by their id.
pub(crate) async fn user(world: &World, window: &Window, name: &str) -> Outcome<Person> {
    let person = world.telegram()?.kit.person(name).await?;
    let_in(window, &person.id().to_string()).await?;
    Ok(person)
}

/// Lets somebody in by id or username.
pub(crate) async fn let_in(window: &Window, who: &str) -> Outcome {
    window.click("link", "Telegram").await?;
    window.fill("Username or id", who).await?;
    window.click("button", "Let in").await?;
    window.sees(who).await
}

/// From /launch to the card that asks how the values are to be chosen.
pub(crate) async fn choose_job(person: &Person, job: &Job) -> Outcome {
    person.send("/launch").await?;
    pick_job(person, job).await
}

/// From the list of projects to that card.
pub(crate) async fn pick_job(person: &Person, job: &Job) -> Outcome {
    person.expect("Choose a project").await?;
    press_ending_with(person, &job.project).await?;
    person.expect_edit("choose a job").await?;
    press_ending_with(person, &job.name).await?;
    person.expect_edit(Want::button("▶ All defaults")).await?;
    Ok(())
}

/// Launches the job with its defaults under this name; the launch's id on the server.
pub(crate) async fn launch(world: &World, person: &Person, job: &Job, name: &str) -> Outcome<i64> {
    choose_job(person, job).await?;
    confirm(person, name).await?;
    person.press("🚀 Launch").await?;
    person.expect_edit(Want::that("has no Launch on it", |card| card.button("🚀 Launch").is_none())).await?;
    acts::launch_on_server(world, name).await
}

/// Lets a held launch run to its end, and time go by until the program has seen that and reads the results: a look
/// that was on its way saw it still running.
pub(crate) async fn finish(world: &World, launch: i64) -> Outcome {
    world.server.advance(launch, &json!({"finish": true})).await?;
    let before = results_read(world).await?;
    eventually("the program to see the end", async || {
        world.let_pass(20)?;
        Ok((results_read(world).await? > before).then_some(()))
    })
    .await
}

async fn results_read(world: &World) -> Outcome<usize> {
    let journal = world.server.journal().await?;
    Ok(journal.iter().filter(|entry| entry["method"] == "GET" && entry["path"] == "/api/testresult").count())
}

/// From the card of the values to the one with everything on it, which is handed back.
pub(crate) async fn confirm(person: &Person, name: &str) -> Outcome<Message> {
    person.press("▶ All defaults").await?;
    let asked = person.expect_edit("How shall the launch be called?").await?;
    // In a group only an answer reaches the bot.
    person.reply(&asked, name).await?;
    Ok(person.expect(Want::containing(name).and(Want::button("🚀 Launch"))).await?)
}

/// Presses the newest button of this chat whose label ends so: what stands before it are marks.
pub(crate) async fn press_ending_with(person: &Person, end: &str) -> Outcome {
    let messages = person.messages().await?;
    let labels = messages.iter().rev().flat_map(Message::labels).flatten();
    let label = labels.into_iter().find(|label| label.ends_with(end)).map(str::to_owned);
    person.press(&label.ok_or_else(|| format!("no button ends with “{end}”"))?).await?;
    Ok(())
}

/// A message that no longer has this button.
pub(crate) fn without(label: &'static str) -> Want {
    Want::that(format!("has no button {label:?}"), move |message| message.button(label).is_none())
}

/// How often the chat was told how this run ended.
pub(crate) async fn outcomes(person: &Person, name: &str) -> Outcome<usize> {
    let messages = person.messages().await?;
    Ok(messages.iter().filter(|one| one.media.is_some() && one.text.contains(name)).count())
}

/// So many launch requests, once they have come; the number is exact.
pub(crate) async fn requests(world: &World, number: usize) -> Outcome<Vec<Value>> {
    let requests = eventually(format!("launch request {number}"), async || {
        let requests = world.server.launch_requests().await?;
        Ok((requests.len() >= number).then_some(requests))
    })
    .await?;
    ensure!(requests.len() == number, "{} launch requests came in", requests.len());
    Ok(requests)
}

/// The id of the newest launch on the server, once so many were asked for.
pub(crate) async fn newest_launch(world: &World, asked: usize) -> Outcome<i64> {
    requests(world, asked).await?;
    let launches = world.server.launches().await?;
    let ids = launches.iter().filter_map(|launch| launch["id"].as_i64());
    ids.max().ok_or_else(|| "the server has no launch".into())
}
