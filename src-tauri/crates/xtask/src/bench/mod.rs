//! `cargo xtask bench`: measurements against the goals that the project publishes.

mod app;
mod tree;
mod watch;

use clap::ValueEnum;

use crate::process::Outcome;
use crate::setup::Consent;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Name {
    /// Follows a thousand runs on twenty projects.
    Watch,
    /// Start, memory, idle time and size, beside an empty Tauri program.
    App,
}

pub(crate) fn bench(name: Name, consent: Consent) -> Outcome {
    match name {
        Name::Watch => watch::watch(consent),
        Name::App => app::app(consent),
    }
}
