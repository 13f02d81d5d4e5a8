use chrono::TimeDelta;
use testops::{Client, PageRequest};

use crate::Companion;
use crate::core::ports::Clock;
use crate::launches::WAITS;
use crate::texts::Undecided;
use crate::triage::reading::At;
use crate::view::{
    Done, Effect, Event, Failure, LaunchAct, LaunchActOutcome, LaunchActRequest, RulesApplied,
};

/// How long the count of unexplained failures has to stay as it is to count as final, in milliseconds.
const STILL: i64 = 3_000;

impl Companion {
    /// Opens the run's closed launch again, so that its results can be changed: the act of the same name on its launch.
    pub async fn reopen_launch(&self, key: String, run_id: i64) -> Result<Done, Failure> {
        let (_, at) = self.launch_of(run_id).await?;
        let act = LaunchAct::Reopen;
        let request = LaunchActRequest { project_id: at.project_id, launch_ids: vec![at.launch_id], act };
        let (items, problem) = match self.act_on_launches(key, request).await? {
            LaunchActOutcome::Refused { why } => return Ok(Done::NotPossible { why }),
            LaunchActOutcome::Done { items, problem } => (items, problem),
        };
        let why = match items.first().map(|item| item.effect) {
            Some(Effect::Took | Effect::AlreadySo) => return Ok(Done::Done),
            Some(Effect::NotTaken) => Undecided::StaysClosed,
            Some(Effect::Gone) | None => Undecided::LaunchGone,
        };
        Ok(Done::NotPossible { why: problem.unwrap_or_else(|| self.inner.texts().undecided(&why)) })
    }

    /// Has the rules of the project's open defects meet the failures of the run anew, and tells what they explain.
    pub async fn apply_rules(&self, run_id: i64) -> Result<RulesApplied, Failure> {
        let inner = &self.inner;
        let (session, at) = self.launch_of(run_id).await?;
        let _one_at_a_time = inner.deciding.lock().await;
        if let Some(why) = inner.barred(&session, at).await? {
            let closed = why == Undecided::LaunchClosed;
            return Ok(RulesApplied::Refused { why: inner.texts().undecided(&why), closed });
        }
        let applied = apply(&session.client, &*inner.ports.clock, at).await;
        inner.read_tests.send_replace(None);
        inner.emit(Event::DecisionsChanged { run_id });
        applied.map_err(|error| inner.asked(&session, &error))
    }
}

async fn apply(client: &Client, clock: &dyn Clock, at: At) -> testops::Result<RulesApplied> {
    let before = unexplained(client, at).await?;
    client.apply_defects(at.launch_id).await?;
    let mut count = Count { before, left: before, still: 0 };
    for wait in WAITS {
        clock.sleep_until(clock.now() + TimeDelta::milliseconds(wait)).await;
        count.read(unexplained(client, at).await?, wait);
        if count.is_final() {
            break;
        }
    }
    let Count { before, left, .. } = count;
    Ok(RulesApplied::Applied { explained: before.saturating_sub(left), left, settled: count.is_still() })
}

/// The unexplained failures, as they are counted again and again: the server applies the rules some time after it answered,
/// and does not say when it is through.
struct Count {
    before: u64,
    left: u64,
    /// For how long it has been the same, in milliseconds.
    still: i64,
}

impl Count {
    fn read(&mut self, left: u64, waited: i64) {
        self.still = if left == self.left { self.still + waited } else { 0 };
        self.left = left;
    }

    fn is_still(&self) -> bool {
        self.left == 0 || self.still >= STILL
    }

    /// Where nothing is explained so far, the rules may not have begun.
    fn is_final(&self) -> bool {
        self.left < self.before && self.is_still() || self.left == 0
    }
}

async fn unexplained(client: &Client, at: At) -> testops::Result<u64> {
    let page = client.unresolved_results(at.launch_id, PageRequest::first(1)).await?;
    Ok(page.total.unwrap_or(page.items.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(before: u64, counts: &[u64]) -> (bool, bool) {
        let mut count = Count { before, left: before, still: 0 };
        for (left, wait) in counts.iter().zip(WAITS) {
            count.read(*left, wait);
        }
        (count.is_final(), count.is_still())
    }

    #[test]
    fn the_rules_are_through_once_the_count_fell_and_rests() {
        for (before, counts, read_as) in [
            // Two equal counts say nothing: the rules may not have begun.
            (5, &[5, 5][..], (false, false)),
            (5, &[5, 5, 3], (false, false)),
            (5, &[5, 5, 3, 3], (false, false)),
            (5, &[5, 5, 3, 3, 3], (true, true)),
            (5, &[3, 3, 2, 2], (false, false)),
            (5, &[5, 0], (true, true)),
            (0, &[0], (true, true)),
            // They explain nothing: the looks go on to the last.
            (5, &[5, 5, 5, 5, 5, 5], (false, true)),
            (5, &[5, 5, 5, 5, 5, 4], (false, false)),
        ] {
            assert_eq!(read(before, counts), read_as, "{before} {counts:?}");
        }
    }
}
