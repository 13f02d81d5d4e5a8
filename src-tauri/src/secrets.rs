//! Secrets in the system's keyring or, where none answers, in a file that only its owner can read.
//!
//! The file is the declared fallback, not a second copy: it holds what was set or forgotten while no keyring answered,
//! and that goes into the keyring, and out of the file, as soon as one does. What the file does not hold may be in a
//! keyring that does not answer: that is no proof that it is gone.

mod file;
#[cfg(not(target_os = "linux"))]
#[path = "secrets/native.rs"]
mod keyring;
#[cfg(target_os = "linux")]
#[path = "secrets/secret_service.rs"]
mod keyring;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use companion::ports::{SecretError, SecretStore};
use companion::view::SecretHome;
use futures::future::BoxFuture;
use secrecy::SecretString;

use self::file::{Held, SecretFile};
use self::keyring::Keyring;

pub(crate) struct Secrets {
    keyring: Keyring,
    file: SecretFile,
}

impl Secrets {
    /// The keyring is opened in the background: the bus may have to start it first.
    pub(crate) fn open(data_dir: &Path) -> Arc<Self> {
        let secrets = Arc::new(Self { keyring: Keyring::new(data_dir), file: SecretFile::open(data_dir) });
        let opening = secrets.clone();
        tauri::async_runtime::spawn(async move {
            match opening.keyring.open().await {
                Ok(()) => opening.hand_all_over().await,
                Err(error) => tracing::warn!(%error, "the keyring is not there yet"),
            }
        });
        secrets
    }

    async fn hand_all_over(&self) {
        for key in self.file.keys() {
            if let Ok(Some(held)) = self.file.get(&key) {
                self.hand_over(&key, &held).await;
            }
        }
    }

    /// Brings what the file holds under this key to a keyring that answers.
    async fn hand_over(&self, key: &str, held: &Held) {
        if !self.keyring.is_open() {
            return;
        }
        let handed_over = match held {
            Held::Secret(secret) => self.keyring.set(key, secret).await,
            Held::Forgotten => self.keyring.delete(key).await,
        };
        let removed = handed_over.map_err(|error| error.to_string()).and_then(|()| self.file.remove(key));
        if let Err(error) = removed {
            tracing::warn!(error, "a secret stays in the file");
        }
    }
}

impl SecretStore for Secrets {
    fn home(&self) -> SecretHome {
        if self.file.holds_secrets() {
            SecretHome::File { path: self.file.path().display().to_string() }
        } else {
            SecretHome::Keyring
        }
    }

    fn kept_aside(&self) -> Option<PathBuf> {
        self.file.aside().map(Path::to_owned)
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        Box::pin(async move {
            // What the file holds is newer than what the keyring does.
            let Some(held) = self.file.get(key).map_err(SecretError::Failed)? else {
                return self.keyring.get(key).await;
            };
            self.hand_over(key, &held).await;
            Ok(held.secret())
        })
    }

    fn set<'a>(&'a self, key: &'a str, value: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            match self.keyring.set(key, &value).await {
                Ok(()) => self.file.remove(key).map_err(SecretError::Failed),
                Err(SecretError::Unavailable(why)) => {
                    tracing::warn!(why, "no keyring answers; a secret goes to a file of the owner's");
                    self.file.put(key, &Held::Secret(value)).map_err(SecretError::Failed)
                }
                Err(error @ (SecretError::Locked | SecretError::Failed(_))) => Err(error),
            }
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        Box::pin(async move {
            match self.keyring.delete(key).await {
                Ok(()) => self.file.remove(key).map_err(SecretError::Failed),
                Err(SecretError::Unavailable(_)) => {
                    self.file.put(key, &Held::Forgotten).map_err(SecretError::Failed)
                }
                Err(error @ (SecretError::Locked | SecretError::Failed(_))) => Err(error),
            }
        })
    }
}
