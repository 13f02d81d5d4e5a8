//! Test cases by word.

use std::collections::{HashMap, HashSet};

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};

use crate::casebook::Place;
use crate::reading::open_files;
use crate::words::{INITIAL, Stems, lower, words};
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
    /// The first line outside of the name that has a word of the query, and the column that it stands in; `None` where
    /// the name has all of them.
    pub place: Option<Field>,
}

/// A word of a query.
#[derive(Clone, Debug)]
struct Asked {
    stem: String,
    /// As it was typed, in small letters.
    word: String,
}

/// Which versions a query is about.
struct Scope {
    /// Its lines of files; `None` for all that there are.
    lines: Option<Vec<i64>>,
    /// Several lines are of one project.
    shared: bool,
    /// Only these test cases.
    cases: Option<Vec<i64>>,
}

impl Casebook {
    /// The best first: those whose names have all of the words, then those whose names have some.
    pub async fn search(&self, query: &Query) -> Result<Found, Error> {
        let asked = asked(&query.words);
        if asked.is_empty() && !query.words.trim().is_empty() {
            return Ok(Found::default());
        }
        let scope = self.scope(query).await?;
        if asked.is_empty() {
            return self.by_name(query, &scope).await;
        }
        let total = self.count(&matching(&asked), &scope).await?;
        let (mut ids, mut skipped) = (Vec::new(), u64::from(query.offset));
        let mut without_place = 0;
        for (at, tier) in tiers(&asked).iter().enumerate() {
            let left = query.limit.saturating_sub(u32::try_from(ids.len()).unwrap_or(u32::MAX));
            if left == 0 {
                break;
            }
            let found = self.ids(tier, &scope, left, skipped).await?;
            if found.is_empty() && skipped > 0 {
                skipped -= self.count(tier, &scope).await?.min(skipped);
            } else {
                skipped = 0;
            }
            ids.extend(found);
            if at == 0 {
                without_place = ids.len();
            }
        }
        let mut found = self.hits(&ids).await?;
        // Where the name has all of the words it says why it was found.
        let others = found.split_off(without_place.min(found.len()));
        let mut hits: Vec<Hit> = found.into_iter().map(|(hit, _)| hit).collect();
        hits.extend(self.with_places(others, asked).await?);
        Ok(Found { total, hits })
    }

    async fn scope(&self, query: &Query) -> Result<Scope, Error> {
        let all: Vec<(i64, i64, String)> =
            sqlx::query_as("SELECT id, project, server FROM lines").fetch_all(&self.pool).await?;
        let is_wanted = |(_, project, server): &&(i64, i64, String)| {
            *server == query.server && query.project.is_none_or(|wanted| wanted == *project)
        };
        let wanted: Vec<_> = all.iter().filter(is_wanted).collect();
        let projects: HashSet<i64> = wanted.iter().map(|(_, project, _)| *project).collect();
        let cases = match (&query.within, query.project) {
            (Some(way), Some(project)) => Some(self.ids_on(&query.server, project, way).await?),
            _ => None,
        };
        Ok(Scope {
            shared: projects.len() < wanted.len(),
            lines: (wanted.len() < all.len()).then(|| wanted.iter().map(|(id, ..)| *id).collect()),
            cases,
        })
    }

    async fn by_name(&self, query: &Query, scope: &Scope) -> Result<Found, Error> {
        let among = |begin: &str| {
            let mut sql = QueryBuilder::new(begin);
            sql.push(" FROM versions v WHERE v.until_at IS NULL AND v.hidden = 0");
            narrow(&mut sql, scope);
            sql
        };
        let total: i64 = among("SELECT count(*)").build_query_scalar().fetch_one(&self.pool).await?;
        let mut rows = among("SELECT v.id");
        rows.push(" ORDER BY v.name, v.case_id LIMIT ").push_bind(query.limit);
        rows.push(" OFFSET ").push_bind(query.offset);
        let ids: Vec<i64> = rows.build_query_scalar().fetch_all(&self.pool).await?;
        let hits = self.hits(&ids).await?.into_iter().map(|(hit, _)| hit).collect();
        Ok(Found { total: total.unsigned_abs(), hits })
    }

    async fn count(&self, matching: &str, scope: &Scope) -> Result<u64, Error> {
        let mut sql = found("SELECT count(*)", matching, scope);
        let count: i64 = sql.build_query_scalar().fetch_one(&self.pool).await?;
        Ok(count.unsigned_abs())
    }

    /// In the order in which the files have them, which is theirs in the index: nothing has to be sorted.
    async fn ids(&self, matching: &str, scope: &Scope, limit: u32, offset: u64) -> Result<Vec<i64>, Error> {
        let mut sql = found("SELECT words.rowid", matching, scope);
        sql.push(" ORDER BY words.rowid LIMIT ").push_bind(limit);
        sql.push(" OFFSET ").push_bind(i64::try_from(offset).unwrap_or(i64::MAX));
        Ok(sql.build_query_scalar().fetch_all(&self.pool).await?)
    }

    /// In the order of the ids.
    async fn hits(&self, ids: &[i64]) -> Result<Vec<(Hit, Place)>, Error> {
        let sql = "SELECT l.project, v.id, v.case_id, v.name, f.taken_at, v.file, v.place, v.length, v.hash
            FROM versions v JOIN lines l ON l.id = v.line JOIN files f ON f.id = v.file
            WHERE v.id IN (SELECT value FROM json_each(?))";
        let ids_text = serde_json::Value::from(ids).to_string();
        let rows = sqlx::query(sql).bind(ids_text).fetch_all(&self.pool).await?;
        let mut known = HashMap::with_capacity(rows.len());
        for row in &rows {
            known.insert(row.try_get::<i64, _>("id")?, (hit(row)?, place(row)?));
        }
        Ok(ids.iter().filter_map(|id| known.remove(id)).collect())
    }

    /// A file that is gone has no lines to show.
    async fn with_places(&self, hits: Vec<(Hit, Place)>, asked: Vec<Asked>) -> Result<Vec<Hit>, Error> {
        let files = open_files(&self.pool, hits.iter().map(|(_, place)| place)).await?;
        let read = tokio::task::spawn_blocking(move || {
            let mut stems = Stems::new();
            let located = hits.into_iter().map(|(hit, place)| {
                let fields = files.get(&place.file).and_then(|file| file.fields(&place).ok());
                Hit { place: fields.and_then(|fields| where_found(fields, &asked, &mut stems)), ..hit }
            });
            located.collect()
        });
        read.await.map_err(|_| Error::Broke)
    }
}

fn asked(typed: &str) -> Vec<Asked> {
    let mut stems = Stems::new();
    words(typed).map(|word| Asked { stem: stems.stem(word).to_owned(), word: lower(word) }).collect()
}

fn where_found(fields: Vec<Field>, asked: &[Asked], stems: &mut Stems) -> Option<Field> {
    let mut has = |line: &str| {
        words(line).any(|word| {
            let stem = stems.stem(word);
            asked.iter().any(|one| stem == one.stem || lower(word).starts_with(&one.word))
        })
    };
    fields.into_iter().filter(|field| !field.name.eq_ignore_ascii_case("name")).find_map(|field| {
        let line = field.value.lines().find(|line| has(line))?.trim().chars().take(SNIPPET).collect();
        Some(Field { name: field.name, value: line })
    })
}

/// For FTS5: each word, the last one also as the beginning of one; one letter only as that of a word in the name, since
/// most texts have a word that begins with it.
fn terms(asked: &[Asked]) -> Vec<String> {
    let last = asked.len().saturating_sub(1);
    let term = |(at, Asked { stem, word }): (usize, &Asked)| {
        if at < last {
            format!("\"{stem}\"")
        } else if word.chars().nth(1).is_none() {
            format!("(\"{INITIAL}{word}\" OR \"{stem}\")")
        } else if stem.starts_with(word.as_str()) {
            format!("\"{word}\" *")
        } else {
            format!("(\"{stem}\" OR \"{word}\" *)")
        }
    };
    asked.iter().enumerate().map(term).collect()
}

fn matching(asked: &[Asked]) -> String {
    terms(asked).join(" AND ")
}

/// What matches, the better first; each part without those before it.
fn tiers(asked: &[Asked]) -> Vec<String> {
    let all = matching(asked);
    let of_name = |glue: &str| {
        let terms = terms(asked).into_iter().map(|term| format!("name : {term}"));
        terms.collect::<Vec<_>>().join(glue)
    };
    let (every, some) = (of_name(" AND "), of_name(" OR "));
    if asked.len() == 1 {
        return vec![every.clone(), format!("{all} NOT ({every})")];
    }
    vec![every.clone(), format!("(({all}) AND ({some})) NOT ({every})"), format!("({all}) NOT ({some})")]
}

/// The versions that match, beginning with `begin`.
fn found(begin: &str, matching: &str, scope: &Scope) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(begin);
    sql.push(" FROM words");
    let is_narrow = scope.shared || scope.lines.is_some() || scope.cases.is_some();
    if is_narrow {
        // In this order: the other way round each version would be looked for among all that match.
        sql.push(" CROSS JOIN versions v ON v.id = words.rowid");
    }
    sql.push(" WHERE words MATCH ").push_bind(matching.to_owned());
    if is_narrow {
        narrow(&mut sql, scope);
    }
    if scope.shared {
        sql.push(" AND v.hidden = 0");
    }
    sql
}

fn narrow(sql: &mut QueryBuilder<Sqlite>, scope: &Scope) {
    for (column, ids) in [("v.line", &scope.lines), ("v.case_id", &scope.cases)] {
        if let Some(ids) = ids {
            let ids = serde_json::Value::from(ids.clone()).to_string();
            sql.push(format!(" AND {column} IN (SELECT value FROM json_each(")).push_bind(ids).push("))");
        }
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
