//! One program for each data folder.
//!
//! The folder itself is locked for as long as the program lives, so that this also holds where no session bus lets
//! programs find each other. The system lets go of the lock when the program ends, however it ends. On a network file
//! system without locks, a lock on this machine's own disk keeps a second program of this machine out, and a note in
//! the folder keeps out those of other machines.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::application::under_former_id;

const NAME: &str = "companion.lock";

/// The folder is this program's until this is dropped.
#[derive(Debug)]
pub struct DataLock {
    _locks: Vec<File>,
    /// Emptied at the end, where the note is what keeps others out.
    note: Option<File>,
}

/// Another program has the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub by: Option<Holder>,
    /// The holder may have ended without a word; then this file is in the way.
    pub note: Option<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub process: u32,
    pub machine: String,
}

impl Holder {
    fn this() -> Self {
        let machine = gethostname::gethostname().to_string_lossy().into_owned();
        Self { process: std::process::id(), machine }
    }

    fn read(file: &mut File) -> Option<Self> {
        let mut text = String::new();
        file.take(1024).read_to_string(&mut text).ok()?;
        let (process, machine) = text.trim().split_once(' ')?;
        Some(Self { process: process.parse().ok()?, machine: machine.to_owned() })
    }

    fn write(&self, file: &mut File) -> std::io::Result<()> {
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{} {}", self.process, self.machine)?;
        file.sync_all()
    }
}

impl DataLock {
    /// Makes the folder where it is missing. Where nothing can be written no database opens either, which is told
    /// better there: that counts as locked.
    pub fn take(data_dir: &Path) -> Result<Self, Taken> {
        let local = dirs::runtime_dir().unwrap_or_else(std::env::temp_dir);
        Self::take_as(&Holder::this(), data_dir, &local, File::try_lock)
    }

    fn take_as(
        me: &Holder,
        data_dir: &Path,
        local: &Path,
        try_lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, Taken> {
        let Some(mut file) = open(data_dir, NAME) else { return Ok(Self { _locks: Vec::new(), note: None }) };
        match try_lock(&file) {
            Ok(()) => {
                note(me, &mut file);
                Ok(Self { _locks: vec![file], note: None })
            }
            Err(TryLockError::WouldBlock) => Err(Taken { by: Holder::read(&mut file), note: None }),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "the data folder's file system knows no locks");
                Self::take_without_locks(me, data_dir, local, file)
            }
        }
    }

    fn take_without_locks(me: &Holder, data_dir: &Path, local: &Path, mut file: File) -> Result<Self, Taken> {
        let by = Holder::read(&mut file);
        if by.as_ref().is_some_and(|holder| holder.machine != me.machine) {
            return Err(Taken { by, note: Some(data_dir.join(NAME)) });
        }
        let name = format!("testops-companion-{}.lock", digest(data_dir));
        let locks = match open(local, &name) {
            Some(lock) => match lock.try_lock() {
                Ok(()) => vec![lock],
                Err(TryLockError::WouldBlock) => return Err(Taken { by, note: None }),
                Err(TryLockError::Error(_)) => Vec::new(),
            },
            None => Vec::new(),
        };
        note(me, &mut file);
        Ok(Self { _locks: locks, note: Some(file) })
    }
}

impl Drop for DataLock {
    fn drop(&mut self) {
        if let Some(file) = &self.note
            && let Err(error) = file.set_len(0)
        {
            tracing::warn!(%error, "the data folder's note of this program stays");
        }
    }
}

/// Short and the same in every version of the program, for names that belong to one data folder.
pub fn digest(data_dir: &Path) -> String {
    let path = data_dir.canonicalize().unwrap_or_else(|_| data_dir.to_owned());
    let digest = Sha256::digest(under_former_id(&path).as_os_str().as_encoded_bytes());
    digest.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn open(folder: &Path, name: &str) -> Option<File> {
    let file = fs::create_dir_all(folder).and_then(|()| {
        OpenOptions::new().create(true).truncate(false).read(true).write(true).open(folder.join(name))
    });
    file.inspect_err(|error| tracing::warn!(%error, folder = %folder.display(), "there can be no lock")).ok()
}

fn note(me: &Holder, file: &mut File) {
    if let Err(error) = me.write(file) {
        tracing::warn!(%error, "the data folder does not say who has it");
    }
}

#[cfg(test)]
#[path = "data_lock_tests.rs"]
mod tests;
