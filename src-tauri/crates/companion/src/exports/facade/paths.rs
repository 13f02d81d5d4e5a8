//! Which paths the page may name: those that a person chose in a dialog, and tables in the folders of the exports.

use std::path::Path;

use crate::Companion;
use crate::texts::Trouble;
use crate::view::{Failure, PathKind};

impl Companion {
    /// Lets a person pick on the desktop; `None` when nothing was picked.
    pub async fn choose_path(&self, kind: PathKind, suggested: String) -> Result<Option<String>, Failure> {
        let inner = &self.inner;
        let chosen = inner.ports.host.choose_path(kind, &suggested).await;
        // The page names it by this text.
        let chosen = chosen.map(|path| path.to_string_lossy().into_owned());
        if let Some(path) = &chosen {
            inner.chosen.note(kind, Path::new(path));
        }
        Ok(chosen)
    }

    /// `Input` where nobody chose the file in a dialog.
    pub(crate) fn may_read(&self, path: &str) -> Result<(), Failure> {
        if self.inner.chosen.holds(PathKind::File, Path::new(path)) { Ok(()) } else { self.refuse(path) }
    }

    /// `Input` where nobody chose the place in a dialog and it is no table in a folder of the exports, nor beside
    /// `source`, the table that is saved.
    pub(crate) async fn may_save(&self, path: &str, source: &Path) -> Result<(), Failure> {
        let place = Path::new(path);
        let may = self.inner.chosen.holds(PathKind::Save, place)
            || (is_table(place)
                && (place.parent() == source.parent() || self.is_among_exports(place).await?));
        if may { Ok(()) } else { self.refuse(path) }
    }

    /// `Input` where nobody chose the table in a dialog and it is not in a folder of the exports.
    pub(crate) async fn may_open(&self, path: &str) -> Result<(), Failure> {
        let place = Path::new(path);
        let may = self.inner.chosen.holds(PathKind::File, place)
            || (is_table(place) && self.is_among_exports(place).await?);
        if may { Ok(()) } else { self.refuse(path) }
    }

    /// `Input` where it is nothing that the window shows: a file that was chosen or written here, or one in a folder
    /// of the exports.
    pub(crate) async fn may_reveal(&self, path: &str) -> Result<(), Failure> {
        let (inner, place) = (&self.inner, Path::new(path));
        if inner.chosen.holds(PathKind::File, place) || self.is_among_exports(place).await? {
            return Ok(());
        }
        let known = inner.store.export_files().knows(path).await.map_err(|error| inner.stored(&error))?;
        if known { Ok(()) } else { self.refuse(path) }
    }

    fn refuse(&self, path: &str) -> Result<(), Failure> {
        Err(self.inner.trouble(Trouble::NotChosen { path }))
    }

    /// By the folders' real names: neither `..` nor a link leads elsewhere.
    async fn is_among_exports(&self, path: &Path) -> Result<bool, Failure> {
        let inner = &self.inner;
        let Some(folder) = path.parent().filter(|_| path.is_absolute()) else { return Ok(false) };
        let Ok(folder) = tokio::fs::canonicalize(folder).await else { return Ok(false) };
        let demo = inner.in_demo();
        let mut known = vec![inner.own_folder(demo), inner.usual_folder(demo)];
        if let Some(server) = self.export_server().await? {
            known.extend(self.folders_of_plans(&server).await?);
        }
        for known in known {
            if let Ok(known) = tokio::fs::canonicalize(known).await
                && folder.starts_with(known)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_table(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"))
}
