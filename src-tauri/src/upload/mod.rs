//! Results from the command line: `testops-companion upload …`. Needs no window, and works beside one.

mod options;
mod order;
mod print;
mod words;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use companion::ports::{Clock as _, SecretStore};
use companion::uploads::{Errand, Halt, NoDoor, NotBegun, look, prepare};
use tokio_util::sync::CancellationToken;

pub(crate) use self::options::UploadCommand;
use self::order::Wanted;
use self::print::Printer;
use self::words::Said;
use crate::cli::terminal::{FAILED, REFUSED, USAGE};
use crate::desktop;
use crate::secrets::Secrets;
use machine::DataLock;
use machine::SystemClock;

/// What scripts can tell apart beside `FAILED`, `USAGE` and `REFUSED`.
const UNKNOWN: u8 = 4;
const NOT_CONNECTED: u8 = 5;
const STOPPED: u8 = 6;

pub(crate) fn run(command: &UploadCommand, data_dir: &Path) -> ExitCode {
    let printer = Printer { language: desktop::language(), json: command.json };
    match tauri::async_runtime::block_on(carry_out(command, data_dir, &printer)) {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, said)) => {
            printer.fault(code, &said);
            code.into()
        }
    }
}

type Ended<T> = Result<T, (u8, Said)>;

async fn carry_out(command: &UploadCommand, data_dir: &Path, printer: &Printer) -> Ended<()> {
    let wanted = Wanted::read(command).map_err(|said| (USAGE, said))?;
    let (path, within) = (command.dir.clone(), (!command.dry_run).then(|| data_dir.to_owned()));
    let looked = tokio::task::spawn_blocking(move || look(&path, within.as_deref())).await;
    let looked = looked.map_err(|error| (FAILED, Said::Broke(error.to_string())))?;
    let contents = looked.map_err(|error| (REFUSED, Said::Unreadable(error.to_string())))?;
    printer.contents(&contents, command.dry_run);
    if command.dry_run {
        return Ok(());
    }
    let clock = SystemClock::new();
    // Where the window runs, it looks after the database; one that starts meanwhile finds the folder free.
    if let Ok(lock) = DataLock::take(data_dir) {
        let prepared = prepare(data_dir, clock.now()).await;
        drop(lock);
        prepared.map_err(|why| not_begun(why, wanted.project.clone()))?;
    }
    let errand = Errand {
        data_dir: data_dir.to_owned(),
        clock: Arc::new(clock),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server: wanted.server,
        project: wanted.project.clone(),
        target: wanted.target,
        environment: wanted.environment,
        anew: wanted.anew,
        close: wanted.close,
    };
    let secrets = || -> Arc<dyn SecretStore> { Secrets::open(data_dir) };
    let teller = printer.clone();
    let gone =
        errand.carry_out(&contents, secrets, until_interrupted(), move |progress| teller.progress(progress));
    let gone = gone.await.map_err(|why| not_begun(why, wanted.project))?;
    printer.report(&gone.report, gone.link.as_deref(), gone.outcome.is_ok());
    gone.outcome.map_err(of_halt)
}

/// Ctrl+C lets the batch under way be answered; a second one does not.
fn until_interrupted() -> CancellationToken {
    let stop = CancellationToken::new();
    let interrupted = stop.clone();
    tauri::async_runtime::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupted.cancel();
        }
        // What is under way is noted, so that the next start goes on from it.
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(STOPPED.into());
        }
    });
    stop
}

fn not_begun(why: NotBegun, project: String) -> (u8, Said) {
    match why {
        NotBegun::Door(NoDoor::NotSetUp) => (NOT_CONNECTED, Said::NotConnected),
        NotBegun::Door(NoDoor::NoToken) => (NOT_CONNECTED, Said::NoToken),
        NotBegun::Door(fault) => (NOT_CONNECTED, Said::Broke(fault.to_string())),
        NotBegun::NoProject => (REFUSED, Said::NoProject(project)),
        NotBegun::Name(words) => (USAGE, Said::Broke(words)),
        NotBegun::Halt(halt) => of_halt(halt),
    }
}

fn of_halt(halt: Halt) -> (u8, Said) {
    match halt {
        Halt::Nothing => (REFUSED, Said::Nothing),
        Halt::Paused => (STOPPED, Said::Stopped),
        Halt::Closed => (REFUSED, Said::Closed),
        Halt::OtherProject => (REFUSED, Said::OtherProject),
        Halt::Elsewhere => (REFUSED, Said::Elsewhere),
        Halt::Unknown(doubt) => (UNKNOWN, Said::Unknown(doubt)),
        Halt::Miscounted { sent, counted } => (UNKNOWN, Said::Miscounted { sent, counted }),
        Halt::Server { refused, error } => {
            (if refused { REFUSED } else { FAILED }, Said::Server(error.to_string()))
        }
        Halt::Broke(words) => (FAILED, Said::Broke(words)),
    }
}
