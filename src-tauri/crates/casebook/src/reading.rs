//! One test case: its past, and what a version of it says.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use sqlx::{Row as _, SqlitePool};

use crate::casebook::Place;
use crate::search::version;
use crate::sheet::{Columns, Span, row_at};
use crate::{Casebook, Error, Field, Version};

impl Casebook {
    /// How a test case was from day to day, the newest first, by the export of its project that knew it last.
    pub async fn versions(&self, server: &str, project: i64, case: i64) -> Result<Vec<Version>, Error> {
        let sql =
            "SELECT v.name, v.from_at, v.until_at, v.file, v.place, v.length, v.hash, f.taken_at AS last_seen
            FROM versions v JOIN files f ON f.id = v.file
            WHERE v.case_id = $1 AND v.line = (
                SELECT o.line FROM versions o JOIN lines l ON l.id = o.line JOIN files g ON g.id = o.file
                WHERE o.case_id = $1 AND l.server = $2 AND l.project = $3
                ORDER BY g.taken_at DESC LIMIT 1)
            ORDER BY v.from_at DESC";
        let rows = sqlx::query(sql).bind(case).bind(server).bind(project).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(version).collect::<Result<_, _>>()?)
    }

    /// What a version says, by column, without empty ones. [`Error::Changed`] where its file was written to meanwhile,
    /// [`Error::Gone`] where that is gone.
    pub async fn fields(&self, version: &Version) -> Result<Vec<Field>, Error> {
        read_fields(&self.pool, &version.place).await
    }
}

pub(crate) async fn read_fields(pool: &SqlitePool, place: &Place) -> Result<Vec<Field>, Error> {
    let file = open_files(pool, [place]).await?.remove(&place.file).ok_or(sqlx::Error::RowNotFound)?;
    let place = place.clone();
    let reading = tokio::task::spawn_blocking(move || file.fields(&place));
    reading.await.map_err(|_| Error::Broke)?
}

/// A file that rows are read from.
pub(crate) struct RowFile {
    path: PathBuf,
    separator: u8,
    columns: Columns,
}

impl RowFile {
    pub(crate) fn fields(&self, place: &Place) -> Result<Vec<Field>, Error> {
        let span = Span { from: place.from.unsigned_abs(), length: place.length.unsigned_abs() };
        let row = row_at(&self.path, self.separator, span).map_err(|error| error.of(&self.path))?;
        if self.columns.hash(&row).as_slice() != place.hash {
            return Err(Error::Changed(self.path.clone()));
        }
        Ok(self.columns.fields(&row))
    }
}

/// The files of these places, by id.
pub(crate) async fn open_files(
    pool: &SqlitePool,
    places: impl IntoIterator<Item = &Place>,
) -> Result<HashMap<i64, RowFile>, Error> {
    let ids: HashSet<i64> = places.into_iter().map(|place| place.file).collect();
    let mut files = HashMap::with_capacity(ids.len());
    for id in ids {
        let sql = "SELECT path, separator, header FROM files WHERE id = ?";
        let row = sqlx::query(sql).bind(id).fetch_one(pool).await?;
        let path = PathBuf::from(row.try_get::<String, _>("path")?);
        let separator = u8::try_from(row.try_get::<i64, _>("separator")?).unwrap_or(b',');
        let names = serde_json::from_str(&row.try_get::<String, _>("header")?).unwrap_or_default();
        files.insert(id, RowFile { path, separator, columns: Columns::of(names)? });
    }
    Ok(files)
}
