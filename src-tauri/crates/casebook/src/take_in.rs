//! Taking a file in: what is new in it, what changed, what vanished.

use std::collections::{HashMap, HashSet};

use csv::ByteRecord;
use sqlx::{QueryBuilder, Row as _, Sqlite, Transaction};
use tokio::sync::mpsc;

use crate::sheet::{Columns, Sheet, Span};
use crate::words::{INITIAL, Stems, lower, words};
use crate::{Casebook, Copy, Error, Line};

/// So many rows go into one statement.
const BATCH: usize = 3_600;

/// What a file had against the one before it of its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub cases: u64,
    pub appeared: u64,
    pub changed: u64,
    pub vanished: u64,
    /// Rows without a number, or with one that came before.
    pub left_out: u64,
}

/// The versions of a line that are in force, by test case.
type Known = HashMap<i64, (i64, [u8; 16])>;

struct Row {
    case: i64,
    span: Span,
    /// The version that says the same, or the one that said otherwise.
    before: Before,
}

enum Before {
    Same(i64),
    Changed(i64, Text),
    Nothing(Text),
}

/// What the index keeps of a version.
struct Text {
    hash: [u8; 16],
    name: String,
    name_words: String,
    words: String,
}

impl Casebook {
    /// Takes a file in, whole or not at all. Files of a line come in the order in which they were taken.
    pub async fn take_in(&self, copy: &Copy) -> Result<Taken, Error> {
        if self.taken_until(&copy.line).await?.is_some_and(|until| until >= copy.taken_at) {
            return Err(Error::Older);
        }
        let sheet = open(copy).await?;
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let line = line_of(&mut tx, &copy.line).await?;
        let file = insert_file(&mut tx, line, copy, &sheet.columns).await?;
        let known = known(&mut tx, line).await?;
        let mut next: i64 =
            sqlx::query_scalar("SELECT coalesce(max(id), 0) + 1 FROM versions").fetch_one(&mut *tx).await?;
        let (sender, mut batches) = mpsc::channel(1);
        let reading = tokio::task::spawn_blocking(move || read(sheet, known, &sender));
        let mut taken = Taken::default();
        while let Some(batch) = batches.recv().await {
            for row in &batch {
                match row.before {
                    Before::Same(_) => {}
                    Before::Changed(..) => taken.changed += 1,
                    Before::Nothing(_) => taken.appeared += 1,
                }
            }
            taken.cases += batch.len() as u64;
            write(&mut tx, (line, file, copy.taken_at), &batch, &mut next).await?;
        }
        let (gone, left_out) = reading.await.map_err(|_| Error::Broke)??;
        (taken.vanished, taken.left_out) = (gone.len() as u64, left_out);
        for gone in gone.chunks(BATCH) {
            end(&mut tx, gone, copy.taken_at).await?;
        }
        hide_older(&mut tx, &copy.line).await?;
        tx.commit().await?;
        // What is not taken over now stays in a file of its own, as large as all that was written.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
        Ok(taken)
    }
}

async fn open(copy: &Copy) -> Result<Sheet, Error> {
    let (path, separator) = (copy.path.clone(), copy.separator);
    let opened = tokio::task::spawn_blocking(move || Sheet::open(&path, separator));
    opened.await.map_err(|_| Error::Broke)?
}

/// Sends what is there, and answers the versions of what is not, with the number of rows that are nobody's.
fn read(
    mut sheet: Sheet,
    mut known: Known,
    sender: &mpsc::Sender<Vec<Row>>,
) -> Result<(Vec<i64>, u64), Error> {
    let (mut stems, mut seen, mut left_out) = (Stems::new(), HashSet::new(), 0);
    let (mut row, mut batch) = (ByteRecord::new(), Vec::with_capacity(BATCH));
    while let Some(span) = sheet.next(&mut row)? {
        let Some(case) = sheet.columns.id(&row).filter(|case| seen.insert(*case)) else {
            left_out += 1;
            continue;
        };
        let hash = sheet.columns.hash(&row);
        let before = match known.remove(&case) {
            Some((version, before)) if before == hash => Before::Same(version),
            Some((version, _)) => {
                Before::Changed(version, text(&sheet.columns, case, &row, hash, &mut stems))
            }
            None => Before::Nothing(text(&sheet.columns, case, &row, hash, &mut stems)),
        };
        batch.push(Row { case, span, before });
        if batch.len() == BATCH && sender.blocking_send(std::mem::take(&mut batch)).is_err() {
            // Whoever took the file in is gone.
            return Ok((Vec::new(), left_out));
        }
    }
    let _ = sender.blocking_send(batch);
    Ok((known.into_values().map(|(version, _)| version).collect(), left_out))
}

fn text(columns: &Columns, case: i64, row: &ByteRecord, hash: [u8; 16], stems: &mut Stems) -> Text {
    let name = columns.name(row);
    let mut name_words = case.to_string();
    let mut initials = String::new();
    for word in words(&name) {
        name_words.push(' ');
        name_words.push_str(stems.stem(word));
        let initial = lower(word).chars().next().filter(|initial| !initials.contains(*initial));
        initials.extend(initial);
    }
    for initial in initials.chars() {
        name_words.extend([' ', INITIAL, initial]);
    }
    let mut text = String::new();
    stems.begin();
    for (_, cell) in row.iter().enumerate().filter(|(column, _)| !columns.is_name(*column)) {
        for word in words(&String::from_utf8_lossy(cell)) {
            if let Some(stem) = stems.first(word) {
                text.push_str(stem);
                text.push(' ');
            }
        }
    }
    Text { hash, name, name_words, words: text }
}

async fn line_of(tx: &mut Transaction<'_, Sqlite>, line: &Line) -> Result<i64, Error> {
    let sql = "INSERT INTO lines (server, project, key) VALUES (?, ?, ?)
        ON CONFLICT (server, project, key) DO UPDATE SET key = excluded.key RETURNING id";
    let query = sqlx::query_scalar(sql).bind(&line.server).bind(line.project).bind(&line.key);
    Ok(query.fetch_one(&mut **tx).await?)
}

async fn insert_file(
    tx: &mut Transaction<'_, Sqlite>,
    line: i64,
    copy: &Copy,
    columns: &Columns,
) -> Result<i64, Error> {
    let header = serde_json::Value::from(columns.names.clone()).to_string();
    let sql =
        "INSERT INTO files (line, path, separator, header, taken_at) VALUES (?, ?, ?, ?, ?) RETURNING id";
    Ok(sqlx::query_scalar(sql)
        .bind(line)
        .bind(copy.path.to_string_lossy())
        .bind(i64::from(copy.separator))
        .bind(header)
        .bind(copy.taken_at)
        .fetch_one(&mut **tx)
        .await?)
}

async fn known(tx: &mut Transaction<'_, Sqlite>, line: i64) -> Result<Known, Error> {
    let sql = "SELECT case_id, id, hash FROM versions WHERE line = ? AND until_at IS NULL";
    let rows = sqlx::query(sql).bind(line).fetch_all(&mut **tx).await?;
    let one = |row: &sqlx::sqlite::SqliteRow| -> Result<_, sqlx::Error> {
        let hash: Vec<u8> = row.try_get("hash")?;
        Ok((row.try_get("case_id")?, (row.try_get("id")?, hash.try_into().unwrap_or_default())))
    };
    Ok(rows.iter().map(one).collect::<Result<_, _>>()?)
}

async fn write(
    tx: &mut Transaction<'_, Sqlite>,
    (line, file, at): (i64, i64, i64),
    batch: &[Row],
    next: &mut i64,
) -> Result<(), Error> {
    let mut same = Vec::new();
    let (mut ended, mut fresh) = (Vec::new(), Vec::new());
    for row in batch {
        match &row.before {
            Before::Same(version) => same.push((*version, row.span)),
            Before::Changed(version, text) => {
                ended.push(*version);
                fresh.push((row, text));
            }
            Before::Nothing(text) => fresh.push((row, text)),
        }
    }
    if !same.is_empty() {
        let mut query = QueryBuilder::<Sqlite>::new("UPDATE versions SET file = ");
        query.push_bind(file).push(", place = n.column2, length = n.column3 FROM (");
        query.push_values(&same, |mut one, (version, span)| {
            one.push_bind(version).push_bind(signed(span.from)).push_bind(signed(span.length));
        });
        query.push(") AS n WHERE versions.id = n.column1").build().execute(&mut **tx).await?;
    }
    end(tx, &ended, at).await?;
    if fresh.is_empty() {
        return Ok(());
    }
    let first = *next;
    *next += i64::try_from(fresh.len()).unwrap_or(0);
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO versions (id, line, case_id, hash, name, file, place, length, from_at) ",
    );
    query.push_values((first..).zip(&fresh), |mut one, (id, (row, text))| {
        one.push_bind(id).push_bind(line).push_bind(row.case).push_bind(text.hash.as_slice());
        one.push_bind(&text.name).push_bind(file).push_bind(signed(row.span.from));
        one.push_bind(signed(row.span.length)).push_bind(at);
    });
    query.build().execute(&mut **tx).await?;
    let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO words (rowid, name, text) ");
    query.push_values((first..).zip(&fresh), |mut one, (id, (_, text))| {
        one.push_bind(id).push_bind(&text.name_words).push_bind(&text.words);
    });
    query.build().execute(&mut **tx).await?;
    Ok(())
}

/// Of a test case that several exports of the project have, what the newest file says is shown.
async fn hide_older(tx: &mut Transaction<'_, Sqlite>, line: &Line) -> Result<(), Error> {
    let sql = "SELECT id FROM lines WHERE server = ? AND project = ?";
    let query = sqlx::query_scalar(sql).bind(&line.server).bind(line.project);
    let lines: Vec<i64> = query.fetch_all(&mut **tx).await?;
    if lines.len() < 2 {
        return Ok(());
    }
    let lines = serde_json::Value::from(lines).to_string();
    let sql = "UPDATE versions AS v SET hidden = EXISTS (
            SELECT 1 FROM versions o JOIN files g ON g.id = o.file, files f
            WHERE o.case_id = v.case_id AND o.until_at IS NULL AND f.id = v.file
              AND o.line IN (SELECT value FROM json_each($1))
              AND (g.taken_at, o.line) > (f.taken_at, v.line))
        WHERE v.until_at IS NULL AND v.line IN (SELECT value FROM json_each($1))";
    sqlx::query(sql).bind(lines).execute(&mut **tx).await?;
    Ok(())
}

/// The versions are in force no more.
async fn end(tx: &mut Transaction<'_, Sqlite>, versions: &[i64], at: i64) -> Result<(), Error> {
    if versions.is_empty() {
        return Ok(());
    }
    let mut words = QueryBuilder::<Sqlite>::new("DELETE FROM words WHERE rowid IN (");
    let mut rows = QueryBuilder::<Sqlite>::new("UPDATE versions SET until_at = ");
    rows.push_bind(at).push(" WHERE id IN (");
    for query in [&mut words, &mut rows] {
        let mut ids = query.separated(", ");
        for version in versions {
            ids.push_bind(version);
        }
        query.push(")").build().execute(&mut **tx).await?;
    }
    Ok(())
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
