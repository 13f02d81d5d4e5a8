//! Secrets in the system's keyring, or, where none answers, in a file that only its owner can read.
//!
//! Which of the two is decided once, at the start, and the page says it. The file is the declared fallback, not a
//! second copy: a keyring that answers never leaves anything in it.

mod file;
#[cfg(not(target_os = "linux"))]
#[path = "secrets/native.rs"]
mod keyring;
#[cfg(target_os = "linux")]
#[path = "secrets/secret_service.rs"]
mod keyring;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use companion::ports::SecretStore;
use companion::view::SecretHome;
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use secrecy::SecretString;

use self::file::SecretFile;
use self::keyring::Keyring;

pub(crate) enum Secrets {
    Keyring(Keyring),
    File(SecretFile),
}

/// Secrets on their way; whoever waits for it gets the same ones.
pub(crate) type Opening = Shared<BoxFuture<'static, Arc<Secrets>>>;

impl Secrets {
    /// Opens them in the background: a keyring may have to be started by the bus first.
    pub(crate) fn opening(data_dir: PathBuf) -> Opening {
        let opening = async move { Arc::new(Self::open(&data_dir).await) }.boxed().shared();
        tauri::async_runtime::spawn(opening.clone());
        opening
    }

    async fn open(data_dir: &Path) -> Self {
        match Keyring::open(data_dir).await {
            Ok(keyring) => Self::Keyring(keyring),
            Err(why) => {
                tracing::warn!(%why, "no keyring answers; secrets go to a file of the owner's");
                Self::File(SecretFile::open(data_dir))
            }
        }
    }
}

impl SecretStore for Secrets {
    fn home(&self) -> SecretHome {
        match self {
            Self::Keyring(_) => SecretHome::Keyring,
            Self::File(file) => SecretHome::File { path: file.path().display().to_string() },
        }
    }

    fn kept_aside(&self) -> Option<PathBuf> {
        match self {
            Self::Keyring(_) => None,
            Self::File(file) => file.aside().map(Path::to_owned),
        }
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, String>> {
        Box::pin(async move {
            match self {
                Self::Keyring(keyring) => keyring.get(key).await,
                Self::File(file) => file.get(key),
            }
        })
    }

    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            match self {
                Self::Keyring(keyring) => keyring.set(key, &value).await,
                Self::File(file) => file.set(key, &value),
            }
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            match self {
                Self::Keyring(keyring) => keyring.delete(key).await,
                Self::File(file) => file.delete(key),
            }
        })
    }
}
