//! The start and the end of the domain.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use chrono::{DateTime, TimeDelta, Utc};
use store::{OpenOutcome, Opened, Store, StoreError};
use tokio::sync::{Mutex, Notify, broadcast, mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::Companion;
use crate::bot::{Bot, Supervisor};
use crate::cases::Cases;
use crate::companion::Inner;
use crate::core::actor::{self, Observer as _, Panicked, Pause, outcome_of};
use crate::core::chosen::Chosen;
use crate::core::failure;
use crate::core::ports::Ports;
use crate::deployments::{self, Keeper};
use crate::edits::Edits;
use crate::evidence::{self, Evidence};
use crate::exports::bucket::{Bucket, Copier};
use crate::exports::{Beside, Exporter};
use crate::grid::Grids;
use crate::manual::{self, Manual};
use crate::mine::{self, Mine};
use crate::notifications::desktop::Deliverer;
use crate::notifications::outbox::Outbox;
use crate::restores::Restores;
use crate::runs::history::History;
use crate::runs::{Message, RunsOwner};
use crate::schedules::Scheduler;
use crate::settings::stored;
use crate::texts::{StartNotice, Texts, Trouble};
use crate::triage::remind;
use crate::uploads::Uploads;
use crate::view::{Failure, LinkState, Settings};

/// How long the end of everything is waited for.
const GRACE: TimeDelta = TimeDelta::seconds(5);

/// How much of it is for what waits to be sent, and for the server's answer.
const SENDING: TimeDelta = TimeDelta::seconds(3);

/// How many events a slow receiver may be behind.
const EVENTS: usize = 1_024;

impl Companion {
    /// Opens the database in the data folder, reads what was open, and goes on with it. The server is not waited for.
    pub async fn start(ports: Ports) -> Result<Self, Failure> {
        let system = Texts(ports.host.system_language());
        let opened = Store::open(&ports.data_dir, ports.clock.now())
            .await
            .map_err(|error| cannot_open(system, &ports.data_dir, &error))?;
        Self::start_on(ports, opened).await
    }

    /// The same with a database that is open, wherever it is; it is closed with the domain.
    pub async fn start_on(ports: Ports, opened: Opened) -> Result<Self, Failure> {
        let (runs, messages) = mpsc::channel(256);
        let (exports, orders) = mpsc::channel(256);
        let (schedules, turns) = mpsc::channel(256);
        let (deployments, wishes) = mpsc::channel(256);
        let (bot, switches) = Bot::new();
        let (bucket, debts) = Bucket::new();
        let inner = Arc::new(Inner {
            evidence: Evidence::new(&ports.cache_dir, Settings::default().evidence_mb),
            ports,
            store: opened.store,
            settings: watch::Sender::new(Settings::default()),
            link: watch::Sender::new(LinkState::None),
            session: watch::Sender::new(None),
            notices: watch::Sender::new(Vec::new()),
            imported: watch::Sender::new(None),
            read_tests: watch::Sender::new(None),
            next_scheduled: watch::Sender::new(None),
            grids: Grids::default(),
            chosen: Chosen::default(),
            beside: Beside::default(),
            bucket,
            history: History::default(),
            connecting: Mutex::new(()),
            deciding: Mutex::new(()),
            mutes_changed: Notify::new(),
            mine: Mine::default(),
            manual: Manual::default(),
            cases: Cases::default(),
            uploads: Uploads::default(),
            restores: Restores::default(),
            edits: Edits::default(),
            reading_trends: Mutex::new(()),
            queried: std::sync::Mutex::default(),
            housekeeping: Mutex::new(()),
            runs,
            exports,
            schedules,
            deployments,
            shared_deployments: deployments::Shared::default(),
            events: broadcast::Sender::new(EVENTS),
            outbox: Outbox::default(),
            epochs: AtomicU64::new(1),
            runs_ended: AtomicU64::new(0),
            bot,
            tasks: TaskTracker::new(),
            cancel: CancellationToken::new(),
        });
        let companion = Self { inner: inner.clone() };
        let cache_dir = inner.ports.cache_dir.clone();
        inner.tasks.spawn_blocking(move || evidence::clear(&cache_dir));
        stored::read_settings(&inner).await.map_err(|error| inner.stored(&error))?;
        inner.limit_evidence().await;
        note_how_it_opened(&inner, &opened.outcome);
        let owner = inner.clone();
        let make = move || RunsOwner::new(owner.clone());
        inner.spawn(actor::live(make, inner.ports.clock.clone(), inner.clone(), messages));
        let owner = inner.clone();
        let make = move || Exporter::new(owner.clone());
        inner.spawn(actor::live(make, inner.ports.clock.clone(), inner.clone(), orders));
        let owner = inner.clone();
        let make = move || Copier::new(owner.clone());
        inner.spawn(actor::live(make, inner.ports.clock.clone(), inner.clone(), debts));
        let owner = inner.clone();
        let make = move || Scheduler::new(owner.clone());
        inner.spawn(actor::live(make, inner.ports.clock.clone(), inner.clone(), turns));
        let owner = inner.clone();
        let make = move || Keeper::new(owner.clone());
        inner.spawn(actor::live(make, inner.ports.clock.clone(), inner.clone(), wishes));
        inner.tasks.spawn(deliver(inner.clone()));
        if let Err(failure) = companion.resume().await {
            // The next try begins with owners of its own.
            companion.shutdown().await;
            return Err(failure);
        }
        inner.spawn(Supervisor::new(inner.clone()).live(switches));
        inner.spawn(remind(inner.clone()));
        inner.spawn(mine::watch(inner.clone()));
        inner.spawn(manual::send(inner.clone()));
        companion.resume_bot().await;
        Ok(companion)
    }

    /// Ends every task, the demo and the database; waits for them at most five seconds.
    pub async fn shutdown(&self) {
        let clock = &self.inner.ports.clock;
        let began = clock.now();
        tokio::select! {
            // An owner that is gone has nothing to send.
            _ = self.inner.read_runs(Message::Quit) => {}
            () = clock.sleep_until(began + SENDING) => tracing::warn!("not every launch was answered in time"),
        }
        self.end(began + GRACE).await;
    }

    /// The same without a last word to anybody, where somebody else may be at work on the same database: what waits to be
    /// sent is theirs.
    pub async fn stand_down(&self) {
        self.end(self.inner.now() + GRACE).await;
    }

    async fn end(&self, until: DateTime<Utc>) {
        self.inner.cancel.cancel();
        self.inner.tasks.close();
        let end = async {
            self.inner.tasks.wait().await;
            self.inner.ports.demo.stop().await;
            self.inner.store.close().await;
        };
        tokio::select! {
            () = end => {}
            // What is not closed is as after a kill, which loses nothing.
            () = self.inner.ports.clock.sleep_until(until) => tracing::warn!("not everything ended in time"),
        }
    }
}

/// Shows what is owed to the desktop. One that panics is made anew.
async fn deliver(inner: Arc<Inner>) {
    let mut pause = Pause::default();
    while outcome_of(Deliverer::new(inner.clone()).live()).await == Err(Panicked) {
        inner.broke("deliverer");
        let until = inner.now() + pause.next();
        tokio::select! {
            () = inner.cancel.cancelled() => return,
            () = inner.ports.clock.sleep_until(until) => {}
        }
    }
}

pub(crate) fn cannot_open(texts: Texts, dir: &Path, error: &StoreError) -> Failure {
    tracing::error!(%error, folder = %dir.display(), "the database could not be opened");
    let details = Some(error.to_string());
    match error {
        StoreError::ReadOnly => {
            texts.failure(Trouble::ReadOnlyFolder { dir: &dir.to_string_lossy() }, details)
        }
        StoreError::Database(_) | StoreError::File { .. } => texts.failure(Trouble::NoDatabase, details),
        StoreError::Newer { .. }
        | StoreError::DiskFull
        | StoreError::Damaged(_)
        | StoreError::Busy
        | StoreError::Conflict(_)
        | StoreError::Json(_)
        | StoreError::NotLeading
        | StoreError::OfFilesOnly(_)
        | StoreError::Migration(_) => failure::of_store(texts, error),
    }
}

pub(crate) fn note_how_it_opened(inner: &Inner, outcome: &OpenOutcome) {
    let texts = inner.texts();
    if let Some(aside) = inner.ports.secrets.kept_aside() {
        let aside = aside.to_string_lossy();
        inner.add_notice(texts.notice(StartNotice::SecretsSetAside { aside: &aside }));
    }
    match outcome {
        OpenOutcome::Fresh | OpenOutcome::Ready | OpenOutcome::Migrated { .. } => {}
        OpenOutcome::RestoredBackup { aside, backup_from } => {
            let aside = aside.to_string_lossy();
            let backup_age = texts.age(inner.now() - *backup_from);
            let notice = StartNotice::RestoredBackup { aside: &aside, backup_age: &backup_age };
            inner.add_notice(texts.notice(notice));
        }
        OpenOutcome::StartedAfresh { aside } => {
            let aside = aside.to_string_lossy();
            inner.add_notice(texts.notice(StartNotice::StartedAfresh { aside: &aside }));
        }
    }
}
