//! When the domain told of each run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use companion::view::Event;

#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<HashMap<i64, Vec<Instant>>>>);

impl Told {
    pub(crate) fn take_in(&self, event: Event) {
        if let Event::RunChanged { run } = event {
            self.all().entry(run.id).or_default().push(Instant::now());
        }
    }

    /// Waits until every run was told once and none was told anew for `quiet`.
    pub(crate) async fn settled(&self, runs: &HashMap<i64, i64>, quiet: Duration) {
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let told = self.all();
            let newest = told.values().filter_map(|times| times.last()).max().copied();
            if runs.values().all(|run| told.contains_key(run))
                && newest.is_some_and(|at| at.elapsed() >= quiet)
            {
                return;
            }
        }
    }

    pub(crate) fn first_after(&self, run: i64, at: Instant) -> Option<Instant> {
        self.all().get(&run)?.iter().find(|told| **told >= at).copied()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<i64, Vec<Instant>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
