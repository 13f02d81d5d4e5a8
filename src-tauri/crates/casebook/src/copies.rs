//! A copy as it was at one moment, and another file of the same project held against it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use sqlx::Row as _;

use crate::casebook::Place;
use crate::reading::read_fields;
use crate::search::place;
use crate::sheet::{Columns, Sheet, Span, row_at};
use crate::{Casebook, Error, Field};

/// The test cases of a file, as it was when it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCopy {
    /// The key of its [`Line`](crate::Line).
    pub key: String,
    /// The heads of its columns.
    pub columns: Vec<String>,
    /// By name.
    pub cases: Vec<Kept>,
}

/// A test case of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: i64,
    pub name: String,
    place: Place,
}

impl Casebook {
    /// The file of a project that was taken at this moment, one of [`Casebook::days`].
    pub async fn copy_of(&self, server: &str, project: i64, at: i64) -> Result<Option<DayCopy>, Error> {
        let sql = "SELECT f.line, l.key, f.header FROM files f JOIN lines l ON l.id = f.line
            WHERE l.server = ? AND l.project = ? AND f.taken_at = ? ORDER BY f.id DESC LIMIT 1";
        let file = sqlx::query(sql).bind(server).bind(project).bind(at).fetch_optional(&self.pool).await?;
        let Some(file) = file else { return Ok(None) };
        let sql = "SELECT case_id, name, file, place, length, hash FROM versions
            WHERE line = ? AND from_at <= ? AND (until_at IS NULL OR until_at > ?) ORDER BY name, case_id";
        let line: i64 = file.try_get("line")?;
        let rows = sqlx::query(sql).bind(line).bind(at).bind(at).fetch_all(&self.pool).await?;
        let kept = |row| -> Result<Kept, sqlx::Error> {
            let row: &sqlx::sqlite::SqliteRow = row;
            Ok(Kept { id: row.try_get("case_id")?, name: row.try_get("name")?, place: place(row)? })
        };
        Ok(Some(DayCopy {
            key: file.try_get("key")?,
            columns: serde_json::from_str(&file.try_get::<String, _>("header")?).unwrap_or_default(),
            cases: rows.iter().map(kept).collect::<Result<_, _>>()?,
        }))
    }

    /// What the copy says of a test case; see [`Casebook::fields`].
    pub async fn kept_fields(&self, kept: &Kept) -> Result<Vec<Field>, Error> {
        read_fields(&self.pool, &kept.place).await
    }
}

/// An exported file that is in no index: where each test case stands in it. Its methods block.
#[derive(Debug)]
pub struct Loose {
    path: PathBuf,
    separator: u8,
    columns: Columns,
    rows: HashMap<i64, (Span, [u8; 16])>,
}

impl Loose {
    /// Reads the file from its beginning to its end. Of rows with the same number the first counts.
    pub fn read(path: &Path, separator: u8) -> Result<Self, Error> {
        let mut sheet = Sheet::open(path, separator)?;
        let (mut rows, mut row) = (HashMap::new(), ByteRecord::new());
        while let Some(span) = sheet.next(&mut row)? {
            if let Some(id) = sheet.columns.id(&row) {
                rows.entry(id).or_insert_with(|| (span, sheet.columns.hash(&row)));
            }
        }
        Ok(Self { path: path.to_owned(), separator, columns: sheet.columns, rows })
    }

    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.rows.keys().copied()
    }

    pub fn has(&self, id: i64) -> bool {
        self.rows.contains_key(&id)
    }

    /// Whether the file says the same of a test case, in every column; `None` where it is not in the file.
    pub fn says_the_same(&self, kept: &Kept) -> Option<bool> {
        self.rows.get(&kept.id).map(|(_, hash)| hash.as_slice() == kept.place.hash)
    }

    /// What the file says of a test case, without empty cells; `None` where it is not in the file.
    pub fn fields(&self, id: i64) -> Result<Option<Vec<Field>>, Error> {
        let Some((span, _)) = self.rows.get(&id) else { return Ok(None) };
        Ok(Some(self.columns.fields(&row_at(&self.path, self.separator, *span)?)))
    }
}
