//! Looks at one project after the other, the one that was looked at longest ago first.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::{MineLookRow, StoreError};

use super::found::Found;
use super::memory::Memory;
use super::reading::{Asker, look};
use crate::companion::Inner;
use crate::connection::catalogue;
use crate::core::allowance::Allowance;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::runs::history::SHARE;
use crate::view::Event;

/// A project is looked at so often at most.
const FRESH: TimeDelta = TimeDelta::minutes(15);

/// After a look that failed.
const AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Of the request budget, while there are projects that were never looked at: somebody waits for them.
const FIRST_SHARE: u32 = 2;

/// Set once somebody has opened the place: before that nothing is asked for it.
pub(super) const OPENED: &str = "mine.opened";

/// A project and what is known of it.
struct Next {
    look: MineLookRow,
    is_new: bool,
}

pub(crate) async fn watch(inner: Arc<Inner>) {
    let mut sessions = inner.session.subscribe();
    let mut allowance = Allowance::default();
    loop {
        let session = sessions.borrow_and_update().clone();
        let until = match &session {
            Some(session) if is_opened(&inner).await => {
                tokio::select! {
                    // What was found of another server is of no use.
                    _ = sessions.changed() => continue,
                    until = turn(&inner, session, &mut allowance) => Some(until),
                }
            }
            Some(_) | None => None,
        };
        let due = async {
            match until {
                Some(until) => inner.ports.clock.sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = due => {}
            () = inner.mine.wake.notified() => {}
            changed = sessions.changed() => if changed.is_err() { return },
        }
    }
}

async fn is_opened(inner: &Inner) -> bool {
    matches!(inner.store.kv().text(OPENED).await, Ok(Some(_)))
}

/// Looks at the project whose turn it is, where one is due; answers when to come again.
async fn turn(inner: &Inner, session: &Session, allowance: &mut Allowance) -> DateTime<Utc> {
    let now = inner.now();
    let next = match next(inner, session).await {
        Ok(Some(next)) => next,
        Ok(None) => return now + AGAIN,
        Err(error) => {
            tracing::warn!(%error, "what waits for the person could not be read");
            return now + AGAIN;
        }
    };
    let due = instant(next.look.at) + FRESH;
    // A clock that was set back makes nothing fresh.
    let is_wanted = next.look.at < *inner.mine.anew_since.borrow();
    if !next.is_new && !is_wanted && now < due && instant(next.look.at) <= now {
        return due;
    }
    let mut memory: Memory = serde_json::from_str(&next.look.memory).unwrap_or_default();
    let share = if next.is_new { FIRST_SHARE } else { SHARE };
    let mut asker = Asker { inner, session, allowance, share };
    match look(&mut asker, next.look.project_id, &mut memory).await {
        Ok(found) => {
            inner.mine.problem.send_replace(None);
            if let Err(error) = keep(inner, session, (now, next), &found, &memory).await {
                tracing::warn!(%error, "what waits for the person could not be kept");
                return inner.now() + AGAIN;
            }
            inner.emit(Event::MineChanged);
            inner.now()
        }
        Err(error) => {
            inner.mine.problem.send_replace(Some(inner.asked(session, &error)));
            inner.emit(Event::MineChanged);
            inner.now() + AGAIN
        }
    }
}

/// The project that was never looked at or longest ago. Favourites come before others that were never looked at.
async fn next(inner: &Inner, session: &Session) -> Result<Option<Next>, StoreError> {
    let connection_id = session.connection.id;
    let Ok(told) = catalogue::projects(inner, session, false).await else { return Ok(None) };
    let looks = inner.store.mine().looks(connection_id).await?;
    for gone in looks.iter().filter(|look| told.value.iter().all(|one| one.id != look.project_id)) {
        inner.store.mine().forget(connection_id, gone.project_id).await?;
    }
    let flags = inner.store.project_flags().list(connection_id).await?;
    let favourite = |id: i64| flags.iter().any(|flag| flag.project_id == id && flag.favourite);
    let known = inner.store.runs().projects(connection_id).await?;
    let order = |id: i64| (!favourite(id), !known.contains(&id), id);
    let new = told.value.iter().filter(|one| looks.iter().all(|look| look.project_id != one.id));
    if let Some(project) = new.min_by_key(|project| order(project.id)) {
        let look = MineLookRow {
            project_id: project.id,
            project_name: project.name.clone(),
            ..MineLookRow::default()
        };
        return Ok(Some(Next { look, is_new: true }));
    }
    let oldest = looks.into_iter().filter(|look| told.value.iter().any(|one| one.id == look.project_id));
    Ok(oldest.min_by_key(|look| look.at).map(|look| Next { look, is_new: false }))
}

async fn keep(
    inner: &Inner,
    session: &Session,
    (began, next): (DateTime<Utc>, Next),
    found: &[Found],
    memory: &Memory,
) -> Result<(), StoreError> {
    let connection_id = session.connection.id;
    let project = (next.look.project_id, next.look.project_name.as_str());
    let mut before = inner.store.mine().list(connection_id).await?;
    before.retain(|row| row.project_id == project.0);
    // What was there when a project is first looked at is no news.
    let owed = if next.is_new {
        store::Alongside::default()
    } else {
        inner.owe_mine(session, project, found, &before).await
    };
    let look = MineLookRow {
        at: began.timestamp_millis(),
        memory: serde_json::to_string(memory)?,
        ..next.look.clone()
    };
    let kinds: Vec<String> = found.iter().map(|found| found.kind.to_string()).collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let rows: Vec<_> = found.iter().flat_map(|found| found.rows.clone()).collect();
    inner.store.mine().replace(connection_id, &look, &kinds, &rows, &owed).await?;
    inner.owed_is_stored(&owed).await;
    Ok(())
}
