//! Tells the stories, several at once, and counts.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use tokio::runtime::Runtime;

use crate::harness::Outcome;
use crate::harness::engine::{self, Skipped};
use crate::harness::world::{Programs, Setting, World};
use crate::measure;
use crate::stories::{self, Story};

pub(crate) fn main() -> ExitCode {
    let wishes = match Wishes::of(std::env::args().skip(1)) {
        Ok(wishes) => wishes,
        Err(error) => {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(unknown) = wishes.unknown_story() {
        let known = stories::all().iter().map(|story| story.name).collect::<Vec<_>>().join(", ");
        println!("There is no story “{unknown}”; there are: {known}");
        return ExitCode::FAILURE;
    }
    match wishes.what {
        What::FirstRows => {
            alone(measured("first_rows", async |world| measure::first_rows(world, &wishes.names).await))
        }
        What::FirstCauses => alone(measured("first_causes", measure::first_causes)),
        What::HeatMap => alone(measured("heat_map", measure::heat_map)),
        What::Runner => with_engines(measured_in("runner", Setting::WITH_ENGINE, measure::runner::runner)),
        What::FirstMinute => alone(measured("first_minute", measure::first_minute)),
        What::Kill => alone(kill(&wishes.names)),
        What::Pictures => {
            let [folder, chosen @ ..] = &wishes.names[..] else {
                println!("--pictures wants the folder for them");
                return ExitCode::FAILURE;
            };
            with_engines(take_pictures(Path::new(folder), chosen))
        }
        What::Stories => tell_all(&wishes),
    }
}

const USAGE: &str = "[--jobs N] [STORY…], or one of --first-rows, --first-causes, --heat-map, --first-minute, --runner, \
                     --kill, --pictures";

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Stories,
    FirstRows,
    FirstCauses,
    HeatMap,
    FirstMinute,
    Runner,
    Kill,
    Pictures,
}

/// What the command line asks for.
struct Wishes {
    what: What,
    names: Vec<String>,
    /// How many stories are told at once.
    jobs: usize,
}

impl Wishes {
    fn of(mut words: impl Iterator<Item = String>) -> Outcome<Self> {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        // A story waits half of its time: another one fills that.
        let mut wishes = Self { what: What::Stories, names: Vec::new(), jobs: 2 * processors };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--first-rows" => wishes.what = What::FirstRows,
                "--first-causes" => wishes.what = What::FirstCauses,
                "--heat-map" => wishes.what = What::HeatMap,
                "--first-minute" => wishes.what = What::FirstMinute,
                "--runner" => wishes.what = What::Runner,
                "--kill" => wishes.what = What::Kill,
                "--pictures" => wishes.what = What::Pictures,
                "--jobs" => {
                    let number = words.next().and_then(|word| word.parse().ok()).filter(|number| *number > 0);
                    wishes.jobs = number.ok_or("--jobs wants a number of stories")?;
                }
                // cargo hands its own flag on.
                "--quiet" => {}
                flag if flag.starts_with('-') => return Err(format!("{flag}: unknown. {USAGE}").into()),
                _ => wishes.names.push(word),
            }
        }
        Ok(wishes)
    }

    fn unknown_story(&self) -> Option<&String> {
        let known = stories::all();
        let is_known = |name: &String| known.iter().any(|story| story.name == name);
        self.names.iter().find(|name| self.what == What::Stories && !is_known(name))
    }

    fn chosen(&self) -> VecDeque<Story> {
        let is_chosen =
            |story: &Story| self.names.is_empty() || self.names.iter().any(|name| name == story.name);
        stories::all().into_iter().filter(is_chosen).collect()
    }
}

/// What may have started container engines, which end with it.
fn with_engines(what: impl Future<Output = ExitCode>) -> ExitCode {
    let code = alone(what);
    alone(async {
        engine::end().await;
        code
    })
}

fn alone(what: impl Future<Output = ExitCode>) -> ExitCode {
    runtime().map_or_else(
        |error| {
            println!("no runtime: {error}");
            ExitCode::FAILURE
        },
        |runtime| runtime.block_on(what),
    )
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

#[derive(Clone, Copy, Default)]
struct Counts {
    passed: u32,
    failed: u32,
    skipped: u32,
}

/// Several stories at once; each says how it ended when it has.
fn tell_all(wishes: &Wishes) -> ExitCode {
    let waiting = Mutex::new(wishes.chosen());
    let all = thread::scope(|scope| {
        let lanes = (0..wishes.jobs).map(|_| scope.spawn(|| tell_in_turn(&waiting))).collect::<Vec<_>>();
        // A lane that panicked has a failed story.
        let broken = Counts { failed: 1, ..Counts::default() };
        lanes.into_iter().map(|lane| lane.join().unwrap_or(broken)).collect::<Vec<_>>()
    });
    if let Ok(runtime) = runtime() {
        runtime.block_on(engine::end());
    }
    let sum = |of: fn(&Counts) -> u32| all.iter().map(of).sum::<u32>();
    let failed = sum(|counts| counts.failed);
    println!("\n{} passed, {failed} failed, {} skipped", sum(|one| one.passed), sum(|one| one.skipped));
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tells one of those that wait after the other, on threads of its own, so that a story that blocks them holds up none
/// beside it.
fn tell_in_turn(waiting: &Mutex<VecDeque<Story>>) -> Counts {
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let mut counts = Counts::default();
    while let Some(story) = next() {
        let started = Instant::now();
        let told = runtime().map_err(Into::into).and_then(|runtime| runtime.block_on(tell(&story)));
        let seconds = started.elapsed().as_secs_f64();
        match told {
            Ok(()) => {
                counts.passed += 1;
                println!("{:<20} ok     {seconds:>6.1} s", story.name);
            }
            Err(error) if error.is::<Skipped>() => {
                counts.skipped += 1;
                println!("{:<20} SKIPPED: {error}", story.name);
            }
            Err(error) => {
                counts.failed += 1;
                println!("{:<20} FAILED {seconds:>6.1} s\n{error}\n", story.name);
            }
        }
    }
    counts
}

async fn tell(story: &Story) -> Outcome {
    let world = World::new(story.name, story.setting, programs()?).await?;
    let told = (story.tell)(&world).await;
    let Err(error) = told else { return Ok(()) };
    let place = world.leave_behind(&error.to_string()).await;
    Err(format!("{error}\nMore in {}", place.display()).into())
}

/// Prints what is measured in a window of its own.
async fn measured(name: &str, measure: impl AsyncFn(&World) -> Outcome<serde_json::Value>) -> ExitCode {
    measured_in(name, Setting::default(), measure).await
}

async fn measured_in(
    name: &str,
    setting: Setting,
    measure: impl AsyncFn(&World) -> Outcome<serde_json::Value>,
) -> ExitCode {
    let measured = async {
        let world = World::new(name, setting, programs()?).await?;
        let Err(error) = measure(&world).await.map(|figures| println!("{figures}")) else {
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

/// How many kills, and the seed. Standard output ends with the figures.
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
