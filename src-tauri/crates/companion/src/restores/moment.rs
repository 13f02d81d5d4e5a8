//! A project as the server has it at this moment: an export of our own, with the columns that a copy has.

use std::path::Path;

use casebook::Loose;
use chrono::TimeDelta;
use testops::{ExportOrder, ExportStatus, Selection};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use super::columns::specs;
use crate::companion::Inner;
use crate::core::session::Session;
use crate::exports::Problem;
use crate::view::ExportColumn;

const FIRST_WAIT: TimeDelta = TimeDelta::milliseconds(200);
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(2);
/// How long a server may prepare a file; the waits are counted, not the clock.
const PATIENCE: TimeDelta = TimeDelta::minutes(60);
/// So many test cases are named one by one; where there are more, the server writes all of the project.
const NAMED: usize = 500;

pub(super) struct Wanted<'a> {
    pub(super) server: &'a str,
    pub(super) project_id: i64,
    /// None for all.
    pub(super) cases: &'a [i64],
    pub(super) columns: &'a [ExportColumn],
}

/// Writes it into `file`, over what was there, and reads where each test case stands in it.
pub(super) async fn moment(
    inner: &Inner,
    session: &Session,
    wanted: &Wanted<'_>,
    file: &Path,
) -> Result<Loose, Problem> {
    let cases = if wanted.cases.len() <= NAMED { wanted.cases.to_vec() } else { Vec::new() };
    let selection = Selection { project_id: wanted.project_id, cases, ..Selection::default() };
    let client = &session.client;
    let before = client.count_cases(&selection).await?;
    let order = ExportOrder {
        name: format!("companion-{}", Uuid::new_v4().simple()),
        selection,
        columns: specs(wanted.columns),
        separator: ";".to_owned(),
        with_headers: true,
    };
    // Noted before it is asked, so that it is deleted on the server whatever happens.
    let requests = inner.store.export_requests();
    let now = inner.now().timestamp_millis();
    let noted = requests.intend(wanted.server, wanted.project_id, &order.name, now).await?;
    let came = come(inner, session, &order, noted, file).await;
    requests.over(noted).await?;
    let loose = came?;
    let rows = loose.ids().count() as u64;
    if rows != before {
        let again = client.count_cases(&order.selection).await?;
        if !(before.min(again)..=before.max(again)).contains(&rows) {
            return Err(Problem::WrongCount(rows, again));
        }
    }
    Ok(loose)
}

async fn come(
    inner: &Inner,
    session: &Session,
    order: &ExportOrder,
    noted: i64,
    file: &Path,
) -> Result<Loose, Problem> {
    let client = &session.client;
    let request = client.request_export(order).await?;
    inner.store.export_requests().asked(noted, request.id).await?;
    ready(inner, session, request.id).await?;
    let mut download = client.download_export(request.id).await?;
    if let Some(folder) = file.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let mut written = tokio::fs::File::create(file).await?;
    while let Some(piece) = download.chunk().await? {
        written.write_all(&piece).await?;
    }
    written.flush().await?;
    if client.delete_export(request.id).await.is_ok() {
        inner.store.export_requests().forget(noted).await?;
    }
    let path = file.to_owned();
    let read = inner.tasks.spawn_blocking(move || Loose::read(&path, b';')).await;
    read.map_err(|_| Problem::Internal)?.map_err(|error| Problem::Disk(std::io::Error::other(error)))
}

async fn ready(inner: &Inner, session: &Session, request_id: i64) -> Result<(), Problem> {
    let (mut wait, mut waited) = (FIRST_WAIT, TimeDelta::zero());
    while waited < PATIENCE {
        let request = session.client.export_request(request_id).await?;
        match request.status {
            ExportStatus::Ready => return Ok(()),
            ExportStatus::Failed => return Err(Problem::NotPrepared(request.error_message)),
            ExportStatus::Queued | ExportStatus::Other(_) => {}
        }
        inner.ports.clock.sleep_until(inner.now() + wait).await;
        waited += wait;
        wait = (wait * 3 / 2).min(LONGEST_WAIT);
    }
    Err(Problem::Slow)
}
