//! What the bot need not remember any longer.

use chrono::TimeDelta;
use store::StoreError;

use crate::companion::Inner;

pub(super) const EVERY: TimeDelta = TimeDelta::hours(24);

/// How long a conversation that nobody goes on with is kept.
pub(crate) const CONVERSATION: TimeDelta = TimeDelta::days(7);

/// How long a stranger is left without another line.
pub(crate) const STRANGER: TimeDelta = TimeDelta::days(1);

const LOG: TimeDelta = TimeDelta::days(365);
const LOG_ROWS: u32 = 50_000;
const ANSWERED: TimeDelta = TimeDelta::days(30);
const UNANSWERED: TimeDelta = TimeDelta::days(90);

pub(super) async fn forget_the_old(inner: &Inner) {
    if let Err(error) = forget(inner).await {
        tracing::error!(%error, "what the bot need not remember could not be forgotten");
    }
    inner.forget_roster().await;
}

async fn forget(inner: &Inner) -> Result<(), StoreError> {
    let before = |age: TimeDelta| (inner.now() - age).timestamp_millis();
    let store = &inner.store;
    store.bot_log().prune(before(LOG), LOG_ROWS).await?;
    store.bot_conversations().prune(before(CONVERSATION)).await?;
    store.bot_people().prune_strangers(before(STRANGER)).await?;
    store.bot_requests().prune(before(ANSWERED), before(UNANSWERED)).await
}
