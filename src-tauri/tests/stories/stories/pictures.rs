//! The README's pictures: the same two screens in English and in Russian.

use serde_json::json;

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

/// The words that differ between the two rounds.
struct Words {
    code: &'static str,
    heading: &'static str,
    theme: &'static str,
    runs: &'static str,
    language: &'static str,
    light: &'static str,
    dark: &'static str,
    earlier: &'static str,
    names: [&'static str; 2],
}

const ROUNDS: [Words; 2] = [
    Words {
        code: "en",
        heading: "Settings",
        theme: "Theme",
        runs: "Runs",
        language: "English",
        light: "Light",
        dark: "Dark",
        earlier: "Nightly regression",
        names: ["Release 4.2, smoke", "Payments, after the fix"],
    },
    Words {
        code: "ru",
        heading: "Настройки",
        theme: "Тема",
        runs: "Прогоны",
        language: "Русский",
        light: "Светлая",
        dark: "Тёмная",
        earlier: "Ночная регрессия",
        names: ["Релиз 4.2, смоук", "Платежи, после починки"],
    },
];

pub(crate) async fn tell(world: &World) -> Outcome {
    std::fs::create_dir_all(world.keep("pictures"))?;
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    for words in &ROUNDS {
        in_words(world, &window, &job, words).await?;
    }
    Ok(())
}

async fn in_words(world: &World, window: &Window, job: &acts::Job, words: &Words) -> Outcome {
    choose(window, words, words.light).await?;
    let earlier = start(world, window, job, words.earlier, 42, 2).await?;
    acts::finish(world, earlier).await?;
    world.notifications.wait_for(words.earlier).await?;
    for (name, tests) in words.names.into_iter().zip([64, 180]) {
        let launch = start(world, window, job, name, tests, 5).await?;
        world.server.advance(launch, &json!({"results": tests * 5 / 8})).await?;
    }
    acts::look(world).await?;
    window.click("link", words.runs).await?;
    window.sees(words.names[1]).await?;
    picture(world, window, &format!("runs-light-{}", words.code)).await?;

    for name in words.names {
        acts::finish(world, acts::launch_on_server(world, name).await?).await?;
    }
    let told = world.notifications.wait_for(words.names[0]);
    told.await?;
    choose(window, words, words.dark).await?;
    window.click("link", words.runs).await?;
    window.click("link", words.names[0]).await?;
    eventually("the tests", async || Ok(window.has("heading", words.names[0]).await?.then_some(()))).await?;
    picture(world, window, &format!("run-dark-{}", words.code)).await
}

async fn start(
    world: &World,
    window: &Window,
    job: &acts::Job,
    name: &str,
    tests: u32,
    failed: u32,
) -> Outcome<i64> {
    acts::hold_next(world, tests, failed).await?;
    window.run(&format!("location.hash = '#/launch/{}/{}'", job.project_id, job.id)).await?;
    let field = "return document.querySelector('#field-name') !== null";
    eventually("the form", async || Ok(window.run(field).await?.as_bool().filter(|there| *there))).await?;
    window.run("const it = document.querySelector('#field-name'); it.focus(); it.select()").await?;
    window.types(name).await?;
    window.press("Enter").await?;
    acts::on_run_page(window).await?;
    acts::launch_on_server(world, name).await
}

async fn choose(window: &Window, words: &Words, theme: &str) -> Outcome {
    window.run("location.hash = '#/settings'").await?;
    let language =
        eventually("the list of languages", async || Ok(Some(window.has("combobox", "Language").await?)));
    let field = if language.await? { "Language" } else { "Язык" };
    window.choose(field, words.language).await?;
    window.sees(words.heading).await?;
    window.choose(words.theme, theme).await
}

async fn picture(world: &World, window: &Window, name: &str) -> Outcome {
    window.picture(&world.keep("pictures").join(format!("{name}.png"))).await
}
