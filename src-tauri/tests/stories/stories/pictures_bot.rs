//! The README's pictures of the Telegram bot: a chat as the kit's transcript page draws it, and the window's place for
//! the bot, in English and in Russian.

use std::time::Duration;

use serde_json::json;
use telegram_kit::{Kit, NewPerson, Person, Want};

use super::acts::{self, Job};
use super::chatting;
use super::pictures::{picture, start};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, browser};

const TESTS: u32 = 64;

/// What is called differently in the two languages.
struct Words {
    code: &'static str,
    /// As the list of languages calls it.
    language: &'static str,
    theme: &'static str,
    dark: &'static str,
    polling: &'static str,
    /// The owner, who launches, and who asks to be let in.
    people: [&'static str; 3],
    project: &'static str,
    job: &'static str,
    choose: [&'static str; 2],
    defaults: &'static str,
    call: &'static str,
    launch: &'static str,
    name: &'static str,
    earlier: &'static str,
    repeat: &'static str,
    in_progress: &'static str,
}

const ENGLISH: Words = Words {
    code: "en",
    language: "English",
    theme: "Theme",
    dark: "Dark",
    polling: "Polling",
    people: ["Anna Orlova", "Mark Lindqvist", "Sofia Reyes"],
    project: "Mobile Checkout",
    job: "Smoke · MC",
    choose: ["Choose a project", "choose a job"],
    defaults: "▶ All defaults",
    call: "How shall the launch be called?",
    launch: "🚀 Launch",
    name: "Release 4.2, smoke",
    earlier: "Release 4.1, smoke",
    repeat: "↻ Repeat",
    in_progress: "in progress",
};

const RUSSIAN: Words = Words {
    code: "ru",
    language: "Русский",
    theme: "Тема",
    dark: "Тёмная",
    polling: "Опрашивает Telegram",
    people: ["Анна Орлова", "Марк Лебедев", "София Рябова"],
    project: "Интернет-банк",
    job: "Смоук · ИБ",
    choose: ["Выберите проект", "выберите джобу"],
    defaults: "▶ Все по умолчанию",
    call: "Как назвать запуск?",
    launch: "🚀 Запустить",
    name: "Релиз 4.2, смоук",
    earlier: "Релиз 4.1, смоук",
    repeat: "↻ Повторить",
    in_progress: "выполняется",
};

pub(super) async fn english(world: &World) -> Outcome {
    tell(world, &ENGLISH).await
}

pub(super) async fn russian(world: &World) -> Outcome {
    tell(world, &RUSSIAN).await
}

async fn tell(world: &World, words: &Words) -> Outcome {
    std::fs::create_dir_all(world.keep("pictures"))?;
    let kit = &world.telegram()?.kit;
    let window = chatting::switched_on(world).await?;
    let [owner, launches, asks] = words.people;
    let owner = person(kit, owner, "anna_qa", words).await?;
    chatting::claim(&window, &owner).await?;
    owner.expect(Want::anything()).await?;
    let launches = person(kit, launches, "mark_l", words).await?;
    chatting::let_in(&window, &launches.id().to_string()).await?;
    launches.send("/help").await?;
    launches.expect("/launch").await?;
    chatting::let_in(&window, "@dmitry_k").await?;
    let asks = person(kit, asks, "sofia_r", words).await?;
    asks.send("/start").await?;
    asks.expect(Want::anything()).await?;
    owner.expect(Want::containing(asks.name())).await?;

    // Notes of what was done lie over the page for a while.
    window.loses(" is let in").await?;
    window.run("location.hash = '#/settings'").await?;
    window.choose("Language", words.language).await?;
    window.choose(words.theme, words.dark).await?;
    window.click("link", "Telegram").await?;
    window.sees(words.polling).await?;
    window.sees(asks.name()).await?;
    picture(world, &window, &format!("telegram-dark-{}", words.code)).await?;

    let job = earlier(world, &window, words).await?;
    chat(world, &launches, &job, words).await
}

/// Somebody whose app speaks the language of the picture.
async fn person(kit: &Kit, name: &str, username: &str, words: &Words) -> Outcome<Person> {
    let (username, language) = (Some(username.to_owned()), Some(words.code.to_owned()));
    Ok(kit.person_with(NewPerson { name: name.to_owned(), username, language }).await?)
}

/// The run that the next one is compared with.
async fn earlier(world: &World, window: &Window, words: &Words) -> Outcome<Job> {
    let jobs = acts::jobs(world).await?;
    let job = jobs.into_iter().find(|job| job.project == words.project && job.name == words.job);
    let job = job.ok_or("there is no such job")?;
    let launch = start(world, window, &job, words.earlier, TESTS, 5).await?;
    run(world, launch).await?;
    acts::told_in_time(world, words.earlier).await?;
    in_step(world).await?;
    Ok(job)
}

/// Moves Telegram's clock to where the program's is.
async fn in_step(world: &World) -> Outcome {
    let kit = &world.telegram()?.kit;
    let behind = world.now()?.timestamp_millis() - kit.now_ms().await?;
    kit.advance(Duration::from_millis(u64::try_from(behind).unwrap_or_default())).await?;
    Ok(())
}

/// Two minutes pass between the first result and the end.
async fn run(world: &World, launch: i64) -> Outcome {
    world.server.advance(launch, &json!({"results": TESTS / 2})).await?;
    acts::look(world).await?;
    world.let_pass(40)?;
    in_step(world).await?;
    acts::finish(world, launch).await
}

/// A launch with its outcome, and its repetition half-way through.
async fn chat(world: &World, person: &Person, job: &Job, words: &Words) -> Outcome {
    acts::hold_next(world, TESTS, 3).await?;
    let begun = person.send("/launch").await?;
    person.expect(words.choose[0]).await?;
    chatting::press_ending_with(person, &job.project).await?;
    person.expect_edit(words.choose[1]).await?;
    chatting::press_ending_with(person, &job.name).await?;
    person.expect_edit(Want::button(words.defaults)).await?;
    person.press(words.defaults).await?;
    person.expect_edit(words.call).await?;
    person.send(words.name).await?;
    person.expect(Want::button(words.launch)).await?;
    person.press(words.launch).await?;
    person.expect_edit(Want::containing(words.name).and(chatting::without(words.launch))).await?;
    let launch = acts::launch_on_server(world, words.name).await?;
    run(world, launch).await?;
    let outcome = person.expect(Want::photo()).await?;

    in_step(world).await?;
    acts::hold_next(world, TESTS, 1).await?;
    person.press_on(&outcome, words.repeat).await?;
    person.expect(Want::anything()).await?;
    let launch = chatting::newest_launch(world, 3).await?;
    world.server.advance(launch, &json!({"results": 40})).await?;
    acts::look(world).await?;
    person.expect_edit(words.in_progress).await?;

    let page = world.keep("chat.html");
    std::fs::write(&page, world.telegram()?.kit.page().await?)?;
    let file = world.keep("pictures").join(format!("telegram-chat-light-{}.png", words.code));
    browser::draw_chat(world, &page, [begun.id, outcome.id], &file).await
}
