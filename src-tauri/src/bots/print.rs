//! Answers on the terminal, for people or as JSON.

use std::io::{self, Write as _};
use std::process::ExitCode;

use bot_runner::{Answer, Bot, Engine, Fault, Language};
use serde_json::{Value, json};

use super::words::{columns, said};
use crate::cli::terminal::{err, out};

pub(super) struct Printer {
    pub(super) language: Language,
    pub(super) json: bool,
}

impl Printer {
    pub(super) fn answer(&self, answer: &Answer, engine: &Engine) {
        if self.json {
            let mut object = answer.to_json();
            object["engine"] = engine.to_json();
            return out(&object.to_string());
        }
        let said = said(self.language);
        let line = |bot: &str, words: &str| out(&format!("{bot}: {words}"));
        match answer {
            Answer::Started(bot) => line(&bot.bot_id, said.started),
            Answer::AlreadyRunning(bot) => line(&bot.bot_id, said.already_running),
            Answer::Updated(bot) => line(&bot.bot_id, said.updated),
            Answer::Restarted(bot) => line(&bot.bot_id, said.restarted),
            Answer::Stopped(bot) => line(&bot.bot_id, said.stopped),
            Answer::Removed { bot } => line(bot, said.removed),
            Answer::Cancelled { bot } => err(&format!("{bot}: {}", said.called_off)),
            Answer::NotFound { bot } => err(&format!("{bot}: {}", said.not_found)),
            Answer::Status(bot) => self.table(std::slice::from_ref(bot)),
            Answer::List { bots, most } => {
                out(&format!("{} {}, {}/{most}", engine.name(), engine.version(), running(bots)));
                if bots.is_empty() { out(said.no_bots) } else { self.table(bots) }
            }
        }
    }

    fn table(&self, bots: &[Bot]) {
        let mut rows = vec![columns(self.language).map(str::to_owned)];
        rows.extend(bots.iter().map(|bot| row(bot, self.language)));
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 6] = std::array::from_fn(width);
        for row in &rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            out(cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }

    /// Every fault, and the exit code.
    pub(super) fn refused(&self, faults: &[Fault], code: u8) -> ExitCode {
        let problems = faults.iter().map(|fault| fault.problem(self.language));
        if self.json {
            let problems: Vec<Value> = problems.map(|problem| problem.to_json()).collect();
            out(&json!({ "error": problems.first(), "errors": problems }).to_string());
            return code.into();
        }
        for problem in problems {
            err(&format!("{}: {}", problem.code, problem.message));
            if let Some(hint) = problem.hint {
                err(&format!("  {}: {hint}", said(self.language).hint));
            }
        }
        code.into()
    }

    pub(super) fn usage(&self, words: &str, code: u8) -> ExitCode {
        if self.json {
            out(&json!({ "error": { "code": "USAGE", "message": words, "details": {} } }).to_string());
        } else {
            err(words);
        }
        code.into()
    }

    /// What the engine says while it works; kept off the standard output.
    pub(super) fn progress(&self, line: &str) {
        if !self.json {
            err(line);
        }
    }

    pub(super) fn log(&self, line: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        if self.json {
            let line = String::from_utf8_lossy(line);
            writeln!(stdout, "{}", json!({ "line": line.trim_end_matches(['\r', '\n']) }))?;
        } else {
            stdout.write_all(line)?;
        }
        stdout.flush()
    }
}

fn running(bots: &[Bot]) -> usize {
    bots.iter().filter(|bot| bot.memory_bytes.is_some()).count()
}

fn row(bot: &Bot, language: Language) -> [String; 6] {
    let memory = bot
        .memory_bytes
        .map_or_else(String::new, |bytes| format!("{}/{} MB", bytes >> 20, bot.limits.memory_mb));
    let cpu = bot.cpu_cores.map_or_else(String::new, |cores| format!("{cores:.2}/{}", bot.limits.cpu_cores));
    let mut since = bot.status.clone();
    if let Some(end) = bot.end.as_ref().filter(|end| end.out_of_memory) {
        let said = said(language);
        since = format!("{since}, {}, {}: {}", said.out_of_memory, said.restarts, end.restarts);
    }
    [bot.bot_id.clone(), bot.state.clone(), since, memory, cpu, bot.mode.clone()]
}
