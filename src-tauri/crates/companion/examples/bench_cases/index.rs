//! The index over the exported files of two days.

use std::path::Path;
use std::time::Instant;

use casebook::{Casebook, Copy, Line, Query};
use serde_json::{Map, Value, json};

use crate::program::Program;
use crate::simulator::Simulator;
use crate::{Trouble, count, p99, put};

/// What somebody types, letter by letter.
const TYPED: [&str; 6] = [
    "переводы между счетами",
    "лимиты и комиссии",
    "открыть форму",
    "transfer limits",
    "smoke",
    "Go to the history",
];
const OPENED: usize = 300;

pub(crate) async fn measure(
    many: u64,
    folder: &Path,
    figures: &mut Map<String, Value>,
) -> Result<(), Trouble> {
    std::fs::create_dir_all(folder)?;
    println!("{many} cases");
    let simulator = Simulator::start(&["--cases", &many.to_string()]).await?;
    simulator.post("exports", &json!({"queue_ms": 0})).await?;
    let program = Program::start(&simulator, &folder.join("data")).await?;
    let project = program.first_project().await?;
    let plan = program.save_plan(project).await?;
    let first = program.export(plan).await?;
    let changed =
        json!({"project_id": project, "appear": many / 200, "vanish": many / 200, "change": many / 50});
    simulator.post("cases", &changed).await?;
    let second = program.export(plan).await?;

    let csv_pass = plain_pass(Path::new(&first.path))?;
    let index = folder.join("cases.db");
    let book = Casebook::open(&index).await?;
    let copy = |path: &str, taken_at| {
        let line = Line { server: "bench".to_owned(), project, key: "1".to_owned() };
        Copy { line, path: path.into(), separator: b';', taken_at }
    };
    let begun = Instant::now();
    let taken = book.take_in(&copy(&first.path, 1)).await?;
    let indexed = begun.elapsed().as_secs_f64();
    put(figures, "cases", count(taken.cases));
    put(figures, "csv_pass_s", csv_pass);
    put(figures, "index_s", indexed);
    put(figures, "index_ratio", indexed / csv_pass);
    put(figures, "index_size_ratio", count(size(&index)) / count(first.bytes));

    book.take_in(&copy(&second.path, 2)).await?;
    let begun = Instant::now();
    let differences = book.difference("bench", project, 1, 2).await?.len();
    put(figures, "time_travel_ms", begun.elapsed().as_secs_f64() * 1e3);
    put(figures, "differences", count(differences as u64));

    let mut keystrokes = Vec::new();
    for words in TYPED {
        let ends = words.char_indices().map(|(at, letter)| at + letter.len_utf8());
        for end in ends {
            let words = words[..end].to_owned();
            let query = Query { server: "bench".to_owned(), words, limit: 100, ..Query::default() };
            let begun = Instant::now();
            book.search(&query).await?;
            keystrokes.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    put(figures, "search_p99_ms", p99(keystrokes));

    let all = book.copy_of("bench", project, 2).await?.ok_or("no copy")?.cases;
    let mut opened = Vec::new();
    for kept in all.iter().step_by((all.len() / OPENED).max(1)) {
        let begun = Instant::now();
        let versions = book.versions("bench", project, kept.id).await?;
        book.fields(&versions[0]).await?;
        opened.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    put(figures, "open_case_ms", p99(opened));
    Ok(())
}

/// Seconds.
fn plain_pass(path: &Path) -> Result<f64, Trouble> {
    let begun = Instant::now();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path)?;
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row)? {}
    Ok(begun.elapsed().as_secs_f64())
}

fn size(index: &Path) -> u64 {
    let of = |end: &str| {
        let mut name = index.as_os_str().to_owned();
        name.push(end);
        std::fs::metadata(name).map_or(0, |about| about.len())
    };
    of("") + of("-wal")
}
