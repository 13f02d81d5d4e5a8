//! The README's picture of bots in containers, in English and in Russian.

use super::deploying::{self, deploy, fill_form, row_says};
use super::pictures::picture;
use crate::harness::Outcome;
use crate::harness::world::World;

const WORKS: &str = "import time\nprint('polling', flush=True)\nwhile True:\n    time.sleep(1)\n";
const CRASHES: &str = "raise RuntimeError('the token is wrong')\n";

struct Words {
    code: &'static str,
    language: &'static str,
    runs: &'static str,
    gave_up: &'static str,
}

const ENGLISH: Words = Words { code: "en", language: "English", runs: "Running", gave_up: "Gave up" };
const RUSSIAN: Words =
    Words {
        code: "ru", language: "Русский", runs: "Работает", gave_up: "Больше не перезапускается"
    };

pub(super) async fn english(world: &World) -> Outcome {
    tell(world, &ENGLISH).await
}

pub(super) async fn russian(world: &World) -> Outcome {
    tell(world, &RUSSIAN).await
}

async fn tell(world: &World, words: &Words) -> Outcome {
    std::fs::create_dir_all(world.keep("pictures"))?;
    let window = deploying::at_bots(world).await?;
    for (name, code) in [("reminder", WORKS), ("release-notes", WORKS), ("digest", CRASHES)] {
        fill_form(world, &window, name, code).await?;
        deploy(&window, name).await?;
    }
    window.run("location.hash = '#/settings'").await?;
    window.choose("Theme", "Light").await?;
    window.choose("Language", words.language).await?;
    window.run("location.hash = '#/bots'").await?;
    row_says(&window, "reminder", words.runs).await?;
    row_says(&window, "digest", words.gave_up).await?;
    picture(world, &window, &format!("bots-light-{}", words.code)).await
}
