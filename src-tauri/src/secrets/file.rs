//! The fallback: a JSON file, written whole and renamed into place, readable by its owner only.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

pub(crate) struct SecretFile {
    path: PathBuf,
    aside: Option<PathBuf>,
    /// One writer at a time, so that two writes do not lose one another's key.
    writing: Mutex<()>,
}

impl SecretFile {
    /// A file that is not as this program writes it is kept aside, where a person can find it.
    pub(crate) fn open(data_dir: &Path) -> Self {
        let file = Self { path: data_dir.join("secrets.json"), aside: None, writing: Mutex::new(()) };
        let damaged = file.read().is_err_and(|error| error.kind() == ErrorKind::InvalidData);
        let aside = damaged.then(|| file.free_name()).filter(|aside| fs::rename(&file.path, aside).is_ok());
        Self { aside, ..file }
    }

    pub(crate) fn aside(&self) -> Option<&Path> {
        self.aside.as_deref()
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
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| io::Error::new(ErrorKind::InvalidData, error.to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    fn free_name(&self) -> PathBuf {
        let first = self.path.with_file_name("secrets.damaged.json");
        let others = (2..).map(|n| self.path.with_file_name(format!("secrets.damaged-{n}.json")));
        std::iter::once(first).chain(others).find(|name| !name.exists()).unwrap_or_default()
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
        let file = SecretFile::open(dir.path());
        file.set("connection/1/token", &"first".into()).expect("written");
        file.set("connection/1/token", &"second".into()).expect("written");
        file.set("connection/1/proxy_password", &"другой".into()).expect("written");
        file.delete("connection/1/proxy_password").expect("deleted");

        let again = SecretFile::open(dir.path());
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
    fn a_damaged_file_is_kept_aside_each_time() {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, text) in [("secrets.damaged.json", "{ no json"), ("secrets.damaged-2.json", "[]")] {
            fs::write(dir.path().join("secrets.json"), text).expect("written");
            let file = SecretFile::open(dir.path());
            assert_eq!(file.aside(), Some(dir.path().join(name).as_path()));
            assert_eq!(fs::read_to_string(dir.path().join(name)).expect("there"), text);
            file.set("connection/1/token", &"x".into()).expect("written");
        }
        assert_eq!(SecretFile::open(dir.path()).aside(), None);
    }

    #[test]
    fn a_file_that_goes_bad_while_the_program_runs_is_told_and_not_overwritten() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = SecretFile::open(dir.path());
        fs::write(file.path(), "{ no json").expect("written");
        assert!(file.get("connection/1/token").is_err());
        assert!(file.set("connection/1/token", &"x".into()).is_err());
        assert_eq!(fs::read_to_string(file.path()).expect("there"), "{ no json");
    }
}
