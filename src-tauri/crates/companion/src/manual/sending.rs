//! Sends what was decided, one test at a time and in the order in which it was decided.

use std::sync::Arc;

use chrono::TimeDelta;
use store::{ManualResultRow, StoreError};
use testops::{Error, ErrorKind, FilePart, Sent, TestResult};
use tokio::sync::{Notify, watch};

use super::pictures;
use super::verdict::{Kept, KeptPicture, Next, Why};
use crate::companion::Inner;
use crate::core::session::Session;
use crate::view::{Event, Failure, MineKind};

/// After a try that came to nothing.
const AGAIN: TimeDelta = TimeDelta::seconds(30);

/// What servers answer before it shows.
const SETTLES: TimeDelta = TimeDelta::seconds(2);

/// What was sent is remembered for so long.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

#[derive(Default)]
pub(crate) struct Manual {
    /// Something was decided, or somebody wants it sent now.
    pub(super) wake: Notify,
    /// Why nothing could be sent.
    pub(super) problem: watch::Sender<Option<Failure>>,
}

/// Why a decision is not settled yet.
enum Unsettled {
    /// The server cannot be asked just now.
    Server(Box<Error>),
    Store(StoreError),
}

impl From<StoreError> for Unsettled {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Error> for Unsettled {
    fn from(error: Error) -> Self {
        Self::Server(Box::new(error))
    }
}

pub(crate) async fn send(inner: Arc<Inner>) {
    tidy(&inner).await;
    let mut sessions = inner.session.subscribe();
    let mut link = inner.link.subscribe();
    loop {
        let session = sessions.borrow_and_update().clone();
        let again = match &session {
            Some(session) => {
                tokio::select! {
                    // What was asked meanwhile is looked up once its connection is back.
                    _ = sessions.changed() => continue,
                    again = turn(&inner, session) => again,
                }
            }
            None => false,
        };
        let due = async {
            if again {
                inner.ports.clock.sleep_until(inner.now() + AGAIN).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = due => {}
            () = inner.manual.wake.notified() => {}
            _ = link.changed(), if again => {}
            changed = sessions.changed() => if changed.is_err() { return },
        }
    }
}

/// Forgets what was sent long ago, and pictures that belong to nothing.
async fn tidy(inner: &Inner) {
    let results = inner.store.manual_results();
    if let Err(error) = results.prune((inner.now() - REMEMBERED).timestamp_millis()).await {
        tracing::warn!(%error, "old manual results could not be forgotten");
    }
    let Ok(keys) = results.all_unsent().await else { return };
    let data_dir = inner.ports.data_dir.clone();
    let cleared = inner.tasks.spawn_blocking(move || pictures::clear(&data_dir, &keys)).await;
    if let Ok(Err(error)) = cleared {
        tracing::warn!(%error, "pictures that nobody needs could not be removed");
    }
}

/// Sends all that waits; whether something is left.
async fn turn(inner: &Inner, session: &Session) -> bool {
    let rows = match inner.store.manual_results().open(session.connection.id).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "manual results could not be read");
            return true;
        }
    };
    let mut left = false;
    for row in rows {
        let (id, launch_id) = (row.id, row.launch_id);
        let settled = settle(inner, session, row).await;
        match settled {
            Ok(()) => {
                if !left {
                    inner.manual.problem.send_replace(None);
                }
                inner.emit(Event::ManualChanged { launch_id });
            }
            Err(Unsettled::Store(error)) => {
                tracing::warn!(%error, id, "how far a manual result came could not be kept");
                return true;
            }
            Err(Unsettled::Server(error)) => {
                tracing::info!(%error, id, "a manual result waits for the server");
                inner.manual.problem.send_replace(Some(inner.asked(session, &error)));
                inner.emit(Event::ManualChanged { launch_id });
                left = true;
                // A server that breaks over one result may take the others.
                if !matches!(error.kind(), ErrorKind::Server { .. }) {
                    return true;
                }
            }
        }
    }
    left
}

async fn settle(inner: &Inner, session: &Session, mut row: ManualResultRow) -> Result<(), Unsettled> {
    let Ok(kept) = serde_json::from_str::<Kept>(&row.verdict) else {
        return conclude(inner, &mut row, "refused", Some(&Why::Rejected { words: None })).await;
    };
    let mut pictures: Vec<KeptPicture> = serde_json::from_str(&row.pictures).unwrap_or_default();
    let result = match session.client.test_result(row.result_id).await {
        Ok(result) => result,
        Err(error) => return refused(inner, &mut row, error).await,
    };
    match kept.next(row.state == "asked", &result) {
        Next::Send => {}
        Next::Took => return took(inner, session, &mut row, &kept, &result).await,
        Next::NotTaken(why) => return not_taken(inner, &mut row, &why).await,
    }
    for n in 0..pictures.len() {
        if let Err(error) = add_picture(inner, session, &mut row, &mut pictures, n).await? {
            return match error {
                NoPicture::Gone => conclude(inner, &mut row, "refused", Some(&Why::NoPicture)).await,
                NoPicture::Server(error) => refused(inner, &mut row, *error).await,
            };
        }
    }
    let Some(sent) = kept.to_send(&pictures) else {
        return conclude(inner, &mut row, "refused", Some(&Why::Rejected { words: None })).await;
    };
    let before = std::mem::replace(&mut row.state, "asked".to_owned());
    inner.store.manual_results().came(&row).await?;
    let answer = session.client.resolve_result(row.result_id, &sent).await;
    if let Err(error) = &answer
        && error.sent() == Sent::No
    {
        row.state = before;
        inner.store.manual_results().came(&row).await?;
    }
    match answer {
        Err(error) if error.sent() == Sent::No => refused(inner, &mut row, error).await,
        Ok(()) => read_back(inner, session, &mut row, &kept).await,
        Err(error) => {
            let result = session.client.test_result(row.result_id).await?;
            match kept.next(true, &result) {
                // It is looked up once more before it is sent again.
                Next::Send => Err(error.into()),
                Next::Took => took(inner, session, &mut row, &kept, &result).await,
                Next::NotTaken(why) => not_taken(inner, &mut row, &why).await,
            }
        }
    }
}

/// What came of it where the server said yes.
async fn read_back(
    inner: &Inner,
    session: &Session,
    row: &mut ManualResultRow,
    kept: &Kept,
) -> Result<(), Unsettled> {
    let mut result = session.client.test_result(row.result_id).await?;
    if kept.next(true, &result) == Next::Send && !kept.took_without_message(&result) {
        inner.ports.clock.sleep_until(inner.now() + SETTLES).await;
        result = session.client.test_result(row.result_id).await?;
    }
    match kept.next(true, &result) {
        Next::Took => took(inner, session, row, kept, &result).await,
        Next::Send if kept.took_without_message(&result) => {
            conclude(inner, row, "sent", Some(&Why::MessageLost)).await
        }
        Next::Send => conclude(inner, row, "refused", Some(&Why::NoEffect)).await,
        Next::NotTaken(why) => not_taken(inner, row, &why).await,
    }
}

/// It is there; whether its steps are is told beside it.
async fn took(
    inner: &Inner,
    session: &Session,
    row: &mut ManualResultRow,
    kept: &Kept,
    result: &TestResult,
) -> Result<(), Unsettled> {
    let mut why = None;
    if !kept.steps.is_empty() && session.client.result_steps(result.id).await?.is_empty() {
        why = Some(Why::StepsLost);
    }
    conclude(inner, row, "sent", why.as_ref()).await
}

async fn not_taken(inner: &Inner, row: &mut ManualResultRow, why: &Why) -> Result<(), Unsettled> {
    let state = match why {
        Why::Theirs { .. } | Why::Replaced => "conflict",
        Why::Gone
        | Why::Closed
        | Why::NoRights
        | Why::NoEffect
        | Why::Rejected { .. }
        | Why::NoPicture
        | Why::MessageLost
        | Why::StepsLost => "refused",
    };
    conclude(inner, row, state, Some(why)).await
}

/// A certain no ends it; anything else is waited for.
async fn refused(inner: &Inner, row: &mut ManualResultRow, error: Error) -> Result<(), Unsettled> {
    let why = match error.kind() {
        ErrorKind::NotFound { .. } => Why::Gone,
        ErrorKind::Forbidden { .. } => Why::NoRights,
        ErrorKind::Rejected { status: 423, .. } => Why::Closed,
        ErrorKind::Conflict { message } | ErrorKind::Rejected { message, .. } => {
            Why::Rejected { words: message.clone() }
        }
        ErrorKind::Config
        | ErrorKind::Unreachable { .. }
        | ErrorKind::Certificate { .. }
        | ErrorKind::Proxy { .. }
        | ErrorKind::Timeout { .. }
        | ErrorKind::Unauthorized { .. }
        | ErrorKind::TooManyRequests { .. }
        | ErrorKind::Server { .. }
        | ErrorKind::Redirected { .. }
        | ErrorKind::Html { .. }
        | ErrorKind::EmptyAnswer { .. }
        | ErrorKind::Cut
        | ErrorKind::Encoding { .. }
        | ErrorKind::Shape { .. }
        | ErrorKind::TooLarge { .. }
        | ErrorKind::EndlessPages { .. } => return Err(error.into()),
    };
    conclude(inner, row, "refused", Some(&why)).await
}

async fn conclude(
    inner: &Inner,
    row: &mut ManualResultRow,
    state: &str,
    why: Option<&Why>,
) -> Result<(), Unsettled> {
    state.clone_into(&mut row.state);
    row.why = why.and_then(|why| serde_json::to_string(why).ok());
    row.settled_at = Some(inner.now().timestamp_millis());
    inner.store.manual_results().came(row).await?;
    if state == "sent" {
        inner.forget_pictures(&row.key).await;
        let kind = MineKind::Manual.to_string();
        if let Err(error) = inner.store.mine().done(row.connection_id, &kind, row.result_id).await {
            tracing::warn!(%error, "a test that is done still waits in Mine until the next look");
        }
        inner.emit(Event::MineChanged);
    }
    Ok(())
}

enum NoPicture {
    /// It is not on the disk any more.
    Gone,
    Server(Box<Error>),
}

/// Has the server take a picture once. Where an answer was lost, the files of the result tell by its name whether it is there.
async fn add_picture(
    inner: &Inner,
    session: &Session,
    row: &mut ManualResultRow,
    pictures: &mut [KeptPicture],
    n: usize,
) -> Result<Result<(), NoPicture>, Unsettled> {
    if pictures[n].id.is_some() {
        return Ok(Ok(()));
    }
    let name = pictures[n].name.clone();
    if pictures[n].asked {
        pictures[n].id = find(session, row.result_id, &name).await?;
        if pictures[n].id.is_some() {
            note(inner, row, pictures).await?;
            return Ok(Ok(()));
        }
    }
    let path = pictures::folder(&inner.ports.data_dir, &row.key).join(&name);
    let Ok(size) = tokio::fs::metadata(&path).await.map(|file| file.len()) else {
        return Ok(Err(NoPicture::Gone));
    };
    pictures[n].asked = true;
    note(inner, row, pictures).await?;
    let part = FilePart { content_type: pictures::media_type(&name), name: name.clone(), path, size };
    match session.client.attach_to_result(row.result_id, vec![part]).await {
        Ok(rows) => pictures[n].id = rows.first().map(|row| row.id),
        Err(error) if error.sent() == Sent::No => {
            pictures[n].asked = false;
            note(inner, row, pictures).await?;
            return Ok(Err(NoPicture::Server(Box::new(error))));
        }
        // The next try looks for it first.
        Err(error) => return Err(error.into()),
    }
    if pictures[n].id.is_none() {
        pictures[n].id = find(session, row.result_id, &name).await?;
    }
    note(inner, row, pictures).await?;
    Ok(Ok(()))
}

async fn find(session: &Session, result_id: i64, name: &str) -> Result<Option<i64>, Error> {
    let files = session.client.result_attachments(result_id).await?;
    Ok(files.iter().find(|file| file.name == name).map(|file| file.id))
}

async fn note(inner: &Inner, row: &mut ManualResultRow, pictures: &[KeptPicture]) -> Result<(), StoreError> {
    row.pictures = serde_json::to_string(pictures)?;
    inner.store.manual_results().came(row).await
}

impl Inner {
    pub(super) async fn forget_pictures(&self, key: &str) {
        let (data_dir, key) = (self.ports.data_dir.clone(), key.to_owned());
        let removed = self.tasks.spawn_blocking(move || pictures::remove(&data_dir, &key)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(%error, "pictures that are not needed any more could not be removed");
        }
    }
}
