//! On a Russian desktop, with people whose Telegram is Russian, the whole way is Russian: window, chat, menu, outcome,
//! request for access, notification. No English word is left but names and commands.

use telegram_kit::{NewPerson, Person, Want};

use super::acts::{self, Job};
use super::chatting;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Ночная приёмка";

/// Names that are the same in every language.
const NAMES: [&str; 8] = ["TestOps", "Companion", "Telegram", "English", "CI", "UTC", "id", "BotFather"];

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = world.open(&[]).await?;
    connect(world, &window).await?;
    let anna = owner(world, &window).await?;
    let job = acts::a_job(world).await?;
    launch(world, &anna, &job).await?;
    look_around(&anna).await?;
    let vera = let_in(world, &window, &anna).await?;

    let known = known_names(world, &job).await?;
    for person in [&anna, &vera] {
        let strays = strays(person, &known).await?;
        ensure!(strays.is_empty(), "English words in the chat with {}: {strays:?}", person.name());
    }
    window.click("link", "Telegram").await?;
    // The bot's own name is nobody's word.
    let text = window.text().await?.replace("Launcher", "");
    let english =
        ["Launch", "Settings", "Inbox", "Allow", "Refuse", "Save", "Polling", "Owner", "Admin", "Proxy"];
    let strays = english.into_iter().filter(|word| text.contains(word)).collect::<Vec<_>>();
    ensure!(strays.is_empty(), "English words in the Russian window: {strays:?}");
    Ok(())
}

async fn connect(world: &World, window: &Window) -> Outcome {
    window.click("button", "Подключиться к серверу TestOps").await?;
    window.fill("Адрес сервера", &world.server.url).await?;
    window.fill("API-токен", &world.server.token).await?;
    window.click("button", "Проверить подключение").await?;
    window.click("button", "Сохранить и продолжить").await?;
    window.click("button", "Пропустить").await?;
    let telegram = world.telegram()?;
    window.click("link", "Telegram").await?;
    window.fill("Токен бота", telegram.bot.token()).await?;
    if !window.has("textbox", "Базовый адрес").await? {
        window.click("button", "Подключение к Telegram").await?;
    }
    window.fill("Базовый адрес", telegram.kit.url()).await?;
    window.click("button", "Сохранить").await?;
    window.click("checkbox", "Telegram-бот").await?;
    window.sees("Опрашивает Telegram").await
}

async fn person(world: &World, name: &str) -> Outcome<Person> {
    let named = NewPerson { name: name.to_owned(), username: None, language: Some("ru".to_owned()) };
    Ok(world.telegram()?.kit.person_with(named).await?)
}

async fn owner(world: &World, window: &Window) -> Outcome<Person> {
    let anna = person(world, "Анна").await?;
    anna.send("/start 0000").await?;
    anna.expect("Этот код неверен").await?;
    window.click("button", "Показать одноразовый код").await?;
    let code = window.labelled("Одноразовый код").await?;
    anna.send(format!("/start {code}")).await?;
    anna.expect(Want::containing("Вы — владелец этого бота").and(Want::button("▶ Запустить"))).await?;
    window.sees("Анна").await?;
    Ok(anna)
}

async fn launch(world: &World, anna: &Person, job: &Job) -> Outcome {
    acts::hold_next(world, 6, 1).await?;
    anna.press("▶ Запустить").await?;
    anna.expect("Выберите проект").await?;
    chatting::press_ending_with(anna, &job.project).await?;
    anna.expect_edit("выберите джобу").await?;
    chatting::press_ending_with(anna, &job.name).await?;
    anna.expect_edit(Want::button("▶ Все по умолчанию")).await?;
    anna.press("По одному").await?;
    anna.expect_edit("По умолчанию").await?;
    anna.press("◀ Назад").await?;
    anna.expect_edit(Want::button("▶ Все по умолчанию")).await?;
    anna.press("▶ Все по умолчанию").await?;
    anna.expect_edit("Как назвать запуск?").await?;
    anna.send("я".repeat(300)).await?;
    anna.expect("Слишком длинно").await?;
    anna.send(NAME).await?;
    anna.expect(Want::containing(NAME).and(Want::button("🚀 Запустить"))).await?;
    anna.press("🚀 Запустить").await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    anna.expect_edit(Want::that("has no launch on it", |card| card.button("🚀 Запустить").is_none())).await?;
    chatting::finish(world, launch).await?;
    let outcome = anna.expect(Want::photo().and(NAME)).await?;
    ensure!(outcome.text.contains("Есть падения"), "the outcome says {}", outcome.text);
    ensure!(outcome.text.contains("5 успешно · ❌ 1 упало"), "the outcome says {}", outcome.text);
    anna.press_on(&outcome, "📋 Подробно").await?;
    anna.expect("Есть падения").await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.title == format!("Упал: {NAME}"), "the title says {}", told.title);
    Ok(())
}

async fn look_around(anna: &Person) -> Outcome {
    for (said, answer) in [
        ("/help", "Здравствуйте, Анна!"),
        ("/status", "Сейчас выполняется"),
        ("🗂 Прогоны", "Последние прогоны"),
        ("/exports", "Планы экспорта"),
        ("/subscriptions", "нет подписок"),
        ("/mute", "На сколько замолчать подпискам?"),
        ("/language", "Выберите язык"),
        ("/list_allowed", "Кому открыт доступ"),
        ("/allow_user", "Назовите человека"),
        ("/cancel", "Отменять нечего"),
        ("как дела?", "Не понял"),
    ] {
        anna.send(said).await?;
        anna.expect(answer).await.map_err(|error| format!("{said}: {error}"))?;
    }
    anna.send_document("заметки.txt", "слова".as_bytes(), "").await?;
    anna.expect("Я читаю только текст").await?;
    let menu = anna.menu().await?;
    let is_russian = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
    let english = menu.iter().filter(|command| !is_russian(&command.description)).collect::<Vec<_>>();
    ensure!(menu.len() > 10 && english.is_empty(), "in the menu of {} there are {english:?}", menu.len());
    Ok(())
}

/// Somebody asks, and the window answers.
async fn let_in(world: &World, window: &Window, anna: &Person) -> Outcome<Person> {
    let vera = person(world, "Вера").await?;
    vera.send("/start").await?;
    vera.expect("Я передал администраторам просьбу о доступе").await?;
    anna.expect(Want::containing("Просьба о доступе").and("Вера")).await?;
    world.notifications.wait_for("Вера просит доступ к Telegram-боту").await?;
    window.click("link", "Telegram").await?;
    window.click("button", "Впустить: Вера").await?;
    vera.expect("Вам открыт доступ").await?;
    vera.send("/allow_user @somebody").await?;
    vera.expect("Это могут только администраторы").await?;
    Ok(vera)
}

/// What the server calls its things, the longest first.
async fn known_names(world: &World, job: &Job) -> Outcome<Vec<String>> {
    let told = world.server.world().await?;
    let projects = told["projects"].as_array().into_iter().flatten();
    let things = projects.flat_map(|project| {
        let jobs = project["jobs"].as_array().cloned().unwrap_or_default();
        std::iter::once(project["name"].clone()).chain(jobs.into_iter().map(|job| job["name"].clone()))
    });
    let mut names = things.filter_map(|name| name.as_str().map(str::to_owned)).collect::<Vec<_>>();
    names.extend(job.parameters.iter().flat_map(|one| [one.name.clone(), one.value.clone()]));
    names.push(world.telegram()?.bot.username().to_owned());
    names.retain(|name| !name.is_empty());
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    Ok(names)
}

/// Latin words that the bot wrote to this person, names and commands not among them.
async fn strays(person: &Person, known: &[String]) -> Outcome<Vec<String>> {
    let mut strays = Vec::new();
    for message in person.messages().await? {
        if message.from == person.id() {
            continue;
        }
        let labels = message.labels().concat().join("\n");
        let beneath = message.keyboard_labels().concat().join("\n");
        for line in format!("{}\n{labels}\n{beneath}", message.text).lines() {
            // Names of tests and their messages are the server's.
            if !line.starts_with('•') {
                strays.extend(latin_word(line, known).map(|word| format!("“{word}” in “{line}”")));
            }
        }
    }
    Ok(strays)
}

/// The first Latin word of a line that is nobody's name.
fn latin_word(line: &str, known: &[String]) -> Option<String> {
    let without_names = known.iter().fold(line.to_owned(), |rest, name| rest.replace(name.as_str(), " "));
    let words = without_names.split_whitespace().filter(|word| !word.starts_with(['/', '@']));
    let mut words = words.flat_map(|word| word.split(|letter: char| !letter.is_ascii_alphabetic()));
    words.find(|word| word.len() > 1 && !NAMES.contains(word)).map(str::to_owned)
}
