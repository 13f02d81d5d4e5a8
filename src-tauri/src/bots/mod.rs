//! Bots from the command line: `testops-companion bots …`. Needs no window, and works beside one.

mod options;
mod print;
mod request;
mod words;

use std::path::Path;
use std::pin::pin;
use std::process::ExitCode;

use bot_runner::{Answer, Code, Engine, Fault, Language, Runner, validate};
use companion::ports::Clock as _;
use futures::StreamExt as _;

pub(crate) use self::options::BotsCommand;
use self::options::Verb;
use self::print::Printer;
use crate::cli::terminal::{FAILED, REFUSED, USAGE};
use crate::desktop;
use machine::SystemClock;
use machine::digest;

/// What scripts can tell apart beside `FAILED`, `USAGE` and `REFUSED`.
const QUOTA: u8 = 4;
const NOT_FOUND: u8 = 5;
const NO_ENGINE: u8 = 6;
/// As shells have it of what was interrupted.
const CALLED_OFF: u8 = 130;

pub(crate) fn run(command: &BotsCommand, data_dir: &Path) -> ExitCode {
    let language = match desktop::language() {
        companion::view::Language::En => Language::En,
        companion::view::Language::Ru => Language::Ru,
    };
    let printer = Printer { language, json: command.json };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return printer.usage(&error.to_string(), FAILED),
    };
    runtime.block_on(carry_out(command, data_dir, &printer))
}

async fn carry_out(command: &BotsCommand, data_dir: &Path, printer: &Printer) -> ExitCode {
    let request = match request::of(&command.verb) {
        Ok(request) => request,
        Err(words) => return printer.usage(&words.in_language(printer.language), USAGE),
    };
    let request = match validate(&request) {
        Ok(request) => request,
        Err(faults) => return printer.refused(&faults, REFUSED),
    };
    // The folder's name is part of the bots' labels: it has to be there to be written in one way only.
    if let Err(error) = std::fs::create_dir_all(data_dir) {
        return printer.usage(&format!("{}: {error}", data_dir.display()), FAILED);
    }
    let engine = match Engine::find(|name| std::env::var_os(name)).await {
        Ok(engine) => engine,
        Err(fault) => return printer.refused(&[fault], NO_ENGINE),
    };
    let runner = Runner::new(engine, digest(data_dir), data_dir.to_owned());
    if let Verb::Logs { name, lines, follow } = &command.verb {
        return logs(&runner, name, *lines, *follow, printer).await;
    }
    let mut progress = |line: &str| printer.progress(line);
    let interrupted = pin!(interrupted());
    match runner.carry_out_unless(request, SystemClock::new().now(), &mut progress, interrupted).await {
        Ok(answer) => {
            printer.answer(&answer, runner.engine());
            match answer {
                Answer::NotFound { .. } => NOT_FOUND.into(),
                Answer::Cancelled { .. } => CALLED_OFF.into(),
                Answer::Started(_)
                | Answer::AlreadyRunning(_)
                | Answer::Updated(_)
                | Answer::Restarted(_)
                | Answer::Stopped(_)
                | Answer::Removed { .. }
                | Answer::Status(_)
                | Answer::List { .. } => ExitCode::SUCCESS,
            }
        }
        Err(fault) => printer.refused(std::slice::from_ref(&fault), code_of(&fault)),
    }
}

/// Somebody pressed Ctrl+C. Heard only by what takes long and can be called off.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn logs(runner: &Runner, bot: &str, lines: u32, follow: bool, printer: &Printer) -> ExitCode {
    let mut log = match runner.logs(bot, lines, follow).await {
        Ok(Some(log)) => log,
        Ok(None) => {
            printer.answer(&Answer::NotFound { bot: bot.to_owned() }, runner.engine());
            return NOT_FOUND.into();
        }
        Err(fault) => return printer.refused(&[fault], FAILED),
    };
    while let Some(line) = log.next().await {
        match line {
            // Nobody reads any more: a pipe was closed.
            Ok(line) if printer.log(&line).is_err() => break,
            Ok(_) => {}
            Err(fault) => return printer.refused(&[fault], FAILED),
        }
    }
    ExitCode::SUCCESS
}

fn code_of(fault: &Fault) -> u8 {
    if fault.code == Code::QuotaExceeded {
        QUOTA
    } else if fault.code == Code::ContainerError {
        FAILED
    } else {
        REFUSED
    }
}
