//! The fallback: a JSON file, written whole and renamed into place, readable by its owner only.
//!
//! A key with a text is a secret; a key with `null` is one to be forgotten in the keyring.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

type Entries = BTreeMap<String, Option<String>>;

/// What the file says of a key that it knows.
#[derive(Clone, Debug)]
pub(crate) enum Held {
    Secret(SecretString),
    Forgotten,
}

impl Held {
    pub(crate) fn secret(self) -> Option<SecretString> {
        match self {
            Self::Secret(secret) => Some(secret),
            Self::Forgotten => None,
        }
    }
}

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

    pub(crate) fn holds_secrets(&self) -> bool {
        self.read().is_ok_and(|all| all.values().any(Option::is_some))
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.read().unwrap_or_default().into_keys().collect()
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<Held>, String> {
        let mut all = self.read().map_err(|error| self.explain(&error))?;
        Ok(all.remove(key).map(|entry| entry.map_or(Held::Forgotten, |text| Held::Secret(text.into()))))
    }

    pub(crate) fn put(&self, key: &str, held: &Held) -> Result<(), String> {
        let entry = match held {
            Held::Secret(secret) => Some(secret.expose_secret().to_owned()),
            Held::Forgotten => None,
        };
        self.change(|all| all.insert(key.to_owned(), entry.clone()) != Some(entry))
    }

    /// It is the keyring's business again.
    pub(crate) fn remove(&self, key: &str) -> Result<(), String> {
        self.change(|all| all.remove(key).is_some())
    }

    /// `change` answers whether there is anything to write.
    fn change(&self, change: impl FnOnce(&mut Entries) -> bool) -> Result<(), String> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = || -> io::Result<()> {
            let mut all = self.read()?;
            if !change(&mut all) {
                return Ok(());
            }
            // Readable by its owner only from the first byte on.
            let mut next = tempfile::NamedTempFile::new_in(self.path.parent().unwrap_or(Path::new(".")))?;
            next.write_all(serde_json::to_string(&all)?.as_bytes())?;
            next.as_file().sync_all()?;
            next.persist(&self.path).map(drop).map_err(|error| error.error)
        };
        changed().map_err(|error| self.explain(&error))
    }

    fn read(&self) -> io::Result<Entries> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| io::Error::new(ErrorKind::InvalidData, error.to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Entries::new()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Held {
        Held::Secret(text.into())
    }

    #[expect(clippy::option_option, reason = "not held, held as forgotten, or held")]
    fn read(file: &SecretFile, key: &str) -> Option<Option<String>> {
        let held = file.get(key).expect("read")?;
        Some(held.secret().map(|secret| secret.expose_secret().to_owned()))
    }

    #[test]
    fn what_is_set_is_there_again_and_only_for_the_owner() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = SecretFile::open(dir.path());
        file.put("connection/1/token", &secret("first")).expect("written");
        file.put("connection/1/token", &secret("second")).expect("written");
        file.put("connection/1/proxy_password", &secret("другой")).expect("written");
        file.remove("connection/1/proxy_password").expect("removed");

        let again = SecretFile::open(dir.path());
        assert_eq!(read(&again, "connection/1/token"), Some(Some("second".to_owned())));
        assert_eq!(read(&again, "connection/1/proxy_password"), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(file.path()).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_to_be_forgotten_is_no_secret_and_is_remembered() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = SecretFile::open(dir.path());
        file.put("bot/token", &secret("first")).expect("written");
        file.put("bot/token", &Held::Forgotten).expect("written");
        let again = SecretFile::open(dir.path());
        assert_eq!(read(&again, "bot/token"), Some(None));
        assert!(!again.holds_secrets());
        assert!(!fs::read_to_string(file.path()).expect("there").contains("first"));
    }

    #[test]
    fn a_key_that_is_not_there_makes_no_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = SecretFile::open(dir.path());
        file.remove("bot/token").expect("nothing to do");
        assert!(!file.path().exists());
    }

    #[test]
    fn a_damaged_file_is_kept_aside_each_time() {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, text) in [("secrets.damaged.json", "{ no json"), ("secrets.damaged-2.json", "[]")] {
            fs::write(dir.path().join("secrets.json"), text).expect("written");
            let file = SecretFile::open(dir.path());
            assert_eq!(file.aside(), Some(dir.path().join(name).as_path()));
            assert_eq!(fs::read_to_string(dir.path().join(name)).expect("there"), text);
            file.put("connection/1/token", &secret("x")).expect("written");
        }
        assert_eq!(SecretFile::open(dir.path()).aside(), None);
    }

    #[test]
    fn a_file_that_goes_bad_while_the_program_runs_is_told_and_not_overwritten() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = SecretFile::open(dir.path());
        fs::write(file.path(), "{ no json").expect("written");
        assert!(file.get("connection/1/token").is_err());
        assert!(file.put("connection/1/token", &secret("x")).is_err());
        assert_eq!(fs::read_to_string(file.path()).expect("there"), "{ no json");
    }
}
