use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::compared::Pair;
use super::file::Grid;

/// More files than this nobody looks at together; each holds its index in memory.
const MOST_OPEN: usize = 8;

/// A person goes back and forth between few comparisons.
const MOST_PAIRS: usize = 3;

/// What is open.
#[derive(Default)]
pub(crate) struct Grids {
    state: Mutex<State>,
    /// One comparison at a time: two that ask for the same share one.
    pub(crate) comparing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    last_id: u32,
    /// The oldest first.
    open: VecDeque<Arc<Grid>>,
    /// The latest last.
    pairs: VecDeque<Arc<Pair>>,
}

impl Grids {
    /// Takes a grid in under a new id. Of too many the oldest is closed.
    pub(crate) fn add(&self, grid: impl FnOnce(u32) -> Grid) -> Arc<Grid> {
        let mut state = self.state();
        state.last_id = state.last_id.wrapping_add(1);
        let grid = Arc::new(grid(state.last_id));
        state.open.push_back(grid.clone());
        let oldest = if state.open.len() > MOST_OPEN { state.open.pop_front() } else { None };
        drop(state);
        if let Some(oldest) = oldest {
            oldest.close();
        }
        grid
    }

    pub(crate) fn get(&self, id: u32) -> Option<Arc<Grid>> {
        self.state().open.iter().find(|grid| grid.id == id).cloned()
    }

    /// Ends the work on a grid and lets go of its file.
    pub(crate) fn close(&self, id: u32) {
        let mut state = self.state();
        let place = state.open.iter().position(|grid| grid.id == id);
        let closed = place.and_then(|place| state.open.remove(place));
        drop(state);
        if let Some(closed) = closed {
            closed.close();
        }
    }

    pub(crate) fn pair(&self, old_id: i64, new_id: i64) -> Option<Arc<Pair>> {
        self.state().pairs.iter().find(|pair| pair.ids == (old_id, new_id)).cloned()
    }

    /// Keeps a comparison in the place of an earlier one of the same files.
    pub(crate) fn keep(&self, pair: Pair) -> Arc<Pair> {
        let pair = Arc::new(pair);
        let mut state = self.state();
        state.pairs.retain(|other| other.ids != pair.ids);
        state.pairs.push_back(pair.clone());
        if state.pairs.len() > MOST_PAIRS {
            state.pairs.pop_front();
        }
        pair
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
