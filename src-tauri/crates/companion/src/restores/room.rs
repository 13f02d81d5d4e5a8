//! Looks and restores, while the program runs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::look::Seen;
use crate::companion::Inner;
use crate::view::{Event, RestoreLook, RestoreState, RestoreView};

/// What goes on is told at most so often.
const TOLD: TimeDelta = TimeDelta::milliseconds(400);

#[derive(Default)]
pub(crate) struct Restores {
    looks: Mutex<BTreeMap<i64, Look>>,
    held: Mutex<BTreeMap<i64, Held>>,
    /// One begins at a time.
    pub(super) beginning: tokio::sync::Mutex<()>,
}

/// The newest look at a project.
#[derive(Clone)]
pub(super) struct Look {
    pub(super) server: String,
    pub(super) shown: RestoreLook,
    pub(super) seen: Option<Arc<Seen>>,
    /// Tells it from an earlier one.
    pub(super) number: u64,
    pub(super) stop: CancellationToken,
}

/// A restore that is under way, or was.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) server: String,
    pub(super) view: RestoreView,
    pub(super) stop: CancellationToken,
    told_at: DateTime<Utc>,
}

impl Held {
    pub(super) fn new(server: String, view: RestoreView, stop: CancellationToken) -> Self {
        Self { server, view, stop, told_at: DateTime::UNIX_EPOCH }
    }
}

impl Restores {
    pub(super) fn looks(&self) -> MutexGuard<'_, BTreeMap<i64, Look>> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn held(&self) -> MutexGuard<'_, BTreeMap<i64, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn is_under_way(state: &RestoreState) -> bool {
    match state {
        RestoreState::Writing | RestoreState::Checking | RestoreState::Pausing => true,
        RestoreState::Paused | RestoreState::Stopped { .. } | RestoreState::Done => false,
    }
}

/// Changes what is shown of a restore, and tells it where that was not done just before.
pub(super) fn tell(inner: &Inner, id: i64, now: bool, change: impl FnOnce(&mut RestoreView)) {
    let at = inner.now();
    let is_told = {
        let mut held = inner.restores.held();
        let Some(held) = held.get_mut(&id) else { return };
        change(&mut held.view);
        let is_due = now || (at - held.told_at).abs() >= TOLD;
        if is_due {
            held.told_at = at;
        }
        is_due
    };
    if is_told {
        inner.emit(Event::RestoresChanged);
    }
}

/// Changes the newest look at a project, unless another one has begun.
pub(super) fn tell_look(inner: &Inner, project_id: i64, number: u64, change: impl FnOnce(&mut Look)) {
    {
        let mut looks = inner.restores.looks();
        let Some(look) = looks.get_mut(&project_id).filter(|look| look.number == number) else { return };
        change(look);
    }
    inner.emit(Event::RestoresChanged);
}
