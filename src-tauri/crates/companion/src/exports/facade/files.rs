//! The files that plans wrote, and those beside them.

use std::collections::BTreeSet;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use store::{ExportFileFilter, ExportFileRow};

use crate::Companion;
use crate::companion::Inner;
use crate::core::ports::Host;
use crate::exports::bucket::is_elsewhere;
use crate::exports::record::{self, DEMO};
use crate::texts::{ExportTrouble, Trouble};
use crate::view::{Event, ExportFileView, Failure, FilePage, FileQuery, FilesDeleted};

/// The most files of one page.
const MOST: u32 = 200;

impl Companion {
    /// Newest first.
    pub async fn export_files(&self, query: FileQuery) -> Result<FilePage, Failure> {
        let inner = &self.inner;
        let Some(server) = self.export_server().await? else {
            return Ok(FilePage { items: Vec::new(), total: 0, bytes: 0, foreign: Vec::new() });
        };
        let filter =
            ExportFileFilter { plan_id: query.plan_id, project_id: query.project_id, text: query.text };
        let files = inner.store.export_files();
        let stored = |error| inner.stored(&error);
        let (rows, sums) =
            files.page(&server, &filter, query.offset, query.limit.min(MOST)).await.map_err(stored)?;
        let items = self.on_disk(move || rows.into_iter().map(record::file).collect()).await?;
        let items = self.with_copies(items).await?;
        let foreign = self.foreign_files(&server).await?;
        Ok(FilePage { items, total: sums.files.unsigned_abs(), bytes: sums.bytes.unsigned_abs(), foreign })
    }

    pub async fn export_file(&self, file_id: i64) -> Result<ExportFileView, Failure> {
        let row = self.file_row(file_id).await?;
        let file = self.on_disk(move || record::file(row)).await?;
        self.with_copies(vec![file]).await?.pop().ok_or_else(|| self.inner.trouble(Trouble::Internal))
    }

    /// Into the system's bin where there is one. A row whose file is gone already goes too.
    pub async fn delete_files(&self, file_ids: Vec<i64>) -> Result<FilesDeleted, Failure> {
        let inner = &self.inner;
        let mut answer = FilesDeleted { deleted: 0, in_bin: true, kept: Vec::new() };
        for id in file_ids {
            let row = self.file_row(id).await?;
            let (host, path) = (inner.ports.host.clone(), PathBuf::from(&row.path));
            match self.on_disk(move || remove(&*host, &path)).await? {
                Ok(in_bin) => {
                    inner.store.export_files().forget(&[id]).await.map_err(|error| inner.stored(&error))?;
                    answer.deleted += 1;
                    answer.in_bin &= in_bin;
                }
                Err(why) => answer.kept.push(format!("{}: {why}", row.path)),
            }
        }
        answer.in_bin &= answer.deleted > 0;
        // Their copies go too.
        inner.bucket.look();
        inner.emit(Event::ExportsChanged);
        Ok(answer)
    }

    /// Opens the file with the desktop's program for it.
    pub async fn open_file(&self, file_id: i64) -> Result<(), Failure> {
        let row = self.file_row(file_id).await?;
        self.show_path(row.path, Host::open_path).await
    }

    pub async fn show_in_folder(&self, path: String) -> Result<(), Failure> {
        self.may_reveal(&path).await?;
        self.show_path(path, Host::show_in_folder).await
    }

    async fn show_path(
        &self,
        path: String,
        show: impl FnOnce(&dyn Host, &Path) -> Result<(), String> + Send + 'static,
    ) -> Result<(), Failure> {
        let inner = &self.inner;
        let (host, place) = (inner.ports.host.clone(), PathBuf::from(&path));
        let shown = self.on_disk(move || place.exists().then(|| show(&*host, &place))).await?;
        let gone = || inner.trouble(Trouble::Export(ExportTrouble::FileGone { path: &path }));
        shown.ok_or_else(gone)?.map_err(|error| inner.not_opened(error))
    }

    /// A disk may take its time to answer.
    pub(in crate::exports) async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let done = self.inner.tasks.spawn_blocking(work).await;
        done.map_err(|_| self.inner.trouble(Trouble::Internal))
    }

    pub(crate) async fn file_row(&self, file_id: i64) -> Result<ExportFileRow, Failure> {
        let inner = &self.inner;
        let row = inner.store.export_files().get(file_id).await.map_err(|error| inner.stored(&error))?;
        row.filter(|row| row.good).ok_or_else(|| inner.trouble(Trouble::Forgotten))
    }

    pub(super) async fn folders_of_plans(&self, server: &str) -> Result<BTreeSet<PathBuf>, Failure> {
        let inner = &self.inner;
        let rows =
            inner.store.export_plans().of_server(server).await.map_err(|error| inner.stored(&error))?;
        let drafts = rows.iter().filter_map(|row| serde_json::from_str(&row.draft).ok());
        Ok(drafts.map(|draft| inner.plan_folder(&draft, server == DEMO)).collect())
    }
}

impl Inner {
    fn not_opened(&self, error: String) -> Failure {
        tracing::warn!(error, "the desktop did not open a file");
        self.texts().failure(Trouble::Export(ExportTrouble::FileNotOpened), Some(error))
    }
}

/// Whether it lies in the bin.
fn remove(host: &dyn Host, path: &Path) -> Result<bool, String> {
    let Ok(meta) = std::fs::symlink_metadata(path) else {
        return Ok(!path.to_str().is_some_and(is_elsewhere));
    };
    // A bin takes whole folders.
    if meta.is_dir() {
        return Err(Error::from(ErrorKind::IsADirectory).to_string());
    }
    if host.move_to_bin(path)? {
        return Ok(true);
    }
    std::fs::remove_file(path).map_err(|error| error.to_string())?;
    Ok(false)
}
