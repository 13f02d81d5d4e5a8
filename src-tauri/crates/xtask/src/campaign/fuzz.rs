//! `campaign fuzz`: builds every target under `src-tauri/crates/*/fuzz` for libFuzzer and runs one after the other. A
//! corpus that is committed beside a target is where it begins; what it finds goes on in the target folder.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use crate::process::{Outcome, Trouble, cargo, command, quietly, root, run, run_and_keep, target};

/// What libFuzzer needs of the compiler; no sanitizer, so that the stable one will do.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";
const LONGEST_INPUT: u64 = 4_096;

struct Target {
    krate: String,
    name: String,
    /// The folder `fuzz` of its crate.
    folder: PathBuf,
}

pub(crate) fn fuzz(minutes: u64) -> Outcome {
    let targets = targets()?;
    let seconds = (minutes * 60 / (targets.len() as u64).max(1)).max(1);
    let (mut inputs, mut crashes) = (0, 0);
    let mut figures = Map::new();
    let mut built = None;
    for target in &targets {
        // Right before its targets run: those of another crate may have the same names, and land in the same place.
        if built != Some(&target.folder) {
            build(&target.folder)?;
            built = Some(&target.folder);
        }
        let (tried, fell) = play(target, seconds)?;
        inputs += tried;
        crashes += fell;
        let name = format!("{}_{}", target.krate.replace('-', "_"), target.name);
        figures.insert(format!("{name}_inputs"), json!(tried));
        figures.insert(format!("{name}_crashes"), json!(fell));
    }
    figures.insert("inputs".to_owned(), json!(inputs));
    figures.insert("crashes".to_owned(), json!(crashes));
    let goals = json!([{"name": "crashes", "value": crashes, "limit": 0, "ok": crashes == 0}]);
    println!("{}", json!({"campaign": "fuzz", "figures": figures, "goals": goals}));
    if crashes == 0 {
        return Ok(());
    }
    Err(Trouble::new(format!("The inputs that crashed are in {}", work().display())))
}

fn work() -> PathBuf {
    target().join("fuzz")
}

fn targets() -> Outcome<Vec<Target>> {
    let mut targets = Vec::new();
    for krate in entries(&root().join("src-tauri/crates"))? {
        let folder = krate.join("fuzz");
        if !folder.join("Cargo.toml").is_file() {
            continue;
        }
        for file in entries(&folder.join("fuzz_targets"))? {
            if file.extension().is_some_and(|extension| extension == "rs") {
                targets.push(Target { krate: name(&krate), name: name(&file), folder: folder.clone() });
            }
        }
    }
    Ok(targets)
}

/// In their order.
fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let read =
        fs::read_dir(folder).map_err(|error| Trouble::new(format!("{}: {error}", folder.display())))?;
    let mut paths: Vec<_> = read.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// With the versions that the program itself is built with.
fn build(folder: &Path) -> Outcome {
    let manifest = folder.join("Cargo.toml");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(|error| Trouble::new(error.to_string()))?;
    let mut build = cargo(["build", "--release", "--bins", "--target", &triple(), "--manifest-path"]);
    build.arg(manifest).arg("--target-dir").arg(work());
    run(build.env("RUSTFLAGS", FLAGS).env_remove("CARGO_TARGET_DIR"))
}

/// This machine's, as the compiler names it: naming it keeps the flags away from build scripts.
fn triple() -> String {
    let said = quietly(&mut command("rustc", ["--version", "--verbose"])).unwrap_or_default();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap_or("x86_64-unknown-linux-gnu").to_owned()
}

/// How many inputs were tried, and how many crashed.
fn play(target: &Target, seconds: u64) -> Outcome<(u64, u64)> {
    let Target { krate, name, folder } = target;
    let home = work().join("found").join(krate).join(name);
    let (corpus, fallen) = (home.join("corpus"), home.join("crashes"));
    for folder in [&corpus, &fallen] {
        fs::create_dir_all(folder).map_err(|error| Trouble::new(error.to_string()))?;
    }
    let before = entries(&fallen)?.len();
    let program = work().join(triple()).join("release").join(name);
    let mut fuzzer = command(&program.to_string_lossy(), [format!("-max_total_time={seconds}")]);
    fuzzer.args(["-print_final_stats=1", "-verbosity=0", &format!("-max_len={LONGEST_INPUT}")]);
    fuzzer.arg(format!("-artifact_prefix={}/", fallen.display())).arg(corpus);
    let committed = folder.join("corpus").join(name);
    if committed.is_dir() {
        fuzzer.arg(committed);
    }
    let said = run_and_keep(&mut fuzzer)?;
    let found = entries(&fallen)?.len().saturating_sub(before) as u64;
    // One that ended badly without an input to show for it has crashed all the same.
    let crashes = if said.success { found } else { found.max(1) };
    Ok((executed(&said.text), crashes))
}

/// libFuzzer's `stat::number_of_executed_units: 123`.
fn executed(text: &str) -> u64 {
    let number = text.lines().find_map(|line| line.trim().strip_prefix("stat::number_of_executed_units:"));
    number.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_read_from_the_final_statistics() {
        let text = "Done 7 runs in 1 second(s)\nstat::number_of_executed_units: 1234567\nstat::average_exec_per_sec: 9";
        assert_eq!(executed(text), 1_234_567);
        assert_eq!(executed("Killed"), 0);
    }
}
