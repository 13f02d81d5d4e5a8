//! The README's pictures of what waits for the person and of how launches came out over time, in English and in Russian.

use serde_json::json;

use super::pictures::picture;
use super::{acts, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

struct Words {
    code: &'static str,
    language: &'static str,
    theme: &'static str,
    dark: &'static str,
    red: &'static str,
    night: &'static str,
    mine: &'static str,
    unexplained: &'static str,
    reading: &'static str,
    trends: &'static str,
    project: &'static str,
    job: &'static str,
    last: &'static str,
}

const ENGLISH: Words = Words {
    code: "en",
    language: "English",
    theme: "Theme",
    dark: "Dark",
    red: "Checkout, release 4.2",
    night: "Nightly",
    mine: "Mine",
    unexplained: "Failed without a defect",
    reading: "read so far",
    trends: "Trends",
    project: "Project",
    job: "Job",
    last: "Last launches",
};

const RUSSIAN: Words = Words {
    code: "ru",
    language: "Русский",
    theme: "Тема",
    dark: "Тёмная",
    red: "Оформление заказа, релиз 4.2",
    night: "Ночной",
    mine: "Моё",
    unexplained: "Упали без дефекта",
    reading: "Прочитано проектов",
    trends: "Тренды",
    project: "Проект",
    job: "Джоба",
    last: "Последние запуски",
};

/// Tests that fail in each launch, the oldest first.
const NIGHTS: [u32; 9] = [3, 2, 2, 6, 4, 1, 0, 1, 2];

pub(super) async fn english(world: &World) -> Outcome {
    tell(world, &ENGLISH).await
}

pub(super) async fn russian(world: &World) -> Outcome {
    tell(world, &RUSSIAN).await
}

async fn tell(world: &World, words: &Words) -> Outcome {
    std::fs::create_dir_all(world.keep("pictures"))?;
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    for (night, failed) in (1..).zip(NIGHTS) {
        let plan =
            json!({"tests": 40, "failed": failed, "broken": 0, "skipped": 1, "queue_ms": 0, "hold": true});
        let name = format!("{} {night}", words.night);
        let start = json!({"job_id": job.id, "name": name, "plan": plan});
        let ids = world.server.post("launches", &start).await?;
        let launch = ids["ids"][0].as_i64().ok_or("the launch has no id")?;
        world.server.advance(launch, &json!({"finish": true, "close": true})).await?;
    }
    triage::red(world, &window, words.red).await?;
    window.run("location.hash = '#/settings'").await?;
    window.choose("Theme", "Light").await?;
    window.choose("Language", words.language).await?;

    window.click("link", words.mine).await?;
    window.sees_within(120, words.unexplained).await?;
    eventually("all projects to be read", async || {
        world.let_pass(61)?;
        Ok((!window.text().await?.contains(words.reading)).then_some(()))
    })
    .await?;
    window.sees(words.red).await?;
    picture(world, &window, &format!("mine-light-{}", words.code)).await?;

    window.run("location.hash = '#/settings'").await?;
    window.choose(words.theme, words.dark).await?;
    window.click("link", words.trends).await?;
    window.choose(words.project, &job.project).await?;
    window.sees(words.last).await?;
    window.choose(words.job, &job.name).await?;
    window.sees(&format!("{} {}", words.night, NIGHTS.len())).await?;
    picture(world, &window, &format!("trends-dark-{}", words.code)).await
}
