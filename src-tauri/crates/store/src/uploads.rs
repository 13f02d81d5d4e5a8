use crate::db::Db;
use crate::sql::{query, query_as, query_scalar};
use crate::{Millis, StoreError};

/// So many files are noted by one statement.
const NOTED: usize = 200;

/// A folder whose results are sent into a launch.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UploadRow {
    pub id: i64,
    /// The server's address.
    pub server: String,
    pub project_id: i64,
    /// Absolute.
    pub folder: String,
    /// Of the launch that was asked for; none where results go into one that was there.
    pub launch_name: Option<String>,
    pub launch_id: Option<i64>,
    /// How many results the launch had before.
    pub baseline: Option<i64>,
    /// The launch was asked for then, and whether there is one is not known.
    pub asked_at: Option<Millis>,
    pub begun_at: Millis,
    pub finished_at: Option<Millis>,
    /// What was asked beside the launch, as JSON.
    pub wish: Option<String>,
    /// How many results there were to send when it was looked last.
    pub of_results: Option<i64>,
}

/// An upload that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    pub server: String,
    pub project_id: i64,
    pub folder: String,
    pub launch_name: Option<String>,
    pub launch_id: Option<i64>,
    pub begun_at: Millis,
    pub wish: Option<String>,
}

/// A file that the server has, or may have.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UploadFileRow {
    pub name: String,
    pub size: i64,
    pub modified: Millis,
    /// The server counts it as a result.
    pub result: bool,
    /// `asked` or `stored`.
    pub state: String,
}

pub struct Uploads<'a>(pub(crate) &'a Db);

impl Uploads<'_> {
    pub async fn begin(&self, new: &NewUpload) -> Result<UploadRow, StoreError> {
        let sql = "INSERT INTO uploads (server, project_id, folder, launch_name, launch_id, begun_at, wish)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *";
        Ok(query_as(sql)
            .bind(&new.server)
            .bind(new.project_id)
            .bind(&new.folder)
            .bind(&new.launch_name)
            .bind(new.launch_id)
            .bind(new.begun_at)
            .bind(&new.wish)
            .fetch_one(self.0)
            .await?)
    }

    /// The newest that did not end, of this folder to this project of the server.
    pub async fn unfinished(
        &self,
        server: &str,
        project_id: i64,
        folder: &str,
    ) -> Result<Option<UploadRow>, StoreError> {
        let sql = "SELECT * FROM uploads WHERE server = $1 AND project_id = $2 AND folder = $3
            AND finished_at IS NULL ORDER BY id DESC LIMIT 1";
        Ok(query_as(sql).bind(server).bind(project_id).bind(folder).fetch_optional(self.0).await?)
    }

    pub async fn get(&self, id: i64) -> Result<Option<UploadRow>, StoreError> {
        let sql = "SELECT * FROM uploads WHERE id = $1";
        Ok(query_as(sql).bind(id).fetch_optional(self.0).await?)
    }

    /// Those to this server that did not end, the newest first, each with how many results the server has of it.
    pub async fn all_unfinished(&self, server: &str) -> Result<Vec<(UploadRow, i64)>, StoreError> {
        let sql = "SELECT * FROM uploads WHERE server = $1 AND finished_at IS NULL ORDER BY id DESC";
        let rows: Vec<UploadRow> = query_as(sql).bind(server).fetch_all(self.0).await?;
        let sql = "SELECT count(*) FROM upload_files WHERE upload_id = $1 AND result AND state = 'stored'";
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let stored = query_scalar(sql).bind(row.id).fetch_one(self.0).await?;
            all.push((row, stored));
        }
        Ok(all)
    }

    pub async fn looked(&self, id: i64, of_results: i64) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET of_results = $1 WHERE id = $2";
        query(sql).bind(of_results).bind(id).execute(self.0).await?;
        Ok(())
    }

    /// Notes that the launch is asked for; `None` where it certainly was not.
    pub async fn asked(&self, id: i64, at: Option<Millis>) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET asked_at = $1 WHERE id = $2";
        query(sql).bind(at).bind(id).execute(self.0).await?;
        Ok(())
    }

    /// The launch is there, with so many results.
    pub async fn launched(&self, id: i64, launch_id: i64, baseline: i64) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET launch_id = $1, baseline = $2, asked_at = NULL WHERE id = $3";
        query(sql).bind(launch_id).bind(baseline).bind(id).execute(self.0).await?;
        Ok(())
    }

    pub async fn finished(&self, id: i64, at: Millis) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET finished_at = $1 WHERE id = $2";
        query(sql).bind(at).bind(id).execute(self.0).await?;
        Ok(())
    }

    pub async fn forget(&self, id: i64) -> Result<(), StoreError> {
        query("DELETE FROM uploads WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }

    /// By name.
    pub async fn files(&self, id: i64) -> Result<Vec<UploadFileRow>, StoreError> {
        let sql =
            "SELECT name, size, modified, result, state FROM upload_files WHERE upload_id = $1 ORDER BY name";
        Ok(query_as(sql).bind(id).fetch_all(self.0).await?)
    }

    /// All of them or none, over what was noted of files with these names, each of which is there once.
    pub async fn note(&self, id: i64, files: &[UploadFileRow]) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        for files in files.chunks(NOTED) {
            let row = |at: usize| {
                let [name, size, modified, result, state] = std::array::from_fn(|field| 2 + at * 5 + field);
                format!("($1, ${name}, ${size}, ${modified}, ${result}, ${state})")
            };
            let rows = (0..files.len()).map(row).collect::<Vec<_>>().join(", ");
            let sql = format!(
                "INSERT INTO upload_files (upload_id, name, size, modified, result, state) VALUES {rows}
                ON CONFLICT (upload_id, name) DO UPDATE SET size = excluded.size,
                modified = excluded.modified, result = excluded.result, state = excluded.state"
            );
            let mut noting = query(sqlx::AssertSqlSafe(sql)).bind(id);
            for file in files {
                noting = noting.bind(&file.name).bind(file.size).bind(file.modified).bind(file.result);
                noting = noting.bind(&file.state);
            }
            noting.execute(&mut tx).await?;
        }
        tx.commit().await
    }

    /// The server has what was asked last.
    pub async fn stored(&self, id: i64) -> Result<(), StoreError> {
        let sql = "UPDATE upload_files SET state = 'stored' WHERE upload_id = $1 AND state = 'asked'";
        query(sql).bind(id).execute(self.0).await?;
        Ok(())
    }

    /// The server certainly has none of what was asked last.
    pub async fn refused(&self, id: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM upload_files WHERE upload_id = $1 AND state = 'asked'";
        query(sql).bind(id).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn new(folder: &str) -> NewUpload {
        NewUpload {
            server: "https://t".to_owned(),
            project_id: 7,
            folder: folder.to_owned(),
            launch_name: Some("Local".to_owned()),
            launch_id: None,
            begun_at: 1,
            wish: Some("{}".to_owned()),
        }
    }

    fn file(name: &str, state: &str) -> UploadFileRow {
        UploadFileRow { name: name.to_owned(), size: 2, modified: 3, result: true, state: state.to_owned() }
    }

    #[tokio::test]
    async fn an_upload_is_found_until_it_ended() {
        let fixture = Fixture::new().await;
        let uploads = fixture.store.uploads();
        let begun = uploads.begin(&new("/a")).await.expect("begun");
        uploads.begin(&new("/b")).await.expect("begun");
        uploads.asked(begun.id, Some(2)).await.expect("noted");
        uploads.launched(begun.id, 5, 0).await.expect("noted");
        let found = uploads.unfinished("https://t", 7, "/a").await.expect("read").expect("one");
        assert_eq!((found.id, found.launch_id, found.asked_at), (begun.id, Some(5), None));
        uploads.looked(begun.id, 3).await.expect("noted");
        uploads.note(begun.id, &[file("a", "stored"), file("b", "asked")]).await.expect("noted");
        let all = uploads.all_unfinished("https://t").await.expect("read");
        let told: Vec<_> = all.iter().map(|(row, stored)| (row.id, row.of_results, *stored)).collect();
        assert_eq!(told, [(begun.id + 1, None, 0), (begun.id, Some(3), 1)]);
        assert_eq!(all[1].0.wish.as_deref(), Some("{}"));
        assert_eq!(uploads.unfinished("https://t", 8, "/a").await.expect("read"), None);
        uploads.finished(begun.id, 9).await.expect("noted");
        assert_eq!(uploads.unfinished("https://t", 7, "/a").await.expect("read"), None);
    }

    #[tokio::test]
    async fn what_was_asked_is_stored_or_refused() {
        let fixture = Fixture::new().await;
        let uploads = fixture.store.uploads();
        let id = uploads.begin(&new("/a")).await.expect("begun").id;
        uploads.note(id, &[file("a", "asked"), file("b", "asked")]).await.expect("noted");
        uploads.stored(id).await.expect("noted");
        uploads.note(id, &[file("c", "asked"), file("b", "asked")]).await.expect("noted");
        uploads.refused(id).await.expect("noted");
        let many: Vec<_> = (0..=NOTED * 2).map(|n| file(&format!("n{n:05}"), "asked")).collect();
        uploads.note(id, &many).await.expect("noted");
        assert_eq!(uploads.files(id).await.expect("read")[1..], many);
        uploads.refused(id).await.expect("noted");
        assert_eq!(uploads.files(id).await.expect("read"), [file("a", "stored")]);
        uploads.forget(id).await.expect("deleted");
        assert_eq!(uploads.files(id).await.expect("read"), []);
    }
}
