use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use table::{Cancel, Table, View};

/// Rows may still be asked for with a view that was just replaced.
const MOST_VIEWS: usize = 4;

/// An open file.
pub(crate) struct Grid {
    /// Until it is closed.
    pub(crate) id: u32,
    pub(crate) path: PathBuf,
    pub(crate) table: Table,
    /// Whether the first record names the columns.
    pub(crate) headers: bool,
    /// Of the index.
    indexing: Cancel,
    asked: Mutex<Asked>,
}

#[derive(Default)]
struct Asked {
    /// Of the query under way.
    querying: Cancel,
    last_view: u32,
    views: VecDeque<(u32, View)>,
}

impl Grid {
    pub(crate) fn new(id: u32, path: PathBuf, table: Table, headers: bool) -> Self {
        Self { id, path, table, headers, indexing: Cancel::new(), asked: Mutex::default() }
    }

    /// Begins a query: the one under way is overtaken.
    pub(crate) fn ask(&self) -> Cancel {
        let mut asked = self.asked();
        asked.querying.cancel();
        asked.querying = Cancel::new();
        asked.querying.clone()
    }

    /// The latest view, to begin the next one with.
    pub(crate) fn latest(&self) -> Option<View> {
        self.asked().views.back().map(|(_, view)| view.clone())
    }

    /// Keeps what a query found; `None` when a later query has begun meanwhile.
    pub(crate) fn keep(&self, view: View, query: &Cancel) -> Option<u32> {
        let mut asked = self.asked();
        if query.is_cancelled() {
            return None;
        }
        asked.last_view = asked.last_view.wrapping_add(1);
        let number = asked.last_view;
        asked.views.push_back((number, view));
        if asked.views.len() > MOST_VIEWS {
            asked.views.pop_front();
        }
        Some(number)
    }

    pub(crate) fn view(&self, number: u32) -> Option<View> {
        self.asked().views.iter().find(|(kept, _)| *kept == number).map(|(_, view)| view.clone())
    }

    pub(crate) fn indexing(&self) -> Cancel {
        self.indexing.clone()
    }

    /// Ends all work on it; what others still hold of the table goes when they let it go.
    pub(crate) fn close(&self) {
        self.indexing.cancel();
        self.asked().querying.cancel();
    }

    fn asked(&self) -> std::sync::MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
