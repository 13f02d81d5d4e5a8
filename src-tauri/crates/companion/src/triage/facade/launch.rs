use chrono::TimeDelta;
use testops::{Client, PageRequest, Permission};

use crate::Companion;
use crate::core::ports::Clock;
use crate::runs::{Message, reopen};
use crate::texts::Undecided;
use crate::triage::reading::At;
use crate::view::{Done, Event, Failure, RulesApplied};

/// How long the count of unexplained failures has to stay as it is to count as final.
const STEP: TimeDelta = TimeDelta::milliseconds(700);

/// So often it is read at most.
const LOOKS: u32 = 20;

impl Companion {
    /// Opens the run's closed launch again, so that its results can be changed, and waits until the server says that it is
    /// open.
    pub async fn reopen_launch(&self, run_id: i64) -> Result<Done, Failure> {
        let inner = &self.inner;
        let (session, at) = self.launch_of(run_id).await?;
        let not_possible = |why: &Undecided| Ok(Done::NotPossible { why: inner.texts().undecided(why) });
        let rights = session.client.permissions(at.project_id).await;
        if !rights.map_err(|error| inner.asked(&session, &error))?.contains(&Permission::Write) {
            return not_possible(&Undecided::NoRights);
        }
        let opened = reopen(&session.client, &*inner.ports.clock, at.launch_id).await;
        if !opened.map_err(|error| inner.asked(&session, &error))? {
            return not_possible(&Undecided::StaysClosed);
        }
        inner.ask_runs(|reply| Message::Reopened { run_id, reply }).await?;
        Ok(Done::Done)
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
    let (mut left, mut settled) = (unexplained(client, at).await?, false);
    for _ in 0..LOOKS {
        clock.sleep_until(clock.now() + STEP).await;
        let next = unexplained(client, at).await?;
        settled = next == left;
        left = next;
        if settled {
            break;
        }
    }
    Ok(RulesApplied::Applied { explained: before.saturating_sub(left), left, settled })
}

async fn unexplained(client: &Client, at: At) -> testops::Result<u64> {
    let page = client.unresolved_results(at.launch_id, PageRequest::first(1)).await?;
    Ok(page.total.unwrap_or(page.items.len() as u64))
}
