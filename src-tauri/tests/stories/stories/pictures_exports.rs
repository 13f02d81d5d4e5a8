//! The README's pictures of exports: the plans, and an export as a table, in English and in Russian.
//!
//! The program's clock begins a day behind, so that the ages in the pictures lie in the past.

use serde_json::json;

use super::acts;
use super::exporting::{self, Plan};
use super::pictures::picture;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

struct Words {
    code: &'static str,
    language: &'static str,
    theme: &'static str,
    dark: &'static str,
    plans: [&'static str; 2],
    run_now: &'static str,
}

const ENGLISH: Words = Words {
    code: "en",
    language: "English",
    theme: "Theme",
    dark: "Dark",
    plans: ["The whole project", "Transfers and cards"],
    run_now: "Run now",
};

const RUSSIAN: Words = Words {
    code: "ru",
    language: "Русский",
    theme: "Тема",
    dark: "Тёмная",
    plans: ["Весь проект", "Переводы и карты"],
    run_now: "Запустить сейчас",
};

pub(super) async fn english(world: &World) -> Outcome {
    tell(world, &ENGLISH).await
}

pub(super) async fn russian(world: &World) -> Outcome {
    tell(world, &RUSSIAN).await
}

async fn tell(world: &World, words: &Words) -> Outcome {
    std::fs::create_dir_all(world.keep("pictures"))?;
    world.let_pass(-24 * 3600)?;
    let window = acts::connected(world).await?;
    window.run("location.hash = '#/settings'").await?;
    window.choose("Theme", "Light").await?;
    let (project, _) = exporting::project(world).await?;
    let groups = exporting::top_groups(world).await?;
    exporting::make(world, &window, &Plan { name: words.plans[0], ..Plan::default() }).await?;
    exporting::run(world, &window).await?;
    let chosen = [groups[0].as_str(), groups[1].as_str()];
    exporting::make(world, &window, &Plan { name: words.plans[1], groups: &chosen, ..Plan::default() })
        .await?;
    world
        .server
        .post("cases", &json!({"project_id": project, "appear": 12, "vanish": 3, "change": 40}))
        .await?;
    exporting::pass_the_due_time(world, 0, chrono::TimeDelta::seconds(5))?;
    eventually("both plans at 07:00", async || Ok((exporting::files(world)?.len() == 4).then_some(())))
        .await?;
    exporting::done(world, &window).await?;

    window.run("location.hash = '#/settings'").await?;
    window.choose("Language", words.language).await?;
    window.run("location.hash = '#/exports'").await?;
    window.sees(words.run_now).await?;
    window.sees("~40").await?;
    window.loses("Plan saved").await?;
    picture(world, &window, &format!("exports-light-{}", words.code)).await?;

    window.run("location.hash = '#/settings'").await?;
    window.choose(words.theme, words.dark).await?;
    window.run("location.hash = '#/exports/files'").await?;
    let open = "const file = [...document.querySelectorAll('main a[data-row]')].at(-1); file?.click(); \
                return file !== undefined";
    eventually("a file", async || Ok(window.run(open).await?.as_bool().filter(|there| *there))).await?;
    let drawn = "return document.querySelectorAll('main [role=gridcell]').length > 20";
    eventually("its rows", async || Ok(window.run(drawn).await?.as_bool().filter(|there| *there))).await?;
    picture(world, &window, &format!("grid-dark-{}", words.code)).await
}
