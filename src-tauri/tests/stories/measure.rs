//! Not stories: how long the window takes from a click on a file to its drawn rows, and what somebody meets who opens the demo
//! for the first time.

pub(crate) mod runner;

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::harness::notifications::Shown;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually, within};
use crate::stories;

/// Clicks on each file.
const TURNS: usize = 5;

/// Milliseconds by the file's name, the median of several clicks.
pub(crate) async fn first_rows(world: &World, files: &[String]) -> Outcome<Value> {
    let window = stories::connected(world).await?;
    let mut figures = Map::new();
    let folder = world.data.join("exports");
    std::fs::create_dir_all(&folder)?;
    for file in files {
        let name = Path::new(file).file_name().unwrap_or_default();
        // The window opens only what lies among the exports.
        let listed = folder.join(name);
        std::os::unix::fs::symlink(std::fs::canonicalize(file)?, &listed)?;
        let mut times = Vec::new();
        for _ in 0..TURNS {
            window.run("location.hash = '#/exports/files'").await?;
            window.sees("Files").await?;
            let address = encoded(&listed.to_string_lossy());
            times.push(window.first_drawn(&format!("#/exports/open/{address}"), "[role=gridcell]").await?);
        }
        figures.insert(name.to_string_lossy().into_owned(), json!(middle(times).round()));
    }
    Ok(Value::Object(figures))
}

/// As the page writes it in an address.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

const RESULTS: u32 = 50_000;
const FAILED: u32 = 10_000;
const GROUP: &str = "section[aria-labelledby=failures] [role=group] [data-row]";

/// Milliseconds from a click on a large run, whose failures are kept, until the first of their groups is drawn.
pub(crate) async fn first_causes(world: &World) -> Outcome<Value> {
    let window = stories::connected(world).await?;
    let job = stories::a_job(world).await?;
    stories::hold_next(world, RESULTS, FAILED).await?;
    let launch = stories::launch(world, &window, &job, "Large").await?;
    stories::finish(world, launch).await?;
    world.notifications.wait_for("Large").await?;
    window.click("button", "By message").await?;
    let run = format!("#{}", window.place().await?);
    let mut times = Vec::new();
    for _ in 0..TURNS {
        window.run("location.hash = '#/settings'").await?;
        window.sees("Settings").await?;
        times.push(window.first_drawn(&run, GROUP).await?);
    }
    Ok(json!({"open_ms": middle(times).round()}))
}

const LAUNCHES: usize = 100;
const TESTS: u32 = 2_000;

/// Milliseconds in which a map of tests by launches is drawn, whose data is kept here; and from the click on Trends until it
/// stands there.
pub(crate) async fn heat_map(world: &World) -> Outcome<Value> {
    let window = stories::connected(world).await?;
    let job = stories::a_job(world).await?;
    let plan = json!({"tests": TESTS, "failed": 40, "broken": 5, "skipped": 5, "queue_ms": 0, "hold": true});
    let start = json!({"job_id": job.id, "name": "Night", "count": LAUNCHES, "plan": plan});
    let started = world.server.post("launches", &start).await?;
    for id in started["ids"].as_array().into_iter().flatten().filter_map(Value::as_i64) {
        world.server.advance(id, &json!({"finish": true, "close": true})).await?;
    }
    let trends = format!("#/trends/{}", job.project_id);
    let drawn = "const told = document.querySelector('#heat-map .count')?.innerText ?? '';
        return told.replace(/\\D/g, '') === arguments[0]";
    let drawn = drawn.replace("arguments[0]", &json!(TESTS.to_string()).to_string());
    window.run(&format!("location.hash = '{trends}'")).await?;
    within(Duration::from_secs(400), "the map of all tests", async || {
        Ok(window.run(&drawn).await?.as_bool().filter(|all| *all))
    })
    .await?;
    let (mut maps, mut opened) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        window.run("location.hash = '#/settings'; performance.clearMeasures('heat-map')").await?;
        window.sees("Settings").await?;
        opened.push(window.first_drawn(&trends, "#heat-map .count").await?);
        let took = "return performance.getEntriesByName('heat-map')[0]?.duration ?? null";
        maps.push(eventually("the drawn map", async || Ok(window.run(took).await?.as_f64())).await?);
    }
    Ok(json!({"heat_map_ms": middle(maps).round(), "trends_open_ms": middle(opened).round()}))
}

/// How often the page is looked at while a run goes on.
const LOOK: Duration = Duration::from_millis(200);

/// What the page of the run shows beside what only the clock changes.
const SHOWN: &str =
    "return document.querySelector('main').innerText.replace(/\\d+ ?(ms|s|m|h|min|sec)\\b/g, '')";

/// From the start of the demo to the first outcome that is told: clicks to the launch, seconds, and the longest time without
/// a change on the page of the run.
pub(crate) async fn first_minute(world: &World) -> Outcome<Value> {
    let began = Instant::now();
    let window = world.open(&["--demo"]).await?;
    window.sees("Pick a project to see its jobs").await?;
    let clicks = launch(&window).await?;
    stories::on_run_page(&window).await?;
    let (mut shown, mut changed, mut still) = (Value::Null, Instant::now(), Duration::ZERO);
    let outcome = loop {
        let now = window.run(SHOWN).await?;
        if now != shown {
            (shown, changed) = (now, Instant::now());
        }
        still = still.max(changed.elapsed());
        if world.notifications.all().iter().any(is_outcome) {
            break began.elapsed();
        }
        tokio::time::sleep(LOOK).await;
    };
    let seconds = |time: Duration| json!((time.as_secs_f64() * 10.0).round() / 10.0);
    Ok(json!({
        "clicks_to_launch": clicks,
        "outcome_s": seconds(outcome),
        "longest_still_s": seconds(still),
    }))
}

/// As a person who sees the demo for the first time: a project, a job of it, Launch. Answers how many clicks that takes.
async fn launch(window: &Window) -> Outcome<usize> {
    let job = "const jobs = all('link').filter((one) => /launch\\/-?\\d+\\/-?\\d+/.test(one.hash)); \
               return nameOf(jobs.find((one) => !one.querySelector('.dimmed')))";
    let mut clicks = vec![("link", "Payments API".to_owned())];
    window.click("link", &clicks[0].1).await?;
    let job = eventually("a job that can be launched", async || {
        Ok(window.run(job).await.ok().and_then(|name| name.as_str().map(str::to_owned)))
    })
    .await?;
    for (role, name) in [("link", job), ("button", "Launch".to_owned())] {
        window.click(role, &name).await?;
        clicks.push((role, name));
    }
    Ok(clicks.len())
}

fn is_outcome(told: &Shown) -> bool {
    ["Passed", "Failed", "Fixed", "Still failing"].iter().any(|word| told.title.starts_with(word))
}
