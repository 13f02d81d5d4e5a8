use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::folder::{Found, MAX_CASES, MAX_FILE, file_name, is_case, look, names};
use crate::layout::{Layout, id};
use crate::manifest::{self, layout_of};
use crate::parse::normal;
use crate::render::render;

/// One pass over a folder, after which it holds the cases that were written and no others. One that is dropped before
/// [`finish`](Self::finish) leaves the files of all other cases.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    layout: Layout,
    /// The columns that may have the id: of this layout, and of the one that the folder had.
    keys: Vec<String>,
    seen: HashSet<u64>,
    written: Written,
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub added: u64,
    pub changed: u64,
    /// Not touched.
    pub same: u64,
    pub removed: u64,
}

impl Writer {
    /// Makes the folder where it is missing, and writes the manifest. Fails where the manifest that is there cannot be
    /// read, is of another format, or names another source.
    pub fn begin(folder: &Path, layout: Layout) -> Result<Self, Error> {
        let source = layout.source;
        let layout = Layout { source, ..Layout::new(layout.columns, &layout.id, &layout.name)? };
        fs::create_dir_all(folder).map_err(Error::disk(folder))?;
        let before = match layout_of(folder) {
            Ok(before) => {
                if let Some(other) = before.source.as_ref().filter(|_| before.source != layout.source) {
                    return Err(Error::Source(other.clone()));
                }
                Some(before)
            }
            Err(Error::NoManifest) => None,
            Err(error) => return Err(error),
        };
        if before.as_ref() != Some(&layout) {
            put(folder, manifest::NAME, &manifest::write(&layout))?;
        }
        let keys = [Some(layout.id.clone()), before.map(|before| before.id)].into_iter().flatten().collect();
        let folder = folder.to_owned();
        Ok(Self { folder, layout, keys, seen: HashSet::new(), written: Written::default() })
    }

    /// Cells are in the layout's order. A file that has the same text is left alone. After an error the pass can go on;
    /// the case's file stays as it is.
    pub fn write(&mut self, cells: &[String]) -> Result<(), Error> {
        let wanted = self.layout.columns.len();
        if cells.len() != wanted {
            return Err(Error::Cells { given: cells.len(), wanted });
        }
        let said = self.layout.at(&self.layout.id).map_or("", |column| cells[column].as_str());
        let id = id(said).ok_or_else(|| Error::Id(said.chars().take(100).collect()))?;
        if self.seen.len() >= MAX_CASES {
            return Err(Error::TooMany);
        }
        if !self.seen.insert(id) {
            return Err(Error::SameId(id));
        }
        let text = render(&self.layout, cells);
        if text.len() as u64 > MAX_FILE {
            return Err(Error::TooLarge(id));
        }
        let name = file_name(id);
        let path = self.folder.join(&name);
        let count = match look(&path).map_err(Error::disk(&path))? {
            Found::Nothing => &mut self.written.added,
            Found::NotAFile => return Err(Error::NotAFile(name)),
            Found::File(bytes) if std::str::from_utf8(&bytes).is_ok_and(|old| normal(old) == text) => {
                self.written.same += 1;
                return Ok(());
            }
            Found::File(bytes) if is_case(&bytes, id, &self.keys) => &mut self.written.changed,
            Found::File(_) | Found::TooLarge => return Err(Error::Foreign(name)),
        };
        put(&self.folder, &name, &text)?;
        *count += 1;
        Ok(())
    }

    /// Removes the files of the cases that were not written. A file of such a name that is no case stays.
    pub fn finish(mut self) -> Result<Written, Error> {
        for id in names(&self.folder)?.ids {
            if self.seen.contains(&id) {
                continue;
            }
            let path = self.folder.join(file_name(id));
            let found = look(&path).map_err(Error::disk(&path))?;
            if matches!(found, Found::File(bytes) if is_case(&bytes, id, &self.keys)) {
                fs::remove_file(&path).map_err(Error::disk(&path))?;
                self.written.removed += 1;
            }
        }
        Ok(self.written)
    }
}

/// Whole or not at all: written aside, then renamed.
fn put(folder: &Path, name: &str, text: &str) -> Result<(), Error> {
    let path = folder.join(name);
    let write = || -> io::Result<()> {
        let mut aside = tempfile::Builder::new();
        aside.prefix(".").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // As a new file of the person's has it: the umask takes its part.
            aside.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = aside.tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(&path)?;
        Ok(())
    };
    write().map_err(Error::disk(&path))
}
