//! `cargo xtask bench bot`: two hundred people talk at once, through the kit's server, with the program's own bot and
//! with an equal one on python-telegram-bot, in turns.
//!
//! Three processes share the machine in a turn: this one, which is Telegram and the people; the bot; and the TestOps
//! simulator, which has next to nothing to do. Everybody has one thing open always. First one person plays the talk
//! through with both bots, and the bench ends there unless they answered the same with the same calls. The kit's own
//! ceiling is taken with a bot that repeats the recorded answers without a thought.
//!
//! Memory of ours is the largest while people talk, less what the same process held with its bot off; memory of the
//! other is that of its whole process. `BENCH_ROUNDS` makes it shorter, for trying the bench out.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what it is for")]

mod bot;
mod crowd;
mod rehearsal;
mod replay;
mod script;
#[path = "../../../companion/examples/bench/simulator.rs"]
mod simulator;
mod stage;
mod used;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

use self::bot::{Programs, Which};
use self::rehearsal::Rehearsal;
use self::script::{Step, script};
use self::simulator::Simulator;
use self::stage::{Stage, Turn};

const PEOPLE: usize = 200;
/// How often everybody goes through the talk while it counts.
const ROUNDS: usize = 5;
const TURNS: usize = 3;
const PROJECT: &str = "Bench of bots";
const JOBS: usize = 3;

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let is_replay = std::env::args().nth(1).as_deref() == Some(replay::WORD);
    let done = if is_replay { replay::replay().await } else { bench().await };
    // In its own words: a failure of the kit's brings along everything that two hundred people said.
    done.map_or_else(
        |trouble| {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

async fn bench() -> Result<(), Trouble> {
    let rounds = std::env::var("BENCH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let folder = std::env::var_os("BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder)?;
    let simulator = Simulator::start(&[]).await?;
    simulator.post("projects", &json!({"name": PROJECT, "jobs": JOBS})).await?;
    let mut bench = Bench {
        programs: Programs::from_env()?,
        simulator,
        folder: folder.path(),
        known: Value::Null,
        script: script(PROJECT),
        rounds,
        places: 0,
    };

    let calls = bench.rehearse().await?;
    let [ceiling] = bench.turns([Which::Replay]).await?;
    let [ours, theirs] = bench.turns([Which::Ours, Which::Theirs]).await?;
    let mut figures = serde_json::Map::new();
    let mut put = |name: &str, value: f64| {
        figures.insert(name.to_owned(), json!((value * 100.0).round() / 100.0));
    };
    put("people", count(PEOPLE));
    put("updates_a_turn", count(rounds * PEOPLE * bench.script.len()));
    put("calls_per_update", count(calls) / count(bench.script.len()));
    put("kit_ceiling_per_second", median(&ceiling, per_second));
    for (prefix, turns) in [("", &ours), ("ptb_", &theirs)] {
        put(&format!("{prefix}updates_per_second"), median(turns, per_second));
        put(&format!("{prefix}answer_p50_ms"), median(turns, |turn| wait_ms(turn, 50)));
        put(&format!("{prefix}answer_p99_ms"), median(turns, |turn| wait_ms(turn, 99)));
        put(&format!("{prefix}memory_mb"), median(turns, memory_mb));
        put(&format!("{prefix}cpu_us_per_update"), median(turns, |turn| per_update(turn, turn.used.cpu_ms)));
        put(
            &format!("{prefix}kit_cpu_us_per_update"),
            median(turns, |turn| per_update(turn, turn.kit_cpu_ms)),
        );
    }
    put("process_off_mb", median(&ours, |turn| turn.memory_off_mb.unwrap_or_default()));
    put("throughput_ratio", median(&ours, per_second) / median(&theirs, per_second));
    put("memory_ratio", median(&ours, memory_mb) / median(&theirs, memory_mb));
    report(&figures);
    Ok(())
}

struct Bench<'a> {
    programs: Programs,
    simulator: Simulator,
    folder: &'a Path,
    /// What a bot is to know: the catalogue, the menu, recorded answers.
    known: Value,
    script: Vec<Step>,
    rounds: usize,
    places: usize,
}

impl Bench<'_> {
    /// Ends the bench unless both bots do the same; tells how many calls a round of the talk needs.
    async fn rehearse(&mut self) -> Result<usize, Trouble> {
        eprintln!("one person talks with each bot");
        let stage = self.stage(Which::Ours, 1).await?;
        let ours = Rehearsal::of(&stage, &self.script).await?;
        let menu = rehearsal::menu(&stage).await?;
        self.known = stage.catalogue.clone();
        stage.end().await?;
        self.known["commands"] = menu.clone();
        self.known["answers"] = json!(ours.answers());
        for which in [Which::Theirs, Which::Replay] {
            let stage = self.stage(which, 1).await?;
            let other = Rehearsal::of(&stage, &self.script).await?;
            if let Some(difference) = ours.difference(&other, &self.script) {
                return Err(format!("{which:?} is not equal to ours: {difference}").into());
            }
            if which == Which::Theirs && rehearsal::menu(&stage).await? != menu {
                return Err("the other bot sets another menu".into());
            }
            stage.end().await?;
        }
        Ok(ours.calls())
    }

    /// The same number of turns of each, one after the other.
    async fn turns<const BOTS: usize>(&mut self, of: [Which; BOTS]) -> Result<[Vec<Turn>; BOTS], Trouble> {
        let mut turns = std::array::from_fn(|_| Vec::new());
        for number in 1..=TURNS {
            for (which, turns) in of.iter().zip(&mut turns) {
                let stage = self.stage(*which, PEOPLE).await?;
                let round = PEOPLE * self.script.len();
                let turn = stage.turn(&self.script, round, round * self.rounds).await?;
                let (rate, wait) = (per_second(&turn), wait_ms(&turn, 99));
                eprintln!(
                    "turn {number} of {TURNS}, {which:?}: {rate:.0} updates a second, p99 {wait:.1} ms"
                );
                turns.push(turn);
            }
        }
        Ok(turns)
    }

    async fn stage(&mut self, which: Which, people: usize) -> Result<Stage, Trouble> {
        self.places += 1;
        let folder = self.folder.join(self.places.to_string());
        Stage::set(&self.programs, which, &self.simulator, &folder, &self.known, people).await
    }
}

fn per_second(turn: &Turn) -> f64 {
    count(turn.talked.answered) / turn.talked.took.as_secs_f64()
}

fn wait_ms(turn: &Turn, percent: usize) -> f64 {
    let waits = &turn.talked.waits;
    waits[waits.len() * percent / 100].as_secs_f64() * 1e3
}

/// What ours adds to its process; the whole process of any other.
fn memory_mb(turn: &Turn) -> f64 {
    turn.used.memory_mb - turn.memory_off_mb.unwrap_or_default()
}

fn per_update(turn: &Turn, cpu_ms: f64) -> f64 {
    cpu_ms * 1e3 / count(turn.talked.answered)
}

fn median(turns: &[Turn], of: impl Fn(&Turn) -> f64) -> f64 {
    let mut values: Vec<_> = turns.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn report(figures: &serde_json::Map<String, Value>) {
    let value = |name: &str| figures.get(name).and_then(Value::as_f64);
    let at_least = |name: &str, limit: f64| {
        let value = value(name)?;
        Some(json!({"name": name, "value": value, "limit": limit, "ok": value >= limit}))
    };
    let at_most = |name: &str, limit: f64| {
        let value = value(name)?;
        Some(json!({"name": name, "value": value, "limit": limit, "ok": value <= limit}))
    };
    let goals = [at_least("throughput_ratio", 10.0), at_most("memory_ratio", 0.2)];
    let goals: Vec<_> = goals.into_iter().flatten().collect();
    println!("{}", json!({"bench": "bot", "figures": figures, "goals": goals}));
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
fn count(number: usize) -> f64 {
    number as f64
}
