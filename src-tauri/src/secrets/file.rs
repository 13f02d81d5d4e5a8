//! The fallback: a JSON file, written whole and renamed into place, readable by its owner only.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

pub(crate) struct SecretFile {
    path: PathBuf,
    /// One writer at a time, so that two writes do not lose one another's key.
    writing: Mutex<()>,
}

impl SecretFile {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self { path: data_dir.join("secrets.json"), writing: Mutex::new(()) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<SecretString>, String> {
        let mut all = self.read().map_err(|error| self.explain(&error))?;
        Ok(all.remove(key).map(SecretString::from))
    }

    pub(crate) fn set(&self, key: &str, value: &SecretString) -> Result<(), String> {
        self.change(|all| {
            all.insert(key.to_owned(), value.expose_secret().to_owned());
        })
    }

    pub(crate) fn delete(&self, key: &str) -> Result<(), String> {
        self.change(|all| {
            all.remove(key);
        })
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<(), String> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = || -> io::Result<()> {
            let mut all = self.read()?;
            change(&mut all);
            let next = self.path.with_extension("json.new");
            match fs::remove_file(&next) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = owner_only().create_new(true).write(true).open(&next)?;
            file.write_all(serde_json::to_string(&all)?.as_bytes())?;
            file.sync_all()?;
            fs::rename(&next, &self.path)
        };
        changed().map_err(|error| self.explain(&error))
    }

    fn read(&self) -> io::Result<BTreeMap<String, String>> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    fn explain(&self, error: &io::Error) -> String {
        format!("{}: {error}", self.path.display())
    }
}

#[cfg(unix)]
fn owner_only() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn owner_only() -> fs::OpenOptions {
    fs::OpenOptions::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_there_again_and_only_for_the_owner() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = SecretFile::new(dir.path());
        file.set("connection/1/token", &"first".into()).expect("written");
        file.set("connection/1/token", &"second".into()).expect("written");
        file.set("connection/1/proxy_password", &"другой".into()).expect("written");
        file.delete("connection/1/proxy_password").expect("deleted");

        let again = SecretFile::new(dir.path());
        let token = again.get("connection/1/token").expect("read").expect("set");
        assert_eq!(token.expose_secret(), "second");
        assert!(again.get("connection/1/proxy_password").expect("read").is_none());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(file.path()).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_file_is_told_and_not_overwritten() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = SecretFile::new(dir.path());
        fs::write(file.path(), "{ no json").expect("written");
        assert!(file.get("connection/1/token").is_err());
        assert!(file.set("connection/1/token", &"x".into()).is_err());
        assert_eq!(fs::read_to_string(file.path()).expect("there"), "{ no json");
    }
}
