//! `cargo xtask bench`: measurements against the goals that the project publishes.

mod app;
mod bot;
mod export;
mod grid;
mod tree;
mod watch;
mod year;

use clap::ValueEnum;

use crate::process::Outcome;
use crate::setup::Consent;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Name {
    /// Follows a thousand runs on twenty projects.
    Watch,
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
}

pub(crate) fn bench(name: Name, consent: Consent) -> Outcome {
    match name {
        Name::Watch => watch::watch(consent),
        Name::App => app::app(consent),
        Name::Export => export::export(consent),
        Name::Grid => grid::grid(consent),
        Name::Bot => bot::bot(consent),
        Name::Year => year::year(consent),
    }
}
