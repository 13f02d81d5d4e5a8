//! `bench app`: our program beside an empty Tauri program, both in release, measured in turn in one run.
//!
//! Both start on the same virtual display. The first frame is seen in the display's own framebuffer, memory is the
//! proportional memory of all processes of a program, and every figure is the median of several turns.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::tree;
use crate::display::Display;
use crate::package;
use crate::process::{Outcome, Trouble, cargo, command, run, target};
use crate::setup::{self, Consent};

const TURNS: usize = 5;
const SETTLE: Duration = Duration::from_secs(4);
/// `WebKit` measures the memory of a page twice a minute, which costs more than all else that it does: whole minutes.
const IDLE: Duration = Duration::from_mins(1);
const LONGEST_START: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Ours,
    Empty,
}

type Figure = fn(&Turn) -> Option<f64>;

/// Of one turn; what could not be measured is absent.
#[derive(Default)]
struct Turn {
    first_frame_ms: Option<f64>,
    memory_open_mb: Option<f64>,
    memory_closed_mb: Option<f64>,
    idle_cpu_percent: Option<f64>,
}

pub(crate) fn app(consent: Consent) -> Outcome {
    setup::for_virtual_display(consent)?;
    package::build()?;
    run(&mut cargo(["build", "--release", "--package", "empty-app"]))?;

    let folder = target().join("bench-app");
    drop(fs::remove_dir_all(&folder));
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for number in 1..=TURNS {
        println!("turn {number} of {TURNS}");
        ours.push(turn(Which::Ours, &folder.join(format!("ours-{number}")), number == 1)?);
        empty.push(turn(Which::Empty, &folder.join(format!("empty-{number}")), number == 1)?);
    }
    println!("{}", report(&ours, &empty));
    Ok(())
}

fn turn(which: Which, folder: &Path, with_idle: bool) -> Outcome<Turn> {
    let display = Display::start(&folder.join("display"), "1280x800x24")?;
    let mut turn = Turn::default();

    let started = Instant::now();
    let mut open = Started::new(which, &display, folder)?;
    turn.first_frame_ms = first_frame(&display, started);
    thread::sleep(SETTLE);
    turn.memory_open_mb = open.memory_mb();
    if with_idle {
        turn.idle_cpu_percent = open.idle_cpu_percent();
    }
    display.close_windows()?;
    thread::sleep(SETTLE);
    if open.runs() && !tree::has_web_process(open.child.id()) {
        turn.memory_closed_mb = open.memory_mb();
    }
    Ok(turn)
}

/// A program on a session bus of its own, ended with its bus.
struct Started {
    bus: Child,
    child: Child,
}

impl Started {
    fn new(which: Which, display: &Display, home: &Path) -> Outcome<Self> {
        fs::create_dir_all(home).map_err(|error| Trouble::new(error.to_string()))?;
        let address = home.join("bus");
        let bus = command("dbus-daemon", ["--session", "--nofork", "--nopidfile"])
            .arg(format!("--address=unix:path={}", address.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::new(format!("dbus-daemon: {error}")))?;
        let patience = Instant::now();
        while !address.exists() && patience.elapsed() < LONGEST_START {
            thread::sleep(Duration::from_millis(5));
        }
        let mut program = Command::new(program(which));
        if which == Which::Ours {
            program.arg("--data-dir").arg(home.join("data"));
        }
        let child = program
            .env("DISPLAY", display.name())
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", address.display()))
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("share"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("NO_AT_BRIDGE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::new(error.to_string()))?;
        Ok(Self { bus, child })
    }

    fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    #[expect(clippy::cast_precision_loss, reason = "megabytes for reading")]
    fn memory_mb(&mut self) -> Option<f64> {
        if !self.runs() {
            return None;
        }
        tree::memory(self.child.id()).map(|bytes| bytes as f64 / 1e6)
    }

    /// A tick is a hundredth of a second of one core.
    #[expect(clippy::cast_precision_loss, reason = "a handful of ticks")]
    fn idle_cpu_percent(&mut self) -> Option<f64> {
        let before = tree::processor_ticks(self.child.id());
        thread::sleep(IDLE);
        let used = tree::processor_ticks(self.child.id()).checked_sub(before)?;
        self.runs().then(|| used as f64 / IDLE.as_secs_f64())
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        for pid in tree::of(self.child.id()) {
            drop(command("kill", ["-KILL", &pid.to_string()]).stderr(Stdio::null()).status());
        }
        for child in [&mut self.child, &mut self.bus] {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn program(which: Which) -> PathBuf {
    target().join("release").join(match which {
        Which::Ours => "testops-companion",
        Which::Empty => "empty-app",
    })
}

fn first_frame(display: &Display, started: Instant) -> Option<f64> {
    while started.elapsed() < LONGEST_START {
        if display.shows_content() {
            return Some(started.elapsed().as_secs_f64() * 1e3);
        }
        thread::sleep(Duration::from_millis(8));
    }
    None
}

fn report(ours: &[Turn], empty: &[Turn]) -> Value {
    let mut figures = serde_json::Map::new();
    let mut goals = Vec::new();
    let mut note = |name: &str, value: Option<f64>, limit: Option<f64>| {
        let Some(value) = value.map(rounded) else { return };
        figures.insert(name.to_owned(), json!(value));
        if let Some(limit) = limit {
            goals.push(json!({"name": name, "value": value, "limit": limit, "ok": value <= limit}));
        }
    };
    let pairs: [(&str, f64, &str, Figure); 3] = [
        ("first_frame", 1.3, "ms", |turn| turn.first_frame_ms),
        ("memory_open", 1.3, "mb", |turn| turn.memory_open_mb),
        ("memory_closed", 1.1, "mb", |turn| turn.memory_closed_mb),
    ];
    for (name, limit, unit, of) in pairs {
        let (mine, theirs) = (median(ours, of), median(empty, of));
        note(&format!("{name}_{unit}"), mine, None);
        note(&format!("{name}_{unit}_empty"), theirs, None);
        let ratio = mine.zip(theirs).map(|(mine, theirs)| mine / theirs);
        note(&format!("{name}_ratio"), ratio, Some(limit));
    }
    note("idle_cpu_percent", median(ours, |turn| turn.idle_cpu_percent), Some(0.1));
    note("idle_cpu_percent_empty", median(empty, |turn| turn.idle_cpu_percent), None);
    let largest = package::made().into_iter().map(|(_, bytes)| bytes).max();
    note("package_mb", largest.map(package::megabytes), Some(15.0));
    json!({"bench": "app", "figures": figures, "goals": goals})
}

fn median(turns: &[Turn], of: Figure) -> Option<f64> {
    let mut values = turns.iter().filter_map(of).collect::<Vec<_>>();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
