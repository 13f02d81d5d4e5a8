//! One test case: its past, and what a version of it says.

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
    let sql = "SELECT path, separator, header FROM files WHERE id = ?";
    let row = sqlx::query(sql).bind(place.file).fetch_one(pool).await?;
    let path = PathBuf::from(row.try_get::<String, _>("path")?);
    let separator = u8::try_from(row.try_get::<i64, _>("separator")?).unwrap_or(b',');
    let names = serde_json::from_str(&row.try_get::<String, _>("header")?).unwrap_or_default();
    let columns = Columns::of(names)?;
    let (span, hash) =
        (Span { from: place.from.unsigned_abs(), length: place.length.unsigned_abs() }, place.hash.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let row = row_at(&path, separator, span).map_err(|error| error.of(&path))?;
        if columns.hash(&row).as_slice() != hash {
            return Err(Error::Changed(path));
        }
        Ok(columns.fields(&row))
    });
    reading.await.map_err(|_| Error::Broke)?
}
