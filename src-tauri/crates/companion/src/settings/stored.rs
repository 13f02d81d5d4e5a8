//! The settings in the store.

use std::path::Path;

use store::StoreError;

use super::check;
use crate::companion::Inner;
use crate::texts::StartNotice;
use crate::view::Settings;

const SETTINGS: &str = "settings";

/// A row that cannot be read, or that nobody could have saved, is kept aside, and the defaults are in force.
pub(crate) async fn read_settings(inner: &Inner) -> Result<(), StoreError> {
    let read = inner.store.kv().get_or_set_aside::<Settings>(SETTINGS, inner.now()).await?;
    let mut set_aside = read.set_aside;
    match read.value {
        Some(settings) if check::check(&settings, inner.texts()).is_empty() => {
            inner.settings.send_replace(settings);
        }
        Some(_) => set_aside = Some(inner.store.kv().set_aside(SETTINGS, inner.now()).await?),
        None => {}
    }
    if let Some(key) = &set_aside {
        inner.add_notice(inner.texts().notice(StartNotice::SettingsSetAside { key }));
    }
    Ok(())
}

/// What [`read_settings`] will read, where nothing is in its way.
pub(crate) async fn peek_at_settings(data_dir: &Path) -> Option<Settings> {
    let text = store::peek(data_dir, SETTINGS).await.ok().flatten()?;
    serde_json::from_str(&text).ok()
}

pub(crate) async fn write_settings(inner: &Inner, settings: &Settings) -> Result<(), StoreError> {
    inner.store.kv().put(SETTINGS, settings).await
}
