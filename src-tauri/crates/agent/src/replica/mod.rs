//! One of several agents on one database: it stands by until it leads, and leads until it is ended or loses the lease.
//!
//! Only the leader has a domain. Whoever loses the lease ends its domain within what is left of the lease, and stands by
//! again; whatever of it still moves after that writes nothing, for the store is that of a term.

mod held;
mod role;
mod term;

use std::sync::Arc;
use std::time::Duration;

use companion::ports::Clock;
use store::{SharedDatabase, StoreError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::agent::{Agent, Extent, lock};
use crate::configuration::{Configuration, Database};
use crate::headless::ZonedClock;
use crate::http::{self, Seen};
use crate::run::{Heard, Signals, apply_plans, twice};
use crate::trouble::Trouble;
pub(crate) use held::{Held, connect};
pub(crate) use role::{Pulse, Role};
use term::Lengths;

/// How long the domain may take to end in order: the lease is released within five seconds.
const ENDING: Duration = Duration::from_millis(3_800);

/// How long Telegram holds a poll of whoever led before.
const LAST_POLL: Duration = Duration::from_secs(20);

/// Nothing but the lease is asked of the database for so long where the domain did not start.
const AFTER_FAILING: Duration = Duration::from_secs(5);

pub(crate) async fn run(
    configuration: &Configuration,
    database: &Database,
    listener: TcpListener,
) -> Result<(), Trouble> {
    let mut signals = Signals::new()?;
    let _lock = lock(&configuration.data_dir)?;
    let clock: Arc<dyn Clock> = Arc::new(ZonedClock::new(configuration.zone));
    let listen = listener.local_addr().map(|address| address.to_string()).unwrap_or_default();
    let ready = watch::Sender::new(true);
    let pulse = watch::Sender::new(Instant::now());
    let replica = Replica {
        configuration,
        clock: clock.clone(),
        shared: connect(database)?,
        lengths: Lengths { lease: database.lease },
        holder: held::holder(),
        role: watch::Sender::new(Role::CutOff),
        pulse: pulse.clone(),
    };
    let seen = Seen {
        role: replica.role.subscribe(),
        pulse: Pulse::new(pulse.subscribe(), database.lease),
        clock,
        zone: configuration.zone,
        language: configuration.language,
        ready: ready.subscribe(),
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), listen, holder = replica.holder, "running");
    let hurried = twice()?;
    tokio::select! {
        ended = replica.live(&mut signals, &ready) => ended?,
        error = http::serve(listener, seen, configuration) => {
            return Err(Trouble::Said(format!("http: {error}")));
        }
        // Somebody is in a hurry: what is under way is as after a kill, which loses nothing.
        () = hurried => {}
    }
    tracing::info!("ended");
    Ok(())
}

/// Why a term ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Asked,
    Lost,
}

struct Replica<'a> {
    configuration: &'a Configuration,
    clock: Arc<dyn Clock>,
    shared: SharedDatabase,
    lengths: Lengths,
    holder: String,
    role: watch::Sender<Role>,
    pulse: watch::Sender<Instant>,
}

impl Replica<'_> {
    /// Until a signal asks for the end.
    async fn live(&self, signals: &mut Signals, ready: &watch::Sender<bool>) -> Result<(), Trouble> {
        loop {
            let held = tokio::select! {
                held = self.stand_by() => held,
                () = end_of(signals) => {
                    ready.send_replace(false);
                    return Ok(());
                }
            };
            if self.lead(held, signals, ready).await? == Ended::Asked {
                return Ok(());
            }
        }
    }

    /// Until it leads.
    async fn stand_by(&self) -> Held {
        loop {
            self.pulse.send_replace(Instant::now());
            match self.try_to_lead().await {
                Ok(Some(held)) => return held,
                Ok(None) => {}
                Err(StoreError::Newer { found, known, .. }) => {
                    if !matches!(*self.role.borrow(), Role::StoodDown) {
                        tracing::error!(found, known, "a newer program has the database");
                    }
                    self.role.send_replace(Role::StoodDown);
                }
                Err(error) => {
                    if !matches!(*self.role.borrow(), Role::CutOff) {
                        tracing::warn!(%error, "the database does not answer");
                    }
                    self.role.send_replace(Role::CutOff);
                }
            }
            sleep(self.lengths.looking()).await;
        }
    }

    async fn try_to_lead(&self) -> Result<Option<Held>, StoreError> {
        let known = SharedDatabase::known_schema();
        if let Some(found) = self.shared.schema().await?.filter(|found| *found > known) {
            return Err(StoreError::Newer { path: self.configuration.data_dir.clone(), found, known });
        }
        let mut lease = self.shared.lease().await?;
        // Trying locks the row that each write of the leader locks too.
        if !lease.as_ref().is_some_and(|lease| lease.is_held) {
            if let Some(held) =
                Held::campaign(&self.shared, self.lengths, &self.holder, self.pulse.clone()).await?
            {
                return Ok(Some(held));
            }
            lease = self.shared.lease().await?;
        }
        if !matches!(*self.role.borrow(), Role::StandsBy { .. }) {
            let leader = lease.as_ref().map(|lease| lease.holder.as_str()).unwrap_or_default();
            tracing::info!(leader, "standing by");
        }
        self.role.send_replace(Role::StandsBy { lease });
        Ok(None)
    }

    async fn lead(
        &self,
        mut held: Held,
        signals: &mut Signals,
        ready: &watch::Sender<bool>,
    ) -> Result<Ended, Trouble> {
        let agent = match self.begin(&held).await {
            Ok(agent) => agent,
            Err(trouble) => {
                held.release().await;
                // What a database or a lost lease did may be over soon; what the configuration says stays so.
                if !matches!(trouble, Trouble::Store(_) | Trouble::Failed(_)) {
                    return Err(trouble);
                }
                tracing::error!(%trouble, "not leading");
                self.role.send_replace(Role::CutOff);
                return tokio::select! {
                    () = sleep(AFTER_FAILING) => Ok(Ended::Lost),
                    () = end_of(signals) => Ok(Ended::Asked),
                };
            }
        };
        let epoch = held.epoch;
        self.role.send_replace(Role::Leads { companion: agent.companion.clone(), epoch: Some(epoch) });
        tracing::info!(epoch, "leading");
        let work = async {
            loop {
                apply_plans(&agent, self.configuration).await;
                if signals.next().await == Heard::End {
                    return;
                }
            }
        };
        let ended = tokio::select! {
            () = held.lost() => {
                tracing::error!(epoch, "the lease is lost");
                Ended::Lost
            }
            () = work => {
                ready.send_replace(false);
                tracing::info!("ending");
                Ended::Asked
            }
        };
        self.role.send_replace(Role::StandsBy { lease: None });
        let end = async {
            match ended {
                Ended::Asked => agent.companion.shutdown().await,
                Ended::Lost => agent.companion.stand_down().await,
            }
        };
        tokio::select! {
            () = end => {}
            () = sleep(ENDING) => tracing::warn!("not everything ended in time"),
        }
        held.release().await;
        Ok(ended)
    }

    async fn begin(&self, held: &Held) -> Result<Agent, Trouble> {
        let opened = held.open(self.configuration).await?;
        let extent = Extent::Leading(held.leadership(self.lengths.lease + LAST_POLL));
        Agent::start_on(self.configuration, extent, self.clock.clone(), opened).await
    }
}

/// Plans are the leader's: a signal to apply them is heard and passed over.
async fn end_of(signals: &mut Signals) {
    while signals.next().await == Heard::Reload {}
}
