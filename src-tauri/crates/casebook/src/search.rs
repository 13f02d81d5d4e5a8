//! Test cases by word.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};

use crate::casebook::Place;
use crate::reading::read_fields;
use crate::words::{Stems, words};
use crate::{Casebook, Error, Field, Version, Way};

/// So much of a line is shown.
const SNIPPET: usize = 160;

/// Which test cases are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub server: String,
    /// `None` for all projects.
    pub project: Option<i64>,
    /// Only the test cases of a group of `project`.
    pub within: Option<Way>,
    /// In any form; the last one may be unfinished. Nothing for all test cases, by name.
    pub words: String,
    pub offset: u32,
    pub limit: u32,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub total: u64,
    pub hits: Vec<Hit>,
}

/// A test case that was found, as the newest file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub project: i64,
    pub id: i64,
    pub name: String,
    /// When the file was taken, in milliseconds since 1970.
    pub as_of: i64,
    /// The first line outside of the name that has a word of the query, and the column that it stands in.
    pub place: Option<Field>,
}

impl Casebook {
    /// The best first: words of the name count more than others.
    pub async fn search(&self, query: &Query) -> Result<Found, Error> {
        let mut stems = Stems::new();
        let asked: Vec<String> = words(&query.words).collect();
        if asked.is_empty() && !query.words.trim().is_empty() {
            return Ok(Found::default());
        }
        let asked: Vec<(String, String)> =
            asked.into_iter().map(|word| (stems.stem(&word).to_owned(), word)).collect();
        let matching = matching(&asked);
        let ids = match (&query.within, query.project) {
            (Some(way), Some(project)) => {
                let ids = self.ids_on(&query.server, project, way).await?;
                Some(serde_json::Value::from(ids).to_string())
            }
            _ => None,
        };
        let mut count = found(matching.as_deref());
        count.push("SELECT count(DISTINCT l.project || ' ' || v.case_id)");
        narrow(&mut count, query, ids.as_deref(), matching.is_some());
        let total: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;
        // A test case that several exports have comes once, as the newest of them has it.
        let mut rows = found(matching.as_deref());
        rows.push(
            "SELECT l.project, v.case_id, v.name, max(f.taken_at) AS taken_at, v.file, v.place, v.length, v.hash",
        );
        narrow(&mut rows, query, ids.as_deref(), matching.is_some());
        rows.push(" GROUP BY l.project, v.case_id ORDER BY ");
        rows.push(if matching.is_some() { "found.fit, v.name, v.case_id" } else { "v.name, v.case_id" });
        rows.push(" LIMIT ").push_bind(query.limit).push(" OFFSET ").push_bind(query.offset);
        let rows = rows.build().fetch_all(&self.pool).await?;
        let mut hits = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut hit = hit(row)?;
            if matching.is_some() {
                hit.place = self.where_found(row, &asked).await;
            }
            hits.push(hit);
        }
        Ok(Found { total: total.unsigned_abs(), hits })
    }

    /// A file that is gone has no lines to show.
    async fn where_found(&self, row: &SqliteRow, asked: &[(String, String)]) -> Option<Field> {
        let fields = read_fields(&self.pool, &place(row).ok()?).await.ok()?;
        let asked = asked.to_vec();
        let mut stems = Stems::new();
        let mut has = |line: &str| {
            words(line).any(|word| {
                let stem = stems.stem(&word).to_owned();
                asked.iter().any(|(wanted, typed)| stem == *wanted || word.starts_with(typed.as_str()))
            })
        };
        fields.into_iter().filter(|field| !field.name.eq_ignore_ascii_case("name")).find_map(|field| {
            let line = field.value.lines().find(|line| has(line))?.trim().chars().take(SNIPPET).collect();
            Some(Field { name: field.name, value: line })
        })
    }
}

/// For FTS5: every word, the last one also as the beginning of one.
fn matching(asked: &[(String, String)]) -> Option<String> {
    let last = asked.len().checked_sub(1)?;
    let terms = asked.iter().enumerate().map(|(at, (stem, word))| {
        if at < last { format!("\"{stem}\"") } else { format!("(\"{stem}\" OR \"{word}\" *)") }
    });
    Some(terms.collect::<Vec<_>>().join(" AND "))
}

/// The versions that match as `found`, each with how well it fits; the lower, the better.
fn found(matching: Option<&str>) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("");
    if let Some(matching) = matching {
        query
            .push("WITH found AS MATERIALIZED (SELECT rowid AS id, bm25(words, 10.0, 1.0) AS fit FROM words");
        query.push(" WHERE words MATCH ").push_bind(matching.to_owned()).push(") ");
    }
    query
}

/// `ids` are a list in JSON.
fn narrow(rows: &mut QueryBuilder<Sqlite>, query: &Query, ids: Option<&str>, matches: bool) {
    rows.push(" FROM versions v JOIN lines l ON l.id = v.line JOIN files f ON f.id = v.file");
    if matches {
        rows.push(" JOIN found ON found.id = v.id");
    }
    rows.push(" WHERE v.until_at IS NULL AND l.server = ").push_bind(query.server.clone());
    if let Some(project) = query.project {
        rows.push(" AND l.project = ").push_bind(project);
    }
    if let Some(ids) = ids {
        rows.push(" AND v.case_id IN (SELECT value FROM json_each(").push_bind(ids.to_owned()).push("))");
    }
}

fn hit(row: &SqliteRow) -> Result<Hit, Error> {
    Ok(Hit {
        project: row.try_get("project")?,
        id: row.try_get("case_id")?,
        name: row.try_get("name")?,
        as_of: row.try_get("taken_at")?,
        place: None,
    })
}

pub(crate) fn place(row: &SqliteRow) -> Result<Place, sqlx::Error> {
    Ok(Place {
        file: row.try_get("file")?,
        from: row.try_get("place")?,
        length: row.try_get("length")?,
        hash: row.try_get("hash")?,
    })
}

pub(crate) fn version(row: &SqliteRow) -> Result<Version, sqlx::Error> {
    Ok(Version {
        name: row.try_get("name")?,
        from: row.try_get("from_at")?,
        until: row.try_get("until_at")?,
        last_seen: row.try_get("last_seen")?,
        place: place(row)?,
    })
}
