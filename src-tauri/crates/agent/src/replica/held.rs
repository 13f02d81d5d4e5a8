//! The lease, held and renewed beside whatever is done under it.

use std::time::Duration;

use secrecy::ExposeSecret;
use store::{Opened, SharedDatabase, StoreError};
use telegram::Leadership;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::term::{Lengths, Term};
use crate::configuration::{Configuration, Database};
use crate::trouble::Trouble;

/// A server that does not answer keeps nobody from ending: the lease runs out by itself.
const RELEASING: Duration = Duration::from_secs(1);

/// A term that goes on until this is dropped or [`Held::lost`] answers.
pub(crate) struct Held {
    database: SharedDatabase,
    pub(crate) epoch: i64,
    /// Until when the lease may be trusted, as far as is known.
    over_at: watch::Receiver<Instant>,
    /// One task; it ends with this.
    keeper: JoinSet<()>,
}

impl Held {
    /// `None` while another one holds it. `pulse` is told whenever the keeper of the lease has moved.
    pub(crate) async fn campaign(
        database: &SharedDatabase,
        lengths: Lengths,
        holder: &str,
        pulse: watch::Sender<Instant>,
    ) -> Result<Option<Self>, StoreError> {
        let asked = Instant::now();
        let Some(epoch) = database.campaign(holder, lengths.lease).await? else { return Ok(None) };
        let mut keeper = JoinSet::new();
        let term = Term::new(lengths, asked);
        let (moved, over_at) = watch::channel(term.over_at());
        keeper.spawn(keep(database.clone(), epoch, term, lengths, Told { pulse, over_at: moved }));
        Ok(Some(Self { database: database.clone(), epoch, over_at, keeper }))
    }

    /// For one command; another one that leads is named.
    pub(crate) async fn take(database: &Database) -> Result<Self, Trouble> {
        let shared = connect(database)?;
        let lengths = Lengths { lease: database.lease };
        let pulse = watch::Sender::new(Instant::now());
        if let Some(held) = Self::campaign(&shared, lengths, &holder(), pulse).await? {
            return Ok(held);
        }
        let by = shared.lease().await?.map(|lease| lease.holder).unwrap_or_default();
        Err(Trouble::Led { by })
    }

    /// Under this lease; nothing is written there once it is over.
    pub(crate) async fn open(&self, configuration: &Configuration) -> Result<Opened, StoreError> {
        self.database.open(&configuration.data_dir, self.epoch).await
    }

    /// `quiet` is for how long whoever led before may still be heard of.
    pub(crate) fn leadership(&self, quiet: Duration) -> Leadership {
        Leadership { quiet_until: Instant::now() + quiet, over_at: self.over_at.clone() }
    }

    pub(crate) fn database(&self) -> &SharedDatabase {
        &self.database
    }

    /// Waits until the lease cannot be trusted any more.
    pub(crate) async fn lost(&mut self) {
        // One that panicked renews nothing.
        let _ = self.keeper.join_next().await;
    }

    /// Another one may lead at once.
    pub(crate) async fn release(self) {
        drop(self.keeper);
        match timeout(RELEASING, self.database.release(self.epoch)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the lease runs out by itself"),
            Err(_) => tracing::warn!("the lease runs out by itself"),
        }
    }
}

/// What the keeper tells while it lives.
struct Told {
    pulse: watch::Sender<Instant>,
    over_at: watch::Sender<Instant>,
}

/// Ends when the lease cannot be trusted any more.
async fn keep(database: SharedDatabase, epoch: i64, mut term: Term, lengths: Lengths, told: Told) {
    loop {
        tokio::select! {
            biased;
            () = sleep_until(term.over_at()) => return,
            () = sleep_until(term.ask_at()) => {}
        }
        told.pulse.send_replace(Instant::now());
        let asked = Instant::now();
        tokio::select! {
            biased;
            () = sleep_until(term.over_at()) => return,
            renewed = database.renew(epoch, lengths.lease) => match renewed {
                Ok(true) => {
                    term.grant(asked);
                    told.over_at.send_replace(term.over_at());
                }
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(%error, "the lease could not be renewed");
                    term.miss(Instant::now());
                }
            },
        }
    }
}

pub(crate) fn connect(database: &Database) -> Result<SharedDatabase, Trouble> {
    let password = database.password.as_ref().map(ExposeSecret::expose_secret);
    Ok(SharedDatabase::connect(database.url.as_str(), password)?)
}

/// People know the machine by its name; two agents on it differ by their processes.
pub(crate) fn holder() -> String {
    let name = std::env::var("HOSTNAME").ok().filter(|name| !name.trim().is_empty());
    let name = name.or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok());
    let name = name.as_deref().map_or("agent", str::trim);
    format!("{name}/{}", std::process::id())
}
