//! Requests that nobody needs any more are deleted on the server, also those whose answer was lost.

use std::sync::Arc;

use chrono::TimeDelta;
use futures::stream::{self, StreamExt as _};
use store::ExportRequestRow;
use testops::{Client, Error, ErrorKind, PageRequest};

use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::session::Session;

/// A server that does not delete for so long keeps what it has.
const GIVE_UP: TimeDelta = TimeDelta::days(7);

const AT_A_TIME: usize = 4;

/// The newest requests among which a lost one is looked for.
const PAGE: u32 = 100;

/// Answers whether something is left.
pub(super) async fn delete(inner: &Arc<Inner>, session: &Session, server: &str) -> bool {
    let rows = inner.store.export_requests().left_over(server).await.unwrap_or_default();
    let results: Vec<bool> = stream::iter(rows)
        .map(|row| async move {
            let old = inner.now() - instant(row.asked_at) > GIVE_UP;
            let deleted = delete_one(&session.client, &row).await;
            if let Err(error) = &deleted {
                tracing::info!(%error, request = row.id, "a request stays on the server for now");
            }
            if deleted.is_err() && !old {
                return true;
            }
            inner.store.export_requests().forget(row.id).await.is_err()
        })
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await;
    results.contains(&true)
}

async fn delete_one(client: &Client, row: &ExportRequestRow) -> Result<(), Error> {
    let ids = if let Some(id) = row.request_id {
        vec![id]
    } else {
        let page = client.export_requests(row.project_id, PageRequest::first(PAGE)).await?;
        let same = page.items.into_iter().filter(|request| request.name.as_ref() == Some(&row.name));
        same.map(|request| request.id).collect()
    };
    for id in ids {
        match client.delete_export(id).await {
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound { .. }) => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
