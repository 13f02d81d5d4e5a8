//! Tells the stories one after the other and counts.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::harness::Outcome;
use crate::harness::world::{Programs, Setting, World};
use crate::measure;
use crate::stories::{self, Story};

pub(crate) fn main() -> ExitCode {
    let has = |flag: &str| std::env::args().any(|word| word == flag);
    let names = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect::<Vec<_>>();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            println!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    if has("--first-rows") {
        return runtime.block_on(measure_first_rows(&names));
    }
    if has("--kill") {
        return runtime.block_on(kill(&names));
    }
    if let [folder, chosen @ ..] = &names[..]
        && has("--pictures")
    {
        return runtime.block_on(take_pictures(Path::new(folder), chosen));
    }
    if let Some(unknown) =
        names.iter().find(|name| stories::all().iter().all(|story| story.name != name.as_str()))
    {
        let known = stories::all().iter().map(|story| story.name).collect::<Vec<_>>().join(", ");
        println!("There is no story “{unknown}”; there are: {known}");
        return ExitCode::FAILURE;
    }
    let chosen = stories::all()
        .into_iter()
        .filter(|story| names.is_empty() || names.iter().any(|name| name == story.name));

    let (mut passed, mut failed) = (0, 0);
    for story in chosen {
        let started = Instant::now();
        let told = runtime.block_on(tell(&story));
        let seconds = started.elapsed().as_secs_f64();
        match told {
            Ok(()) => {
                passed += 1;
                println!("{:<16} ok     {seconds:>6.1} s", story.name);
            }
            Err(error) => {
                failed += 1;
                println!("{:<16} FAILED {seconds:>6.1} s\n{error}\n", story.name);
            }
        }
    }
    println!("\n{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn tell(story: &Story) -> Outcome {
    let world = World::new(story.name, story.setting, programs()?).await?;
    let told = (story.tell)(&world).await;
    let Err(error) = told else { return Ok(()) };
    let place = world.leave_behind(&error.to_string()).await;
    Err(format!("{error}\nMore in {}", place.display()).into())
}

async fn measure_first_rows(files: &[String]) -> ExitCode {
    let measured = async {
        let world = World::new("first_rows", Setting::default(), programs()?).await?;
        let Err(error) = measure::first_rows(&world, files).await.map(|figures| println!("{figures}")) else {
            return Ok(());
        };
        let place = world.leave_behind(&error.to_string()).await;
        Outcome::Err(format!("{error}\nMore in {}", place.display()).into())
    };
    match measured.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// How many kills, and the seed.
async fn kill(numbers: &[String]) -> ExitCode {
    let played = async {
        let number = |place: usize| numbers.get(place).map_or(Ok(1), |number| number.parse::<u32>());
        let world = World::new("kill", Setting::WITH_TELEGRAM, programs()?).await?;
        let played = stories::kill::campaign(&world, number(0)?, number(1)?.into()).await;
        let Err(error) = played else { return Ok(()) };
        let place = world.leave_behind(&error.to_string()).await;
        Outcome::Err(format!("More in {}", place.display()).into())
    };
    match played.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// All of them, or those that are named.
async fn take_pictures(folder: &Path, chosen: &[String]) -> ExitCode {
    let is_chosen = |story: &Story| chosen.is_empty() || chosen.iter().any(|name| name == story.name);
    for story in stories::pictures().into_iter().filter(is_chosen) {
        if let Err(error) = take(&story, folder).await {
            println!("{}: {error}", story.name);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn take(story: &Story, folder: &Path) -> Outcome {
    let world = World::new(story.name, story.setting, programs()?).await?;
    if let Err(error) = (story.tell)(&world).await {
        let place = world.leave_behind(&error.to_string()).await;
        return Err(format!("{error}\nMore in {}", place.display()).into());
    }
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(world.keep("pictures"))?.flatten() {
        std::fs::copy(entry.path(), folder.join(entry.file_name()))?;
        println!("{}", folder.join(entry.file_name()).display());
    }
    Ok(())
}

fn programs() -> Outcome<Programs> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = std::env::var_os("STORIES_TARGET").map_or_else(|| root.join("target"), PathBuf::from);
    let driver = std::env::var_os("STORIES_DRIVER")
        .map_or_else(|| target.join("tools/bin/tauri-driver"), PathBuf::from);
    let programs = Programs {
        companion: std::env::var_os("STORIES_PROGRAM")
            .map_or_else(|| target.join("debug/testops-companion"), PathBuf::from),
        simulator: target.join("debug/testops-sim"),
        telegram: target.join("debug/telegram-kit"),
        driver,
        stories: target.join("stories"),
        axe: root.join("ui/node_modules/axe-core/axe.min.js"),
    };
    let missing = [&programs.companion, &programs.simulator, &programs.telegram, &programs.driver]
        .into_iter()
        .find(|file| !file.is_file());
    match missing {
        Some(file) => Err(format!("{} is missing: `cargo xtask e2e` builds it", file.display()).into()),
        None => Ok(programs),
    }
}
