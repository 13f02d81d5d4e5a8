//! The keychain of macOS and the credential store of Windows.

use std::path::Path;
use std::time::Duration;

use companion::ports::SecretError;
use keyring::{Entry, Error};
use machine::application::under_former_id;
use secrecy::{ExposeSecret as _, SecretString};

/// The same in every version, whatever the application's id: what is stored is found by it.
const APPLICATION: &str = "dev.testops-companion";

/// How long a store may wait for the person.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Keyring {
    /// Tells the data folders of one person apart.
    profile: String,
}

impl Keyring {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self { profile: under_former_id(data_dir).display().to_string() }
    }

    #[expect(clippy::unused_async, reason = "the Linux twin must wait for its service")]
    pub(crate) async fn open(&self) -> Result<(), SecretError> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "the Linux twin has a connection to lose")]
    pub(crate) fn is_open(&self) -> bool {
        true
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<SecretString>, SecretError> {
        self.with(key, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    pub(crate) async fn set(&self, key: &str, value: &SecretString) -> Result<(), SecretError> {
        let value = value.clone();
        self.with(key, move |entry| entry.set_password(value.expose_secret())).await
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), SecretError> {
        self.with(key, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            other => other,
        })
        .await
    }

    /// These stores may wait for the person, so they are asked away from the runtime's threads and not without end.
    async fn with<T: Send + 'static>(
        &self,
        key: &str,
        work: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, SecretError> {
        let account = format!("{}#{key}", self.profile);
        let work = move || work(&Entry::new(APPLICATION, &account)?);
        match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(work)).await {
            Ok(Ok(done)) => done.map_err(|error| match error {
                Error::NoStorageAccess(_) => SecretError::Locked,
                other => SecretError::Failed(other.to_string()),
            }),
            Ok(Err(error)) => Err(SecretError::Failed(error.to_string())),
            Err(_) => Err(SecretError::Locked),
        }
    }
}
