//! Work on the disk of one attempt, on threads of its own: a network share may take its time, or all of it.

use std::path::{Path, PathBuf};

use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

use super::folder::Folder;
use super::{Problem, folder};
use crate::core::files::give_name;

/// The async half; what it runs stands in [`folder`].
#[derive(Clone, Debug)]
pub(super) struct Disk {
    /// Stays ours as long as anything is under way.
    folder: Folder,
    tasks: TaskTracker,
}

impl Disk {
    pub(super) fn new(folder: Folder) -> Self {
        Self { folder, tasks: TaskTracker::new() }
    }

    /// Runs to its end also when nobody waits for it any more. `FolderBusy` where a later term has taken the folder over.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let folder = self.folder.clone();
        let ours = move || {
            if folder.is_ours() { Ok(work()) } else { Err(Problem::FolderBusy(folder.path.clone())) }
        };
        self.start(ours).await.unwrap_or(Err(Problem::Internal))
    }

    /// Begins with work beside other work.
    pub(super) fn start<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> JoinHandle<T> {
        let folder = self.folder.clone();
        self.tasks.spawn_blocking(move || {
            let done = work();
            drop(folder);
            done
        })
    }

    /// Waits until nothing is under way any more.
    pub(super) async fn rest(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    pub(super) async fn free_bytes(&self, path: &Path) -> Result<Option<u64>, Problem> {
        let path = path.to_owned();
        self.run(move || folder::free_bytes(&path)).await
    }

    pub(super) async fn free(&self, path: PathBuf) -> Result<PathBuf, Problem> {
        self.run(move || folder::free(&path)).await
    }

    pub(super) async fn remove(&self, paths: Vec<PathBuf>) -> Result<(), Problem> {
        self.run(move || paths.iter().for_each(|path| folder::remove(path))).await
    }

    /// Whether the file has the name now; `false` where another file has it.
    pub(super) async fn place(&self, temp: &Path, path: &Path) -> Result<bool, Problem> {
        let (temp, path) = (temp.to_owned(), path.to_owned());
        match self.run(move || give_name(&temp, &path)).await? {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
