//! The log: a file in the data folder, and standard error.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::panic;
use std::path::Path;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

/// The log of the last start but one is dropped once the current one has this many bytes at a start.
const ENOUGH: u64 = 4 * 1024 * 1024;

pub(crate) fn start(data_dir: &Path) {
    let filter = || {
        EnvFilter::try_from_env("TESTOPS_COMPANION_LOG")
            .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,zbus=warn"))
    };
    let to_file = match open(&data_dir.join("logs")) {
        Ok(file) => Some(fmt::layer().with_ansi(false).with_writer(file).with_filter(filter())),
        Err(_) => None,
    };
    let to_terminal = fmt::layer().with_writer(io::stderr).with_filter(filter());
    // A second call in one process (the shell's own tests) keeps the first log.
    if tracing_subscriber::registry().with(to_file).with(to_terminal).try_init().is_ok() {
        log_panics();
    }
}

/// Where it was is logged and not what was said, which may hold anything.
fn log_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        let place = about.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a task broke");
        usual(about);
    }));
}

fn open(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let file = folder.join("companion.log");
    if fs::metadata(&file).is_ok_and(|about| about.len() > ENOUGH) {
        fs::rename(&file, folder.join("companion.old.log"))?;
    }
    OpenOptions::new().create(true).append(true).open(file)
}
