//! Once a day: a backup of the database, and what is older than the settings allow is dropped.

use std::sync::Arc;

use chrono::TimeDelta;
use store::StoreError;

use crate::companion::Inner;

pub(super) const EVERY: TimeDelta = TimeDelta::hours(24);

const INBOX_KEPT: u32 = 1_000;
/// What was told or given up.
const DELIVERIES_KEPT: TimeDelta = TimeDelta::days(30);
/// For so long a press that arrives once more is known.
const COMMANDS_KEPT: TimeDelta = TimeDelta::days(90);

pub(super) fn start(inner: &Arc<Inner>) {
    let keeper = inner.clone();
    inner.spawn(async move {
        if let Err(error) = keep(&keeper).await {
            tracing::warn!(%error, "the daily upkeep of the database failed");
        }
    });
}

async fn keep(inner: &Inner) -> Result<(), StoreError> {
    let now = inner.now();
    if let Some(path) = inner.store.backup(now).await? {
        tracing::info!(path = %path.display(), "backed the database up");
    }
    let Some(connection) = inner.store.connections().current().await? else { return Ok(()) };
    let days = i64::from(inner.settings.borrow().keep_runs_days);
    let before = now - TimeDelta::days(days);
    inner.store.runs().delete_finished_before(connection.id, before.timestamp_millis()).await?;
    inner.store.inbox().prune(connection.id, INBOX_KEPT).await?;
    inner.store.deliveries().prune((now - DELIVERIES_KEPT).timestamp_millis()).await?;
    inner.store.commands().prune((now - COMMANDS_KEPT).timestamp_millis()).await?;
    Ok(())
}
