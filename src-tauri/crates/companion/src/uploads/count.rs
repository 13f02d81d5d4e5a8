//! What a launch holds, once the server has read what was sent.

use chrono::TimeDelta;
use testops::Client;
use tokio_util::sync::CancellationToken;

use crate::core::ports::Clock;
use crate::uploads::end::{Doubt, Halt};

/// How long the server may read what was sent.
const READING: TimeDelta = TimeDelta::minutes(30);
/// How long a change of the launch may take to be seen.
const LAG: TimeDelta = TimeDelta::seconds(3);

/// What became of a batch whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    Arrived,
    NotArrived,
    Unclear,
}

/// `before` and `now` are what the launch held; `results` is how many are in the batch. Of a batch without results nothing
/// tells: its files may go again, since none of them is counted.
pub(crate) fn settled(before: u64, results: u64, now: u64) -> Settled {
    if now == before {
        Settled::NotArrived
    } else if now == before + results {
        Settled::Arrived
    } else {
        Settled::Unclear
    }
}

pub(crate) struct Counting<'a> {
    pub(crate) client: &'a Client,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) project_id: i64,
    pub(crate) launch_id: i64,
    /// Ends the counting.
    pub(crate) stop: &'a CancellationToken,
}

/// Leaves off what is waited for when a person stops the upload; only for what may be left off.
pub(crate) async fn heeding<T>(
    stop: &CancellationToken,
    work: impl Future<Output = Result<T, Halt>>,
) -> Result<T, Halt> {
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(Halt::Paused),
        done = work => done,
    }
}

impl Counting<'_> {
    /// How many results the launch holds, earlier attempts included, once the server has read all and two looks agree.
    pub(crate) async fn all(&self) -> Result<u64, Halt> {
        heeding(self.stop, self.settled()).await
    }

    async fn settled(&self) -> Result<u64, Halt> {
        self.ready().await?;
        let mut seen = self.now().await?;
        let until = self.clock.now() + READING;
        while self.clock.now() < until {
            self.clock.sleep_until(self.clock.now() + LAG).await;
            let again = self.now().await?;
            if again == seen && self.client.launch_progress(self.launch_id).await? {
                return Ok(seen);
            }
            seen = again;
        }
        Err(Halt::Unknown(Doubt::Count))
    }

    /// The same where so many are expected: what is there already is not looked at twice.
    pub(crate) async fn expected(&self, results: u64) -> Result<u64, Halt> {
        let at_once = async {
            self.ready().await?;
            self.now().await
        };
        if heeding(self.stop, at_once).await? == results { Ok(results) } else { self.all().await }
    }

    /// How many it holds at the moment.
    pub(crate) async fn now(&self) -> Result<u64, Halt> {
        let rql = format!("launch = {}", self.launch_id);
        let check = self.client.check_result_query(self.project_id, &rql).await?;
        check.count.ok_or(Halt::Unknown(Doubt::Count))
    }

    async fn ready(&self) -> Result<(), Halt> {
        let until = self.clock.now() + READING;
        let mut pause = TimeDelta::milliseconds(500);
        while !self.client.launch_progress(self.launch_id).await? {
            if self.clock.now() >= until {
                return Err(Halt::Unknown(Doubt::Count));
            }
            self.clock.sleep_until(self.clock.now() + pause).await;
            pause = (pause * 2).min(TimeDelta::seconds(5));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_arrived_whole_or_not_at_all_or_it_is_not_told() {
        assert_eq!(settled(5, 3, 8), Settled::Arrived);
        assert_eq!(settled(5, 3, 5), Settled::NotArrived);
        assert_eq!(settled(5, 0, 5), Settled::NotArrived, "files that are not counted may go again");
        for now in [4, 6, 9] {
            assert_eq!(settled(5, 3, now), Settled::Unclear);
        }
    }
}
