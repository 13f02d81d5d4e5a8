//! Two versions of a test case, and two days of a project.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};
use sqlx::Row as _;

use crate::{Casebook, Error, Field};

/// What became of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub name: String,
    pub lines: Vec<LineChange>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineChange {
    Same(String),
    Removed(String),
    Added(String),
}

/// A test case that differs between two days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub id: i64,
    /// As the later day has it, where it does.
    pub name: String,
    pub before: bool,
    pub after: bool,
}

/// After that the difference is still right, and may be longer than it had to be.
const LONGEST: Duration = Duration::from_millis(200);

/// The columns in which two versions differ, in the order of the newer one, each line by line.
pub fn changed_fields(old: &[Field], new: &[Field]) -> Vec<FieldChange> {
    let of = |fields: &[Field], name: &str| {
        fields.iter().find(|field| field.name == name).map(|field| field.value.clone()).unwrap_or_default()
    };
    let vanished = old.iter().filter(|field| !new.iter().any(|other| other.name == field.name));
    let names = new.iter().chain(vanished).map(|field| &field.name);
    let both = names.map(|name| (name, of(old, name), of(new, name)));
    both.filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| FieldChange { name: name.clone(), lines: changed_lines(&old, &new) })
        .collect()
}

/// What changes one text into the other, line by line.
pub fn changed_lines(old: &str, new: &str) -> Vec<LineChange> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let diff = TextDiff::configure().timeout(LONGEST).diff_slices(&old, &new);
    diff.iter_all_changes()
        .map(|change| {
            let line = change.value().to_owned();
            match change.tag() {
                ChangeTag::Equal => LineChange::Same(line),
                ChangeTag::Delete => LineChange::Removed(line),
                ChangeTag::Insert => LineChange::Added(line),
            }
        })
        .collect()
}

impl Casebook {
    /// The test cases of a project that are not the same on two days, by name; each day as the files that were the newest
    /// then have it.
    pub async fn difference(
        &self,
        server: &str,
        project: i64,
        from: i64,
        to: i64,
    ) -> Result<Vec<Difference>, Error> {
        // In force on a day: it began by then, and did not end by then. What is in force on both days is the same.
        let sql = "WITH own AS (
                SELECT v.case_id, v.line, v.hash, v.name,
                    v.from_at <= $3 AND (v.until_at IS NULL OR v.until_at > $3) AS before,
                    v.from_at <= $4 AND (v.until_at IS NULL OR v.until_at > $4) AS after
                FROM versions v JOIN lines l ON l.id = v.line WHERE l.server = $1 AND l.project = $2)
            SELECT case_id AS id, coalesce(max(iif(after, name, NULL)), max(name)) AS name,
                max(before) AS before, max(after) AS after
            FROM own WHERE before <> after GROUP BY case_id, line
            HAVING NOT (max(before) AND max(after) AND min(hash) = max(hash))
            ORDER BY name, id";
        let rows =
            sqlx::query(sql).bind(server).bind(project).bind(from).bind(to).fetch_all(&self.pool).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            all.push(Difference {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                before: row.try_get("before")?,
                after: row.try_get("after")?,
            });
        }
        all.dedup_by_key(|difference| difference.id);
        Ok(all)
    }
}
