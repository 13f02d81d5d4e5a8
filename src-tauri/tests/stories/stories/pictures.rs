//! The README's pictures: the same two screens in English and in Russian.
//!
//! The program's clock begins an hour behind and catches up, so that the ages in the pictures lie in the past.

use serde_json::json;

use super::acts::{self, Job};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

/// What is called differently in the two languages.
struct Words {
    code: &'static str,
    runs: &'static str,
    /// As the list of languages calls it.
    language: &'static str,
    /// The age of what was asked for a moment ago.
    fresh: &'static str,
    theme: &'static str,
    light: &'static str,
    dark: &'static str,
    earlier: &'static str,
    now: [&'static str; 2],
}

const ENGLISH: Words = Words {
    code: "en",
    runs: "Runs",
    language: "English",
    fresh: "just now",
    theme: "Theme",
    light: "Light",
    dark: "Dark",
    earlier: "Nightly regression",
    now: ["Release 4.2, smoke", "Payments, after the fix"],
};

const RUSSIAN: Words = Words {
    code: "ru",
    runs: "Прогоны",
    language: "Русский",
    fresh: "только что",
    theme: "Тема",
    light: "Светлая",
    dark: "Тёмная",
    earlier: "Ночная регрессия",
    now: ["Релиз 4.2, смоук", "Платежи, после починки"],
};

pub(super) async fn english(world: &World) -> Outcome {
    tell(world, &ENGLISH).await
}

pub(super) async fn russian(world: &World) -> Outcome {
    tell(world, &RUSSIAN).await
}

async fn tell(world: &World, words: &Words) -> Outcome {
    std::fs::create_dir_all(world.keep("pictures"))?;
    world.let_pass(-4200)?;
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    window.run("location.hash = '#/settings'").await?;
    window.choose("Language", words.language).await?;
    window.choose(words.theme, words.light).await?;

    let earlier = start(world, &window, &job, words.earlier, 42, 2).await?;
    world.server.advance(earlier, &json!({"results": 20})).await?;
    acts::look_after(world, 1400).await?;
    acts::finish(world, earlier).await?;
    acts::told_in_time(world, words.earlier).await?;

    acts::look_after(world, 1200).await?;
    for (name, tests) in words.now.into_iter().zip([64, 180]) {
        let launch = start(world, &window, &job, name, tests, 5).await?;
        world.server.advance(launch, &json!({"results": tests * 5 / 8})).await?;
    }
    acts::look_after(world, 900).await?;
    window.click("link", words.runs).await?;
    window.sees(words.now[1]).await?;
    eventually("the history", async || Ok(window.has("link", words.earlier).await?.then_some(()))).await?;
    let before = world.server.requests().await?;
    if world.catch_up()? {
        world.server.is_asked_again(before).await?;
    }
    window.sees(words.fresh).await?;
    picture(world, &window, &format!("runs-light-{}", words.code)).await?;

    let launch = acts::launch_on_server(world, words.now[0]).await?;
    acts::finish(world, launch).await?;
    // In time as it goes: on this page it is looked at every few seconds.
    world.notifications.wait_for(words.now[0]).await?;
    window.run("location.hash = '#/settings'").await?;
    window.choose(words.theme, words.dark).await?;
    window.click("link", words.runs).await?;
    window.click("link", words.now[0]).await?;
    eventually("the run's page", async || Ok(window.has("heading", words.now[0]).await?.then_some(())))
        .await?;
    picture(world, &window, &format!("run-dark-{}", words.code)).await
}

pub(super) async fn start(
    world: &World,
    window: &Window,
    job: &Job,
    name: &str,
    tests: u32,
    failed: u32,
) -> Outcome<i64> {
    acts::hold_next(world, tests, failed).await?;
    window.run(&format!("location.hash = '#/launch/{}/{}'", job.project_id, job.id)).await?;
    let field = "const it = document.querySelector('#field-name'); it?.select(); return !!it?.value";
    eventually("the form", async || Ok(window.run(field).await?.as_bool().filter(|there| *there))).await?;
    // What is still being read when the form comes may take the selection away.
    let stands = format!("return document.querySelector('#field-name')?.value === {}", json!(name));
    eventually("the name in the form", async || {
        window.run(field).await?;
        window.types(name).await?;
        Ok(window.run(&stands).await?.as_bool().filter(|stands| *stands))
    })
    .await?;
    window.press("Enter").await?;
    acts::on_run_page(window).await?;
    let launch = acts::launch_on_server(world, name).await?;
    window.sees(&format!("#{launch}")).await?;
    Ok(launch)
}

pub(super) async fn picture(world: &World, window: &Window, name: &str) -> Outcome {
    let still = "return document.getAnimations().every((one) => !(one instanceof CSSTransition))";
    eventually("the page to rest", async || Ok(window.run(still).await?.as_bool().filter(|rests| *rests)))
        .await?;
    window.picture(&world.keep("pictures").join(format!("{name}.png"))).await
}
