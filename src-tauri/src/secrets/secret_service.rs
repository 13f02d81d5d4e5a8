//! The Secret Service of a Linux desktop (GNOME Keyring, KWallet, KeePassXC), over D-Bus.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use secret_service::{Collection, EncryptionType, Error, SecretService};

const APPLICATION: &str = "dev.testops-companion";

/// Longer than a service takes to be started by the bus, shorter than a person waits for a window.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) struct Keyring {
    service: SecretService<'static>,
    /// Tells the data folders of one person apart.
    profile: String,
}

impl Keyring {
    pub(crate) async fn open(data_dir: &Path) -> Result<Self, String> {
        let open = async {
            let service = SecretService::connect(EncryptionType::Dh).await?;
            // A service without a collection (none was ever made, or a session without a login) keeps nothing.
            service.get_default_collection().await?;
            Ok::<_, Error>(service)
        };
        let service =
            tokio::time::timeout(PATIENCE, open).await.map_err(|_| "the keyring does not answer")?;
        let service = service.map_err(|error| error.to_string())?;
        Ok(Self { service, profile: data_dir.display().to_string() })
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<SecretString>, String> {
        let get = async {
            let collection = self.unlocked().await?;
            let items = collection.search_items(self.attributes(key)).await?;
            let Some(item) = items.first() else { return Ok(None) };
            item.get_secret().await.map(Some)
        };
        let secret = get.await.map_err(|error: Error| error.to_string())?;
        let text = secret.map(String::from_utf8).transpose();
        text.map(|text| text.map(SecretString::from))
            .map_err(|_| "the keyring's secret is no text".to_owned())
    }

    pub(crate) async fn set(&self, key: &str, value: &SecretString) -> Result<(), String> {
        let set = async {
            let collection = self.unlocked().await?;
            let secret = value.expose_secret().as_bytes();
            let label = format!("TestOps Companion: {key}");
            collection.create_item(&label, self.attributes(key), secret, true, "text/plain").await.map(drop)
        };
        set.await.map_err(|error: Error| error.to_string())
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), String> {
        let delete = async {
            let collection = self.unlocked().await?;
            for item in collection.search_items(self.attributes(key)).await? {
                item.delete().await?;
            }
            Ok(())
        };
        delete.await.map_err(|error: Error| error.to_string())
    }

    /// Asks the person for the keyring's password where it is locked.
    async fn unlocked(&self) -> Result<Collection<'_>, Error> {
        let collection = self.service.get_default_collection().await?;
        if collection.is_locked().await? {
            collection.unlock().await?;
        }
        Ok(collection)
    }

    fn attributes<'a>(&'a self, key: &'a str) -> HashMap<&'a str, &'a str> {
        HashMap::from([("application", APPLICATION), ("profile", self.profile.as_str()), ("key", key)])
    }
}
