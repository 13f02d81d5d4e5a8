//! The log: one file a day in the data folder, and standard error.

use std::io;
use std::panic;
use std::path::Path;

use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};
use tracing_subscriber::filter::Directive;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

/// How many days' files are kept.
const MOST_FILES: usize = 14;

/// These show headers and bodies, tokens included, at their finer levels, so no wish for more detail reaches them.
const ON_THE_WIRE: [&str; 7] =
    ["bollard=info", "h2=info", "hyper=info", "hyper_util=info", "reqwest=info", "rustls=info", "zbus=warn"];

pub(crate) fn start(data_dir: &Path) {
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

fn filter() -> EnvFilter {
    let wished =
        EnvFilter::try_from_env("TESTOPS_COMPANION_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let quiet = ON_THE_WIRE.iter().filter_map(|directive| directive.parse::<Directive>().ok());
    quiet.fold(wished, EnvFilter::add_directive)
}

/// Logs where it was and not what was said, which may hold anything.
fn log_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        let place = about.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a task broke");
        usual(about);
    }));
}

/// `companion.log` leads to the file of the day where the file system has links.
fn open(folder: &Path) -> Result<RollingFileAppender, InitError> {
    let daily = || {
        RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("companion")
            .filename_suffix("log")
            .max_log_files(MOST_FILES)
    };
    daily().latest_symlink("companion.log").build(folder).or_else(|_| daily().build(folder))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn the_files_of_months_do_not_pile_up() {
        let dir = tempfile::tempdir().expect("a folder");
        for month in 1..=3 {
            for day in 1..=28 {
                let name = format!("companion.2024-{month:02}-{day:02}.log");
                fs::write(dir.path().join(name), "old").expect("written");
            }
        }
        fs::write(dir.path().join("companion.log"), "of an earlier version").expect("written");

        let mut log = open(dir.path()).expect("a log");
        log.write_all(b"a line").expect("written");

        let files = fs::read_dir(dir.path()).expect("listed").flatten();
        let files = files.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file())).count();
        assert!(files <= MOST_FILES, "{files} files are kept");
        #[cfg(unix)]
        assert_eq!(fs::read_to_string(dir.path().join("companion.log")).expect("a link"), "a line");
    }

    #[test]
    fn what_crosses_the_wire_is_never_logged() {
        let words = filter().to_string();
        for directive in ON_THE_WIRE {
            assert!(words.split(',').any(|one| one == directive), "{directive} is missing in {words}");
        }
    }
}
