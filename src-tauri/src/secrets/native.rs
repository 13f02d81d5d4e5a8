//! The keychain of macOS and the credential store of Windows.

use std::path::Path;

use keyring::{Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};

const APPLICATION: &str = "dev.testops-companion";

pub(crate) struct Keyring {
    /// Tells the data folders of one person apart.
    profile: String,
}

impl Keyring {
    #[expect(clippy::unused_async, reason = "the Linux twin must wait for its service")]
    pub(crate) async fn open(data_dir: &Path) -> Result<Self, String> {
        Ok(Self { profile: data_dir.display().to_string() })
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<SecretString>, String> {
        self.with(key, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    pub(crate) async fn set(&self, key: &str, value: &SecretString) -> Result<(), String> {
        let value = value.clone();
        self.with(key, move |entry| entry.set_password(value.expose_secret())).await
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), String> {
        self.with(key, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            other => other,
        })
        .await
    }

    /// These stores may wait for the person, so they are asked away from the runtime's threads.
    async fn with<T: Send + 'static>(
        &self,
        key: &str,
        work: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, String> {
        let account = format!("{}#{key}", self.profile);
        let work = move || work(&Entry::new(APPLICATION, &account)?);
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}
