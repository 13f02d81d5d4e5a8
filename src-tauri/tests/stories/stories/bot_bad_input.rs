//! Whatever people and forgers send, somebody who is allowed gets an answer that helps, nobody else gets in, one launch
//! comes of two presses, and the token lies nowhere but in the keyring.

use telegram_kit::{Message, Person, Want};

use super::{acts, chatting};
use crate::harness::search;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Launched once <b>&amp;</b>";

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let boris = chatting::user(world, &window, "Boris").await?;
    let job = acts::a_job(world).await?;
    what_is_no_text(&anna).await?;

    chatting::choose_job(&anna, &job).await?;
    let old = last_with(&anna, "▶ All defaults").await?;
    anna.send("/cancel").await?;
    anna.expect("Nothing was launched").await?;
    chatting::choose_job(&anna, &job).await?;
    anna.send("words where a button is due").await?;
    anna.expect("Press one of the buttons").await?;
    anna.press("▶ All defaults").await?;
    anna.expect_edit("How shall the launch be called?").await?;
    anna.send("x".repeat(300)).await?;
    anna.expect("At most so many characters: 255").await?;
    anna.send_document("name.txt", b"a name", "").await?;
    anna.expect("I read text only").await?;
    anna.send(NAME).await?;
    let ready = anna.expect(Want::containing(NAME).and(Want::button("🚀 Launch"))).await?;

    world.kill().await?;
    let window = world.open(&[]).await?;
    window.click("link", "Telegram").await?;
    window.sees("Polling").await?;
    anna.press_on(&old, "▶ All defaults").await?;
    anna.expect("no longer in use").await?;
    acts::hold_next(world, 3, 0).await?;
    anna.press_on(&ready, "🚀 Launch").await?;
    anna.press_on(&ready, "🚀 Launch").await?;
    anna.expect("no longer in use").await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    ensure!(world.server.launch_requests().await?.len() == 1, "two presses made more than one launch");

    forged(&anna, &ready).await?;
    not_theirs(world, &anna, &boris).await?;
    chatting::finish(world, launch).await?;
    anna.expect(Want::photo().and(NAME)).await?;
    ensure!(world.server.launch_requests().await?.len() == 1, "something forged launched");
    window.sees("Polling").await?;

    no_token(world, &window, telegram.bot.token()).await
}

/// Everything that an app can send besides words is answered with what can be read.
async fn what_is_no_text(anna: &Person) -> Outcome {
    anna.send_document("notes.txt", b"words", "with a caption").await?;
    anna.expect("I read text only").await?;
    anna.send_file("voice", "voice.ogg", b"OggS", "").await?;
    anna.expect("I read text only").await?;
    anna.share_location(59.93, 30.36).await?;
    anna.expect("I read text only").await?;
    anna.send("/launch_everything").await?;
    anna.expect("did not understand").await?;
    anna.send("\u{202e}\u{200f}\u{0}🏴‍☠️").await?;
    anna.expect("did not understand").await?;
    Ok(())
}

/// Data that no button of ours carries, and data that one could carry of things that are not there.
async fn forged(anna: &Person, on: &Message) -> Outcome {
    let id = anna.id();
    let unreadable = ["nonsense", "", "0.1.go", "1.x.go", "1.1.1.1.1.1", "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀"];
    let numbers = [format!("1.{id}.pr"), format!("1.{id}.pr.99999999999999999999"), format!("1.{id}.mu.-1")];
    for data in unreadable.into_iter().map(str::to_owned).chain(numbers) {
        anna.press_data(on, &data).await?;
        anna.expect_answer("no longer in use").await.map_err(|error| format!("{data}: {error}"))?;
    }
    for (data, answer) in [
        ("go", "no longer in use"),
        ("pr.1", "no longer in use"),
        ("rr.424242", "⚠️"),
        ("rp.424242", "⚠️"),
        ("dt.-1", "⚠️"),
        ("wt.424242", "⚠️"),
        ("pl.424242", "This plan is gone"),
        ("pn.424242", "This plan is gone"),
        ("fl.424242", "⚠️"),
    ] {
        anna.press_data(on, &format!("1.{id}.{data}")).await?;
        anna.expect(answer).await.map_err(|error| format!("{data}: {error}"))?;
    }
    Ok(())
}

/// A user who forges an admin's buttons, somebody else's button, and a stranger with the owner's.
async fn not_theirs(world: &World, anna: &Person, boris: &Person) -> Outcome {
    let mallory = world.telegram()?.kit.person("Mallory").await?;
    mallory.send("/start").await?;
    let line = mallory.expect("asked its admins").await?;
    let asked = anna.expect(Want::containing("Mallory").and(Want::button("✅ Allow"))).await?;
    let allow = asked.button("✅ Allow").and_then(|button| button.data.clone()).ok_or("no data")?;
    for data in
        [allow.clone(), format!("1.{}.go", anna.id()), format!("1.{}.al.{}", mallory.id(), mallory.id())]
    {
        mallory.press_data(&line, &data).await?;
        mallory.expect_answer("You may not use this bot").await?;
    }
    // Buttons do not travel with what is forwarded; what is left of them is a word from a stranger.
    mallory.forward(&line).await?;
    mallory.silence().await?;

    boris.send("/help").await?;
    let hello = boris.expect("/launch").await?;
    boris.press_data(&hello, &allow).await?;
    boris.expect_answer("somebody else's").await?;
    for act in [format!("al.{}", mallory.id()), "sx.1".to_owned(), "ma.2".to_owned()] {
        boris.send("/help").await?;
        let hello = boris.expect("/launch").await?;
        boris.press_data(&hello, &format!("1.{}.{act}", boris.id())).await?;
        boris.expect_edit("You may not do that").await.map_err(|error| format!("{act}: {error}"))?;
    }
    mallory.send("/launch").await?;
    mallory.silence().await?;
    anna.send("/list_allowed").await?;
    let list = anna.expect("Who may use the bot").await?;
    let names = list.labels().concat().join("; ");
    ensure!(names.contains("Anna · owner") && !names.contains("Mallory"), "forged in: {names}");
    Ok(())
}

async fn last_with(person: &Person, label: &str) -> Outcome<Message> {
    let found = person.messages().await?.into_iter().rev().find(|message| message.button(label).is_some());
    found.ok_or_else(|| format!("no message has the button “{label}”").into())
}

/// Neither on the disk, nor in the window, nor in what was said, nor on the command line.
async fn no_token(world: &World, window: &Window, token: &str) -> Outcome {
    let telegram = world.telegram()?;
    let secret = token.split_once(':').map_or(token, |(_, secret)| secret);
    ensure!(world.log().contains("starting"), "the log is not where it was looked for");
    ensure!(world.data.join("companion.db").is_file(), "the database is not where it was looked for");
    let private = world.data.parent().ok_or("the program has no folder")?;
    let mut told = search::files_with(private, secret)?;
    for log in ["driver.log", "keyring.log", "dunst.log"] {
        told.extend(search::files_with(&world.keep(log), secret)?);
    }
    ensure!(told.is_empty(), "the token lies in {told:?}");
    for pid in world.program() {
        let words = std::fs::read(format!("/proc/{pid}/cmdline"))?;
        ensure!(!search::holds(&words, secret), "the token is on the command line");
    }
    let said = [telegram.kit.transcript().await?, telegram.kit.page().await?, window.text().await?];
    ensure!(said.iter().all(|text| !text.contains(secret)), "the token was told");
    let problems = telegram.kit.problems().await?;
    ensure!(problems.errors.is_empty(), "the bot failed: {:?}", problems.errors);
    Ok(())
}
