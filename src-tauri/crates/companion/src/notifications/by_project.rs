//! What a person chose for the notifications of single projects. It belongs to a server: a connection that is set up anew
//! finds it again.

use std::collections::HashMap;

use store::{ConnectionRow, StoreError};

use crate::Companion;
use crate::companion::Inner;
use crate::exports::record::server_of;
use crate::notifications::announce::ProjectRules;
use crate::view::{Event, Failure, NotifyPreset};

impl Inner {
    /// What cannot be read is as if nothing had been chosen: a notification too many is better than none.
    pub(crate) async fn project_rules(&self, connection: &ConnectionRow, project_id: i64) -> ProjectRules {
        let muted = self.store.project_flags().is_muted(connection.id, project_id).await.unwrap_or(false);
        let key = format!("{}{project_id}", prefix(connection));
        let preset = self.store.kv().get_or_set_aside(&key, self.now()).await;
        ProjectRules { muted, preset: preset.ok().and_then(|read| read.value) }
    }

    /// By the id of the project.
    pub(crate) async fn project_presets(
        &self,
        connection: &ConnectionRow,
    ) -> Result<HashMap<i64, NotifyPreset>, StoreError> {
        let prefix = prefix(connection);
        let chosen = self.store.kv().under(&prefix).await?;
        let read = |(key, json): (String, String)| {
            let project_id = key.strip_prefix(&prefix)?.parse().ok()?;
            Some((project_id, serde_json::from_str(&json).ok()?))
        };
        Ok(chosen.into_iter().filter_map(read).collect())
    }
}

impl Companion {
    /// Which notifications of the project are shown; `None` as the settings say.
    pub async fn set_project_preset(
        &self,
        project_id: i64,
        preset: Option<NotifyPreset>,
    ) -> Result<(), Failure> {
        let inner = &self.inner;
        let key = format!("{}{project_id}", prefix(&inner.session()?.connection));
        let kept = match preset {
            Some(preset) => inner.store.kv().put(&key, &preset).await,
            None => inner.store.kv().delete(&key).await,
        };
        kept.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }
}

fn prefix(connection: &ConnectionRow) -> String {
    format!("notify/{}/", server_of(connection))
}
