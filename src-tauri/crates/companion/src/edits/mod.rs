//! Small edits of test cases on the server, and test cases that are added.
//!
//! An edit is prepared from a fresh reading (`preview.rs`), stored with how each test case was and what it is to be, and
//! then written one test case after the other (`writing.rs`): one that somebody changed meanwhile is left alone, the server
//! keeps a version of the others first where it can, and what came of it is judged only from reading back. Taking an edit
//! back is an edit too (`undo.rs`).

mod adding;
mod facade;
mod preview;
mod reading;
mod rewritten;
mod task;
mod undo;
mod values;
mod view;
mod wish;
mod writing;

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::preview::Previewed;
use crate::view::EditState;

/// Edits, while the program runs.
#[derive(Default)]
pub(crate) struct Edits {
    previews: Mutex<VecDeque<Arc<Previewed>>>,
    /// Of the newest preview.
    number: AtomicU32,
    held: Mutex<BTreeMap<i64, Held>>,
    /// One begins at a time.
    beginning: tokio::sync::Mutex<()>,
}

/// An edit that is under way, or was.
struct Held {
    state: EditState,
}

impl Edits {
    fn previews(&self) -> MutexGuard<'_, VecDeque<Arc<Previewed>>> {
        self.previews.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<i64, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_under_way(&self, id: i64) -> bool {
        self.held().get(&id).is_some_and(|held| held.state == EditState::Writing)
    }
}
