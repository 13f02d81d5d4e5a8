//! Which of the updates that were heard are not answered yet. Telegram forgets an update once a later one is asked for,
//! so that one which is still being answered when the program is killed would be lost.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(crate) struct Unanswered {
    /// Those from the oldest that is not answered on, in the order of their hearing.
    heard: Mutex<VecDeque<Heard>>,
    fewer: Notify,
}

#[derive(Debug)]
struct Heard {
    number: u64,
    id: i32,
    answered: bool,
}

/// An update that is being answered: whatever becomes of that, it is answered once this is dropped.
#[derive(Debug)]
pub(crate) struct Answering {
    number: u64,
    all: Arc<Unanswered>,
}

impl Unanswered {
    pub(crate) fn take(self: &Arc<Self>, id: i32) -> Answering {
        let mut heard = self.heard();
        let number = heard.back().map_or(0, |last| last.number + 1);
        heard.push_back(Heard { number, id, answered: false });
        Answering { number, all: self.clone() }
    }

    pub(crate) fn oldest(&self) -> Option<i32> {
        self.heard().front().map(|heard| heard.id)
    }

    pub(crate) fn count(&self) -> usize {
        self.heard().iter().filter(|heard| !heard.answered).count()
    }

    /// Waits until no more than `most` are unanswered.
    pub(crate) async fn at_most(&self, most: usize) {
        loop {
            let fewer = self.fewer.notified();
            if self.count() <= most {
                return;
            }
            fewer.await;
        }
    }

    fn answered(&self, number: u64) {
        let mut heard = self.heard();
        if let Ok(at) = heard.binary_search_by_key(&number, |heard| heard.number) {
            heard[at].answered = true;
        }
        while heard.front().is_some_and(|heard| heard.answered) {
            heard.pop_front();
        }
        drop(heard);
        self.fewer.notify_waiters();
    }

    fn heard(&self) -> MutexGuard<'_, VecDeque<Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.all.answered(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_answered_out_of_turn_waits_for_what_came_before() {
        let all = Arc::new(Unanswered::default());
        let [first, second, third] = [7, 8, 9].map(|id| all.take(id));
        assert_eq!((all.oldest(), all.count()), (Some(7), 3));
        drop(second);
        assert_eq!((all.oldest(), all.count()), (Some(7), 2));
        drop(first);
        assert_eq!((all.oldest(), all.count()), (Some(9), 1));
        drop(third);
        assert_eq!((all.oldest(), all.count()), (None, 0));
        let lower = all.take(3);
        assert_eq!(all.oldest(), Some(3), "ids may begin anew");
        drop(lower);
        assert!(all.heard().is_empty());
    }

    #[tokio::test]
    async fn who_waits_for_answers_goes_on_with_the_last_that_it_waits_for() {
        let all = Arc::new(Unanswered::default());
        let [first, second] = [1, 2].map(|id| all.take(id));
        let answering = async {
            tokio::task::yield_now().await;
            drop(first);
            tokio::task::yield_now().await;
            drop(second);
        };
        tokio::join!(all.at_most(1), all.at_most(0), answering);
        assert_eq!(all.count(), 0);
    }
}
