//! The requests of a rerun: through each job run of the launch, which is reopened first where it was closed.

use chrono::TimeDelta;
use testops::{Client, Error, Sent, aql};

use crate::core::ports::Clock;

/// How often, and in what steps, a reopened launch is waited for: the server does it in its own time.
const REOPEN_LOOKS: u32 = 20;
const REOPEN_STEP: TimeDelta = TimeDelta::milliseconds(500);

/// What came of it.
#[derive(Debug)]
pub(crate) enum Reran {
    Began,
    /// Something may have begun, and an answer was lost or a part was refused.
    Perhaps(Error),
    /// Nothing began.
    Refused(Error),
    /// The launch has no job run that could run anything.
    NoJobRuns,
    /// The server took the reopening and does not carry it out; nothing was rerun.
    StaysClosed,
}

/// Asks for the failed and broken tests of a launch. Each request is sent once.
pub(crate) async fn failed_tests(client: &Client, clock: &dyn Clock, launch_id: i64) -> Reran {
    let job_runs = match client.launch_job_runs(launch_id).await {
        Ok(job_runs) if job_runs.is_empty() => return Reran::NoJobRuns,
        Ok(job_runs) => job_runs,
        Err(error) => return Reran::Refused(error),
    };
    match reopen(client, clock, launch_id).await {
        Ok(true) => {}
        Ok(false) => return Reran::StaysClosed,
        Err(error) => return Reran::Refused(error),
    }
    let rql = format!("status in {}", aql::list(["failed", "broken"]));
    let mut may_run = false;
    for job_run in &job_runs {
        if let Err(error) = client.rerun_job_run(job_run.id, &rql).await {
            let begun = may_run || error.sent() == Sent::Maybe;
            return if begun { Reran::Perhaps(error) } else { Reran::Refused(error) };
        }
        may_run = true;
    }
    Reran::Began
}

/// A closed launch takes no results. Whether it is open in the end.
async fn reopen(client: &Client, clock: &dyn Clock, launch_id: i64) -> Result<bool, Error> {
    if !client.launch(launch_id).await?.closed {
        return Ok(true);
    }
    client.reopen_launch(launch_id).await?;
    for _ in 0..REOPEN_LOOKS {
        if !client.launch(launch_id).await?.closed {
            return Ok(true);
        }
        clock.sleep_until(clock.now() + REOPEN_STEP).await;
    }
    Ok(false)
}
