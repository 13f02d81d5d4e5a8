//! Nobody is in until an admin or the window says so: asked and answered, refused, sent away in the middle of a
//! conversation, and a username that changed hands. The window's log has all of it.

use telegram_kit::{NewPerson, Person, Want};

use super::acts::{self, Job};
use super::chatting;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const A_DAY: i64 = 24 * 3600;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let job = acts::a_job(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let boris = let_in_by_an_admin(world, &window, &anna).await?;
    answered_at_the_window(world, &window, &anna).await?;
    sent_away_in_mid_conversation(world, &anna, &boris, &job).await?;
    changed_hands(world, &window, &anna).await?;
    log_has_it_all(&window).await
}

/// Boris asks, is told once that he has to wait, and is let in by the owner's button.
async fn let_in_by_an_admin(world: &World, window: &Window, anna: &Person) -> Outcome<Person> {
    let boris = world.telegram()?.kit.person("Boris").await?;
    boris.send("/launch").await?;
    boris.expect(Want::containing("private").and(Want::button("Ask for access"))).await?;
    boris.send("/launch").await?;
    boris.silence().await?;
    boris.press("Ask for access").await?;
    boris.expect_answer("asked its admins").await?;
    world.notifications.wait_for("Boris asks to use the Telegram bot").await?;
    window.sees("Boris").await?;
    let asked = anna.expect(Want::containing("Boris").and(Want::button("✅ Allow"))).await?;
    anna.press_on(&asked, "✅ Allow").await?;
    anna.expect_edit("Let in").await?;
    boris.expect("You may use this bot").await?;
    eventually("the window to ask about Boris no more", async || {
        Ok((!window.has("button", "Allow Boris").await?).then_some(()))
    })
    .await?;
    boris.send("/help").await?;
    boris.expect("/launch").await?;
    boris.send("/allow_user @somebody").await?;
    boris.expect("Only admins").await?;
    Ok(boris)
}

/// One is let in at the window, one is refused; both are told, and the owner's buttons come too late.
async fn answered_at_the_window(world: &World, window: &Window, anna: &Person) -> Outcome {
    let telegram = world.telegram()?;
    let vera = telegram.kit.person("Vera").await?;
    vera.send("/start").await?;
    vera.expect("asked its admins").await?;
    let asked = anna.expect(Want::containing("Vera").and(Want::button("✅ Allow"))).await?;
    window.click("button", "Allow Vera").await?;
    vera.expect("You may use this bot").await?;
    vera.send("/status").await?;
    vera.expect("What runs now").await?;
    anna.press_on(&asked, "⛔ Refuse").await?;
    anna.expect_edit("Already let in: the window").await?;

    let gleb = telegram.kit.person("Gleb").await?;
    gleb.send("/start").await?;
    gleb.expect("asked its admins").await?;
    window.click("button", "Refuse Gleb").await?;
    gleb.expect("was refused").await?;
    gleb.send("/start").await?;
    gleb.silence().await?;
    world.let_pass(A_DAY + 60)?;
    gleb.send("/start").await?;
    gleb.expect("was refused not long ago").await?;
    gleb.send("let me in").await?;
    gleb.silence().await?;
    Ok(())
}

async fn sent_away_in_mid_conversation(world: &World, anna: &Person, boris: &Person, job: &Job) -> Outcome {
    chatting::choose_job(boris, job).await?;
    let ready = chatting::confirm(boris, "Not any more").await?;
    anna.send(format!("/disallow_user {}", boris.id())).await?;
    anna.expect("Sent away").await?;
    boris.expect("may not use this bot any more").await?;
    boris.press_on(&ready, "🚀 Launch").await?;
    boris.expect_answer("You may not use this bot").await?;
    ensure!(world.server.launch_requests().await?.is_empty(), "somebody who was sent away launched");
    Ok(())
}

/// The place that is held for a username goes to the first who writes under it, and to nobody after.
async fn changed_hands(world: &World, window: &Window, anna: &Person) -> Outcome {
    let kit = &world.telegram()?.kit;
    let named = |name: &str| NewPerson {
        name: name.to_owned(),
        username: Some("night_shift".to_owned()),
        language: None,
    };
    window.fill("Username or id", "@night_shift").await?;
    window.click("button", "Let in").await?;
    window.sees("@night_shift").await?;
    let olga = kit.person_with(named("Olga")).await?;
    olga.send("/help").await?;
    olga.expect("/launch").await?;
    window.sees("Olga").await?;

    olga.set_username("").await?;
    let mallory = kit.person_with(named("Mallory")).await?;
    mallory.send("/help").await?;
    mallory.expect("This bot is private").await?;
    mallory.send("let me in, I was promised").await?;
    mallory.silence().await?;
    world.let_pass(A_DAY + 60)?;
    mallory.send("please").await?;
    mallory.expect("This bot is private").await?;
    olga.send("/help").await?;
    olga.expect("/launch").await?;
    anna.send("/list_allowed").await?;
    let list = anna.expect("Who may use the bot").await?;
    let people = list.labels().concat().join("; ");
    ensure!(people.contains("Olga") && !people.contains("Mallory"), "those who may use the bot: {people}");
    Ok(())
}

/// Who did what to whom, as the rows of the log read.
async fn log_has_it_all(window: &Window) -> Outcome {
    window.click("link", "Telegram").await?;
    for row in [
        "Anna Became the owner",
        "Boris A stranger, turned away",
        "Boris Asked for access",
        "Anna Let in: Boris",
        "You, in this window Let in: Vera",
        "You, in this window Refused: Gleb",
        "Anna Sent away: Boris",
        "You, in this window Let in: @night_shift",
        "Mallory (@night_shift) A stranger, turned away",
    ] {
        window.sees(row).await?;
    }
    Ok(())
}
