//! Two hundred people who talk at once: each has one thing open always, until enough was answered.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use telegram_kit::{Failure, Person};

use crate::script::Step;

/// What counts of the talking.
pub(crate) struct Talked {
    pub(crate) answered: usize,
    pub(crate) took: Duration,
    /// Of each answer, shortest first.
    pub(crate) waits: Vec<Duration>,
}

/// Counts answers; the first ones warm everything up and do not count.
pub(crate) struct Gauge {
    warm_up: usize,
    enough: usize,
    count: Mutex<Count>,
}

#[derive(Default)]
struct Count {
    answered: usize,
    begun: Option<Instant>,
    over: Option<Instant>,
    waits: Vec<Duration>,
}

impl Gauge {
    pub(crate) fn new(warm_up: usize, enough: usize) -> Self {
        Self { warm_up, enough, count: Mutex::default() }
    }

    /// Everybody talks until enough was answered.
    pub(crate) async fn everybody(&self, people: &[Person], script: &[Step]) -> Result<Talked, Failure> {
        try_join_all(people.iter().map(|person| self.talk(person, script))).await?;
        let mut count = self.count();
        let mut waits = std::mem::take(&mut count.waits);
        waits.sort_unstable();
        let took = count.begun.zip(count.over).map(|(begun, over)| over - begun).unwrap_or_default();
        Ok(Talked { answered: waits.len(), took, waits })
    }

    /// True while answers count.
    pub(crate) fn is_counting(&self) -> bool {
        let count = self.count();
        count.begun.is_some() && count.over.is_none()
    }

    async fn talk(&self, person: &Person, script: &[Step]) -> Result<(), Failure> {
        for step in script.iter().cycle() {
            let wait = step.play(person).await?;
            if self.note(wait) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// True once enough was answered.
    fn note(&self, wait: Duration) -> bool {
        let mut count = self.count();
        count.answered += 1;
        if count.over.is_some() {
            return true;
        }
        if count.begun.is_some() {
            count.waits.push(wait);
        }
        let now = Instant::now();
        if count.answered == self.warm_up {
            count.begun = Some(now);
        }
        if count.answered == self.warm_up + self.enough {
            count.over = Some(now);
        }
        count.over.is_some()
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
