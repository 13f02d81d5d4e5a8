//! The log on standard error: a JSON object a line, for what gathers logs, or text.

mod json;

use std::io;
use std::panic;

use tracing_subscriber::filter::Directive;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry, fmt};

use crate::cli::LogForm;
use json::Json;

/// These show headers and bodies, tokens included, at their finer levels, so no wish for more detail reaches them.
const ON_THE_WIRE: [&str; 5] = ["h2=info", "hyper=info", "hyper_util=info", "reqwest=info", "rustls=info"];

/// `running`: a command that only answers logs no more than what went wrong.
pub(crate) fn start(form: LogForm, running: bool) {
    let usual = if running { "info,sqlx=warn" } else { "warn" };
    let wished = EnvFilter::try_from_env("TESTOPS_COMPANION_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let quiet = ON_THE_WIRE.iter().filter_map(|directive| directive.parse::<Directive>().ok());
    let filter = quiet.fold(wished, EnvFilter::add_directive);
    let layer = fmt::layer::<Registry>().with_ansi(false).with_writer(io::stderr);
    let layer = match form {
        LogForm::Json => layer.event_format(Json).boxed(),
        LogForm::Text => layer.boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(filter)).init();
    panic::set_hook(Box::new(|about| {
        // Where it was and not what was said, which may hold anything.
        let place = about.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a task broke");
    }));
}
