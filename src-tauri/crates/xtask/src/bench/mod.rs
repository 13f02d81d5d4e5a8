//! `cargo xtask bench`: measurements against the goals that the project publishes.

mod agent;
mod app;
mod bot;
mod cases;
mod export;
mod first_minute;
mod grid;
mod palette;
mod runner;
mod tree;
mod triage;
mod upload;
mod watch;
mod year;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::process::{Outcome, Trouble};
use crate::setup::Consent;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Name {
    /// Follows a thousand runs on twenty projects.
    Watch,
    /// Agents on one PostgreSQL: failover, memory, and exports beside a file's database and a folder.
    Agent,
    /// Start, memory, idle time and size, beside an empty Tauri program.
    App,
    /// Exports a million test cases, beside curl, and twenty groups.
    Export,
    /// A file of a million rows, in the table and in the window.
    Grid,
    /// Two hundred people talking with the Telegram bot, beside one on python-telegram-bot.
    Bot,
    /// A store as a busy year leaves it, beside an empty one.
    Year,
    /// The palette's index of a hundred and fifteen thousand names.
    Palette,
    /// The failures of a large launch, grouped and decided about.
    Triage,
    /// Twenty thousand results with two gigabytes of files, beside curl, and with five kills.
    Upload,
    /// A hundred thousand exported test cases: found, opened, compared; and five thousand restored.
    Cases,
    /// Bots in containers: deploying one, beside docker itself, and a log of a hundred thousand lines.
    Runner,
    /// From the start of the demo to the first outcome that is told.
    #[value(name = "first_minute")]
    FirstMinute,
}

pub(crate) fn bench(name: Name, consent: Consent) -> Outcome {
    match name {
        Name::Watch => watch::watch(consent),
        Name::Agent => agent::agent(consent),
        Name::App => app::app(consent),
        Name::Export => export::export(consent),
        Name::Grid => grid::grid(consent),
        Name::Bot => bot::bot(consent),
        Name::Year => year::year(consent),
        Name::Palette => palette::palette(),
        Name::Triage => triage::triage(consent),
        Name::Upload => upload::upload(consent),
        Name::Cases => cases::cases(consent),
        Name::Runner => runner::runner(consent),
        Name::FirstMinute => first_minute::first_minute(consent),
    }
}

/// The JSON object in the last line that is one.
fn last_object(said: &str) -> Outcome<Map<String, Value>> {
    let object = |line: &str| match serde_json::from_str(line.trim()) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    };
    said.lines().rev().find_map(object).ok_or_else(|| Trouble::new("The measurement told no figures."))
}

/// The line of a bench with figures that are to stay below a limit, or not to fall below one.
fn report(bench: &str, figures: &Map<String, Value>, most: &[(&str, f64)], least: &[(&str, f64)]) -> Value {
    let goal = |(name, limit): &(&str, f64), is_least: bool| {
        let value = figures.get(*name)?.as_f64()?;
        let ok = if is_least { value >= *limit } else { value <= *limit };
        Some(json!({"name": name, "value": value, "limit": limit, "ok": ok}))
    };
    let goals: Vec<_> = most
        .iter()
        .filter_map(|one| goal(one, false))
        .chain(least.iter().filter_map(|one| goal(one, true)))
        .collect();
    json!({"bench": bench, "figures": figures, "goals": goals})
}
