//! `bench bot`: two hundred people talk through the kit's server, with ours and with a bot on python-telegram-bot.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Outcome, Trouble, cargo, command, quietly, run, target};
use crate::setup::{self, Consent};

const LIBRARY: &str = "python-telegram-bot==22.5";

pub(crate) fn bot(consent: Consent) -> Outcome {
    setup::for_building(consent)?;
    let folder = target().join("bench-bot");
    fs::create_dir_all(&folder).map_err(|error| Trouble::new(error.to_string()))?;
    let python = python(&folder.join("python"))?;
    run(&mut cargo(["build", "--release", "--package", "testops-sim"]))?;
    // The bot's program is one of its own, so that it shares no memory with the kit's.
    let examples = ["--example", "bench_bot", "--example", "bench_bot_program"];
    run(cargo(["build", "--release", "--package", "telegram"]).args(examples))?;
    let mut bench = command(&target().join("release/examples/bench_bot").to_string_lossy(), [""; 0]);
    bench.env("TESTOPS_SIM", target().join("release/testops-sim"));
    bench.env("BENCH_BOT_PROGRAM", target().join("release/examples/bench_bot_program"));
    run(bench.env("BENCH_BOT_PYTHON", python).env("BENCH_FOLDER", folder))
}

/// A Python that has the library, in an environment of its own; installed from its registry once.
fn python(environment: &Path) -> Outcome<PathBuf> {
    let python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = LIBRARY.rsplit_once('=').map_or(LIBRARY, |(_, version)| version);
    let asks = "import telegram; print(telegram.__version__)";
    let version = quietly(&mut command(&python.to_string_lossy(), ["-c", asks]));
    if version.is_some_and(|version| version.trim() == wanted) {
        return Ok(python);
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    run(command(system, ["-m", "venv"]).arg(environment)).map_err(|trouble| {
        Trouble::new(format!("{trouble}\nThis bench needs Python 3 with its module venv (python3-venv)."))
    })?;
    run(&mut command(&python.to_string_lossy(), ["-m", "pip", "install", "--quiet", LIBRARY]))?;
    Ok(python)
}
