//! Measures the crate on a file: `bench_table PATH [NEWER]` prints one line of JSON. `bench_table --make PATH ROWS
//! [NEWER]` makes such a file of about a kilobyte a row, and with NEWER a second one that differs in a few rows.
//! Times are medians of three in milliseconds, on a file in the page cache.

mod make;
mod memory;

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};
use table::{Cancel, Case, Filter, Kind, Options, Query, Sort, Table, View, compare};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--make", path, rows] => make::file(Path::new(path), rows.parse()?, false),
        ["--make", path, rows, newer] => {
            make::file(Path::new(path), rows.parse()?, false)?;
            make::file(Path::new(newer), rows.parse()?, true)
        }
        [path] => print(&measure(Path::new(path), None)?),
        [path, newer] => print(&measure(Path::new(path), Some(PathBuf::from(newer)))?),
        _ => Err("bench_table PATH [NEWER] | bench_table --make PATH ROWS [NEWER]".into()),
    }
}

fn print(measured: &Value) -> Outcome<()> {
    Ok(writeln!(std::io::stdout(), "{measured}")?)
}

fn measure(path: &Path, newer: Option<PathBuf>) -> Outcome<Value> {
    let options = Options { separator: None, encoding: None, headers: true };
    let cancel = Cancel::new();
    let separator = Table::open(path, options)?.separator();
    let csv_pass_ms = median(|| csv_pass(path, separator))?;
    let index_ms = median(|| {
        let progress = Table::open(path, options)?.index(&cancel)?;
        if progress.done { Ok(()) } else { Err("the index did not end".into()) }
    })?;

    let memory = memory::Growth::begin()?;
    let table = Table::open(path, options)?;
    let first_rows = Instant::now();
    table.rows(0, 100, 300)?;
    let first_rows_ms = milliseconds(first_rows);
    table.index(&cancel)?;
    let rows = table.records();
    let contains = |column: usize, text: &str| Query {
        filters: vec![Filter { column, kind: Kind::Contains, text: text.into(), case: Case::Ignored }],
        ..Query::default()
    };
    let text = column(&table, "name", 1);
    let far = column(&table, "expected_result", table.header().len() / 2);
    let view = |query: &Query| -> Outcome<View> { Ok(table.view(query, None, &cancel)?) };
    let timed = |query: &Query| median(|| view(query));
    let sorted = |column, natural| Query {
        sort: Some(Sort { column, descending: false, natural }),
        ..Query::default()
    };

    let filter_ms = timed(&contains(text, "вход"))?;
    let filter_far_ms = timed(&contains(far, "вход"))?;
    let shorter = view(&contains(text, "вхо"))?;
    let filter_next_key_ms = median(|| Ok(table.view(&contains(text, "вход"), Some(&shorter), &cancel)?))?;
    let whole = table.view(&Query::default(), None, &cancel)?;
    let search_ms = median(|| Ok(table.search(&whole, "вход", &cancel)?))?;
    let search_rare_ms = median(|| Ok(table.search(&whole, "отчёт экран отчёт", &cancel)?))?;
    let sort_ms = timed(&sorted(text, false))?;
    let sort_natural_ms = timed(&sorted(text, true))?;
    let sort_few_values_ms = timed(&sorted(column(&table, "status", 3), false))?;
    let held = view(&sorted(text, false))?;
    let (bytes, peak) = memory.end()?;
    drop((held, shorter));

    let compare_s = match newer {
        None => None,
        Some(newer) => {
            let newer = Table::open(&newer, options)?;
            let begun = Instant::now();
            let key = table.header().first().cloned().unwrap_or_default();
            let comparison = compare(&table, &newer, &key, &cancel)?;
            Some((begun.elapsed().as_secs_f64(), comparison))
        }
    };
    Ok(json!({
        "rows": rows,
        "bytes": table.size(),
        "first_rows_ms": first_rows_ms,
        "index_ms": index_ms,
        "csv_pass_ms": csv_pass_ms,
        "index_ratio": csv_pass_ms / index_ms,
        "filter_ms": filter_ms,
        "filter_far_ms": filter_far_ms,
        "filter_next_key_ms": filter_next_key_ms,
        "search_ms": search_ms,
        "search_rare_ms": search_rare_ms,
        "sort_ms": sort_ms,
        "sort_natural_ms": sort_natural_ms,
        "sort_few_values_ms": sort_few_values_ms,
        "compare_s": compare_s.as_ref().map(|(seconds, _)| seconds),
        "appeared": compare_s.as_ref().map(|(_, comparison)| comparison.appeared.len()),
        "vanished": compare_s.as_ref().map(|(_, comparison)| comparison.vanished.len()),
        "changed": compare_s.as_ref().map(|(_, comparison)| comparison.changed.len()),
        "bytes_per_row": per_row(bytes, rows),
        "bytes_per_row_peak": per_row(peak, rows),
    }))
}

/// One plain pass of the `csv` crate: what the index is measured by.
fn csv_pass(path: &Path, separator: u8) -> Outcome<()> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_path(path)?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {}
    Ok(())
}

fn column(table: &Table, name: &str, otherwise: usize) -> usize {
    table.header().iter().position(|column| column == name).unwrap_or(otherwise)
}

fn median<T>(mut work: impl FnMut() -> Outcome<T>) -> Outcome<f64> {
    let mut times = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        drop(work()?);
        times.push(milliseconds(begun));
    }
    times.sort_by(f64::total_cmp);
    Ok(times[1])
}

fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "a measured figure")]
fn per_row(bytes: u64, rows: u64) -> f64 {
    bytes as f64 / rows.max(1) as f64
}
